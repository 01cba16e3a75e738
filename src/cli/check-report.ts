import { artifactName } from '../generator/project/artifact.ts'
import type { CheckOutcome } from '../runner/check/run-checks.ts'
import type { CheckedArtifact } from './check-selection.ts'
import type { ProjectOptions } from './options.ts'
import { formatDiagnostic, readLine } from './report.ts'
import { cellText, rowObject } from './rows.ts'
import { bold, dim, green, red, yellow } from './style.ts'
import { formatTable } from './table.ts'
import { fromHere, pathFromHere } from './workspace.ts'

/** How the checks of one table went, for people: a line each, a failure with its message and rows. */
export function formatOutcomes(
  artifact: CheckedArtifact,
  outcomes: readonly CheckOutcome[],
  options: ProjectOptions,
  stream: NodeJS.WriteStream = process.stdout,
): string {
  return `${bold(artifactName(artifact), stream)}\n${outcomes.map((outcome) => formatOutcome(outcome, options, stream)).join('')}`
}

export function formatOutcome(outcome: CheckOutcome, options: ProjectOptions, stream: NodeJS.WriteStream): string {
  const { check, status, message, diagnostic, sample } = outcome
  const place = dim(`${pathFromHere(check.path, options.projectDir)}:${check.line}`, stream)
  if (status === 'passed') return `  ${green('passed', stream)}   ${check.title}\n`
  const word = check.marker === 'fail' ? red('failed', stream) : yellow('warning', stream)
  const head = `  ${word}${check.marker === 'fail' ? '  ' : ' '} ${check.title}  ${place}\n${diagnostic ? '' : `    ${message}\n`}`
  const [shown] = diagnostic ? fromHere([diagnostic], options.projectDir) : []
  return `${head}${shown ? indented(formatDiagnostic(shown, readLine(shown), stream)) : ''}${sample ? indented(formatSample(sample)) : ''}`
}

function formatSample({ schema, rows }: NonNullable<CheckOutcome['sample']>): string {
  return formatTable(
    schema.map(({ name }) => ({ title: name })),
    rows.map((row) => row.map((value, index) => (value === null ? 'NULL' : cellText(value, schema[index]!)))),
  )
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '    ')
}

export function outcomeJson({ check, status, message, sample }: CheckOutcome, { projectDir }: ProjectOptions) {
  return {
    path: pathFromHere(check.path, projectDir),
    line: check.line,
    marker: check.marker,
    status,
    message,
    ...(sample && { rows: sample.rows.map((row) => rowObject(row, sample.schema)) }),
  }
}
