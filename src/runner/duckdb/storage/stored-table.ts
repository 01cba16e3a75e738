import type { Field, Partitioning } from '../../../generator/query-job.ts'
import type { TableReference } from '../../../googlesql/catalog.ts'
import { TIMESTAMP, type Type } from '../../../googlesql/types.ts'

/** What `table.json` says. A reader that has read it once has a snapshot: the files named in it are never changed. */
export type StoredEntry = StoredTable | StoredView | DroppedTable

export interface StoredTable {
  readonly kind: 'table'
  readonly reference: TableReference
  readonly schema: readonly Field[]
  /** Schemas that files written before a change of schema still have. */
  readonly earlierSchemas: readonly (readonly Field[])[]
  readonly partitioning?: Partitioning
  readonly clustering?: readonly string[]
  /** ISO 8601, UTC, of the last change. */
  readonly modified: string
  /** The earliest time that FOR SYSTEM_TIME AS OF can go back to: nothing was lost, and nothing changed its shape, since. */
  readonly historyFrom: string
  /** In order of partition; several of one partition where rows were appended. */
  readonly files: readonly StoredFile[]
  readonly retired: readonly RetiredFile[]
}

export interface StoredFile {
  readonly name: string
  /** Absent where the table has no partitions. */
  readonly partition?: string
  readonly rows: number
  readonly bytes: number
  readonly modified: string
  /** Position in `earlierSchemas`; absent: the table's schema. */
  readonly schema?: number
}

/** A file that is no longer part of the table but that readers may have in hand, and FOR SYSTEM_TIME AS OF may ask for. */
export interface RetiredFile extends StoredFile {
  readonly retired: string
}

/** A file at its place in the table's folder, before the table knows of it. */
export type NewFile = Omit<StoredFile, 'modified' | 'schema'>

export interface StoredView {
  readonly kind: 'view'
  readonly reference: TableReference
  readonly sql: string
  readonly modified: string
  readonly retired: readonly RetiredFile[]
}

/** Left where a table was, until its files may go. */
export interface DroppedTable {
  readonly kind: 'dropped'
  readonly reference: TableReference
  readonly modified: string
  readonly retired: readonly RetiredFile[]
}

/** The column that every row of an ingestion-time partitioned table has in its files. */
export const PARTITION_TIME = '_PARTITIONTIME'
/** Its day; not in the files. */
export const PARTITION_DATE = '_PARTITIONDATE'

/** The partitioning column as the files have it: its name, and its type. */
export function partitionColumn(table: {
  readonly schema: readonly Field[]
  readonly partitioning?: Partitioning | undefined
}): { name: string; type: Type } | undefined {
  if (table.partitioning === undefined) return undefined
  const { field } = table.partitioning
  if (field === undefined) return { name: PARTITION_TIME, type: TIMESTAMP }
  const found = findField(table.schema, field)
  if (found === undefined) throw new Error(`the partitioning column ${field} is not in the schema`)
  return { name: found.name, type: found.type }
}

/** Names of columns differ by more than case. */
export function findField(schema: readonly Field[], name: string): Field | undefined {
  return schema.find((field) => field.name.toLowerCase() === name.toLowerCase())
}

/** The fields that files of this schema have as columns, in order. */
export function fileFields(schema: readonly Field[], partitioning: Partitioning | undefined): readonly Field[] {
  if (partitioning === undefined || partitioning.field !== undefined) return schema
  return [...schema, { name: PARTITION_TIME, type: TIMESTAMP, mode: 'NULLABLE' }]
}

export function totalRows(files: readonly StoredFile[]): bigint {
  return files.reduce((sum, file) => sum + BigInt(file.rows), 0n)
}

export function totalBytes(files: readonly StoredFile[]): bigint {
  return files.reduce((sum, file) => sum + BigInt(file.bytes), 0n)
}

/** The table without the files that `drop` picks and with those added. `now` is the time of the change. */
export function exchangeFiles(
  table: StoredTable,
  drop: (file: StoredFile) => boolean,
  added: readonly NewFile[],
  now: string,
): StoredTable {
  const retired = table.files.filter(drop).map((file) => ({ ...file, retired: now }))
  const kept = table.files.filter((file) => !drop(file))
  const files = [...kept, ...added.map((file) => ({ ...file, modified: now }))].sort(byPartition)
  return { ...table, files, retired: [...table.retired, ...retired], modified: now }
}

/** The table with another schema, which differs from the present one by added or relaxed fields only. */
export function changeSchema(table: StoredTable, schema: readonly Field[]): StoredTable {
  const position = table.earlierSchemas.length
  const mark = <T extends StoredFile>(file: T): T => (file.schema === undefined ? { ...file, schema: position } : file)
  return {
    ...table,
    schema,
    earlierSchemas: [...table.earlierSchemas, table.schema],
    files: table.files.map(mark),
    retired: table.retired.map(mark),
  }
}

/** Everything gone, in a form that readers who still have the files in hand do not notice. */
export function retireAll(entry: StoredEntry, now: string): readonly RetiredFile[] {
  const files = entry.kind === 'table' ? entry.files : []
  const retired = [...entry.retired, ...files.map((file) => ({ ...file, retired: now }))]
  return retired.map(({ schema: _, ...file }) => file)
}

/** The files that were the table's at a time. */
export function filesAt(table: StoredTable, time: string): readonly StoredFile[] | undefined {
  if (time < table.historyFrom) return undefined
  const past = table.retired.filter((file) => file.retired > time)
  return [...table.files, ...past].filter((file) => file.modified <= time)
}

function byPartition(left: StoredFile, right: StoredFile): number {
  const [a, b] = [left.partition ?? '', right.partition ?? '']
  return a < b ? -1 : a > b ? 1 : 0
}
