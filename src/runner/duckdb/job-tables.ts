import type { Field, Partitioning } from '../../generator/query-job.ts'
import type { Catalog, TableReference } from '../../googlesql/catalog.ts'
import type { Expression, PartitionBounds, TableScan } from '../../googlesql/resolved.ts'
import type { Value } from '../../googlesql/value.ts'

/**
 * A column of every table that `writable` and its like give: whether this job has made or changed the row. Its default is true; an
 * UPDATE must set it. So a job that changes one partition of a table rewrites that one.
 */
export const CHANGED_COLUMN = 'job changed'

/** Partitions that can hold rows which satisfy every bound. */
export interface PartitionChoice {
  readonly bounds: PartitionBounds
  /** Gives the value of a bound, an expression without columns. */
  readonly evaluate: (bound: Expression) => Value
}

/** A table that a script creates. */
export interface TableDefinition {
  readonly table: TableReference
  readonly schema: readonly Field[]
  readonly partitioning?: Partitioning
  readonly clustering?: readonly string[]
  /** What to do where the table is there already; `fail` throws `table-exists`. */
  readonly ifPresent: 'fail' | 'replace' | 'keep'
}

/**
 * Tables as one job sees them: a snapshot of what is stored, overlaid by what the job itself has changed. Nothing is stored before
 * the warehouse publishes the changes, after the job has ended well; a job that fails leaves no trace.
 */
export interface JobTables {
  /** Everything that the job can name; it follows the changes made here. */
  readonly catalog: Catalog

  /**
   * The full name that a path of one to three parts stands for, whether there is such a table or not.
   *
   * @throws {WarehouseError} `incomplete-name` for one part where the job has no default dataset
   */
  complete(path: readonly string[]): TableReference

  /**
   * The rows of a scan as SQL to stand after FROM, its columns named and ordered as `scan.sources`, with the types of
   * `duckdb-type.ts`. Partitions that the scan's bounds exclude are not read.
   *
   * @param evaluate gives the value of a bound, an expression without columns
   * @throws {WarehouseError} `table-not-found` for a table that is declared but holds nothing yet, `corrupt-partition`
   */
  source(scan: TableScan, evaluate: (bound: Expression) => Value): string

  /**
   * The name (quoted) of a DuckDB table that holds a copy of the table's rows, for INSERT, UPDATE, DELETE, MERGE and TRUNCATE; from
   * then on `source` reads the copy. Its columns are the table's, hidden ones too.
   *
   * @param use `append`: only new rows are written, so nothing is copied
   * @param choice only rows of these partitions are changed or removed, so that only they are copied; all where absent
   * @throws {WarehouseError} `lease-held`: another job is changing the table
   */
  writable(table: TableReference, use?: 'append' | 'rewrite', choice?: PartitionChoice): Promise<string>

  /** Whether this job has changed the table, or made it. */
  isChanged(table: TableReference): boolean

  /** Takes back every change of a table that was none of the job's making; its lease stays. */
  forget(table: TableReference): void

  /** Makes an empty table; its name as `writable` gives it, or undefined where `keep` kept the one that is there. */
  createTable(definition: TableDefinition): Promise<string | undefined>

  /** A table of this job alone, found by its bare name before any other. */
  createTemporaryTable(
    name: string,
    schema: readonly Field[],
    ifPresent: TableDefinition['ifPresent'],
  ): Promise<string | undefined>

  createView(view: TableReference, sql: string, ifPresent: TableDefinition['ifPresent']): Promise<void>

  /** @throws {WarehouseError} `table-not-found` unless `ifExists` */
  drop(path: readonly string[], ifExists: boolean): Promise<void>
}
