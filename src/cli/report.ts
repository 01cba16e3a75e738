import { readFileSync } from 'node:fs'
import { BqetlError, type Diagnostic, DiagnosticsError, type ExitCode } from '../errors.ts'
import { bold, cyan, dim, red, yellow } from './style.ts'

/** Prints what went wrong on stderr and gives the exit code. The only place that looks at an error to report it. */
export function reportFailure(error: unknown): ExitCode {
  if (error instanceof DiagnosticsError) {
    printDiagnostics(error.diagnostics)
    return 1
  }
  if (error instanceof BqetlError) {
    process.stderr.write(formatError(error))
    return error.exitCode
  }
  process.stderr.write(`${red('error')}[internal]: this is a bug in bqetl; please report it with this text\n`)
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  return 1
}

function formatError(error: BqetlError): string {
  const hint = error.hint === undefined ? '' : `  ${cyan('help')}: ${error.hint}\n`
  return `${red('error')}[${error.code}]: ${shorten(error.message)}\n${hint}`
}

/** Diagnostics in order of path and place, with the line and a caret; a count at the end where there are several. */
export function printDiagnostics(
  diagnostics: readonly Diagnostic[],
  stream: NodeJS.WriteStream = process.stderr,
): void {
  for (const diagnostic of diagnostics) stream.write(formatDiagnostic(diagnostic, readLine(diagnostic)))
  if (diagnostics.length > 1) stream.write(`${countDiagnostics(diagnostics)}\n`)
}

function countDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length
  const warnings = diagnostics.length - errors
  const parts = [errors && plural(errors, 'error'), warnings && plural(warnings, 'warning')]
  return parts.filter(Boolean).join(', ')
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/**
 * A problem as a good compiler prints it: code, message, `file:line:column`, the line with a caret, help.
 *
 * @param text the line it stands in, where that could be read
 */
export function formatDiagnostic(
  diagnostic: Diagnostic,
  text: string | undefined,
  stream: NodeJS.WriteStream = process.stderr,
): string {
  const color = diagnostic.severity === 'error' ? red : yellow
  const { path, line, column } = diagnostic
  const place = [path, line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(':')
  return [
    `${color(diagnostic.severity, stream)}[${diagnostic.code}]: ${bold(shorten(diagnostic.message), stream)}`,
    `  ${dim('-->', stream)} ${place}`,
    ...(text === undefined || line === undefined ? [] : excerptLines(diagnostic, text, line, stream)),
    ...(diagnostic.hint === undefined ? [] : [`  ${cyan('help', stream)}: ${diagnostic.hint}`]),
    '',
  ].join('\n')
}

const LONGEST_LINE = 160
const LONGEST_MESSAGE = 600

/** The type of a wide table has thousands of characters, which nobody reads on a terminal. */
function shorten(message: string): string {
  if (message.length <= LONGEST_MESSAGE) return message
  return `${message.slice(0, LONGEST_MESSAGE - 200)} … ${message.slice(-200)}`
}

/** A line of generated SQL can have thousands of characters: show the part around the caret. */
function excerptLines(diagnostic: Diagnostic, text: string, line: number, stream: NodeJS.WriteStream): string[] {
  const column = diagnostic.column ?? 1
  const start = text.length > LONGEST_LINE ? Math.max(0, column - 1 - LONGEST_LINE / 2) : 0
  const shown = text.slice(start, start + LONGEST_LINE)
  const caret = Math.max(0, column - 1 - start)
  const blanks = shown.slice(0, caret).replace(/[^\t]/g, ' ')
  const length = Math.max(1, Math.min(diagnostic.length ?? 1, shown.length - caret))
  const gutter = String(line)
  return [
    ` ${dim(`${gutter} |`, stream)} ${shown}`,
    ` ${dim(`${' '.repeat(gutter.length)} |`, stream)} ${blanks}${red('^'.repeat(length), stream)}`,
  ]
}

/** The line that a diagnostic stands in, where it can be read. */
export function readLine({ path, line, excerpt }: Diagnostic): string | undefined {
  if (line === undefined || excerpt !== undefined) return excerpt
  try {
    return readFileSync(path, 'utf8').split('\n')[line - 1]?.replace(/\r$/, '')
  } catch {
    return undefined
  }
}
