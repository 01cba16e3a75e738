import type { Partition, Partitioning } from '../../../generator/query-job.ts'
import type { TableReference } from '../../../googlesql/catalog.ts'
import { columnType, type ResultColumn } from '../fields.ts'
import type { Session } from '../session.ts'
import { commit, type StagedFile, type StoreOptions } from './commit.ts'
import type { Overlay, SessionTables } from './session-tables.ts'
import { stageRows } from './stage-rows.ts'
import type { Staging } from './staging.ts'
import {
  exchangeFiles,
  fileFields,
  type NewFile,
  retireAll,
  type StoredEntry,
  type StoredTable,
} from './stored-table.ts'
import { concurrentChange, sameSchema } from './table-errors.ts'
import type { TableShape } from './table-shape.ts'
import { arrivalPartition } from './working-table.ts'

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
  const staged = new Map<string, readonly StagedFile[]>()
  // All files are written before the first table changes: what can fail has failed by then.
  for (const [key, { overlay }] of tables.overlays) staged.set(key, await stageOverlay(overlay, options))
  for (const [key, { reference, overlay }] of tables.overlays) {
    const files = staged.get(key)!
    if (overlay.kind === 'working' && overlay.use === 'append' && files.length === 0) continue
    if (overlay.kind === 'dropped' && tables.snapshot.entry(reference) === undefined) continue
    const change = (current: StoredEntry | undefined, added: readonly NewFile[], now: string): StoredEntry =>
      changedEntry(reference, overlay, current, added, now)
    await commit(options.store, options.staging, { reference, files, lease: tables.lease(reference), change })
  }
  return [...staged.values()].flat().reduce((sum, file) => sum + BigInt(file.rows), 0n)
}

async function stageOverlay(
  overlay: Overlay,
  { session, staging, now }: PublishOptions,
): Promise<readonly StagedFile[]> {
  if (overlay.kind !== 'working') return []
  const { shape, name, use } = overlay
  const columns: ResultColumn[] = fileFields(shape.schema, shape.partitioning).map((field) => ({
    name: field.name,
    type: columnType(field),
  }))
  const files = await stageRows(session, staging.directory, {
    sql: `SELECT * FROM ${name}`,
    form: 'query',
    columns,
    shape,
    arrival: arrival(shape.partitioning, now),
  })
  return use === 'append' ? files.filter((file) => file.rows > 0) : files
}

export function arrival(partitioning: Partitioning | undefined, now: Date): Partition | undefined {
  return partitioning && arrivalPartition(now, partitioning.unit)
}

function changedEntry(
  reference: TableReference,
  overlay: Overlay,
  current: StoredEntry | undefined,
  added: readonly NewFile[],
  now: string,
): StoredEntry {
  const retired = current === undefined ? [] : retireAll(current, now)
  if (overlay.kind === 'dropped') return { kind: 'dropped', reference, modified: now, retired }
  if (overlay.kind === 'view') return { kind: 'view', reference, sql: overlay.sql, modified: now, retired }
  if (overlay.use === 'create')
    return exchangeFiles(newTable(reference, overlay.shape, current, now), () => true, added, now)
  if (current?.kind !== 'table' || !sameSchema(current.schema, overlay.shape.schema)) throw concurrentChange(reference)
  return exchangeFiles(current, () => overlay.use === 'rewrite', added, now)
}

/** A table without rows under the name; the files that stood there before are kept for those who are reading them. */
export function newTable(
  reference: TableReference,
  shape: TableShape,
  current: StoredEntry | undefined,
  now: string,
): StoredTable {
  const { schema, partitioning, clustering } = shape
  return {
    kind: 'table',
    reference,
    schema,
    earlierSchemas: [],
    ...(partitioning && { partitioning }),
    ...(clustering && { clustering }),
    modified: now,
    historyFrom: now,
    files: [],
    retired: current === undefined ? [] : retireAll(current, now),
  }
}
