import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/** A process that holds something in the warehouse's folder, known well enough to tell later whether it is still there. */
export interface Owner {
  /** Unique to one holding; not to a process. */
  readonly id: string
  readonly pid: number
  readonly host: string
  /** When the process started, in the system's own words; two processes that got one pid differ in it. Empty where unknown. */
  readonly started: string
  /** ISO 8601, UTC. */
  readonly since: string
}

/** A holder on another host is believed dead when it has not touched its file for so long. */
export const SILENCE_MS = 120_000
export const HEARTBEAT_MS = 20_000

let ownStart: string | undefined

export function newOwner(): Owner {
  ownStart ??= processStart(process.pid) ?? ''
  const started = ownStart
  return { id: uniqueId(), pid: process.pid, host: hostname(), started, since: new Date().toISOString() }
}

/** Sorts by time of making and never repeats, across processes and hosts. */
export function uniqueId(): string {
  return `${Date.now().toString(36)}${randomBytes(6).toString('hex')}`
}

/** @param silentMs how long ago the owner last touched what it holds; only another host is judged by it */
export function isAlive(owner: Owner, silentMs: number): boolean {
  if (owner.host !== hostname()) return silentMs < SILENCE_MS
  if (!processExists(owner.pid)) return false
  const started = processStart(owner.pid)
  return started === undefined || owner.started === '' || started === owner.started
}

export function describeOwner(owner: Owner): string {
  return `process ${owner.pid} on ${owner.host} since ${owner.since}`
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it is there, but another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function processStart(pid: number): string | undefined {
  try {
    return process.platform === 'linux' ? linuxStart(pid) : listedStart(pid)
  } catch {
    return undefined
  }
}

/** Clock ticks from boot to start, and which boot; the command's name before them may hold spaces and parentheses. */
function linuxStart(pid: number): string | undefined {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  // A zombie still has its pid, but will do nothing more.
  if (fields[0] === 'Z') return 'zombie'
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19]}`
}

function listedStart(pid: number): string | undefined {
  if (process.platform === 'win32') return undefined
  return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
}

/** @returns undefined for anything that is not an owner's JSON, such as a file cut short by a power failure */
export function parseOwner(text: string): Owner | undefined {
  try {
    const owner = JSON.parse(text) as Partial<Owner> | null
    const texts = [owner?.id, owner?.host, owner?.started, owner?.since]
    if (texts.some((value) => typeof value !== 'string') || !Number.isInteger(owner?.pid)) return undefined
    return owner as Owner
  } catch {
    return undefined
  }
}
