import { readdir, rm, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { RetiredFile, StoredEntry } from './stored-table.ts'

/**
 * Removes from a table's folder what nobody can be reading any more: files whose grace is over, and what dead writers left. To be
 * called under the table's lease. Never fails; what resists stays for the next time.
 */
export async function sweepTable(
  directory: string,
  entry: StoredEntry,
  expired: readonly RetiredFile[],
  graceMs: number,
): Promise<void> {
  for (const { name } of expired) await unlink(join(directory, name)).catch(() => {})
  const known = new Set([...entry.retired, ...(entry.kind === 'table' ? entry.files : [])].map((file) => file.name))
  for (const name of await readdir(directory).catch(() => [])) {
    if (known.has(name) || !isLeftover(name)) continue
    const path = join(directory, name)
    if ((await ageMs(path)) > graceMs) await rm(path, { force: true }).catch(() => {})
  }
}

const LEFTOVERS = [
  /^(?:data|__[A-Z]+__|\d{4,10})\.[0-9a-z]{20}\.parquet$/,
  /^\.[0-9a-z]{20}\.claim$/,
  /^\.lease\.[0-9a-z]+/,
]

/** Partition files, drafts of leases and guards of dead leases; never what a person has put there. */
function isLeftover(name: string): boolean {
  return LEFTOVERS.some((pattern) => pattern.test(name))
}

async function ageMs(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  )
}
