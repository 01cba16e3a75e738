import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Field, Partition } from '../../../generator/query-job.ts'
import { TIMESTAMP } from '../../../googlesql/types.ts'
import { quoteName, quoteText } from '../duckdb-type.ts'
import { columnType, type ResultColumn } from '../fields.ts'
import type { Session } from '../session.ts'
import type { StagedFile } from './commit.ts'
import { uniqueId } from './owner.ts'
import { inPartitionSql, partitionIdSql, partitionRange, timeLiteral } from './partition-id.ts'
import { absentValue } from './reshape.ts'
import { findField, PARTITION_TIME, partitionColumn } from './stored-table.ts'
import { failSql, ofLoaded, storedType, toStored } from './stored-type.ts'
import type { TableShape } from './table-shape.ts'

/** Rows for a table, as a query. */
export interface RowsToStage {
  readonly sql: string
  /** `query`: in the form of `duckdb-type.ts`; `loaded`: in that of `loadedType`, checked already but for the partition. */
  readonly form: 'query' | 'loaded'
  /** Named; column number i of the query. */
  readonly columns: readonly ResultColumn[]
  readonly shape: TableShape
  /** Every row must belong to it. Absent: rows go where they belong, those of an ingestion-time table to `arrival`. */
  readonly partition?: Partition | undefined
  /** The partition of rows that do not say when they arrived. */
  readonly arrival: Partition | undefined
}

/**
 * Writes rows as Parquet files, one a partition and sorted by the clustering columns; a table without partitions, and a `partition`
 * that is named, get their file even where there are no rows.
 *
 * @throws what the session throws; `failedCheck` knows a row of another partition, a NULL in a required column, a NULL in an array
 */
export async function stageRows(
  session: Session,
  directory: string,
  rows: RowsToStage,
): Promise<readonly StagedFile[]> {
  const { shape, partition } = rows
  const isOneFile = partition !== undefined || shape.partitioning === undefined
  const file = await copy(session, directory, `${selectStored(rows)}${isOneFile ? orderBy(clusteringSql(shape)) : ''}`)
  return isOneFile ? [inPartition(file, partition)] : splitFiles(session, directory, [file], shape)
}

/** Makes files of stored rows, which are all of `partition`, one file. */
export async function mergeFiles(
  session: Session,
  directory: string,
  files: readonly StagedFile[],
  shape: TableShape,
  partition: Partition | undefined,
): Promise<StagedFile> {
  const order = clusteringSql(shape)
  if (files.length === 1 && order.length === 0) return inPartition(files[0]!, partition)
  return inPartition(await copy(session, directory, `SELECT * FROM ${relationOf(files)}${orderBy(order)}`), partition)
}

function inPartition(file: StagedFile, partition: Partition | undefined): StagedFile {
  return partition === undefined ? file : { ...file, partition: partition.id }
}

/** From here on, sorting all rows once costs less than looking for every partition's in all of them. */
const FEW_PARTITIONS = 8

/** Cuts files of stored rows, in any order, into files of one partition each. */
export async function splitFiles(
  session: Session,
  directory: string,
  files: readonly StagedFile[],
  shape: TableShape,
): Promise<readonly StagedFile[]> {
  const { name, type } = partitionColumn(shape)!
  const unit = shape.partitioning!.unit
  const id = partitionIdSql(quoteName(name), type, unit)
  const found = await session.rows(`SELECT DISTINCT ${id} AS id FROM ${relationOf(files)} ORDER BY id`)
  const partitions = found.map(([value]): Partition => ({ id: String(value), unit }))
  if (partitions.length === 1) return [await mergeFiles(session, directory, files, shape, partitions[0])]
  const order = clusteringSql(shape)
  const sorted = partitions.length > FEW_PARTITIONS
  const source = sorted
    ? [await copy(session, directory, `SELECT * FROM ${relationOf(files)}${orderBy([id, ...order])}`)]
    : files
  const staged: StagedFile[] = []
  for (const partition of partitions) {
    const where = inPartitionSql(quoteName(name), type, partition)
    const sql = `SELECT * FROM ${relationOf(source)} WHERE ${where}${sorted ? '' : orderBy(order)}`
    staged.push(inPartition(await copy(session, directory, sql), partition))
  }
  return staged
}

function relationOf(files: readonly StagedFile[]): string {
  return `read_parquet([${files.map((file) => quoteText(file.path)).join(', ')}], hive_partitioning = false)`
}

/**
 * Writes the rows of a query, which are in stored form, to a new file.
 *
 * @param compression `snappy` for a file that is read once and removed
 */
export async function copy(
  session: Session,
  directory: string,
  sql: string,
  compression: 'zstd' | 'snappy' = 'zstd',
): Promise<StagedFile> {
  const path = join(directory, `${uniqueId()}.parquet`)
  const rows = await session.run(`COPY (${sql}) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION ${compression})`)
  return { path, rows: Number(rows), bytes: statSync(path).size }
}

function clusteringSql({ clustering, schema }: TableShape): readonly string[] {
  return (clustering ?? []).map((name) => quoteName(findField(schema, name)!.name))
}

function orderBy(items: readonly string[]): string {
  return items.length === 0 ? '' : ` ORDER BY ${items.join(', ')}`
}

/** The SELECT that brings rows into the form and order of a table's columns, and checks them. */
export function selectStored(rows: RowsToStage): string {
  const items = rows.shape.schema.map((field) => `${storedColumn(field, rows)} AS ${quoteName(field.name)}`)
  const names = rows.columns.map((_, index) => `c${index}`).join(', ')
  return `SELECT ${[...items, ...arrivalColumn(rows)].join(', ')} FROM (${rows.sql}) AS q(${names})`
}

function storedColumn(field: Field, { columns, form, shape, partition }: RowsToStage): string {
  const position = columns.findIndex(({ name }) => name.toLowerCase() === field.name.toLowerCase())
  const type = columnType(field)
  if (position < 0) return absentValue(type, { typeName: storedType })
  const column = `c${position}`
  const stored = toStored(column, columns[position]!.type, type, field.name)
  const isPartitioning = shape.partitioning?.field?.toLowerCase() === field.name.toLowerCase()
  if (isPartitioning && partition !== undefined) return ofPartition(column, field, partition)
  if (form === 'loaded') return ofLoaded(column, type)
  return field.mode === 'REQUIRED'
    ? `CASE WHEN ${column} IS NULL THEN ${failSql('null-in-required', field.name)} ELSE ${stored} END`
    : stored
}

function ofPartition(column: string, { name, type }: Field, partition: Partition): string {
  const fail = failSql('row-of-other-partition', name, `CAST(${column} AS VARCHAR)`)
  return `CASE WHEN ${inPartitionSql(column, type, partition)} THEN ${column} ELSE ${fail} END`
}

/** The hidden column of ingestion-time tables; rows that were read from one bring theirs along. */
function arrivalColumn({ columns, shape, partition, arrival }: RowsToStage): readonly string[] {
  if (shape.partitioning === undefined || shape.partitioning.field !== undefined) return []
  const target = partition ?? arrival
  const range = target && partitionRange(target.id, target.unit)
  const time = range === undefined ? 'CAST(NULL AS TIMESTAMPTZ)' : timeLiteral(range.start, TIMESTAMP)
  const position = partition === undefined ? columns.findIndex(({ name }) => name === PARTITION_TIME) : -1
  return [`${position < 0 ? time : `c${position}`} AS ${quoteName(PARTITION_TIME)}`]
}
