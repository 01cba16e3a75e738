import { mkdir, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { replaceFile } from '../duckdb/storage/durable-file.ts'
import { acquireLease } from '../duckdb/storage/lease.ts'
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
interface BegunRun {
  readonly begun: string
  /** When the table was last changed before; null where it was absent. */
  readonly modified: string | null
}

interface Head {
  readonly format: 1
  readonly digest: string
  /** When the backfill was first started, ISO 8601 in UTC. */
  readonly since: string
  /** For people: `2024-05-01 to 2024-05-31` */
  readonly range: string
}

/** What a backfill has done so far, on disk before anybody is told. Disposing of it gives the right to work on it back. */
export interface Journal extends AsyncDisposable {
  readonly since: string
  readonly done: ReadonlyMap<string, DoneRun>
  /** The last run that had begun to append and of which no end is known. */
  readonly begun: BegunRun | undefined
  /** The range of an earlier, unfinished backfill that was not the same work and is forgotten now. */
  readonly forgotten: string | undefined
  begin(run: string, modified: string | null): Promise<void>
  record(run: DoneRun): Promise<void>
  /** Forgets it: everything is done. */
  finish(): Promise<void>
}

export interface JournalRequest {
  /** Of the table; made where it is absent. */
  readonly directory: string
  /** The table, for messages. */
  readonly name: string
  readonly digest: string
  readonly range: string
  /** Forget what is done. */
  readonly restart: boolean
}

/**
 * Opens the journal of a table's backfill. One process at a time has it; a dead one's is taken over. What it says is kept when it
 * is about the same work, else it begins anew.
 *
 * @throws {WarehouseError} `lease-held` (retryable): another backfill of the table is running
 */
export async function openJournal(request: JournalRequest): Promise<Journal> {
  const { directory, name, digest, range, restart } = request
  await mkdir(directory, { recursive: true })
  const lease = await acquireLease(join(directory, 'lease'), { name: `the backfill of ${name}`, timeoutMs: 0 })
  try {
    const path = join(directory, 'journal.ndjson')
    const old = await readJournal(path)
    const isSame = !restart && old?.head.digest === digest
    const head: Head = isSame ? old.head : { format: 1, digest, since: new Date().toISOString(), range }
    const kept = isSame ? old.lines : []
    // Written whole, which also drops a last line that a power failure cut.
    await replaceFile(path, [head, ...kept].map(asLine).join(''), join(directory, 'journal.draft'))
    const file = await open(path, 'a')
    let writing = Promise.resolve()
    const append = (line: DoneRun | BegunRun): Promise<void> => {
      writing = writing.then(async () => {
        await file.appendFile(asLine(line))
        await file.datasync()
      })
      return writing
    }
    return {
      since: head.since,
      done: new Map(kept.flatMap((line) => ('run' in line ? [[line.run, line]] : []))),
      begun: unfinished(kept),
      forgotten: isSame || old === undefined ? undefined : old.head.range,
      begin: (begun, modified) => append({ begun, modified }),
      record: append,
      finish: () => rm(path, { force: true }),
      async [Symbol.asyncDispose]() {
        await file.close()
        await lease[Symbol.asyncDispose]()
      },
    }
  } catch (error) {
    await lease[Symbol.asyncDispose]()
    throw error
  }
}

function asLine(value: Head | DoneRun | BegunRun): string {
  return `${JSON.stringify(value)}\n`
}

function unfinished(lines: readonly (DoneRun | BegunRun)[]): BegunRun | undefined {
  const last = lines.at(-1)
  return last !== undefined && 'begun' in last ? last : undefined
}

interface Content {
  readonly head: Head
  readonly lines: readonly (DoneRun | BegunRun)[]
}

/** Undefined where there is none, and for a file that is no journal of this program: the work is then done again. */
async function readJournal(path: string): Promise<Content | undefined> {
  const [first, ...rest] = (await readText(path)).split('\n').map(parseLine)
  if (first?.format !== 1 || typeof first.digest !== 'string') return undefined
  const lines = rest.flatMap((line) =>
    typeof line?.run === 'string' || typeof line?.begun === 'string' ? [line as unknown as DoneRun | BegunRun] : [],
  )
  return { head: first as unknown as Head, lines }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return ''
    throw error
  }
}

function parseLine(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
