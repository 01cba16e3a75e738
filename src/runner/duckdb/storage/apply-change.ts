import { WarehouseError } from '../../../errors.ts'
import type { Field } from '../../../generator/query-job.ts'
import type { TableChange } from '../../warehouse.ts'
import { columnType } from '../fields.ts'
import { commit, type TableUpdate } from './commit.ts'
import { copyPartition } from './copy-partition.ts'
import { fitSchema } from './fit-schema.ts'
import { droppedEntry, newTable, viewEntry } from './next-entry.ts'
import type { StoreJob } from './store-job.ts'
import { changeSchema, exchangeFiles, type StoredEntry, type StoredTable } from './stored-table.ts'
import { missingTable, sameSchema, tableExists, tableOf, wrongKind } from './table-errors.ts'
import { formatReference } from './table-path.ts'
import { checkPartition, checkShape } from './table-shape.ts'

type Change<Kind extends TableChange['kind']> = Extract<TableChange, { kind: Kind }>

export async function applyChange(job: StoreJob, change: TableChange): Promise<void> {
  if (change.kind === 'copyPartition') return copyPartition(job, change)
  const update = updateOf(change)
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
