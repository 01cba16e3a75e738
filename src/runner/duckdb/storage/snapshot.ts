import { join } from 'node:path'
import { WarehouseError } from '../../../errors.ts'
import type { TableReference } from '../../../googlesql/catalog.ts'
import type { Expression, TableScan } from '../../../googlesql/resolved.ts'
import type { Value } from '../../../googlesql/value.ts'
import { quoteText } from '../duckdb-type.ts'
import type { Session } from '../session.ts'
import { withoutExpired } from './expire.ts'
import { microsOfTime, NULL_PARTITION, OTHER_PARTITION } from './partition-id.ts'
import { partitionFilter } from './prune.ts'
import { readEntry } from './read-entry.ts'
import { corruptPartition, relationSql } from './relation.ts'
import { messages } from './storage-error.ts'
import {
  filesAt,
  partitionColumn,
  type StoredEntry,
  type StoredFile,
  type StoredTable,
  totalBytes,
} from './stored-table.ts'
import { concurrentChange, noHistory } from './table-errors.ts'
import { formatReference, tableDirectory } from './table-path.ts'

export type Evaluate = (bound: Expression) => Value

/** What is stored, as one job sees it: every table's state is read once, so a job that reads it twice finds the same. */
export class Snapshot {
  readonly #root: string
  readonly #now: Date | undefined
  readonly #entries = new Map<string, StoredEntry | undefined>()
  readonly #scanned = new Map<string, { readonly table: StoredTable; readonly file: StoredFile }>()

  /** @param now what CURRENT_TIMESTAMP() answers in the job: partitions that have expired then are gone; absent: none has */
  constructor(root: string, now?: Date) {
    this.#root = root
    this.#now = now
  }

  entry(reference: TableReference): StoredEntry | undefined {
    const key = formatReference(reference)
    if (!this.#entries.has(key)) this.refresh(reference)
    return this.#entries.get(key)
  }

  /** Looks again, under a lease: what the job knew may be old. */
  refresh(reference: TableReference): void {
    const entry = readEntry(this.#root, reference)
    this.#entries.set(formatReference(reference), entry && this.#now ? withoutExpired(entry, this.#now) : entry)
  }

  /** Bytes of all files that were given to queries to read. */
  get bytesScanned(): bigint {
    return totalBytes([...this.#scanned.values()].map(({ file }) => file))
  }

  /** The rows that a scan needs, as `relationSql` gives them. */
  scanSql(table: StoredTable, columns: readonly string[], scan: TableScan, evaluate: Evaluate): string {
    const all = scan.systemTime === undefined ? table.files : pastFiles(table, evaluate(scan.systemTime))
    return this.filesSql(table, keepExtreme(keepPartitions(table, all, scan, evaluate), scan), columns)
  }

  filesSql(table: StoredTable, files: readonly StoredFile[], columns: readonly string[]): string {
    const directory = tableDirectory(this.#root, table.reference)
    for (const file of files) this.#scanned.set(join(directory, file.name), { table, file })
    try {
      return relationSql({ table, directory, files }, columns)
    } catch (error) {
      throw this.#isOutdated(table) ? concurrentChange(table.reference) : error
    }
  }

  /** The error that a failed query really is, where it is the fault of a file. */
  async explainFailure(error: unknown, session: Session): Promise<WarehouseError | undefined> {
    const path = this.#pathIn(messages(error)) ?? (isUnexplained(error) ? await this.#unreadable(session) : undefined)
    if (path === undefined) return undefined
    const { table, file } = this.#scanned.get(path)!
    return this.#isOutdated(table)
      ? concurrentChange(table.reference)
      : corruptPartition(table, file, path, 'is damaged', error)
  }

  #pathIn(message: string): string | undefined {
    return [...this.#scanned.keys()].find((path) => message.includes(path))
  }

  /** DuckDB does not always say which file it could not decode. */
  async #unreadable(session: Session): Promise<string | undefined> {
    for (const path of this.#scanned.keys()) {
      try {
        await session.rows(
          `SELECT bit_xor(hash(file)) FROM read_parquet(${quoteText(path)}, hive_partitioning = false) AS file`,
        )
      } catch {
        return path
      }
    }
    return undefined
  }

  /** Whether files may be gone because the table has moved on and their grace is over. */
  #isOutdated(table: StoredTable): boolean {
    const entry = readEntry(this.#root, table.reference)
    return (
      entry?.kind !== 'table' ||
      table.files.some(
        (file) =>
          !entry.files.some(({ name }) => name === file.name) && !entry.retired.some(({ name }) => name === file.name),
      )
    )
  }
}

/** Neither the data's fault nor the environment's, as far as the session can tell. */
function isUnexplained(error: unknown): boolean {
  return error instanceof WarehouseError && error.code === 'engine-bug'
}

/** The first or last partition that has values, and what lies outside of all of them. */
function keepExtreme(files: readonly StoredFile[], { extreme }: TableScan): readonly StoredFile[] {
  if (extreme === undefined) return files
  const ids = files.flatMap(({ partition, rows }) => (rows > 0 && isRange(partition) ? [partition] : []))
  const wanted = ids.reduce((one, other) => (other < one === (extreme === 'first') ? other : one), ids[0] ?? '')
  return files.filter(({ partition }) => partition === wanted || partition === OTHER_PARTITION)
}

function isRange(partition: string | undefined): partition is string {
  return partition !== undefined && partition !== NULL_PARTITION && partition !== OTHER_PARTITION
}

function pastFiles(table: StoredTable, time: Value): readonly StoredFile[] {
  const micros = typeof time === 'string' ? microsOfTime(time) : undefined
  if (micros === undefined) throw noHistory(table.reference, 'the time is NULL')
  const files = filesAt(table, new Date(Number(micros / 1000n)).toISOString())
  if (files !== undefined) return files
  throw noHistory(table.reference, `nothing is kept of the time before ${table.historyFrom}`)
}

/** The files of partitions that can hold rows which satisfy every bound. */
export function keepPartitions(
  table: StoredTable,
  files: readonly StoredFile[],
  { partitions }: Pick<TableScan, 'partitions'>,
  evaluate: Evaluate,
): readonly StoredFile[] {
  if (partitions === undefined || table.partitioning === undefined) return files
  const keep = partitionFilter(partitions, table.partitioning.unit, partitionColumn(table)!.type, evaluate)
  return files.filter((file) => keep(file.partition!))
}
