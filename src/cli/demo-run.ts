import type { TableDefinition } from '../generator/project/artifact.ts'
import type { Project } from '../generator/project/project.ts'
import type { QueryJob } from '../generator/query-job.ts'
import { sampleNames } from '../generator/sample/definition.ts'
import { inDependencyOrder, upstreamOf } from '../generator/sql/dependencies.ts'
import { runnableTables } from '../generator/sql/runnable.ts'
import { type CalendarDate, parseCalendarDate } from '../generator/time/calendar-date.ts'
import { checkFilled } from '../runner/check/run-checks.ts'
import { openDestination } from '../runner/export/open-destination.ts'
import { runExport } from '../runner/export/run-export.ts'
import { failuresOf, runGraph, type TaskOutcome } from '../runner/run-graph.ts'
import type { Warehouse } from '../runner/warehouse.ts'
import { demoExport, demoJobs, exportedArtifacts, isDue } from './demo-plan.ts'
import { exportFolder } from './export-folder.ts'
import { daysFrom, loadSamples } from './load-samples.ts'
import { shortName } from './outcomes.ts'
import { startProgress } from './progress.ts'

export interface DemoRequest {
  readonly firstDay: string
  readonly days: number
  readonly scale: number
  readonly seed: number
  readonly projectDir: string
  readonly parallelism: number
  readonly signal: AbortSignal
}

export interface DemoOutcome {
  /** Seconds spent on each table, by `dataset.table`, in the order first filled. */
  readonly seconds: ReadonlyMap<string, number>
  /** Broken sample pings that were set aside. */
  readonly rejected: number
  readonly outcomes: readonly TaskOutcome[]
  /** Paths of the files that were written, sorted. */
  readonly files: readonly string[]
}

/** What the parts of a demo have in common. */
interface Demo {
  readonly project: Project
  readonly warehouse: Warehouse
  readonly request: DemoRequest
  readonly days: readonly CalendarDate[]
  readonly upstream: ReturnType<typeof upstreamOf>
  readonly spent: (table: string, seconds: number) => void
  readonly step: (what: string) => void
}

/**
 * Loads sample pings, then fills every table that a query of the project fills, for each day, and writes every file that
 * the project declares. Where a table has not been filled, no file is written.
 */
export async function runDemo(project: Project, warehouse: Warehouse, request: DemoRequest): Promise<DemoOutcome> {
  const days = daysFrom(parseCalendarDate(request.firstDay), request.days)
  const tables = runnableTables(project, [])
  using progress = startProgress(days.length * (sampleNames(project).length + tables.length))
  const stopwatch = new Map<string, number>()
  let steps = 0
  const demo: Demo = {
    project,
    warehouse,
    request,
    days,
    upstream: upstreamOf(project),
    spent: (table, seconds) => stopwatch.set(table, (stopwatch.get(table) ?? 0) + seconds),
    step: (what) => progress.update(steps++, what),
  }
  const rejected = await loadSources(demo)
  const outcomes = await fillTables(tables, demo)
  const files = failuresOf(outcomes).length > 0 ? [] : await writeFiles(demo)
  return { seconds: stopwatch, rejected, outcomes, files }
}

async function loadSources({ project, warehouse, request, days, spent, step }: Demo): Promise<number> {
  let rejected = 0
  await loadSamples(project, warehouse, {
    ...request,
    samples: sampleNames(project),
    days,
    onStart: (sample, day) => step(`${sample} of ${day}`),
    onEnd: (outcome, seconds) => {
      rejected += outcome.rejected
      spent(outcome.table.split('.').slice(-2).join('.'), seconds)
    },
  })
  return rejected
}

async function fillTables(tables: readonly TableDefinition[], demo: Demo): Promise<readonly TaskOutcome[]> {
  const { project, warehouse, request, days, upstream, spent, step } = demo
  const { parallelism, signal } = request
  const check = (table: TableDefinition, job: QueryJob) => checkFilled(table, job, { project, warehouse, signal })
  const outcomes: TaskOutcome[] = []
  for (const day of days) {
    const due = tables.filter((table) => isDue(table, day, days, project))
    const plan = (table: TableDefinition) => demoJobs(table, day, project, upstream)
    const onStart = (table: TableDefinition) => step(`${shortName(table)} of ${day}`)
    const nodes = inDependencyOrder(due, project)
    outcomes.push(...(await runGraph(nodes, warehouse, { plan, check, onStart, parallelism, signal })))
  }
  for (const outcome of outcomes) if (outcome.kind === 'done') spent(shortName(outcome.table), outcome.result.seconds)
  return outcomes
}

async function writeFiles({ project, warehouse, request, days, upstream, step }: Demo): Promise<readonly string[]> {
  const written = new Set<string>()
  for (const artifact of exportedArtifacts(project)) {
    const destination = await openDestination(exportFolder(artifact, request.projectDir))
    for (const day of days.filter((one) => isDue(artifact, one, days, project))) {
      step(`files of ${artifact.reference.table}, ${day}`)
      const files = demoExport(artifact, day, project, upstream)
      const exported = await runExport(warehouse, project, { files, destination, signal: request.signal })
      for (const { name } of exported) written.add(`${destination.name}/${name}`)
    }
  }
  return [...written].sort()
}
