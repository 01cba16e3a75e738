import { mkdir, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { TableReference } from '../../../googlesql/catalog.ts'
import { noteDropped } from './dropped-tables.ts'
import { replaceFile, syncDirectory, syncFile } from './durable-file.ts'
import type { Lease } from './lease.ts'
import { uniqueId } from './owner.ts'
import { readEntry, TABLE_FILE } from './read-entry.ts'
import type { Staging } from './staging.ts'
import type { NewFile, RetiredFile, StoredEntry } from './stored-table.ts'
import { sweepTable } from './sweep.ts'
import { formatEntry } from './table-json.ts'
import { leaseTable, type StoreOptions } from './table-lease.ts'
import { tableDirectory } from './table-path.ts'

/** A Parquet file with all its rows in the staging folder. */
export interface StagedFile {
  readonly path: string
  readonly partition?: string
  readonly rows: number
  readonly bytes: number
}

export interface TableUpdate {
  readonly reference: TableReference
  readonly files: readonly StagedFile[]
  /** Held already by a job that read the table in order to change it. */
  readonly lease?: Lease | undefined
  /**
   * The entry's new state. Called under the lease with the state that it replaces; what it throws leaves everything as it was.
   * `now` is later than any time in `current`.
   */
  readonly change: (current: StoredEntry | undefined, files: readonly NewFile[], now: string) => StoredEntry
}

/** Replaces a table's state in one step: whatever happens, a reader finds the old state or the new one, and all its files. */
export async function commit(options: StoreOptions, staging: Staging, update: TableUpdate): Promise<void> {
  await syncFiles(update.files)
  await makeDirectory(options.root, tableDirectory(options.root, update.reference))
  const lease = update.lease ?? (await leaseTable(options, update.reference))
  try {
    await swap(options, staging, update)
  } finally {
    if (update.lease === undefined) await lease[Symbol.asyncDispose]()
  }
}

const SYNCED_AT_ONCE = 16

async function syncFiles(files: readonly StagedFile[]): Promise<void> {
  for (let first = 0; first < files.length; first += SYNCED_AT_ONCE) {
    await Promise.all(files.slice(first, first + SYNCED_AT_ONCE).map(({ path }) => syncFile(path)))
  }
}

async function swap(
  options: StoreOptions,
  staging: Staging,
  { reference, files: staged, change }: TableUpdate,
): Promise<void> {
  const directory = tableDirectory(options.root, reference)
  const current = readEntry(options.root, reference)
  const files = staged.map(({ path: _, ...file }) => ({
    ...file,
    name: `${file.partition ?? 'data'}.${uniqueId()}.parquet`,
  }))
  const { entry, expired } = forgetExpired(change(current, files, timeAfter(current)), options.graceMs)
  if (entry.kind === 'dropped') await noteDropped(options.root, reference)
  // Under the lease only, so that a file the table does not know is surely nobody's.
  for (const [index, { path }] of staged.entries()) await rename(path, join(directory, files[index]!.name))
  await syncDirectory(directory)
  await replaceFile(join(directory, TABLE_FILE), formatEntry(entry), join(staging.directory, `${uniqueId()}.json`))
  await sweepTable(directory, entry, expired, options.graceMs)
}

/** The clock, but never behind the table's own past, so that every state has a time of its own. */
function timeAfter(current: StoredEntry | undefined): string {
  const last = current === undefined ? 0 : Date.parse(current.modified)
  return new Date(Math.max(Date.now(), last + 1)).toISOString()
}

function forgetExpired(entry: StoredEntry, graceMs: number): { entry: StoredEntry; expired: readonly RetiredFile[] } {
  const oldest = new Date(Date.now() - graceMs).toISOString()
  const expired = entry.retired.filter((file) => file.retired < oldest)
  if (expired.length === 0) return { entry, expired }
  const retired = entry.retired.filter((file) => file.retired >= oldest)
  if (entry.kind !== 'table') return { entry: { ...entry, retired }, expired }
  const historyFrom = [entry.historyFrom, ...expired.map((file) => file.retired)].sort().at(-1)!
  const used = [...entry.files, ...retired].some((file) => file.schema !== undefined)
  return { entry: { ...entry, retired, historyFrom, earlierSchemas: used ? entry.earlierSchemas : [] }, expired }
}

/** Makes a folder and those above it so that they outlive a crash as surely as what is put into them. */
async function makeDirectory(root: string, directory: string): Promise<void> {
  const first = await mkdir(directory, { recursive: true })
  if (first === undefined) return
  for (let path = directory; path.length >= first.length && path !== dirname(root); path = dirname(path))
    await syncDirectory(dirname(path))
}
