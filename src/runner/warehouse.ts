import type { Field, Partition, Partitioning, Query, QueryJob } from '../generator/query-job.ts'
import type { TableReference } from '../googlesql/catalog.ts'
import type { ResultField } from '../googlesql/result-field.ts'

export type { ResultField }

/**
 * A value as results carry it, ready for JSON: INT64, NUMERIC, BIGNUMERIC as text · FLOAT64 as number or `"NaN"`,
 * `"Infinity"`, `"-Infinity"` · BYTES base64 · dates and times as `CAST(x AS STRING)` in UTC · JSON compact text ·
 * STRUCT and ARRAY as arrays in order.
 */
export type ResultValue = null | boolean | number | string | readonly ResultValue[]

export interface QueryResult {
  readonly schema: readonly ResultField[]
  /** Batches of rows, each row its values in column order. To be read once. */
  readonly batches: AsyncIterable<readonly (readonly ResultValue[])[]>
}

export interface DryRun {
  readonly schema: readonly ResultField[]
  readonly references: readonly TableReference[]
  readonly bytesProcessed?: bigint
}

export interface JobResult {
  readonly jobId: string
  readonly rows: bigint
  readonly seconds: number
  /** Rows set aside with a reason (loads of pings). */
  readonly rejected?: bigint
  /** The rows were written by the job of a try before this one, which had been killed. */
  readonly isAdopted?: true
}

/** Whether something is there. Unknown (listing failed, permission denied) stops; it is never "absent, so create". */
export type Existence<T> =
  | { readonly kind: 'present'; readonly value: T }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly reason: string }

export interface TableState {
  readonly reference: TableReference
  readonly kind: 'table' | 'view'
  /** Empty for a view: `dryRun` of a query over it tells its columns. */
  readonly schema: readonly Field[]
  readonly partitioning?: Partitioning
  readonly clustering?: readonly string[]
  readonly rows: bigint
  readonly bytes: bigint
  /** In order of id; an unpartitioned table has none. */
  readonly partitions: readonly {
    readonly id: string
    readonly rows: bigint
    readonly bytes: bigint
    readonly modified: string
  }[]
  readonly modified: string
}

/** One row in BigQuery's JSON form and where it was read, for messages. */
export interface SourceRow {
  readonly value: Readonly<Record<string, unknown>>
  readonly path: string
  readonly line: number
  /** The JSON text that `value` was read from, where there is one: it knows `1.0` from `1`. */
  readonly text?: string
}

/** Rows in batches, read once. */
export type RowSource = AsyncIterable<readonly SourceRow[]>

export interface LoadOptions {
  readonly schema: readonly Field[]
  readonly partitioning?: Partitioning
  readonly clustering?: readonly string[]
  /** The partition that the rows are for; one that belongs to another fails the load. Absent: rows go where they belong. */
  readonly partition?: Partition
  /** `truncate` makes the rows the whole content of the table, or of the partition. */
  readonly writeDisposition: 'truncate' | 'append'
  /** Leave out what the schema does not name, instead of refusing it. */
  readonly ignoreUnknownColumns?: boolean
}

export type TableChange =
  | {
      readonly kind: 'createTable'
      readonly table: TableReference
      readonly schema: readonly Field[]
      readonly partitioning?: Partitioning
      readonly clustering?: readonly string[]
      readonly ifNotExists: boolean
    }
  | { readonly kind: 'createView'; readonly table: TableReference; readonly sql: string; readonly replace: boolean }
  | { readonly kind: 'addFields'; readonly table: TableReference; readonly fields: readonly Field[] }
  | {
      readonly kind: 'copyPartition'
      readonly from: TableReference
      readonly to: TableReference
      readonly partition?: Partition
    }
  | { readonly kind: 'dropPartition'; readonly table: TableReference; readonly partition: Partition }
  | { readonly kind: 'drop'; readonly table: TableReference; readonly ifExists: boolean }

/** One place where jobs run. Methods that change something are atomic: whole or not at all. */
export interface Warehouse extends AsyncDisposable {
  /** @throws {SqlError} the text is wrong @throws {WarehouseError} the warehouse cannot answer */
  dryRun(query: Query): Promise<DryRun>
  /** Runs a query or a script; the result is that of its last query. */
  query(query: Query): Promise<QueryResult>
  /** Fills a table or one partition of it; a row of another partition fails the job before anything is replaced. */
  run(job: QueryJob): Promise<JobResult>
  load(table: TableReference, source: RowSource, options: LoadOptions): Promise<JobResult>
  find(table: TableReference): Promise<Existence<TableState>>
  apply(change: TableChange): Promise<void>
  /** Idempotent; an unknown or ended job is left alone. */
  cancel(jobId: string): Promise<void>
}
