import { statSync } from 'node:fs'
import { join } from 'node:path'
import { WarehouseError } from '../../../errors.ts'
import type { Field } from '../../../generator/query-job.ts'
import { DATE, TIMESTAMP, type Type } from '../../../googlesql/types.ts'
import { duckDbType, quoteName, quoteText } from '../duckdb-type.ts'
import { columnType } from '../fields.ts'
import { absentValue } from './reshape.ts'
import { errorCode } from './storage-error.ts'
import {
  fileFields,
  findField,
  PARTITION_DATE,
  PARTITION_TIME,
  type StoredFile,
  type StoredTable,
} from './stored-table.ts'
import { fromStored } from './stored-type.ts'
import { formatReference } from './table-path.ts'

/** Files of one table to read, from `directory`. */
export interface TableFiles {
  readonly table: StoredTable
  readonly directory: string
  readonly files: readonly StoredFile[]
}

/**
 * The rows of the files as SQL to stand after FROM: columns named and ordered as `columns`, of the types of `duckdb-type.ts`.
 * Columns that a file was written without are NULL, an empty array where they repeat.
 *
 * @throws {WarehouseError} `corrupt-partition`: a file is missing or not as long as it was written
 */
export function relationSql({ table, directory, files }: TableFiles, columns: readonly string[]): string {
  for (const file of files) checkFile(table, directory, file)
  const groups = new Map<number | undefined, StoredFile[]>()
  for (const file of files) {
    const group = groups.get(file.schema)
    if (group === undefined) groups.set(file.schema, [file])
    else group.push(file)
  }
  const selects = [...groups].map(([schema, group]) => {
    const fields = schema === undefined ? table.schema : table.earlierSchemas[schema]!
    const items = columns.map((column) => `${columnSql(table, fields, column)} AS ${quoteName(column)}`)
    const paths = group.map((file) => quoteText(join(directory, file.name)))
    return `SELECT ${items.join(', ') || '1'} FROM read_parquet([${paths.join(', ')}], hive_partitioning = false)`
  })
  return `(${selects.join(' UNION ALL ') || emptySelect(table, columns)})`
}

function emptySelect(table: StoredTable, columns: readonly string[]): string {
  const items = columns.map(
    (column) => `CAST(NULL AS ${duckDbType(columnTypeOf(table, column))}) AS ${quoteName(column)}`,
  )
  return `SELECT ${items.join(', ') || '1'} WHERE false`
}

function columnSql(table: StoredTable, fields: readonly Field[], column: string): string {
  if (column === PARTITION_DATE) return `CAST(${quoteName(PARTITION_TIME)} AS DATE)`
  const type = columnTypeOf(table, column)
  const written = findField(fileFields(fields, table.partitioning), column)
  if (written === undefined) return absentValue(type, { typeName: duckDbType })
  return fromStored(quoteName(written.name), columnType(written), type)
}

function columnTypeOf(table: StoredTable, column: string): Type {
  if (column === PARTITION_DATE) return DATE
  if (column === PARTITION_TIME) return TIMESTAMP
  const field = findField(table.schema, column)
  if (field === undefined) throw new Error(`${formatReference(table.reference)} has no column ${column}`)
  return columnType(field)
}

function checkFile(table: StoredTable, directory: string, file: StoredFile): void {
  const path = join(directory, file.name)
  const bytes = sizeOf(path)
  if (bytes === file.bytes) return
  const reason = bytes === undefined ? 'is missing' : `has ${bytes} bytes where ${file.bytes} were written`
  throw corruptPartition(table, file, path, reason)
}

function sizeOf(path: string): number | undefined {
  try {
    return statSync(path).size
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

export function corruptPartition(
  table: StoredTable,
  file: StoredFile,
  path: string,
  reason: string,
  cause?: unknown,
): WarehouseError {
  const name = formatReference(table.reference)
  const what = file.partition === undefined ? `the data of ${name}` : `partition ${file.partition} of ${name}`
  return new WarehouseError('corrupt-partition', `${what} cannot be read: ${path} ${reason}`, {
    retryable: false,
    hint: `fill it again: bqetl query run ${table.reference.dataset}.${table.reference.table}${dateFlag(file.partition)}`,
    cause,
  })
}

function dateFlag(partition: string | undefined): string {
  const day = /^(\d{4})(\d{2})(\d{2})/.exec(partition ?? '')
  return day === null ? '' : ` --date ${day[1]}-${day[2]}-${day[3]}`
}
