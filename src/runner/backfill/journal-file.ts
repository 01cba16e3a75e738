import { readFile } from 'node:fs/promises'
import { errorCode } from '../duckdb/storage/storage-error.ts'

/** A run that has ended well. */
export interface DoneRun {
  /** Start of its interval, which names it. */
  readonly run: string
  /** Digits */
  readonly rows: string
  readonly seconds: number
}

/** A run that appends, written before it begins: if nothing else follows, nobody knows whether its rows are there. */
export interface BegunRun {
  readonly begun: string
  /** When the table was last changed before; null where it was absent. */
  readonly modified: string | null
}

/** The program ended here by itself, with runs that failed: nothing that it had begun is unknown. */
export interface Pause {
  /** When, ISO 8601 in UTC. */
  readonly paused: string
}

export type JournalLine = DoneRun | BegunRun | Pause

export interface Head {
  readonly format: 1
  readonly digest: string
  /** When the backfill was first started, ISO 8601 in UTC. */
  readonly since: string
  /** For people: `2024-05-01 to 2024-05-31` */
  readonly range: string
}

export interface JournalContent {
  readonly head: Head
  readonly lines: readonly JournalLine[]
}

/**
 * What the file says, a line that was cut left out. Undefined where there is none, and for a file that is no journal of this
 * program: the work is then done again.
 */
export async function readJournal(path: string): Promise<JournalContent | undefined> {
  const [first, ...rest] = (await readText(path)).split('\n').map(parseLine)
  if (first?.format !== 1 || typeof first.digest !== 'string') return undefined
  return { head: first as unknown as Head, lines: rest.flatMap((line) => readRun(line) ?? []) }
}

function readRun({ run, rows, seconds, begun, paused, modified = null }: Json = {}): JournalLine | undefined {
  if (typeof paused === 'string') return { paused }
  if (typeof begun === 'string') return { begun, modified: modified === null ? null : String(modified) }
  const isWhole = typeof run === 'string' && /^\d+$/.test(String(rows)) && typeof seconds === 'number'
  return isWhole ? { run, rows: String(rows), seconds } : undefined
}

type Json = Readonly<Record<string, unknown>>

/** One line of the file. */
export function asLine(value: Head | JournalLine): string {
  return `${JSON.stringify(value)}\n`
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return ''
    throw error
  }
}

function parseLine(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Json) : undefined
  } catch {
    return undefined
  }
}
