import type { TableDefinition } from '../generator/artifact.ts'
import { inDependencyOrder, upstreamOf } from '../generator/dependencies.ts'
import { planDay } from '../generator/plan/plan-day.ts'
import type { Project } from '../generator/project.ts'
import type { QueryJob } from '../generator/query-job.ts'
import { runnableTables } from '../generator/runnable.ts'
import { sampleNames } from '../generator/sample/definition.ts'
import { parseCalendarDate } from '../generator/time/calendar-date.ts'
import { checkFilled } from '../runner/check/run-checks.ts'
import { runGraph, type TaskOutcome } from '../runner/run-graph.ts'
import type { Warehouse } from '../runner/warehouse.ts'
import { daysFrom, loadSamples } from './load-samples.ts'
import { shortName } from './outcomes.ts'
import { startProgress } from './progress.ts'

export interface DemoRequest {
  readonly firstDay: string
  readonly days: number
  readonly scale: number
  readonly seed: number
  readonly signal: AbortSignal
}

export interface DemoOutcome {
  /** Seconds spent on each table, by `dataset.table`, in the order first filled. */
  readonly seconds: ReadonlyMap<string, number>
  /** Broken sample pings that were set aside. */
  readonly rejected: number
  readonly outcomes: readonly TaskOutcome[]
}

/** Loads sample pings day by day, then fills every table that a query of the project fills, for each day. */
export async function runDemo(project: Project, warehouse: Warehouse, request: DemoRequest): Promise<DemoOutcome> {
  const days = daysFrom(parseCalendarDate(request.firstDay), request.days)
  const samples = sampleNames(project)
  const nodes = inDependencyOrder(runnableTables(project, []), project)
  using progress = startProgress(days.length * (samples.length + nodes.length))
  const stopwatch = new Map<string, number>()
  let steps = 0
  let rejected = 0
  await loadSamples(project, warehouse, {
    ...request,
    samples,
    days,
    onStart: (sample, day) => progress.update(steps++, `${sample} of ${day}`),
    onEnd: (outcome, seconds) => {
      rejected += outcome.rejected
      addSeconds(stopwatch, outcome.table.split('.').slice(-2).join('.'), seconds)
    },
  })
  const upstream = upstreamOf(project)
  const outcomes: TaskOutcome[] = []
  for (const day of days) {
    const onStart = (table: TableDefinition) => progress.update(steps++, `${shortName(table)} of ${day}`)
    const check = (table: TableDefinition, job: QueryJob) =>
      checkFilled(table, job, { project, warehouse, signal: request.signal })
    const plan = (table: TableDefinition) => planDay(table, day, project, { upstreamOf: upstream })
    outcomes.push(...(await runGraph(nodes, warehouse, { plan, check, onStart, signal: request.signal })))
  }
  for (const outcome of outcomes)
    if (outcome.kind === 'done') addSeconds(stopwatch, shortName(outcome.table), outcome.result.seconds)
  return { seconds: stopwatch, rejected, outcomes }
}

function addSeconds(stopwatch: Map<string, number>, name: string, seconds: number): void {
  stopwatch.set(name, (stopwatch.get(name) ?? 0) + seconds)
}
