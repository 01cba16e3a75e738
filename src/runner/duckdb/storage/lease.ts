import { link, mkdir, readFile, stat, unlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { WarehouseError } from '../../../errors.ts'
import { describeOwner, HEARTBEAT_MS, isAlive, newOwner, type Owner, parseOwner, SILENCE_MS } from './owner.ts'
import { errorCode } from './storage-error.ts'

/** The exclusive right to change one table. Given back by disposing of it, once. */
export interface Lease extends AsyncDisposable {
  readonly owner: Owner
}

export interface LeaseOptions {
  /** Names what is leased in messages. */
  readonly name: string
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

interface Holding {
  readonly owner: Owner | undefined
  readonly silentMs: number
}

const FIRST_WAIT_MS = 5
const LONGEST_WAIT_MS = 200

/**
 * Takes the lease that the file `path` stands for: whoever makes the file has it. A dead holder's is taken over.
 *
 * @throws {WarehouseError} `lease-held` (retryable): a living process did not give it back within `timeoutMs`
 */
export async function acquireLease(path: string, options: LeaseOptions): Promise<Lease> {
  const owner = newOwner()
  const deadline = Date.now() + options.timeoutMs
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    options.signal?.throwIfAborted()
    if (await claim(path, owner)) return held(path, owner)
    const holding = await readHolding(path)
    if (holding === undefined) continue
    if (isDead(holding)) await removeDead(path, holding)
    else if (Date.now() >= deadline) throw heldError(options.name, holding)
    else await sleep(waitMs * (0.5 + Math.random()), undefined, options.signal && { signal: options.signal })
  }
}

function held(path: string, owner: Owner): Lease {
  const heartbeat = setInterval(() => void touch(path), HEARTBEAT_MS)
  heartbeat.unref()
  return {
    owner,
    async [Symbol.asyncDispose]() {
      clearInterval(heartbeat)
      await release(path, owner)
    },
  }
}

async function touch(path: string): Promise<void> {
  const now = new Date()
  await utimes(path, now, now).catch(() => {})
}

async function release(path: string, owner: Owner): Promise<void> {
  const holding = await readHolding(path)
  if (holding?.owner?.id === owner.id) await unlink(path)
}

/** A hard link is exclusive like `O_EXCL`, and the file is never seen half-written. */
async function claim(path: string, owner: Owner): Promise<boolean> {
  const draft = join(dirname(path), `.${owner.id}.claim`)
  await mkdir(dirname(path), { recursive: true })
  try {
    await writeFile(draft, JSON.stringify(owner))
    await link(draft, path)
    return true
  } catch (error) {
    const code = errorCode(error)
    // ENOENT: somebody has just removed the empty folder of a dropped table; it is made again.
    if (code === 'EEXIST' || code === 'ENOENT') return false
    if (code === 'EPERM' || code === 'ENOTSUP' || code === 'ENOSYS') return claimWithoutLinks(path, owner)
    throw error
  } finally {
    await unlink(draft).catch(() => {})
  }
}

/** For file systems without hard links, where a reader may find the file empty for a moment: young ones count as held. */
async function claimWithoutLinks(path: string, owner: Owner): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(owner), { flag: 'wx' })
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
}

async function readHolding(path: string): Promise<Holding | undefined> {
  try {
    const { mtimeMs } = await stat(path)
    return { owner: parseOwner(await readFile(path, 'utf8')), silentMs: Date.now() - mtimeMs }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

function isDead({ owner, silentMs }: Holding): boolean {
  return owner === undefined ? silentMs > SILENCE_MS : !isAlive(owner, silentMs)
}

/**
 * Removes a dead owner's file, but never the file of one who came after it: whoever holds the guard, a lease named after the
 * dead owner, alone may remove what that owner left, and looks again before doing so. A guard's own dead holder is removed
 * in the same way.
 */
async function removeDead(path: string, { owner: dead }: Holding): Promise<void> {
  const guard = `${path}.${dead?.id ?? 'unreadable'}`
  const taker = newOwner()
  if (!(await claim(guard, taker))) {
    const holding = await readHolding(guard)
    if (holding !== undefined && isDead(holding)) await removeDead(guard, holding)
    else await sleep(FIRST_WAIT_MS)
    return
  }
  try {
    const holding = await readHolding(path)
    if (holding !== undefined && isDead(holding) && holding.owner?.id === dead?.id) await unlink(path)
  } finally {
    await release(guard, taker)
  }
}

function heldError(name: string, { owner }: Holding): WarehouseError {
  const holder = owner === undefined ? 'a process that left no name' : describeOwner(owner)
  return new WarehouseError('lease-held', `${name} is being changed by ${holder}`, {
    retryable: true,
    hint: 'run it again when that process has ended',
  })
}
