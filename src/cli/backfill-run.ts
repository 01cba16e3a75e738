import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { BqetlError, DiagnosticsError, WarehouseError } from '../errors.ts'
import { readChecks } from '../generator/check/read-checks.ts'
import { type BackfillPlan, type BackfillRun, planBackfill, runLabel } from '../generator/plan/plan-backfill.ts'
import { formatTableReference, type TableDefinition } from '../generator/project/artifact.ts'
import type { Project } from '../generator/project/project.ts'
import { runDiagnostics } from '../generator/sql/run-diagnostics.ts'
import { parseCalendarDate } from '../generator/time/calendar-date.ts'
import { type Journal, openJournal } from '../runner/backfill/journal.ts'
import { type BackfillOutcome, runBackfill } from '../runner/backfill/run-backfill.ts'
import { checkFilled } from '../runner/check/run-checks.ts'
import { tableDirectory } from '../runner/duckdb/storage/table-path.ts'
import { printOutcomes, printPlan, reportFailedRuns, summarizePlan } from './backfill-report.ts'
import { sharedMemory, sharedThreads } from './engine-limits.ts'
import type { OutputFormat, WarehouseOptions } from './options.ts'
import { shortName } from './outcomes.ts'
import { startProgress } from './progress.ts'
import { plural } from './report.ts'
import { untilInterrupted } from './signals.ts'
import { workRun } from './work-run.ts'
import { databaseDirectory, openWarehouse } from './workspace.ts'

export interface BackfillCommandOptions extends WarehouseOptions {
  readonly startDate: string
  readonly endDate: string
  readonly exclude: readonly string[]
  readonly parallelism?: number
  readonly checks: boolean
  readonly dryRun: boolean
  readonly restart: boolean
  readonly format: OutputFormat
}

/** Plans the backfill, says what it will do, and does it. @throws {BqetlError} `backfill-failed` */
export async function backfillTable(
  project: Project,
  table: TableDefinition,
  options: BackfillCommandOptions,
): Promise<void> {
  const plan = planned(project, table, options)
  for (const date of plan.unusedExclusions) say(`--exclude ${date} leaves nothing out; no run touches that day`)
  if (options.checks && readChecks(project, table).length === 0) say(`${shortName(table)} has no checks.sql`)
  if (options.dryRun) return printPlan(plan, options.format)
  const outcomes = await untilInterrupted((signal) => run(project, plan, options, signal))
  reportFailedRuns(plan, outcomes, project, options)
  printOutcomes(plan, outcomes, options.format)
  const failures = failuresOf(outcomes)
  if (failures.length > 0) throw backfillFailed(plan, outcomes, failures)
}

function planned(project: Project, table: TableDefinition, options: BackfillCommandOptions): BackfillPlan {
  const range = {
    start: parseCalendarDate(options.startDate),
    end: parseCalendarDate(options.endDate),
    excluded: options.exclude.map(parseCalendarDate),
  }
  try {
    return planBackfill(table, range, project)
  } catch (error) {
    const diagnostics = runDiagnostics(error, table, project)
    throw diagnostics ? new DiagnosticsError(diagnostics) : error
  }
}

async function run(
  project: Project,
  plan: BackfillPlan,
  options: BackfillCommandOptions,
  signal: AbortSignal,
): Promise<readonly BackfillOutcome[]> {
  const parallelism = plan.inOrder === undefined ? (options.parallelism ?? availableParallelism()) : 1
  // What was written unchecked is not done where checks are asked for.
  const digest = options.checks ? `${plan.digest} checked` : plan.digest
  await using journal = await openJournal({
    directory: journalDirectory(plan.table, options),
    name: `the backfill of ${formatTableReference(plan.table.reference)}`,
    digest,
    range: `${plan.range.start} to ${plan.range.end}`,
    restart: options.restart,
  })
  await using warehouse = await openWarehouse(project, options, signal, {
    ...sharedThreads(parallelism),
    ...sharedMemory(parallelism),
    run: workRun([journal.lastPause, digest], journal.isContinued),
  })
  process.stderr.write(summarizePlan(plan, parallelism))
  sayWhatIsDone(journal, options)
  using progress = startProgress(plan.runs.length)
  let ended = 0
  const check = ({ job }: BackfillRun) => checkFilled(plan.table, job, { project, warehouse, signal })
  const onEnd = ({ run: { interval } }: BackfillOutcome) => progress.update(++ended, runLabel(interval, plan.unit))
  try {
    const outcomes = await runBackfill(plan, warehouse, journal, {
      parallelism,
      signal,
      onEnd,
      ...(options.checks && { check }),
    })
    if (failuresOf(outcomes).length === 0) await journal.finish()
    else await journal.pause()
    return outcomes
  } catch (error) {
    if (signal.aborted) say(`${ended} of ${plural(plan.runs.length, 'run')} done; the same command goes on from there`)
    throw error
  }
}

/** Beside what it tells about, so that neither outlives the other. */
function journalDirectory({ reference }: TableDefinition, options: BackfillCommandOptions): string {
  return tableDirectory(join(databaseDirectory(options), '.backfills'), reference)
}

function sayWhatIsDone({ done, since, forgotten }: Journal, { restart }: BackfillCommandOptions): void {
  if (done.size > 0) say(`going on with the backfill of ${since}: ${plural(done.size, 'run')} done`)
  if (forgotten !== undefined && !restart)
    say(`an unfinished backfill (${forgotten}) was not the same work; beginning anew`)
}

function failuresOf(outcomes: readonly BackfillOutcome[]): readonly BqetlError[] {
  return outcomes.flatMap((outcome) => (outcome.kind === 'failed' ? [outcome.error] : []))
}

function backfillFailed(
  { unit, table }: BackfillPlan,
  outcomes: readonly BackfillOutcome[],
  errors: readonly BqetlError[],
): BqetlError {
  const dates = outcomes.filter(({ kind }) => kind === 'failed').map(({ run }) => runLabel(run.interval, unit))
  const skipped = outcomes.filter(({ kind }) => kind === 'skipped').length
  const behind = skipped > 0 ? `; ${plural(skipped, 'run')} behind it did not start` : ''
  const message = `${plural(dates.length, 'run')} of ${shortName(table)} failed: ${dates.join(', ')}${behind}`
  const hint = 'the same command goes on with what is missing'
  // Only where the environment is to blame for all of them may trying again help by itself.
  const retryable = errors.every((error) => error instanceof WarehouseError && error.retryable)
  return retryable
    ? new WarehouseError('backfill-failed', message, { retryable, hint })
    : new BqetlError('backfill-failed', message, { hint })
}

function say(text: string): void {
  process.stderr.write(`bqetl: ${text}\n`)
}
