import { BqetlError, DiagnosticsError, type ExitCode } from '../errors.ts'
import { writeJson } from './output.ts'

/** What `--format json` prints of a command that failed; `error.diagnostics` are as those of `validate`. */
export function writeFailure(error: unknown, exitCode: ExitCode): void {
  const { message } = error instanceof Error ? error : { message: String(error) }
  const known = error instanceof BqetlError ? error : undefined
  writeJson({
    error: {
      code: known?.code ?? 'internal',
      message,
      ...(known?.hint !== undefined && { hint: known.hint }),
      ...(error instanceof DiagnosticsError && { diagnostics: error.diagnostics }),
      exitCode,
    },
  })
}
