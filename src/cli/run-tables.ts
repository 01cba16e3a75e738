import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { BqetlError } from '../errors.ts'
import { digestOfTable } from '../generator/plan/job-digest.ts'
import { intervalsOfDay, planDay } from '../generator/plan/plan-day.ts'
import { artifactName, type TableDefinition } from '../generator/project/artifact.ts'
import { gitSource } from '../generator/project/git-source.ts'
import { loadProject } from '../generator/project/load-project.ts'
import type { Project } from '../generator/project/project.ts'
import type { QueryJob } from '../generator/query-job.ts'
import { changedTables } from '../generator/selection/changed-tables.ts'
import { selectTables } from '../generator/selection/select-tables.ts'
import { type DependencyNode, inDependencyOrder, upstreamOf } from '../generator/sql/dependencies.ts'
import { parseCalendarDate } from '../generator/time/calendar-date.ts'
import { checkFilled } from '../runner/check/run-checks.ts'
import { failuresOf, runGraph, type TaskOutcome } from '../runner/run-graph.ts'
import { openRunJournal, type TableWork } from '../runner/run-journal.ts'
import { sharedMemory } from './engine-limits.ts'
import type { OutputFormat, WarehouseOptions, WhenOptions } from './options.ts'
import { reportOutcomes, shortName } from './outcomes.ts'
import { writeJson } from './output.ts'
import { planForOptions } from './plan.ts'
import { plural } from './report.ts'
import { startRunView } from './run-view.ts'
import { untilInterrupted } from './signals.ts'
import { databaseDirectory, openWarehouse } from './workspace.ts'

export interface RunCommandOptions extends WarehouseOptions, WhenOptions {
  readonly exclude: readonly string[]
  readonly since: string
  readonly parallelism?: number
  readonly resume: boolean
  readonly dryRun: boolean
  readonly checks: boolean
  readonly format: OutputFormat
}

/** Selects tables, fills them in order and says how it went. @throws {BqetlError} `run-failed` */
export async function runTables(
  project: Project,
  selectors: readonly string[],
  options: RunCommandOptions,
): Promise<void> {
  const changed = () => changedTables(project, loadProject(gitSource(resolve(options.projectDir), options.since)))
  const tables = selectTables(project, { selectors, exclude: options.exclude, changed })
  const nodes = inDependencyOrder(tables, project)
  if (options.dryRun) return printNodes(nodes, options)
  if (nodes.length === 0) say('nothing is selected')
  const outcomes = await untilInterrupted((signal) => run(project, nodes, options, signal))
  reportOutcomes(outcomes, project, options)
  const failures = failuresOf(outcomes)
  if (failures.length === 0) return
  const what = `${failures.length} of ${nodes.length} tables were not filled, or do not pass their checks`
  throw new BqetlError('run-failed', what, { hint: 'the same command with --resume goes on with what is missing' })
}

async function run(
  project: Project,
  nodes: readonly DependencyNode[],
  options: RunCommandOptions,
  signal: AbortSignal,
): Promise<readonly TaskOutcome[]> {
  const parallelism = Math.min(options.parallelism ?? availableParallelism(), widthOf(nodes))
  const planned = plans(project, options)
  await using warehouse = await openWarehouse(project, options, signal, sharedMemory(parallelism))
  await using journal = await openRunJournal(warehouse, journalOf(nodes, options))
  if (options.resume) say(`${plural(journal.known, 'table')} done before`)
  sayPartsOfDay(nodes, project, options, jobCount(planned))
  using view = startRunView(nodes.length)
  const outcomes = await runGraph(nodes, warehouse, {
    plan: (table) => planned(table).jobs,
    ...(options.checks && { check: (table, job) => checkFilled(table, job, { project, warehouse, signal }) }),
    ...(options.resume && { doneBefore: async (table) => journal.doneBefore(table, planned(table)) }),
    parallelism,
    onStart: view.start,
    onEnd: async (outcome) => {
      view.end(outcome, outcome.kind === 'done' ? planned(outcome.table).jobs.length : 0)
      if (outcome.kind === 'done') await journal.record(outcome, planned(outcome.table))
    },
    signal,
  })
  if (failuresOf(outcomes).length === 0) await journal.finish()
  return outcomes
}

/** Of a table that its DAG fills several times a day, a day's run takes every part of the day or the last, as `planDay` has it. */
function sayPartsOfDay(
  nodes: readonly DependencyNode[],
  project: Project,
  { date }: RunCommandOptions,
  countOf: (table: TableDefinition) => number,
): void {
  if (date === undefined) return
  const day = parseCalendarDate(date)
  const parts = nodes.map(({ table }) => table).filter((table) => intervalsOfDay(table, day, project).length > 1)
  const counts = parts.map(countOf)
  const [several, last] = [counts.filter((count) => count > 1), counts.filter((count) => count === 1)]
  if (several.length > 0)
    say(`${plural(several.length, 'table')} filled part by part of the day, in up to ${Math.max(...several)} runs`)
  if (last.length > 0)
    say(`${plural(last.length, 'table')} filled several times a day: as the last run of ${date} does`)
}

/** 0 where it cannot be planned, which is told when it is its turn. */
function jobCount(planned: (table: TableDefinition) => TableWork): (table: TableDefinition) => number {
  return (table) => {
    try {
      return planned(table).jobs.length
    } catch (error) {
      if (!(error instanceof BqetlError)) throw error
      return 0
    }
  }
}

/** What each table takes, planned when it is first asked for. */
function plans(project: Project, options: RunCommandOptions): (table: TableDefinition) => TableWork {
  const known = new Map<TableDefinition, TableWork>()
  const upstream = upstreamOf(project)
  const jobsOf = (table: TableDefinition): readonly QueryJob[] =>
    options.date !== undefined && options.interval === undefined
      ? planDay(table, parseCalendarDate(options.date), project, { upstreamOf: upstream })
      : [planForOptions(table, project, options)]
  return (table) => {
    const work = known.get(table) ?? describe(jobsOf(table), project)
    known.set(table, work)
    return work
  }
}

function describe(jobs: readonly QueryJob[], project: Project): TableWork {
  return { jobs, digest: digestOfTable(jobs, project) }
}

/** One for each selection and interval, beside what it tells about. */
function journalOf(nodes: readonly DependencyNode[], options: RunCommandOptions) {
  const when = options.date ?? options.interval ?? 'the last interval'
  const names = nodes.map(({ table }) => artifactName(table))
  const digest = createHash('sha256')
    .update(JSON.stringify([when, options.checks, names]))
    .digest('hex')
  return {
    directory: join(databaseDirectory(options), '.runs', digest.slice(0, 16)),
    name: `the run of ${plural(names.length, 'table')} for ${when}`,
    digest,
    range: when,
    restart: !options.resume,
  }
}

/** The most tables that could be filled side by side: those of one distance from the top. */
function widthOf(nodes: readonly DependencyNode[]): number {
  const depths = new Map<TableDefinition, number>()
  const width = new Map<number, number>()
  for (const { table, upstream } of nodes) {
    const depth = 1 + Math.max(0, ...upstream.map((other) => depths.get(other)!))
    depths.set(table, depth)
    width.set(depth, (width.get(depth) ?? 0) + 1)
  }
  return Math.max(1, ...width.values())
}

function printNodes(nodes: readonly DependencyNode[], { format }: RunCommandOptions): void {
  const plain = nodes.map(({ table, upstream }) => ({ table: shortName(table), after: upstream.map(shortName) }))
  if (format === 'json') writeJson(plain)
  else
    for (const { table, after } of plain)
      process.stdout.write(`${table}${after.length > 0 ? `  after ${after.join(', ')}` : ''}\n`)
}

function say(text: string): void {
  process.stderr.write(`bqetl: ${text}\n`)
}
