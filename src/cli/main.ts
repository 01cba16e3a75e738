import type { BqetlError, ExitCode } from '../errors.ts'
import { createProgram } from './program.ts'
import { reportFailure } from './report.ts'
import { exitCodeOfSignal } from './signals.ts'

process.setSourceMapsEnabled(true)

// A reader that closed the pipe (`bqetl sql … | head`) wants no more output, and no complaint.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

async function main(argv: readonly string[]): Promise<ExitCode> {
  try {
    await createProgram().parseAsync(argv)
    return 0
  } catch (error) {
    return exitCodeOfSignal() ?? reportFailure(error)
  }
}

/** What is still open (a DuckDB instance, a timer) must not keep the program alive; what is printed must get out first. */
function leave(code: ExitCode): void {
  process.exitCode = process.exitCode || code
  process.stdout.write('', () => process.exit())
}

leave(await main(process.argv))

export type { BqetlError }
