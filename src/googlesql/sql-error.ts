import { BqetlError } from '../errors.ts'
import type { Span } from './syntax.ts'

/**
 * One GoogleSQL text is wrong, or has no proven meaning here, at `span` of that text.
 *
 * Codes: `syntax` (not GoogleSQL), `unknown-table`, `no-schema` (a table whose columns are declared nowhere), `broken-schema`, `unknown-column`,
 * `unknown-function`, `unknown-field`, `unknown-parameter`, `unknown-type`, `type-mismatch`, `ambiguous-column`, `invalid-argument`, `invalid-query` (any other rule of the language), `partition-filter` and
 * `unsupported` (GoogleSQL, but nothing here is proven to give BigQuery's answer). Extend the list in `cli/explain.ts`.
 */
export class SqlError extends BqetlError {
  override readonly name = 'SqlError'
  readonly span: Span
  /** The view's or routine's text that is wrong, where it is not the text that was handed in; `span` is of this text then. */
  readonly source?: SqlSource

  constructor(
    code: string,
    message: string,
    span: Span,
    options: { hint?: string; cause?: unknown; source?: SqlSource } = {},
  ) {
    super(code, message, options)
    this.span = span
    if (options.source !== undefined) this.source = options.source
  }
}

export interface SqlSource {
  readonly text: string
  readonly path?: string
  /** `project.dataset.name`. */
  readonly name: string
}
