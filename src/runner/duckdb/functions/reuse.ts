import type { EmitContext } from '../emit-context.ts'

/**
 * SQL that mentions values more than once. Names, literals, casts of them and short comparisons stay as they are; anything else is
 * evaluated once, for DuckDB does not share subexpressions inside CASE, and text that doubles at every level grows without bound.
 */
export function reuse(
  context: Pick<EmitContext, 'once'>,
  values: readonly string[],
  body: (...names: string[]) => string,
): string {
  const costly = values.filter((value) => !isCheap(value))
  if (costly.length === 0) return body(...values)
  if (costly.length === 1) {
    return context.once(costly[0]!, (name) => body(...values.map((value) => (value === costly[0] ? name : value))))
  }
  // one lambda for all: a subquery may stand in a list but not inside a lambda
  const packed = `struct_pack(${values.map((value, index) => `v${index} := ${value}`).join(', ')})`
  return context.once(packed, (name) => body(...values.map((_, index) => `${name}.v${index}`)))
}

const NAME = String.raw`(?:\w+|"(?:[^"]|"")*")(?:\.(?:\w+|"(?:[^"]|"")*"))*`
const LITERAL = String.raw`(?:(?:DATE|TIME|TIMESTAMP|TIMESTAMPTZ) )?'(?:[^']|''){0,60}'|-?[\d.]+(?:e[+-]?\d+)?`
const PLAIN = `(?:${NAME}|${LITERAL})(?:::[A-Z0-9(),]+)?`
const CHEAP = new RegExp(
  String.raw`^(?:${PLAIN}|CAST\(${PLAIN} AS [A-Z0-9(), ]+\)|(?:epoch_us|make_timestamp|isnan)\(${PLAIN}\))$`,
)

function isCheap(value: string): boolean {
  return (value.length < 150 && CHEAP.test(value)) || isSimple(value)
}

const SIMPLE_CALLS = new Set(['CAST', 'DECIMAL', 'greatest', 'least', 'coalesce', 'abs', 'isnan'])

/** A lambda costs as much as some twenty comparisons or sums of numbers. */
function isSimple(value: string): boolean {
  if (value.length > 220) return false
  const code = value.replace(/'(?:[^']|'')*'/g, "''")
  if (/"\(|[~[]|\b(?:lambda|SELECT|LIKE|GLOB|VARCHAR|JSON)\b/.test(code)) return false
  return [...code.matchAll(/(\w+)\(/g)].every(([, name]) => SIMPLE_CALLS.has(name!))
}

/** The value where it is between both bounds, NULL where it is NULL, an error elsewhere. */
export function within(context: EmitContext, value: string, low: string, high: string, failure: string): string {
  return reuse(context, [value], (v) => `CASE WHEN ${v} NOT BETWEEN ${low} AND ${high} THEN ${failure} ELSE ${v} END`)
}
