import { DiagnosticsError } from '../errors.ts'
import type { TableDefinition } from '../generator/project/artifact.ts'
import type { Project } from '../generator/project/project.ts'
import { runDiagnostics } from '../generator/sql/run-diagnostics.ts'
import { type CheckOutcome, FailedChecks } from '../runner/check/run-checks.ts'
import type { TaskOutcome } from '../runner/run-graph.ts'
import { formatOutcomes } from './check-report.ts'
import type { OutputFormat, ProjectOptions } from './options.ts'
import { writeJson } from './output.ts'
import { plural, reportFailure } from './report.ts'
import { formatTable } from './table.ts'
import { fromHere } from './workspace.ts'

/** Prints how each table went: failures with their reasons on stderr, the table (or JSON) on stdout. */
export function reportOutcomes(
  outcomes: readonly TaskOutcome[],
  project: Project,
  options: ProjectOptions & { readonly format: OutputFormat },
): void {
  reportFailedTasks(outcomes, project, options)
  if (options.format === 'json') {
    writeJson(outcomes.map(asJson))
    return
  }
  process.stdout.write(
    formatTable(
      [{ title: 'table' }, { title: 'rows', align: 'right' }, { title: 'seconds', align: 'right' }, { title: '' }],
      outcomes.map(asRow),
    ),
  )
}

/** Says on stderr why tables could not be filled. */
export function reportFailedTasks(outcomes: readonly TaskOutcome[], project: Project, options: ProjectOptions): void {
  for (const outcome of outcomes) {
    reportFailedChecks(outcome, options)
    if (outcome.kind === 'failed') reportFailure(withPlace(outcome.error, outcome.table, project, options))
  }
}

/** Every check that does not hold, with some rows; warnings too. */
function reportFailedChecks(outcome: TaskOutcome, options: ProjectOptions): void {
  const failed = checksOf(outcome).filter(({ status }) => status === 'failed')
  if (failed.length > 0) process.stderr.write(formatOutcomes(outcome.table, failed, options, process.stderr))
}

export function checksOf(outcome: TaskOutcome): readonly CheckOutcome[] {
  if (outcome.kind === 'done') return outcome.checks
  return outcome.kind === 'failed' && outcome.error instanceof FailedChecks ? outcome.error.outcomes : []
}

function withPlace(error: Error, table: TableDefinition, project: Project, options: ProjectOptions): Error {
  const diagnostics = runDiagnostics(error, table, project)
  return diagnostics ? new DiagnosticsError(fromHere(diagnostics, options.projectDir)) : error
}

export function shortName({ reference }: TableDefinition): string {
  return `${reference.dataset}.${reference.table}`
}

function asRow(outcome: TaskOutcome): readonly string[] {
  const name = shortName(outcome.table)
  if (outcome.kind === 'done') {
    const warnings = outcome.checks.filter(({ status }) => status === 'failed').length
    const state = warnings > 0 ? `ok, ${plural(warnings, 'warning')}` : 'ok'
    return [name, String(outcome.result.rows), outcome.result.seconds.toFixed(2), state]
  }
  if (outcome.kind === 'done-before') return [name, String(outcome.rows), outcome.seconds.toFixed(2), 'done before']
  const isChecked = outcome.kind === 'failed' && outcome.error instanceof FailedChecks
  const reason =
    outcome.kind === 'failed'
      ? isChecked
        ? 'checks failed'
        : 'failed'
      : `skipped: ${shortName(outcome.because)} failed`
  return [name, '', '', reason]
}

function asJson(outcome: TaskOutcome) {
  const name = shortName(outcome.table)
  if (outcome.kind === 'done') {
    const { rows, seconds } = outcome.result
    const warnings = outcome.checks.filter(({ status }) => status === 'failed').map(({ message }) => message)
    return { table: name, status: 'done', rows: Number(rows), seconds, checks: outcome.checks.length, warnings }
  }
  if (outcome.kind === 'done-before')
    return { table: name, status: 'done-before', rows: Number(outcome.rows), seconds: outcome.seconds }
  if (outcome.kind === 'failed')
    return { table: name, status: 'failed', code: outcome.error.code, message: outcome.error.message }
  return { table: name, status: 'skipped', because: shortName(outcome.because) }
}
