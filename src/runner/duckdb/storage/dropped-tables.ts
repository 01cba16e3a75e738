import { mkdir, readdir, readFile, rm, rmdir, stat, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TableReference } from '../../../googlesql/catalog.ts'
import { uniqueId } from './owner.ts'
import { readEntry } from './read-entry.ts'
import { leaseTable, type StoreOptions } from './table-lease.ts'
import { tableDirectory } from './table-path.ts'

const DROPPED = '.dropped'

/** Makes a note that the files of a table that is about to be dropped may go when their grace is over: nothing else may ever write to it. */
export async function noteDropped(root: string, reference: TableReference): Promise<void> {
  await mkdir(join(root, DROPPED), { recursive: true })
  await writeFile(join(root, DROPPED, `${uniqueId()}.json`), JSON.stringify(reference))
}

/** Removes the files of tables that were dropped a grace ago and not made again. Never fails; what resists stays for the next time. */
export async function sweepDropped(options: StoreOptions): Promise<void> {
  const notes = join(options.root, DROPPED)
  for (const name of await readdir(notes).catch(() => [])) await sweepNote(join(notes, name), options).catch(() => {})
}

async function sweepNote(note: string, options: StoreOptions): Promise<void> {
  if (Date.now() - (await stat(note)).mtimeMs <= options.graceMs) return
  const reference = JSON.parse(await readFile(note, 'utf8')) as TableReference
  const lease = await leaseTable({ ...options, leaseTimeoutMs: 0 }, reference)
  try {
    if (readEntry(options.root, reference)?.kind === 'dropped')
      await removeFiles(tableDirectory(options.root, reference))
  } finally {
    await lease[Symbol.asyncDispose]()
  }
  await unlink(note)
  // Fails where something is left in the folder, such as a person's own files or a table made anew.
  await rmdir(tableDirectory(options.root, reference)).catch(() => {})
}

async function removeFiles(directory: string): Promise<void> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.parquet'))
  for (const name of [...names, 'table.json']) await rm(join(directory, name), { force: true })
}
