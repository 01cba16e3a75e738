import { BqetlError } from '../errors.ts'
import { artifactName, type TableDefinition } from '../generator/artifact.ts'
import type { DependencyNode } from '../generator/dependencies.ts'
import type { QueryJob } from '../generator/query-job.ts'
import type { CheckOutcome } from './check/run-checks.ts'
import type { JobResult, Warehouse } from './warehouse.ts'

export type TaskOutcome =
  | {
      readonly kind: 'done'
      readonly table: TableDefinition
      readonly result: JobResult
      readonly checks: readonly CheckOutcome[]
    }
  | { readonly kind: 'failed'; readonly table: TableDefinition; readonly error: BqetlError }
  /** Something that it reads has failed. */
  | { readonly kind: 'skipped'; readonly table: TableDefinition; readonly because: TableDefinition }

export interface GraphRun {
  readonly plan: (table: TableDefinition) => QueryJob
  /** Runs the checks of a table that has been filled; throws where one fails that stops what depends on it. */
  readonly check?: (table: TableDefinition, job: QueryJob) => Promise<readonly CheckOutcome[]>
  readonly onStart?: (table: TableDefinition, position: number) => void
  readonly signal?: AbortSignal
}

/**
 * Runs tables one after the other, each after those it reads. A failure stops what depends on it and nothing else;
 * an interruption stops everything.
 *
 * @param nodes in dependency order
 * @returns an outcome for each table, in the order run
 */
export async function runGraph(
  nodes: readonly DependencyNode[],
  warehouse: Warehouse,
  run: GraphRun,
): Promise<readonly TaskOutcome[]> {
  const outcomes = new Map<TableDefinition, TaskOutcome>()
  for (const [position, { table, upstream }] of nodes.entries()) {
    run.signal?.throwIfAborted()
    const broken = upstream.find((other) => outcomes.get(other)?.kind !== 'done')
    if (broken) {
      outcomes.set(table, { kind: 'skipped', table, because: broken })
      continue
    }
    run.onStart?.(table, position)
    outcomes.set(table, await runTask(table, warehouse, run))
  }
  return [...outcomes.values()]
}

async function runTask(table: TableDefinition, warehouse: Warehouse, run: GraphRun): Promise<TaskOutcome> {
  try {
    const job = run.plan(table)
    const result = await warehouse.run(job)
    return { kind: 'done', table, result, checks: (await run.check?.(table, job)) ?? [] }
  } catch (error) {
    if (run.signal?.aborted || !(error instanceof BqetlError)) throw error
    return { kind: 'failed', table, error }
  }
}

/** Every table that something did not go right with, by name. */
export function failuresOf(outcomes: readonly TaskOutcome[]): readonly string[] {
  return outcomes.filter(({ kind }) => kind !== 'done').map(({ table }) => artifactName(table))
}
