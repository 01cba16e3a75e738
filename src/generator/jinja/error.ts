/**
 * A template is wrong. Where is filled in by the first caller that knows; lines and columns count from 1.
 *
 * Codes: `template-syntax` (not Jinja), `template-error` (it failed while rendering), `template-not-found` (an include or
 * import names no file) and `unsupported-template` (Jinja, but bqetl gives no proven answer to it).
 */
export class JinjaError extends Error {
  override readonly name = 'JinjaError'
  readonly code: JinjaErrorCode
  readonly hint?: string
  line?: number
  column?: number
  /** Of the template that holds the place, where it is not the one rendered. */
  path?: string

  constructor(code: JinjaErrorCode, message: string, options: { line?: number; column?: number; hint?: string } = {}) {
    super(message)
    this.code = code
    if (options.hint !== undefined) this.hint = options.hint
    if (options.line !== undefined) this.line = options.line
    if (options.column !== undefined) this.column = options.column
  }
}

export type JinjaErrorCode = 'template-syntax' | 'template-error' | 'template-not-found' | 'unsupported-template'

/** Ends the evaluation: the template did something that Python would refuse. */
export function fail(message: string, hint?: string): never {
  throw new JinjaError('template-error', message, hint === undefined ? {} : { hint })
}

export function unsupported(message: string, hint?: string): never {
  throw new JinjaError('unsupported-template', message, hint === undefined ? {} : { hint })
}
