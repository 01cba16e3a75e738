import { BqetlError } from '../errors.ts'
import { artifactName, type TableDefinition } from '../generator/project/artifact.ts'
import type { QueryJob } from '../generator/query-job.ts'
import type { DependencyNode } from '../generator/sql/dependencies.ts'
import type { CheckOutcome } from './check/run-checks.ts'
import { type InTurn, turns } from './turns.ts'
import type { JobResult, Warehouse } from './warehouse.ts'

export type TaskOutcome =
  /** Rows and seconds are those of all jobs together. */
  | {
      readonly kind: 'done'
      readonly table: TableDefinition
      readonly result: JobResult
      readonly checks: readonly CheckOutcome[]
    }
  /** Filled by the same run before it was interrupted. */
  | { readonly kind: 'done-before'; readonly table: TableDefinition; readonly rows: bigint; readonly seconds: number }
  | { readonly kind: 'failed'; readonly table: TableDefinition; readonly error: BqetlError }
  /** Something that it reads has failed. */
  | { readonly kind: 'skipped'; readonly table: TableDefinition; readonly because: TableDefinition }

export interface GraphRun {
  /** The jobs that fill a table, run one after the other. */
  readonly plan: (table: TableDefinition) => readonly QueryJob[]
  /** Runs the checks of a table that has been filled; throws where one fails that stops what depends on it. */
  readonly check?: (table: TableDefinition, job: QueryJob) => Promise<readonly CheckOutcome[]>
  /** Tables filled side by side, where none reads the other; 1 by default. */
  readonly parallelism?: number
  /** What is known of a table that need not be filled again, as long as nothing that it reads is. */
  readonly doneBefore?: (table: TableDefinition) => Promise<(TaskOutcome & { kind: 'done-before' }) | undefined>
  readonly onStart?: (table: TableDefinition) => void
  readonly onEnd?: (outcome: TaskOutcome) => void | Promise<void>
  readonly signal?: AbortSignal
}

/**
 * Fills tables, each after those it reads. A failure stops what depends on it and nothing else; an interruption stops everything.
 *
 * @param nodes in dependency order
 * @returns an outcome for each table, in the order of `nodes`
 */
export async function runGraph(
  nodes: readonly DependencyNode[],
  warehouse: Warehouse,
  run: GraphRun,
): Promise<readonly TaskOutcome[]> {
  const outcomes = new Map<TableDefinition, Promise<TaskOutcome>>()
  const inTurn = turns(run.parallelism ?? 1)
  for (const node of nodes) outcomes.set(node.table, settle(node, outcomes, warehouse, run, inTurn))
  const settled = await Promise.allSettled(outcomes.values())
  const broken = settled.find((one) => one.status === 'rejected')
  if (broken) throw broken.reason
  return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
}

async function settle(
  { table, upstream }: DependencyNode,
  outcomes: ReadonlyMap<TableDefinition, Promise<TaskOutcome>>,
  warehouse: Warehouse,
  run: GraphRun,
  inTurn: InTurn,
): Promise<TaskOutcome> {
  const above = await Promise.all(upstream.map((other) => outcomes.get(other)!))
  const broken = above.find(({ kind }) => kind === 'failed' || kind === 'skipped')
  if (broken) return ended({ kind: 'skipped', table, because: broken.table }, run)
  return inTurn(async () => {
    run.signal?.throwIfAborted()
    const known = above.some(({ kind }) => kind === 'done') ? undefined : await run.doneBefore?.(table)
    if (known) return ended(known, run)
    run.onStart?.(table)
    return ended(await runTask(table, warehouse, run), run)
  })
}

async function ended(outcome: TaskOutcome, run: GraphRun): Promise<TaskOutcome> {
  await run.onEnd?.(outcome)
  return outcome
}

async function runTask(table: TableDefinition, warehouse: Warehouse, run: GraphRun): Promise<TaskOutcome> {
  try {
    const results: JobResult[] = []
    const checks: CheckOutcome[] = []
    for (const job of run.plan(table)) {
      run.signal?.throwIfAborted()
      results.push(await warehouse.run(job))
      checks.push(...((await run.check?.(table, job)) ?? []))
    }
    return { kind: 'done', table, result: together(results), checks }
  } catch (error) {
    if (run.signal?.aborted || !(error instanceof BqetlError)) throw error
    return { kind: 'failed', table, error }
  }
}

function together(results: readonly JobResult[]): JobResult {
  return {
    ...results.at(-1)!,
    rows: results.reduce((sum, { rows }) => sum + rows, 0n),
    seconds: results.reduce((sum, { seconds }) => sum + seconds, 0),
  }
}

/** Every table that something did not go right with, by name. */
export function failuresOf(outcomes: readonly TaskOutcome[]): readonly string[] {
  return outcomes.filter(({ kind }) => kind === 'failed' || kind === 'skipped').map(({ table }) => artifactName(table))
}
