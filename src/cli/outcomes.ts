import { DiagnosticsError } from '../errors.ts'
import type { TableDefinition } from '../generator/artifact.ts'
import type { Project } from '../generator/project.ts'
import { runDiagnostics } from '../generator/run-diagnostics.ts'
import type { TaskOutcome } from '../runner/run-graph.ts'
import type { OutputFormat, ProjectOptions } from './options.ts'
import { writeJson } from './output.ts'
import { reportFailure } from './report.ts'
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
    if (outcome.kind === 'failed') reportFailure(withPlace(outcome.error, outcome.table, project, options))
  }
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
  if (outcome.kind === 'done') return [name, String(outcome.result.rows), outcome.result.seconds.toFixed(2), 'ok']
  const reason = outcome.kind === 'failed' ? 'failed' : `skipped: ${shortName(outcome.because)} failed`
  return [name, '', '', reason]
}

function asJson(outcome: TaskOutcome) {
  const name = shortName(outcome.table)
  if (outcome.kind === 'done')
    return { table: name, status: 'done', rows: Number(outcome.result.rows), seconds: outcome.result.seconds }
  if (outcome.kind === 'failed')
    return { table: name, status: 'failed', code: outcome.error.code, message: outcome.error.message }
  return { table: name, status: 'skipped', because: shortName(outcome.because) }
}
