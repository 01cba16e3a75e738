import { type BqetlError, DiagnosticsError } from '../errors.ts'
import { explainJob } from '../generator/plan/explain-job.ts'
import { type BackfillPlan, type BackfillRun, runLabel } from '../generator/plan/plan-backfill.ts'
import type { Project } from '../generator/project/project.ts'
import { runDiagnostics } from '../generator/sql/run-diagnostics.ts'
import type { BackfillOutcome } from '../runner/backfill/run-backfill.ts'
import type { OutputFormat, ProjectOptions } from './options.ts'
import { shortName } from './outcomes.ts'
import { writeJson } from './output.ts'
import { plural, reportFailure } from './report.ts'
import { formatTable } from './table.ts'
import { fromHere } from './workspace.ts'

/** The whole plan on stdout. */
export function printPlan(plan: BackfillPlan, format: OutputFormat): void {
  if (format === 'json') writeJson({ ...headOf(plan), runs: plan.runs.map(describeRun) })
  else process.stdout.write(`${headline(plan)}\n${runTable(plan, plan.runs)}`)
}

const SHOWN_RUNS = 20

/** The plan before it starts, for stderr; of a long one its ends. */
export function summarizePlan(plan: BackfillPlan, parallelism: number): string {
  const { runs } = plan
  const manner = plan.inOrder === undefined && parallelism > 1 ? `, ${parallelism} side by side` : ''
  const lines = runTable(plan, runs).split('\n')
  const [head, rule, ...rows] = lines.slice(0, -1)
  const shown =
    rows.length <= SHOWN_RUNS ? rows : [...rows.slice(0, SHOWN_RUNS / 2), '…', ...rows.slice(-SHOWN_RUNS / 2)]
  return [`${headline(plan)}${manner}`, head, rule, ...shown, ''].join('\n')
}

function headline({ table, runs, inOrder }: BackfillPlan): string {
  const order = inOrder === undefined ? '' : `, one after the other, because ${inOrder}`
  return `${shortName(table)}: ${plural(runs.length, 'run')}${order}`
}

function runTable({ unit }: BackfillPlan, runs: readonly BackfillRun[]): string {
  return formatTable(
    [{ title: 'run' }, { title: 'writes' }, { title: 'parameters' }],
    runs.map((run) => [runLabel(run.interval, unit), targetOf(run), parametersOf(run)]),
  )
}

function targetOf({ job: { destination, partition } }: BackfillRun): string {
  if (destination === undefined) return 'what the script names'
  return `${destination.dataset}.${destination.table}${partition ? `$${partition.id}` : ' (whole table)'}`
}

function parametersOf({ job }: BackfillRun): string {
  const { parameters } = explainJob(job) as { parameters: readonly { name: string; value: unknown }[] }
  return parameters.map(({ name, value }) => `${name} = ${value}`).join(', ')
}

function headOf({ table, unit, inOrder }: BackfillPlan) {
  return { table: shortName(table), unit, inOrder: inOrder !== undefined, because: inOrder ?? null }
}

function describeRun({ interval, job }: BackfillRun) {
  const { destination, parameters } = explainJob(job)
  return { ...interval, destination, parameters }
}

const STATUS = { done: 'ok', 'done-before': 'done before', failed: 'failed', skipped: 'not started' } as const

/** How each run went, on stdout. */
export function printOutcomes(plan: BackfillPlan, outcomes: readonly BackfillOutcome[], format: OutputFormat): void {
  if (format === 'json') writeJson({ ...headOf(plan), runs: outcomes.map(describeOutcome) })
  else process.stdout.write(outcomeTable(plan, outcomes))
}

function outcomeTable({ unit }: BackfillPlan, outcomes: readonly BackfillOutcome[]): string {
  return formatTable(
    [
      { title: 'run' },
      { title: 'wrote' },
      { title: 'rows', align: 'right' },
      { title: 'seconds', align: 'right' },
      { title: '' },
    ],
    outcomes.map((outcome) => [
      runLabel(outcome.run.interval, unit),
      targetOf(outcome.run),
      ...('rows' in outcome ? [String(outcome.rows), outcome.seconds.toFixed(2)] : ['', '']),
      STATUS[outcome.kind],
    ]),
  )
}

function describeOutcome(outcome: BackfillOutcome) {
  const { interval, job } = outcome.run
  const run = { ...interval, destination: explainJob(job).destination, status: outcome.kind }
  if ('rows' in outcome) return { ...run, rows: Number(outcome.rows), seconds: outcome.seconds }
  if (outcome.kind === 'failed') return { ...run, code: outcome.error.code, message: outcome.error.message }
  return run
}

/** Why runs failed, on stderr; runs that failed in the same way together. */
export function reportFailedRuns(
  { table, unit }: BackfillPlan,
  outcomes: readonly BackfillOutcome[],
  project: Project,
  options: ProjectOptions,
): void {
  const alike = new Map<string, { readonly error: BqetlError; readonly labels: string[] }>()
  for (const outcome of outcomes) {
    if (outcome.kind !== 'failed') continue
    const { code, message } = outcome.error
    const group = alike.get(`${code} ${message}`) ?? { error: outcome.error, labels: [] }
    group.labels.push(runLabel(outcome.run.interval, unit))
    alike.set(`${code} ${message}`, group)
  }
  for (const { error, labels } of alike.values()) {
    process.stderr.write(`${labels.join(', ')}:\n`)
    const diagnostics = runDiagnostics(error, table, project)
    reportFailure(diagnostics ? new DiagnosticsError(fromHere(diagnostics, options.projectDir)) : error)
  }
}
