import type { Expression } from '../resolved.ts'
import type { Type } from '../types.ts'

/**
 * One function or operator of GoogleSQL. A signature is written `(arguments) -> result`:
 *
 * - types as GoogleSQL writes them: `INT64`, `ARRAY<STRING>`, `STRUCT<key STRING, value INT64>`; of a JSON value `JSON`
 * - `T`, `U` stand for any type, the same one wherever the letter stands; untyped NULLs and literals adapt to it
 * - `ANY` is any type, each on its own
 * - `TEXT` takes STRING, and any type that can be cast to it but JSON, ARRAY, STRUCT and RANGE: the resolver inserts the cast
 * - a letter that stands only in the result (`ERROR`) adapts as an untyped NULL does
 * - `[INT64]` may be absent; `...T` is repeated, none or more times
 * - `mode: STRING` may be given by name (`mode => 'x'`); `[=mode: STRING]` only so
 * - `PART` is a date part (`DAY`, `WEEK(MONDAY)`); the entry's `parts` says which
 * - `(T) => BOOL`, `(T, INT64) => U` are lambdas
 *
 * Signatures are tried in order; exact matches win over those that need coercion, fewer coercions over more.
 * Supertypes of several arguments under one letter follow BigQuery's conversion rules.
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/conversion_rules
 */
export interface FunctionEntry {
  /** Upper case, `NET.HOST`; operators `$add` (see `CallExpression`). */
  readonly name: string
  /** `aggregate` can also stand over a window; `window` only there. */
  readonly kind: 'scalar' | 'aggregate' | 'window'
  readonly aliases?: readonly string[]
  readonly signatures: readonly string[]
  /** Date parts taken, upper case; `WEEK(*)` for all seven weekdays. */
  readonly parts?: readonly string[]
  /** The result where the signature cannot say it, from the arguments (after coercion). `undefined`: as the signature says. */
  readonly returns?: (types: readonly Type[], call: readonly Expression[]) => Type | undefined
  /** What is wrong with these arguments beyond their types (a literal is needed, it must be positive …), for the reader. */
  readonly check?: (call: readonly Expression[]) => string | undefined
  /** Window functions: takes a frame; needs an ORDER BY. */
  readonly window?: { readonly frame: boolean; readonly needsOrder: boolean }
  /** `SELECT CURRENT_DATE` without parentheses. */
  readonly bare?: boolean
}

/** One family's functions, as a flat table. */
export type FunctionTable = readonly FunctionEntry[]
