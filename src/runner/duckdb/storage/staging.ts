import { existsSync, mkdirSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HEARTBEAT_MS, isAlive, newOwner, type Owner, parseOwner, uniqueId } from './owner.ts'
import { errorCode } from './storage-error.ts'

/** A folder for one job's temporary files, on the file system of the tables. Disposing of it removes it with all it holds. */
export interface Staging extends AsyncDisposable {
  readonly directory: string
  readonly owner: Owner
}

const STAGING = '.staging'
const OWNER_FILE = 'owner.json'

export async function openStaging(root: string): Promise<Staging> {
  const owner = newOwner()
  const directory = join(root, STAGING, owner.id)
  await mkdir(directory, { recursive: true })
  await writeFile(join(directory, OWNER_FILE), JSON.stringify(owner))
  const heartbeat = setInterval(() => void touch(directory), HEARTBEAT_MS)
  heartbeat.unref()
  return {
    directory,
    owner,
    async [Symbol.asyncDispose]() {
      clearInterval(heartbeat)
      await rm(directory, { recursive: true, force: true })
    },
  }
}

async function touch(directory: string): Promise<void> {
  const now = new Date()
  await utimes(join(directory, OWNER_FILE), now, now).catch(() => {})
}

/** Where DuckDB puts what does not fit into memory; it makes the folder when it needs it, and removes it. */
export function spillDirectory(root: string): string {
  try {
    if (existsSync(root)) {
      mkdirSync(join(root, STAGING), { recursive: true })
      return join(root, STAGING, `spill-${uniqueId()}`)
    }
  } catch {
    // a warehouse that can only be read
  }
  return join(tmpdir(), `bqetl-spill-${uniqueId()}`)
}

/** Removes what dead jobs have left: nobody reads a temporary file but its job. Never fails; what resists stays for the next time. */
export async function sweepStaging(root: string, graceMs: number): Promise<void> {
  for (const name of await readdir(join(root, STAGING)).catch(() => [])) {
    const directory = join(root, STAGING, name)
    if (await isAbandoned(directory, graceMs)) await rm(directory, { recursive: true, force: true }).catch(() => {})
  }
}

async function isAbandoned(directory: string, graceMs: number): Promise<boolean> {
  try {
    const file = join(directory, OWNER_FILE)
    const { mtimeMs } = await stat(file)
    const owner = parseOwner(await readFile(file, 'utf8'))
    if (owner !== undefined) return !isAlive(owner, Date.now() - mtimeMs)
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') return false
  }
  // Made by somebody who has not got to sign it.
  const age = await stat(directory).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  )
  return age > graceMs
}
