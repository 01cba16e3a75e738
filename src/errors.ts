/** Where a problem is: a file and, where known, a place in it. Lines and columns count from 1; columns count UTF-16 units. */
export interface Place {
  readonly path: string
  readonly line?: number
  readonly column?: number
}

export type Severity = 'error' | 'warning'

/** A problem in somebody's file. Wrong files are data: they are collected, never thrown one at a time. */
export interface Diagnostic extends Place {
  readonly severity: Severity
  /** kebab-case, stable, explained by `bqetl explain CODE` */
  readonly code: string
  readonly message: string
  /** Length of the offending text in UTF-16 units, for the caret line; 1 where absent. */
  readonly length?: number
  /** What to write instead; printed after `help:`. */
  readonly hint?: string
  /** The line it stands in, where no file holds it: a text from the command line, a view of the warehouse. */
  readonly excerpt?: string
}

/**
 * 0 ok · 1 findings or failed jobs · 2 wrong usage or configuration · 3 environment (a retry may help) · 130 interrupted ·
 * 143 terminated
 */
export type ExitCode = 0 | 1 | 2 | 3 | 130 | 143

/** A failure the person at the keyboard can act on. Anything else that throws is a bug in bqetl. */
export class BqetlError extends Error {
  override readonly name: string = 'BqetlError'
  readonly code: string
  readonly hint?: string
  readonly exitCode: ExitCode = 1

  constructor(code: string, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    if (options.hint !== undefined) this.hint = options.hint
  }
}

/** A wrong request: an unknown name, an impossible date, options that contradict each other. */
export class UsageError extends BqetlError {
  override readonly name = 'UsageError'
  override readonly exitCode = 2
}

/** Files are wrong, so the request cannot be met; carries every diagnostic found. */
export class DiagnosticsError extends BqetlError {
  override readonly name = 'DiagnosticsError'
  readonly diagnostics: readonly Diagnostic[]

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics[0]?.code ?? 'invalid', diagnostics.map((diagnostic) => diagnostic.message).join('\n'))
    this.diagnostics = diagnostics
  }
}

/** A warehouse refused or failed a job. A retryable failure is the environment's (exit 3), another the job's own (exit 1). */
export class WarehouseError extends BqetlError {
  override readonly name: string = 'WarehouseError'
  override readonly exitCode: ExitCode
  readonly retryable: boolean

  constructor(code: string, message: string, options: { retryable: boolean; hint?: string; cause?: unknown }) {
    super(code, message, options)
    this.retryable = options.retryable
    this.exitCode = options.retryable ? 3 : 1
  }
}
