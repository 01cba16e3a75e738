import { WarehouseError } from '../../errors.ts'
import { qualify } from '../../generator/sql/qualify.ts'
import type { TableReference } from '../../googlesql/catalog.ts'
import { columnType } from '../duckdb/fields.ts'
import { fitSchema } from '../duckdb/storage/fit-schema.ts'
import { missingTable, sameSchema, tableExists, wrongKind } from '../duckdb/storage/table-errors.ts'
import { formatReference } from '../duckdb/storage/table-path.ts'
import { checkPartition, checkShape } from '../duckdb/storage/table-shape.ts'
import type { TableChange } from '../warehouse.ts'
import { ApiFailure } from './api-failure.ts'
import { type Connection, tableResource } from './connection.ts'
import { isView } from './find.ts'
import { type RunContext, startJob, waitForEnd } from './job.ts'
import { jobOptions, queryConfiguration } from './query-configuration.ts'
import type { TableResource } from './resources.ts'
import { fieldOfResource, partitioningOfResource, resourceOfField } from './schema.ts'
import { deleteTable, getTable, insert, insertTable, patchTable } from './tables.ts'

type Change<Kind extends TableChange['kind']> = Extract<TableChange, { kind: Kind }>

/** @param jobId of the job, where the change needs one */
export async function applyChange(context: RunContext, change: TableChange, jobId: string): Promise<void> {
  const { connection } = context
  switch (change.kind) {
    case 'createTable':
      return createTable(connection, change)
    case 'createView':
      return createView(context, change, jobId)
    case 'addFields':
      return addFields(connection, change)
    case 'copyPartition':
      return copyPartition(context, change, jobId)
    case 'dropPartition':
      return dropPartition(connection, change)
    case 'drop':
      return drop(connection, change)
  }
}

async function createTable(connection: Connection, change: Change<'createTable'>): Promise<void> {
  const { table, ifNotExists } = change
  checkShape(change, formatReference(table))
  const present = await insertTable(connection, table, change).then(() => undefined, ifDuplicate(connection, table))
  if (present === undefined) return
  if (isView(present)) throw wrongKind(table, 'view', 'table')
  if (!ifNotExists) throw tableExists(formatReference(table))
}

/** What is in the way of a table or view that was to be made. */
function ifDuplicate(connection: Connection, table: TableReference) {
  return async (error: unknown): Promise<TableResource | undefined> => {
    if (!(error instanceof ApiFailure) || error.reason !== 'duplicate') throw error
    const present = await getTable(connection, table)
    // Dropped in between, by somebody else.
    if (present === undefined) throw error
    return present
  }
}

async function createView(context: RunContext, change: Change<'createView'>, jobId: string): Promise<void> {
  const { connection } = context
  const { table, sql, replace } = change
  const text = qualify({ sql, parameters: [], defaultProject: table.project }, connection.aliases)
  const view = { query: text.sent, useLegacySql: false }
  const present = await insert(connection, table, { view }).then(() => undefined, ifDuplicate(connection, table))
  if (present === undefined) return
  if (!isView(present)) throw wrongKind(table, 'table', 'view')
  if (!replace) throw tableExists(formatReference(table))
  await replaceView(context, table, text.sent, jobId)
  const { description, labels } = present
  if (description ?? labels) await patchTable(connection, table, { description, labels })
}

/** As a statement, which BigQuery checks and carries out whole; it takes descriptions and labels away. */
export async function replaceView(
  context: RunContext,
  table: TableReference,
  query: string,
  jobId: string,
): Promise<void> {
  const { projectId, datasetId, tableId } = tableResource(context.connection, table)
  const sql = `CREATE OR REPLACE VIEW \`${projectId}.${datasetId}.${tableId}\` AS\n${query}`
  await runStatement(context, sql, table.project, jobId)
}

/** Runs a statement of ours that gives no rows. */
export async function runStatement(
  { connection, signal, onStart }: RunContext,
  sql: string,
  defaultProject: string,
  jobId: string,
): Promise<void> {
  const configuration = queryConfiguration(connection, { sql, query: { sql, parameters: [], defaultProject } })
  await waitForEnd(connection, await startJob(connection, { jobId, configuration, signal, onStart }))
}

/** @throws {WarehouseError} `table-not-found`, `wrong-kind` */
async function tableOf(connection: Connection, table: TableReference): Promise<TableResource> {
  const present = await getTable(connection, table)
  if (present === undefined) throw missingTable(table)
  if (isView(present)) throw wrongKind(table, 'view', 'table')
  return present
}

async function addFields(connection: Connection, { table, fields }: Change<'addFields'>): Promise<void> {
  const required = fields.find((field) => field.mode === 'REQUIRED')
  if (required !== undefined) {
    const message = `"${required.name}" cannot be added to ${formatReference(table)} as REQUIRED`
    throw new WarehouseError('schema-mismatch', message, {
      retryable: false,
      hint: 'rows that are there already have no value for it; make it NULLABLE',
    })
  }
  const present = await tableOf(connection, table)
  const schema = (present.schema?.fields ?? []).map(fieldOfResource)
  const columns = fields.map((field) => ({ name: field.name, type: columnType(field) }))
  const fitted = fitSchema(schema, columns, formatReference(table), ['ALLOW_FIELD_ADDITION'])
  if (sameSchema(fitted, schema)) return
  const described = fitted.map((field) => {
    const added = fields.find(({ name }) => name.toLowerCase() === field.name.toLowerCase())
    return added?.description === undefined ? field : { ...field, description: added.description }
  })
  await patchTable(connection, table, { schema: { fields: described.map(resourceOfField) } }, present.etag)
}

async function copyPartition(
  { connection, signal, onStart }: RunContext,
  { from, to, partition }: Change<'copyPartition'>,
  jobId: string,
): Promise<void> {
  const source = await tableOf(connection, from)
  if (partition !== undefined) checkPartition(partition, partitioningOfResource(source), formatReference(from))
  const copy = {
    sourceTable: tableResource(connection, from, partition?.id),
    destinationTable: tableResource(connection, to, partition?.id),
    createDisposition: 'CREATE_IF_NEEDED',
    writeDisposition: 'WRITE_TRUNCATE',
  }
  const configuration = { copy, ...jobOptions(connection) }
  const started = await startJob(connection, { jobId, configuration, location: source.location, signal, onStart })
  await waitForEnd(connection, started)
}

/** A partition that is not there needs no dropping. */
async function dropPartition(connection: Connection, { table, partition }: Change<'dropPartition'>): Promise<void> {
  checkPartition(partition, partitioningOfResource(await tableOf(connection, table)), formatReference(table))
  await deleteTable(connection, table, partition.id)
}

async function drop(connection: Connection, { table, ifExists }: Change<'drop'>): Promise<void> {
  const wasThere = await deleteTable(connection, table)
  if (!wasThere && !ifExists) throw missingTable(table)
}
