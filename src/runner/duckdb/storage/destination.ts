import { WarehouseError } from '../../../errors.ts'
import type { Field, Partition, Partitioning, QueryJob } from '../../../generator/query-job.ts'
import type { TableReference } from '../../../googlesql/catalog.ts'
import { type ResultColumn, schemaOfColumns } from '../fields.ts'
import { fitSchema, type SchemaUpdates } from './fit-schema.ts'
import { newTable } from './next-entry.ts'
import {
  changeSchema,
  exchangeFiles,
  type NewFile,
  type StoredEntry,
  type StoredFile,
  type StoredTable,
  totalRows,
} from './stored-table.ts'
import { concurrentChange, sameSchema, wrongKind } from './table-errors.ts'
import { formatReference } from './table-path.ts'
import { checkPartition, checkShape, samePartitioning, type TableShape } from './table-shape.ts'

/** Where rows are to go and what may become of the table. */
export interface DestinationRequest {
  readonly reference: TableReference
  readonly partition?: Partition | undefined
  readonly writeDisposition: QueryJob['writeDisposition']
  /** How the table is to be where it is absent, or replaced whole; absent: as its rows are. */
  readonly schema?: readonly Field[] | undefined
  readonly partitioning?: Partitioning | undefined
  readonly clustering?: readonly string[] | undefined
  readonly schemaUpdateOptions: SchemaUpdates
}

/** What a job will do to its destination, decided before its rows are written and checked again when they are stored. */
export interface Destination {
  readonly request: DestinationRequest
  readonly shape: TableShape
  /** The table that is there, unless it is replaced whole. */
  readonly base: StoredTable | undefined
}

/**
 * @param columns the rows' columns, named
 * @throws {WarehouseError} `schema-mismatch`, `partition-of-unpartitioned`, `partitioning-mismatch`, `not-empty`, `wrong-kind`,
 *   `invalid-table`
 */
export function planDestination(
  request: DestinationRequest,
  current: StoredEntry | undefined,
  columns: readonly ResultColumn[],
): Destination {
  const { reference, partition } = request
  const name = formatReference(reference)
  if (current?.kind === 'view') throw wrongKind(reference, 'view', 'table')
  const table = current?.kind === 'table' ? current : undefined
  if (table !== undefined) checkPresent(request, table)
  const base = request.writeDisposition === 'truncate' && partition === undefined ? undefined : table
  const shape =
    base === undefined ? newShape(request, table, columns, name) : changedShape(request, base, columns, name)
  if (base === undefined) checkShape(shape, name)
  if (partition !== undefined) checkPartition(partition, shape.partitioning, name)
  return { request, shape, base }
}

function checkPresent(
  { reference, partition, partitioning, writeDisposition }: DestinationRequest,
  table: StoredTable,
): void {
  const name = formatReference(reference)
  if (partitioning !== undefined && !samePartitioning(partitioning, table.partitioning)) {
    const [is, wanted] = [describePartitioning(table.partitioning), describePartitioning(partitioning)]
    throw new WarehouseError('partitioning-mismatch', `${name} is ${is}; the job wants it ${wanted}`, {
      retryable: false,
      hint: `drop it first: bqetl sql "DROP TABLE \`${name}\`"`,
    })
  }
  if (writeDisposition !== 'empty' || totalRows(table.files.filter((file) => isTarget(file, partition))) === 0n) return
  throw new WarehouseError('not-empty', `${name}${partition ? `$${partition.id}` : ''} already holds rows`, {
    retryable: false,
  })
}

function describePartitioning(partitioning: Partitioning | undefined): string {
  if (partitioning === undefined) return 'not partitioned'
  return `partitioned by ${partitioning.unit} of ${partitioning.field ?? 'arrival'}`
}

function newShape(
  { schema, partitioning, clustering, schemaUpdateOptions }: DestinationRequest,
  table: StoredTable | undefined,
  columns: readonly ResultColumn[],
  name: string,
): TableShape {
  return {
    schema: schema === undefined ? schemaOfColumns(columns) : fitSchema(schema, columns, name, schemaUpdateOptions),
    partitioning: partitioning ?? table?.partitioning,
    clustering: clustering ?? table?.clustering,
  }
}

function changedShape(
  { schemaUpdateOptions }: DestinationRequest,
  table: StoredTable,
  columns: readonly ResultColumn[],
  name: string,
): TableShape {
  return { ...table, schema: fitSchema(table.schema, columns, name, schemaUpdateOptions) }
}

/**
 * The destination's state with the job's rows in it. Called under the lease, with what is there by then.
 *
 * @throws {WarehouseError} `concurrent-change`: it is no longer what the rows were written for; `not-empty`
 */
export function storeInDestination(
  { request, shape, base }: Destination,
  current: StoredEntry | undefined,
  added: readonly NewFile[],
  now: string,
): StoredEntry {
  const { reference, partition, writeDisposition } = request
  const table = current?.kind === 'table' ? current : undefined
  if (table !== undefined) checkPresent({ ...request, partitioning: shape.partitioning }, table)
  if (writeDisposition === 'truncate' && partition === undefined)
    return replaceWhole(reference, shape, current, added, now)
  if (table === undefined) {
    if (base !== undefined || current?.kind === 'view') throw concurrentChange(reference)
    return exchangeFiles(newTable(reference, shape, current, now), () => false, added, now)
  }
  const drops = (file: StoredFile): boolean => writeDisposition === 'truncate' && isTarget(file, partition)
  if (sameSchema(table.schema, shape.schema)) return exchangeFiles(table, drops, added, now)
  if (base === undefined || !sameSchema(table.schema, base.schema)) throw concurrentChange(reference)
  return exchangeFiles(changeSchema(table, shape.schema), drops, added, now)
}

function replaceWhole(
  reference: TableReference,
  shape: TableShape,
  current: StoredEntry | undefined,
  added: readonly NewFile[],
  now: string,
): StoredTable {
  const keepsHistory =
    current?.kind === 'table' &&
    sameSchema(current.schema, shape.schema) &&
    samePartitioning(current.partitioning, shape.partitioning)
  if (!keepsHistory) return exchangeFiles(newTable(reference, shape, current, now), () => true, added, now)
  const { clustering } = shape
  return exchangeFiles({ ...current, schema: shape.schema, ...(clustering && { clustering }) }, () => true, added, now)
}

function isTarget(file: StoredFile, partition: Partition | undefined): boolean {
  return partition === undefined || file.partition === partition.id
}
