import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { replaceFile } from '../duckdb/storage/durable-file.ts'
import { acquireLease, type Lease } from '../duckdb/storage/lease.ts'
import { diskError } from '../duckdb/storage/storage-error.ts'
import {
  asLine,
  type BegunRun,
  type DoneRun,
  type JournalContent,
  type JournalLine,
  readJournal,
} from './journal-file.ts'

/** What a backfill, or a run of many tables, has done so far, on disk before anybody is told. Disposing of it gives the right to work on it back. */
export interface Journal extends AsyncDisposable {
  readonly since: string
  /** What it was when the program last ended by itself; `since` where it never has: what was begun after it may be unknown. */
  readonly lastPause: string
  /** Somebody has worked on it before. */
  readonly isContinued: boolean
  readonly done: ReadonlyMap<string, DoneRun>
  /** The last run that had begun to append and of which no end is known. */
  readonly begun: BegunRun | undefined
  /** The range of an earlier, unfinished backfill that was not the same work and is forgotten now. */
  readonly forgotten: string | undefined
  begin(run: string, modified: string | null): Promise<void>
  record(run: DoneRun): Promise<void>
  /** Says that all that was begun has ended, though not all of it well. */
  pause(): Promise<void>
  /** Forgets it: everything is done. */
  finish(): Promise<void>
}

export interface JournalRequest {
  /** Made where it is absent. */
  readonly directory: string
  /** What it is the journal of, for messages: `the backfill of dataset.table`. */
  readonly name: string
  readonly digest: string
  readonly range: string
  /** Forget what is done. */
  readonly restart: boolean
}

/**
 * Opens the journal of some work. One process at a time has it; a dead one's is taken over. What it says is kept when it
 * is about the same work, else it begins anew.
 *
 * @throws {WarehouseError} `lease-held` (retryable): the same work is going on; `disk-full`, `not-writable`
 */
export function openJournal(request: JournalRequest): Promise<Journal> {
  return explained(request.directory, () => openFiles(request))
}

const FILE = 'journal.ndjson'

async function openFiles(request: JournalRequest): Promise<Journal> {
  const { directory, name } = request
  await mkdir(directory, { recursive: true })
  const lease = await acquireLease(join(directory, 'lease'), { name, timeoutMs: 0 })
  try {
    const old = await readJournal(join(directory, FILE))
    const content = continued(old, request)
    // Written whole, which also drops a last line that a power failure cut.
    const text = [content.head, ...content.lines].map(asLine).join('')
    await replaceFile(join(directory, FILE), text, join(directory, 'journal.draft'))
    const isContinued = content === old
    const forgotten = old === undefined || isContinued ? undefined : old.head.range
    const file = await open(join(directory, FILE), 'a')
    return new FileJournal({ directory, content, isContinued, forgotten, lease, file })
  } catch (error) {
    await lease[Symbol.asyncDispose]()
    throw error
  }
}

function continued(old: JournalContent | undefined, { digest, range, restart }: JournalRequest): JournalContent {
  if (old?.head.digest === digest && !restart) return old
  return { head: { format: 1, digest, since: new Date().toISOString(), range }, lines: [] }
}

interface OpenFiles {
  readonly directory: string
  readonly content: JournalContent
  readonly isContinued: boolean
  readonly forgotten: string | undefined
  readonly lease: Lease
  readonly file: FileHandle
}

class FileJournal implements Journal {
  readonly since: string
  readonly lastPause: string
  readonly isContinued: boolean
  readonly done: ReadonlyMap<string, DoneRun>
  readonly begun: BegunRun | undefined
  readonly forgotten: string | undefined
  readonly #directory: string
  readonly #lease: Lease
  readonly #file: FileHandle
  #writing: Promise<void> = Promise.resolve()

  constructor({ directory, content: { head, lines }, isContinued, forgotten, lease, file }: OpenFiles) {
    this.since = head.since
    this.lastPause = lines.flatMap((line) => ('paused' in line ? [line.paused] : [])).at(-1) ?? head.since
    this.isContinued = isContinued
    this.done = new Map(lines.flatMap((line) => ('run' in line ? [[line.run, line]] : [])))
    this.begun = unfinished(lines)
    this.forgotten = forgotten
    this.#directory = directory
    this.#lease = lease
    this.#file = file
  }

  begin(run: string, modified: string | null): Promise<void> {
    return this.#append({ begun: run, modified })
  }

  record(run: DoneRun): Promise<void> {
    return this.#append(run)
  }

  pause(): Promise<void> {
    return this.#append({ paused: new Date().toISOString() })
  }

  async finish(): Promise<void> {
    await rm(join(this.#directory, FILE), { force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close()
    await this.#lease[Symbol.asyncDispose]()
  }

  #append(line: JournalLine): Promise<void> {
    const written = this.#writing.then(async () => {
      await this.#file.appendFile(asLine(line))
      await this.#file.datasync()
    })
    // A line that could not be written does not keep the next one from being tried.
    this.#writing = written.catch(() => {})
    return explained(this.#directory, () => written)
  }
}

function unfinished(lines: JournalContent['lines']): BegunRun | undefined {
  const last = lines.findLast((line) => !('paused' in line))
  return last !== undefined && 'begun' in last ? last : undefined
}

/** @throws {WarehouseError} `disk-full`, `not-writable` */
async function explained<T>(directory: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw diskError(error, directory) ?? error
  }
}
