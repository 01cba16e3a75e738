import { WarehouseError } from '../../../errors.ts'
import type { Partitioning, PartitionUnit } from '../../../generator/query-job.ts'
import type { TableReference } from '../../../googlesql/catalog.ts'
import { isPartitionId } from './partition-id.ts'
import { fieldsFromJson, fieldToJson } from './schema-json.ts'
import type { DroppedTable, RetiredFile, StoredEntry, StoredFile, StoredTable, StoredView } from './stored-table.ts'
import { findField } from './stored-table.ts'
import { formatReference } from './table-path.ts'

/** Raised whenever an older program could misread what a newer one writes. */
const FORMAT = 1
const FILE_NAME = /^[A-Za-z0-9_]+\.[a-z0-9]+\.parquet$/

export function formatEntry(entry: StoredEntry): string {
  return `${JSON.stringify(entryToJson(entry), undefined, 1)}\n`
}

function entryToJson(entry: StoredEntry): unknown {
  const { kind, reference, modified, retired } = entry
  const head = { format: FORMAT, kind, ...reference, modified }
  if (kind === 'dropped') return { ...head, retired }
  if (kind === 'view') return { ...head, sql: entry.sql, retired }
  const { historyFrom, partitioning, clustering, files } = entry
  const schema = entry.schema.map(fieldToJson)
  const earlierSchemas = entry.earlierSchemas.map((fields) => fields.map(fieldToJson))
  return { ...head, historyFrom, schema, partitioning, clustering, files, earlierSchemas, retired }
}

/**
 * @param path names the file in messages
 * @throws {WarehouseError} `corrupt-table`: the file is damaged, of another table, or of a newer program
 */
export function parseEntry(text: string, reference: TableReference, path: string): StoredEntry {
  try {
    return entryFromJson(asRecord(JSON.parse(text), 'the file'), reference)
  } catch (error) {
    throw corruptTable(path, reference, error)
  }
}

function corruptTable(path: string, reference: TableReference, error: unknown): WarehouseError {
  const reason = error instanceof Error ? error.message : String(error)
  return new WarehouseError(
    'corrupt-table',
    `${path} does not describe the table ${formatReference(reference)}: ${reason}`,
    {
      retryable: false,
      hint: `the Parquet files beside it are whole; remove ${path} and fill the table again`,
      cause: error,
    },
  )
}

function entryFromJson(json: Record<string, unknown>, expected: TableReference): StoredEntry {
  if (json.format !== FORMAT)
    throw new Error(`its format is ${JSON.stringify(json.format)}, this program reads format ${FORMAT}`)
  const reference = { project: text(json, 'project'), dataset: text(json, 'dataset'), table: text(json, 'table') }
  if (formatReference(reference) !== formatReference(expected))
    throw new Error(`it describes ${formatReference(reference)}`)
  const base = { reference, modified: time(json, 'modified'), retired: list(json, 'retired').map(retiredFile) }
  if (json.kind === 'dropped') return { kind: 'dropped', ...base } satisfies DroppedTable
  if (json.kind === 'view') return { kind: 'view', ...base, sql: text(json, 'sql') } satisfies StoredView
  if (json.kind === 'table') return tableFromJson(json, base)
  throw new Error(`its kind is ${JSON.stringify(json.kind)}`)
}

function tableFromJson(
  json: Record<string, unknown>,
  base: Pick<StoredTable, 'reference' | 'modified' | 'retired'>,
): StoredTable {
  const schema = fieldsFromJson(json.schema)
  const partitioning =
    json.partitioning === undefined ? undefined : partitioningFromJson(asRecord(json.partitioning, 'partitioning'))
  if (partitioning?.field !== undefined && findField(schema, partitioning.field) === undefined) {
    throw new Error(`its partitioning column ${partitioning.field} is not in its schema`)
  }
  const earlierSchemas = list(json, 'earlierSchemas').map(fieldsFromJson)
  const files = list(json, 'files').map(storedFile)
  for (const file of [...files, ...base.retired]) {
    if (file.schema !== undefined && earlierSchemas[file.schema] === undefined)
      throw new Error(`${file.name} has no schema`)
  }
  for (const file of files) checkPartition(file, partitioning)
  return {
    kind: 'table',
    ...base,
    historyFrom: time(json, 'historyFrom'),
    schema,
    earlierSchemas,
    ...(partitioning && { partitioning }),
    ...(json.clustering !== undefined && { clustering: list(json, 'clustering').map(String) }),
    files,
  }
}

function checkPartition(file: StoredFile, partitioning: Partitioning | undefined): void {
  const { name, partition } = file
  if (
    partitioning === undefined
      ? partition === undefined
      : partition !== undefined && isPartitionId(partition, partitioning.unit)
  )
    return
  throw new Error(`${name} is of partition ${JSON.stringify(partition)}`)
}

function partitioningFromJson(json: Record<string, unknown>): Partitioning {
  const unit = text(json, 'unit')
  if (!['HOUR', 'DAY', 'MONTH', 'YEAR'].includes(unit)) throw new Error(`it is partitioned by "${unit}"`)
  return {
    unit: unit as PartitionUnit,
    ...(json.field !== undefined && { field: text(json, 'field') }),
    requirePartitionFilter: json.requirePartitionFilter === true,
    ...(json.expirationDays !== undefined && { expirationDays: amount(json, 'expirationDays') }),
  }
}

function storedFile(value: unknown): StoredFile {
  const json = asRecord(value, 'a file')
  const name = text(json, 'name')
  // A name from a file is not trusted with paths.
  if (!FILE_NAME.test(name)) throw new Error(`"${name}" is not the name of a partition file`)
  return {
    name,
    ...(json.partition !== undefined && { partition: text(json, 'partition') }),
    rows: count(json, 'rows'),
    bytes: count(json, 'bytes'),
    modified: time(json, 'modified'),
    ...(json.schema !== undefined && { schema: count(json, 'schema') }),
  }
}

function retiredFile(value: unknown): RetiredFile {
  return { ...storedFile(value), retired: time(asRecord(value, 'a file'), 'retired') }
}

function asRecord(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new Error(`${what} is not an object`)
}

function text(json: Record<string, unknown>, key: string): string {
  const value = json[key]
  if (typeof value === 'string' && value !== '') return value
  throw new Error(`its ${key} is ${JSON.stringify(value)}`)
}

function time(json: Record<string, unknown>, key: string): string {
  const value = text(json, key)
  if (Number.isNaN(Date.parse(value))) throw new Error(`its ${key} is "${value}"`)
  return value
}

function count(json: Record<string, unknown>, key: string): number {
  const value = json[key]
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new Error(`its ${key} is ${JSON.stringify(value)}`)
}

function amount(json: Record<string, unknown>, key: string): number {
  const value = json[key]
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value
  throw new Error(`its ${key} is ${JSON.stringify(value)}`)
}

function list(json: Record<string, unknown>, key: string): readonly unknown[] {
  const value = json[key]
  if (Array.isArray(value)) return value
  throw new Error(`its ${key} is ${JSON.stringify(value)}`)
}
