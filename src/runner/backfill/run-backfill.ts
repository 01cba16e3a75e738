import { BqetlError } from '../../errors.ts'
import type { BackfillPlan, BackfillRun } from '../../generator/plan/plan-backfill.ts'
import { formatTableReference } from '../../generator/project/artifact.ts'
import type { QueryJob } from '../../generator/query-job.ts'
import type { JobResult, Warehouse } from '../warehouse.ts'
import type { Journal } from './journal.ts'
import { isStillThere, stateOf } from './written-before.ts'

export type BackfillOutcome = { readonly run: BackfillRun } & (
  | { readonly kind: 'done'; readonly rows: bigint; readonly seconds: number }
  /** Done by the same backfill before it was interrupted. */
  | { readonly kind: 'done-before'; readonly rows: bigint; readonly seconds: number }
  | { readonly kind: 'failed'; readonly error: BqetlError }
  /** It would have had to wait for a run that failed. */
  | { readonly kind: 'skipped'; readonly because: BackfillRun }
)

export interface BackfillOptions {
  /** Runs side by side; 1 where the plan says that they must follow one another. */
  readonly parallelism: number
  readonly signal: AbortSignal
  /** Called for each run, in the order that they end. */
  readonly onEnd?: (outcome: BackfillOutcome) => void
  /** What must hold of a run that has just been written; throws where it does not. */
  readonly check?: (run: BackfillRun) => Promise<unknown>
}

/**
 * Runs what the journal does not know as done. A failed run leaves its partition as it was; the others go on, or stop, where
 * each must follow the one before it. An interruption stops everything; what is done stays in the journal.
 *
 * @returns an outcome for each run, in order of time
 * @throws {BqetlError} `append-unknown`: an interrupted run may have appended its rows or not
 */
export async function runBackfill(
  plan: BackfillPlan,
  warehouse: Warehouse,
  journal: Journal,
  options: BackfillOptions,
): Promise<readonly BackfillOutcome[]> {
  const outcomes = new Map<BackfillRun, BackfillOutcome>()
  const settle = (outcome: BackfillOutcome) => {
    outcomes.set(outcome.run, outcome)
    options.onEnd?.(outcome)
  }
  for (const outcome of await doneBefore(plan, warehouse, journal)) settle(outcome)
  await makeTable(plan, warehouse)
  const waiting = plan.runs.filter((run) => !outcomes.has(run)).values()
  let broken: BackfillRun | undefined
  const work = async () => {
    for (const run of waiting) {
      options.signal.throwIfAborted()
      const outcome: BackfillOutcome = broken
        ? { run, kind: 'skipped', because: broken }
        : await runOne(run, warehouse, journal, options)
      if (outcome.kind === 'failed' && plan.inOrder !== undefined) broken = run
      settle(outcome)
    }
  }
  const workers = plan.inOrder === undefined ? options.parallelism : 1
  await allEnded(Array.from({ length: workers }, work))
  return plan.runs.map((run) => outcomes.get(run)!)
}

/** What builds upon its own past finds an empty table on its first day, as where schemas are deployed before anything runs. */
async function makeTable({ inOrder, runs }: BackfillPlan, warehouse: Warehouse): Promise<void> {
  const { destination, partition, schema, partitioning, clustering } = runs[0]!.job
  if (inOrder === undefined || destination === undefined || partition === undefined || schema === undefined) return
  await warehouse.apply({
    kind: 'createTable',
    table: destination,
    schema,
    ifNotExists: true,
    ...(partitioning && { partitioning }),
    ...(clustering && { clustering }),
  })
}

/** Waits for all of them, also where one throws, so that nothing runs on behind the back of who called. */
async function allEnded(running: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(running)).find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
}

async function runOne(
  run: BackfillRun,
  warehouse: Warehouse,
  journal: Journal,
  { signal, check }: BackfillOptions,
): Promise<BackfillOutcome> {
  const { job, interval } = run
  try {
    if (job.writeDisposition === 'append') await journal.begin(interval.start, await lastModified(job, warehouse))
    const { rows, seconds }: JobResult = await warehouse.run(job)
    await check?.(run)
    await journal.record({ run: interval.start, rows: String(rows), seconds })
    return { run, kind: 'done', rows, seconds }
  } catch (error) {
    if (signal.aborted || !(error instanceof BqetlError)) throw error
    return { run, kind: 'failed', error }
  }
}

/** What the journal says and the warehouse still has: a table that was dropped meanwhile is filled again. */
async function doneBefore(
  { runs }: BackfillPlan,
  warehouse: Warehouse,
  journal: Journal,
): Promise<readonly BackfillOutcome[]> {
  if (journal.done.size === 0 && journal.begun === undefined) return []
  const state = await stateOf(runs[0]!.job, warehouse)
  if (journal.begun !== undefined && journal.begun.modified !== (state?.modified ?? null)) {
    throw unknownAppend(runs[0]!.job, journal.begun.begun)
  }
  const partitions = new Set(state?.partitions.map(({ id }) => id))
  return runs.flatMap((run) => {
    const done = journal.done.get(run.interval.start)
    if (done === undefined || !isStillThere(run.job, done, state, partitions)) return []
    return [{ run, kind: 'done-before' as const, rows: BigInt(done.rows), seconds: done.seconds }]
  })
}

async function lastModified(job: QueryJob, warehouse: Warehouse): Promise<string | null> {
  return (await stateOf(job, warehouse))?.modified ?? null
}

function unknownAppend({ destination }: QueryJob, begun: string): BqetlError {
  const name = destination ? formatTableReference(destination) : 'the table'
  return new BqetlError(
    'append-unknown',
    `the run of ${begun} was interrupted while it appended to ${name}, and ${name} has changed since`,
    {
      hint: 'look whether its rows are there, then go on behind it with --start-date; --restart runs everything again, and appends again',
    },
  )
}
