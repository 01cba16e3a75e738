import type { Partition, Partitioning } from '../../../generator/query-job.ts'
import type { TableReference } from '../../../googlesql/catalog.ts'
import { quoteName, quoteText } from '../duckdb-type.ts'
import type { Session } from '../session.ts'
import { changedPartitions, idSql } from './changed-partitions.ts'
import { commit, type StagedFile, type TableUpdate } from './commit.ts'
import type { Lease } from './lease.ts'
import { createdEntry, droppedEntry, exchangedEntry, viewEntry } from './next-entry.ts'
import type { Overlay, SessionTables } from './session-tables.ts'
import { stageRows } from './stage-rows.ts'
import type { Staging } from './staging.ts'
import type { StoredFile, StoredTable } from './stored-table.ts'
import type { StoreOptions } from './table-lease.ts'
import type { TableShape } from './table-shape.ts'
import { arrivalPartition, type WorkingTable, workingColumns } from './working-table.ts'

export interface PublishOptions {
  readonly store: StoreOptions
  readonly session: Session
  readonly staging: Staging
  readonly now: Date
}

/**
 * Stores what a job has made of its tables, each in one step, in the order in which it first changed them.
 *
 * @returns how many rows the new files hold
 */
export async function publish(tables: SessionTables, options: PublishOptions): Promise<bigint> {
  // All files are written before the first table changes: what can fail has failed by then.
  const updates: TableUpdate[] = []
  for (const { reference, overlay } of tables.overlays.values()) {
    const update = await stageOverlay(tables, reference, overlay, options)
    if (update !== undefined) updates.push(update)
  }
  for (const update of updates) await commit(options.store, options.staging, update)
  return updates.flatMap(({ files }) => files).reduce((sum, file) => sum + BigInt(file.rows), 0n)
}

/** Undefined where the job has left the table as it was. */
async function stageOverlay(
  tables: SessionTables,
  reference: TableReference,
  overlay: Overlay,
  options: PublishOptions,
): Promise<TableUpdate | undefined> {
  const entry = tables.snapshot.entry(reference)
  const lease = tables.lease(reference)
  if (overlay.kind === 'dropped') {
    return entry && { reference, lease, files: [], change: (current, _, now) => droppedEntry(reference, current, now) }
  }
  if (overlay.kind === 'view') {
    return { reference, lease, files: [], change: (current, _, now) => viewEntry(reference, overlay.sql, current, now) }
  }
  if (overlay.use !== 'rewrite' || entry?.kind !== 'table') return stageAdded(reference, overlay, lease, options)
  return stageRewritten(reference, overlay, entry, lease, options)
}

async function stageAdded(
  reference: TableReference,
  working: WorkingTable,
  lease: Lease | undefined,
  options: PublishOptions,
): Promise<TableUpdate | undefined> {
  const { shape, name, use } = working
  const files = await stageWorking(`SELECT ${columnNames(shape)} FROM ${name}`, shape, options)
  if (use === 'create') {
    return {
      reference,
      lease,
      files,
      change: (current, added, now) => createdEntry(reference, shape, current, added, now),
    }
  }
  const added = files.filter((file) => file.rows > 0)
  if (added.length === 0) return undefined
  return {
    reference,
    lease,
    files: added,
    change: (current, more, now) => exchangedEntry(reference, shape, current, () => false, more, now),
  }
}

async function stageRewritten(
  reference: TableReference,
  working: WorkingTable,
  stored: StoredTable,
  lease: Lease | undefined,
  options: PublishOptions,
): Promise<TableUpdate | undefined> {
  const ids = await changedPartitions(options.session, working, stored)
  if (ids.size === 0) return undefined
  const { shape, name } = working
  const list = [...ids].map((id) => quoteText(id ?? '')).join(', ')
  const where = stored.partitioning === undefined ? '' : ` WHERE ${idSql(stored)} IN (${list})`
  const files = await stageWorking(`SELECT ${columnNames(shape)} FROM ${name}${where}`, shape, options)
  const untouched = new Set(working.untouched?.map((file) => file.name))
  const drops = (file: StoredFile): boolean => ids.has(file.partition) && !untouched.has(file.name)
  return {
    reference,
    lease,
    files,
    change: (current, added, now) => exchangedEntry(reference, shape, current, drops, added, now),
  }
}

function stageWorking(
  sql: string,
  shape: TableShape,
  { session, staging, now }: PublishOptions,
): Promise<readonly StagedFile[]> {
  const columns = workingColumns(shape)
  return stageRows(session, staging.directory, {
    sql,
    form: 'query',
    columns,
    shape,
    arrival: arrival(shape.partitioning, now),
  })
}

function columnNames(shape: TableShape): string {
  return workingColumns(shape)
    .map(({ name }) => quoteName(name))
    .join(', ')
}

export function arrival(partitioning: Partitioning | undefined, now: Date): Partition | undefined {
  return partitioning && arrivalPartition(now, partitioning.unit)
}
