import { WarehouseError } from '../../errors.ts'
import type { Field, QueryJob } from '../../generator/query-job.ts'
import type { ResultColumn } from '../duckdb/fields.ts'
import { schemaOfColumns } from '../duckdb/fields.ts'
import { fitSchema } from '../duckdb/storage/fit-schema.ts'
import { wrongKind } from '../duckdb/storage/table-errors.ts'
import { formatReference } from '../duckdb/storage/table-path.ts'
import { checkPartition, checkShape, samePartitioning } from '../duckdb/storage/table-shape.ts'
import { ApiFailure } from './api-failure.ts'
import type { Connection } from './connection.ts'
import { isView } from './find.ts'
import type { TableResource } from './resources.ts'
import { fieldOfResource, partitioningOfResource, resourceOfField } from './schema.ts'
import { deleteTable, getTable, insertTable, patchTable } from './tables.ts'

/** The table that a job writes, looked at before the job runs. */
export interface Destination {
  readonly table: TableResource | undefined
  readonly location: string | undefined
  /** Whether the table is there as the job wants it, so that the job need not say how it is made. */
  readonly isThere: boolean
  /** Takes away what was made for a job that then failed. */
  undo(): Promise<void>
}

/**
 * @throws {WarehouseError} `wrong-kind`, `partitioning-mismatch`, `partition-of-unpartitioned`, `not-empty`
 * @throws {UsageError} `invalid-partition`
 */
export async function prepareDestination(
  connection: Connection,
  job: QueryJob,
  signal: AbortSignal,
): Promise<Destination> {
  const { destination: reference, partition } = job
  const name = formatReference(reference!)
  const table = await getTable(connection, reference!, signal)
  if (table !== undefined && isView(table)) throw wrongKind(reference!, 'view', 'table')
  if (table !== undefined) checkPresent(job, table, name)
  const partitioning = table === undefined ? job.partitioning : partitioningOfResource(table)
  if (partition !== undefined) checkPartition(partition, partitioning, name)
  return { table, location: table?.location, isThere: table !== undefined, undo: async () => {} }
}

function checkPresent(job: QueryJob, table: TableResource, name: string): void {
  const { partitioning, partition, writeDisposition } = job
  const present = partitioningOfResource(table)
  if (partitioning !== undefined && !samePartitioning(partitioning, present)) {
    throw new WarehouseError('partitioning-mismatch', `${name} is partitioned otherwise than the metadata say`, {
      retryable: false,
      hint: `drop it first: bqetl sql "DROP TABLE \`${name}\`"`,
    })
  }
  if (writeDisposition === 'empty' && partition === undefined && Number(table.numRows ?? 0) > 0) throw notEmpty(name)
}

function notEmpty(name: string): WarehouseError {
  return new WarehouseError('not-empty', `${name} already holds rows`, { retryable: false })
}

/**
 * Checks that the query's columns fit the table, and makes the table where the job writes a partition of one that is absent: a job
 * alone would make it without descriptions, and with the query's columns only.
 *
 * @throws {WarehouseError} `schema-mismatch`, `invalid-table`
 */
export async function fitDestination(
  connection: Connection,
  destination: Destination,
  job: QueryJob,
  columns: readonly ResultColumn[] | undefined,
  signal: AbortSignal,
): Promise<Destination> {
  const { destination: reference, partition, schemaUpdateOptions, writeDisposition } = job
  const name = formatReference(reference!)
  const { table } = destination
  const replacesWhole = writeDisposition === 'truncate' && partition === undefined
  if (table !== undefined && !replacesWhole) {
    if (columns) fitSchema((table.schema?.fields ?? []).map(fieldOfResource), columns, name, schemaUpdateOptions)
    return destination
  }
  const fitted = fittedSchema(job, columns, name)
  if (fitted === undefined) return destination
  const shape = { schema: fitted, partitioning: job.partitioning, clustering: job.clustering }
  checkShape(shape, name)
  if (partition === undefined) return destination
  await insertTable(connection, reference!, shape, signal).catch((error) => {
    // Another job has made it meanwhile, as this one would have.
    if (!(error instanceof ApiFailure) || error.reason !== 'duplicate') throw error
  })
  return { ...destination, isThere: true, undo: () => removeEmpty(connection, reference!) }
}

/** Undefined where neither the files nor the query tell it. */
function fittedSchema(
  { schema, schemaUpdateOptions }: QueryJob,
  columns: readonly ResultColumn[] | undefined,
  name: string,
): readonly Field[] | undefined {
  if (columns === undefined) return schema
  return schema ? fitSchema(schema, columns, name, schemaUpdateOptions) : schemaOfColumns(columns)
}

/** Only what still holds nothing: another job may have filled a partition by now. */
async function removeEmpty(connection: Connection, reference: NonNullable<QueryJob['destination']>): Promise<void> {
  try {
    const table = await getTable(connection, reference)
    if (table !== undefined && Number(table.numRows ?? 0) === 0) await deleteTable(connection, reference)
  } catch {
    // The job's own failure is what has to be told.
  }
}

/** A job that makes or replaces a whole table leaves it without descriptions, and without columns that the query lacks. */
export async function finishDestination(
  connection: Connection,
  destination: Destination,
  job: QueryJob,
): Promise<void> {
  const { destination: reference, partition, schema, writeDisposition } = job
  if (schema === undefined || partition !== undefined) return
  if (destination.table !== undefined && writeDisposition !== 'truncate') return
  const table = await getTable(connection, reference!)
  if (table === undefined) return
  const written = (table.schema?.fields ?? []).map(fieldOfResource)
  const fields = [
    ...written.map((field) => withDescription(field, schema)),
    ...schema.filter((field) => !named(written, field.name)).map(asAdded),
  ]
  const wanted = { fields: fields.map(resourceOfField) }
  if (JSON.stringify(wanted) === JSON.stringify({ fields: written.map(resourceOfField) })) return
  await patchTable(connection, reference!, { schema: wanted }, table.etag)
}

function named(fields: readonly Field[], name: string): Field | undefined {
  return fields.find((field) => field.name.toLowerCase() === name.toLowerCase())
}

function withDescription(field: Field, schema: readonly Field[]): Field {
  const declared = named(schema, field.name)
  return declared ? { ...declared, name: field.name, mode: field.mode } : field
}

/** Rows are there already. */
function asAdded(field: Field): Field {
  return field.mode === 'REQUIRED' ? { ...field, mode: 'NULLABLE' } : field
}
