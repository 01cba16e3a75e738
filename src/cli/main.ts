import type { BqetlError, ExitCode } from '../errors.ts'
import { writeFailure } from './failure-document.ts'
import { hasWritten } from './output.ts'
import { createProgram } from './program.ts'
import { reportFailure } from './report.ts'
import { exitCodeOfSignal } from './signals.ts'
import { systemError } from './system-error.ts'
import { exitCodeOfHelp, usageError } from './usage.ts'

process.setSourceMapsEnabled(true)

// A reader that closed the pipe (`bqetl sql … | head`) wants no more output, and no complaint.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.stderr.write(`error[output]: the output cannot be written: ${error.message}\n`)
  process.exit(error.code === 'EPIPE' ? 0 : 3)
})
// Talk that nobody hears any more must not end the work.
process.stderr.on('error', () => undefined)

async function main(words: readonly string[]): Promise<ExitCode> {
  const program = createProgram()
  try {
    await program.parseAsync(words, { from: 'user' })
    return 0
  } catch (error) {
    return (
      exitCodeOfSignal() ??
      exitCodeOfHelp(error) ??
      fail(systemError(error) ?? usageError(error, program, words), words)
    )
  }
}

/** A program that asked for JSON gets the failure as its document, unless it has one that tells how things went. */
function fail(error: unknown, words: readonly string[]): ExitCode {
  const code = reportFailure(error)
  const wantsJson = words.some(
    (word, at) => word === '--format=json' || (word === 'json' && words[at - 1] === '--format'),
  )
  if (wantsJson && !hasWritten()) writeFailure(error, code)
  return code
}

/** What is still open (a DuckDB instance, a timer) must not keep the program alive; what is printed must get out first. */
function leave(code: ExitCode): void {
  process.exitCode = process.exitCode || code
  // a turn later, so that a failure to print is told first
  process.stdout.write('', () => setImmediate(() => process.exit()))
}

leave(await main(process.argv.slice(2)))

export type { BqetlError }
