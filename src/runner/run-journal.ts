import { artifactName, type TableDefinition } from '../generator/project/artifact.ts'
import type { QueryJob } from '../generator/query-job.ts'
import { type Journal, type JournalRequest, openJournal } from './backfill/journal.ts'
import { isStillThere, stateOf } from './backfill/written-before.ts'
import type { TaskOutcome } from './run-graph.ts'
import type { Warehouse } from './warehouse.ts'

/** What a run of many tables has done, on disk, so that it can go on after a failure or a kill. */
export interface RunJournal extends AsyncDisposable {
  /** Tables that it knows as filled. */
  readonly known: number
  /** Says that a table has been filled by these very jobs, and that the warehouse still has what they wrote. */
  doneBefore(table: TableDefinition, work: TableWork): Promise<(TaskOutcome & { kind: 'done-before' }) | undefined>
  record(outcome: TaskOutcome & { kind: 'done' }, work: TableWork): Promise<void>
  /** Forgets all: nothing is left to do. */
  finish(): Promise<void>
}

export interface TableWork {
  readonly jobs: readonly QueryJob[]
  /** Equal for equal work. */
  readonly digest: string
}

/** @throws what `openJournal` throws */
export async function openRunJournal(warehouse: Warehouse, request: JournalRequest): Promise<RunJournal> {
  const journal = await openJournal(request)
  return {
    known: journal.done.size,
    doneBefore: (table, work) => doneBefore(table, work, journal, warehouse),
    record: ({ table, result }, { digest }) =>
      journal.record({ run: entryOf(table, digest), rows: String(result.rows), seconds: result.seconds }),
    finish: () => journal.finish(),
    [Symbol.asyncDispose]: () => journal[Symbol.asyncDispose](),
  }
}

async function doneBefore(
  table: TableDefinition,
  { jobs, digest }: TableWork,
  { done }: Journal,
  warehouse: Warehouse,
): Promise<(TaskOutcome & { kind: 'done-before' }) | undefined> {
  const entry = done.get(entryOf(table, digest))
  if (entry === undefined) return undefined
  const state = await stateOf(jobs[0]!, warehouse)
  // of several jobs it is not known which of them wrote the rows
  const isThere = jobs.length === 1 ? isStillThere(jobs[0]!, entry, state) : state !== undefined
  if (!isThere) return undefined
  return { kind: 'done-before', table, rows: BigInt(entry.rows), seconds: entry.seconds }
}

function entryOf(table: TableDefinition, digest: string): string {
  return `${artifactName(table)} ${digest}`
}
