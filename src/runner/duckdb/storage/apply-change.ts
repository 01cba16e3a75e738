import { copyFile, link } from 'node:fs/promises'
import { join } from 'node:path'
import { WarehouseError } from '../../../errors.ts'
import type { Field, Partition } from '../../../generator/query-job.ts'
import type { TableReference } from '../../../googlesql/catalog.ts'
import type { TableChange } from '../../warehouse.ts'
import { columnType } from '../fields.ts'
import { openSession } from '../session.ts'
import { commit, type StagedFile, type TableUpdate } from './commit.ts'
import { type DestinationRequest, planDestination, storeInDestination } from './destination.ts'
import { fitSchema } from './fit-schema.ts'
import { droppedEntry, newTable, viewEntry } from './next-entry.ts'
import { stageRows } from './stage-rows.ts'
import type { Staging } from './staging.ts'
import type { StoreJob } from './store-job.ts'
import {
  changeSchema,
  exchangeFiles,
  fileFields,
  type StoredEntry,
  type StoredFile,
  type StoredTable,
} from './stored-table.ts'
import { missingTable, sameSchema, tableExists, wrongKind } from './table-errors.ts'
import { formatReference, tableDirectory } from './table-path.ts'
import { checkPartition, checkShape } from './table-shape.ts'

type Change<Kind extends TableChange['kind']> = Extract<TableChange, { kind: Kind }>

export async function applyChange(job: StoreJob, change: TableChange): Promise<void> {
  if (change.kind === 'copyPartition') return copyPartition(job, change)
  const update = updateOf(change)
  if (update === undefined) return
  const entry = job.snapshot.entry(update.reference)
  // Nothing to do needs no lease, and no folder that can be written.
  if (isDone(change, entry)) return
  await commit(job.store, await job.staging(), { ...update, files: [] })
}

function isDone(change: TableChange, entry: StoredEntry | undefined): boolean {
  const isPresent = entry !== undefined && entry.kind !== 'dropped'
  if (change.kind === 'createTable') return change.ifNotExists && entry?.kind === 'table'
  return change.kind === 'drop' && change.ifExists && !isPresent
}

function updateOf(change: Exclude<TableChange, Change<'copyPartition'>>): Pick<TableUpdate, 'reference' | 'change'> {
  const reference = change.table
  switch (change.kind) {
    case 'createTable':
      checkShape(change, formatReference(reference))
      return { reference, change: (current, _, now) => createTable(change, current, now) }
    case 'createView':
      return { reference, change: (current, _, now) => createView(change, current, now) }
    case 'addFields':
      return { reference, change: (current, _, now) => addFields(change, tableOf(current, reference), now) }
    case 'dropPartition':
      return { reference, change: (current, _, now) => dropPartition(change, tableOf(current, reference), now) }
    case 'drop':
      return { reference, change: (current, _, now) => drop(change, current, now) }
  }
}

function createTable(change: Change<'createTable'>, current: StoredEntry | undefined, now: string): StoredEntry {
  if (current?.kind === 'view') throw wrongKind(change.table, 'view', 'table')
  if (current?.kind !== 'table') return newTable(change.table, change, current, now)
  if (change.ifNotExists) return current
  throw tableExists(formatReference(change.table))
}

function createView(
  { table, sql, replace }: Change<'createView'>,
  current: StoredEntry | undefined,
  now: string,
): StoredEntry {
  if (current?.kind === 'table') throw wrongKind(table, 'table', 'view')
  if (current?.kind === 'view' && !replace) throw tableExists(formatReference(table))
  return viewEntry(table, sql, current, now)
}

/** A field that is there already may come again, with fields that its struct has got since. */
function addFields({ table, fields }: Change<'addFields'>, current: StoredTable, now: string): StoredEntry {
  const required = fields.find((field) => field.mode === 'REQUIRED')
  if (required !== undefined) {
    throw new WarehouseError(
      'schema-mismatch',
      `"${required.name}" cannot be added to ${formatReference(table)} as REQUIRED`,
      {
        retryable: false,
        hint: 'rows that are there already have no value for it; make it NULLABLE',
      },
    )
  }
  const columns = fields.map((field) => ({ name: field.name, type: columnType(field) }))
  const fitted = fitSchema(current.schema, columns, formatReference(table), ['ALLOW_FIELD_ADDITION'])
  const schema = fitted.map((field) => ({ ...field, ...descriptionOf(field.name, fields) }))
  return sameSchema(schema, current.schema) ? current : { ...changeSchema(current, schema), modified: now }
}

function descriptionOf(name: string, fields: readonly Field[]): Pick<Field, 'description'> {
  const description = fields.find((field) => field.name.toLowerCase() === name.toLowerCase())?.description
  return description === undefined ? {} : { description }
}

function dropPartition({ table, partition }: Change<'dropPartition'>, current: StoredTable, now: string): StoredEntry {
  checkPartition(partition, current.partitioning, formatReference(table))
  return exchangeFiles(current, (file) => file.partition === partition.id, [], now)
}

function drop({ table, ifExists }: Change<'drop'>, current: StoredEntry | undefined, now: string): StoredEntry {
  if ((current === undefined || current.kind === 'dropped') && !ifExists) throw missingTable(table)
  return droppedEntry(table, current, now)
}

function tableOf(current: StoredEntry | undefined, reference: TableReference): StoredTable {
  if (current?.kind === 'table') return current
  throw current?.kind === 'view' ? wrongKind(reference, 'view', 'table') : missingTable(reference)
}

/** Replaces a partition, or the whole table, by that of another; a table that is absent becomes like the one copied. */
async function copyPartition(job: StoreJob, { from, to, partition }: Change<'copyPartition'>): Promise<void> {
  const source = tableOf(job.snapshot.entry(from), from)
  if (partition !== undefined) checkPartition(partition, source.partitioning, formatReference(from))
  const { schema, partitioning, clustering } = source
  const request: DestinationRequest = {
    reference: to,
    partition,
    writeDisposition: 'truncate',
    schema,
    partitioning,
    clustering,
    schemaUpdateOptions: [],
  }
  const columns = schema.map((field) => ({ name: field.name, type: columnType(field) }))
  const destination = planDestination(request, job.snapshot.entry(to), columns)
  const staging = await job.staging()
  const files = source.files.filter((file) => partition === undefined || file.partition === partition.id)
  const same = sameSchema(destination.shape.schema, schema) && files.every((file) => file.schema === undefined)
  const staged = same
    ? await linkFiles(tableDirectory(job.store.root, from), files, staging)
    : await rewriteFiles(job, source, files, destination.shape.schema, staging)
  await commit(job.store, staging, {
    reference: to,
    files: staged,
    change: (current, added, now) => storeInDestination(destination, current, added, now),
  })
}

/** Files never change, so two tables can have one. */
async function linkFiles(
  directory: string,
  files: readonly StoredFile[],
  staging: Staging,
): Promise<readonly StagedFile[]> {
  const staged: StagedFile[] = []
  for (const { name, partition, rows, bytes } of files) {
    const [from, path] = [join(directory, name), join(staging.directory, name)]
    await link(from, path).catch(() => copyFile(from, path))
    staged.push({ path, rows, bytes, ...(partition !== undefined && { partition }) })
  }
  return staged
}

async function rewriteFiles(
  job: StoreJob,
  source: StoredTable,
  files: readonly StoredFile[],
  schema: readonly Field[],
  staging: Staging,
): Promise<readonly StagedFile[]> {
  const fields = fileFields(source.schema, source.partitioning)
  const relation = job.snapshot.filesSql(
    source,
    files,
    fields.map((field) => field.name),
  )
  const columns = fields.map((field) => ({ name: field.name, type: columnType(field) }))
  const ids = new Set(files.map((file) => file.partition))
  const partition: Partition | undefined =
    ids.size === 1 && source.partitioning !== undefined
      ? { id: [...ids][0]!, unit: source.partitioning.unit }
      : undefined
  const shape = { ...source, schema }
  await using session = await openSession()
  return await stageRows(session, staging.directory, {
    sql: `SELECT * FROM ${relation}`,
    form: 'query',
    columns,
    shape,
    partition,
    arrival: undefined,
  })
}
