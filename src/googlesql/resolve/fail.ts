import { SqlError } from '../sql-error.ts'
import type { Span } from '../syntax.ts'

/** @throws {SqlError} always */
export function fail(code: string, message: string, span: Span, hint?: string): never {
  throw new SqlError(code, message, { start: span.start, end: span.end }, hint === undefined ? {} : { hint })
}

/** For what GoogleSQL has and nothing here is proven to answer as BigQuery does. */
export function unsupported(what: string, span: Span): never {
  return fail('unsupported', `${what} is not supported here`, span)
}
