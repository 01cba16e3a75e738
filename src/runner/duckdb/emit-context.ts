import type { AggregateExpression, CallExpression, Expression, WindowExpression } from '../../googlesql/resolved.ts'
import type { Span } from '../../googlesql/syntax.ts'
import type { Type } from '../../googlesql/types.ts'

/** A value as a scalar function in JavaScript sees it: the in-memory form of `googlesql/value.ts`. */
export type ScalarArgument = import('../../googlesql/value.ts').Value

/** A function of ours that DuckDB calls, for what its SQL cannot say. Registered in a session the first time it is used. */
export interface ScalarFunction {
  /** Unique; the SQL name is made of it. */
  readonly name: string
  readonly parameters: readonly Type[]
  /** All further arguments have this type. */
  readonly variadic?: Type
  readonly returns: Type
  /** NULL arguments reach it; otherwise any NULL gives NULL without a call. */
  readonly acceptsNull?: boolean
  /** The same arguments may give another result. */
  readonly volatile?: boolean
  /** Throws to fail the query with that message. */
  readonly evaluate: (...values: readonly ScalarArgument[]) => ScalarArgument
}

/** What is known of a number wherever it is not NULL, without looking at rows: it is finite, and no greater in size than `most`. */
export interface Magnitude {
  readonly most: number
  /** It has no fraction. */
  readonly whole: boolean
}

/**
 * What a function's translation may ask of the emitter. Every piece of SQL, handed in or given back, stands for itself: what is
 * neither a name, a literal nor a call is in parentheses. Values have the physical types of `duckdb-type.ts`.
 */
export interface EmitContext {
  /** The SQL name under which `scalar` can be called in this statement. */
  use(scalar: ScalarFunction): string
  /** Evaluates `value` once and hands its SQL name to `body`: `list_transform([value], lambda v: body(v))[1]`. */
  once(value: string, body: (name: string) => string): string
  /** The DuckDB name of a type: `BIGINT`, `STRUCT("key" VARCHAR, ...)[]`. */
  typeName(type: Type): string
  /** CAST(value AS to), as GoogleSQL does it. */
  cast(value: string, from: Type, to: Type): string
  /** Undefined where the number may be NaN, infinite or anything. With it, checks for overflow that could never strike are left out. */
  magnitude(expression: Expression): Magnitude | undefined
  /** Says of an expression over a column that computing it again is a waste, and that it never fails; gives it back. */
  costly(sql: string, column: string): string
  /** A text as SQL literal, quoted. */
  text(value: string): string
  /**
   * Fails the query with a message (SQL of a text) where it is evaluated, as the expression of `type` that it stands in:
   * `CASE WHEN b = 0 THEN ${fail(text('division by zero'), INT64)} ELSE … END`. Never DuckDB's own `error()`: that one is volatile,
   * so TRY (for `SAFE.`) refuses it and the optimizer steps around it.
   */
  fail(message: string, type: Type): string
  /** `now` of the statement, microseconds since 1970 UTC. */
  readonly nowMicros: bigint
  /** @throws {SqlError} `unsupported` */
  unsupported(message: string, span: Span): never
}

/**
 * Translates one call; `sql` holds the translated arguments in order, of exactly the types that `call.arguments` have.
 * The result has exactly the type `call.type`, and is NULL, an error or a value where BigQuery's is.
 */
export type EmitCall = (sql: readonly string[], call: CallExpression, context: EmitContext) => string

/** Translates an aggregate; `sql` as above. DISTINCT, ORDER BY, FILTER for nulls and LIMIT are its own business. */
export type EmitAggregate = (
  sql: readonly string[],
  call: AggregateExpression | WindowExpression,
  context: EmitContext & AggregateParts,
) => string

export interface AggregateParts {
  /** `ORDER BY …` of the call's own order, or empty. */
  readonly orderBy: string
  /** ` OVER (…)` of a window call, to be put right behind DuckDB's function; empty for a plain aggregate. */
  readonly over: string
  /** Of `HAVING MAX x` (`call.having`): SQL of x. */
  readonly having?: string
}
