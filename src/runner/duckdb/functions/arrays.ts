import type { CallExpression } from '../../../googlesql/resolved.ts'
import { FLOAT64, formatType, INT64, type Type } from '../../../googlesql/types.ts'
import type { EmitCall, EmitContext } from '../emit-context.ts'
import { arrayGenerationEmit } from './array-generation.ts'
import { compare, holdsFloat } from './comparison.ts'
import { reuse } from './reuse.ts'
import { numericDivide } from './scalar/numeric-arithmetic.ts'
import { withinNumeric } from './sums.ts'

/** Functions of arrays. A NULL array gives NULL unless said otherwise. */
export const arraysEmit: Readonly<Record<string, EmitCall>> = {
  ARRAY_LENGTH: ([array]) => `len(${array})`,
  ARRAY_CONCAT: concat,
  ARRAY_REVERSE: ([array]) => `list_reverse(${array})`,
  ARRAY_TO_STRING: toText,
  ARRAY_FIRST: (sql, call, context) => endOf(sql, '1', call, context),
  ARRAY_LAST: (sql, call, context) => endOf(sql, '-1', call, context),
  ARRAY_FIRST_N: (sql, call, context) => takeN(sql, call, context, (array, n) => `(${array})[1:${n}]`),
  ARRAY_LAST_N: (sql, call, context) =>
    takeN(sql, call, context, (array, n) => `(${array})[greatest(len(${array}) - ${n}, 0) + 1:len(${array})]`),
  ARRAY_SLICE: slice,
  ARRAY_INCLUDES: includes,
  ARRAY_INCLUDES_ANY: (sql, call, context) => includesSome(sql, call, context, (found) => `len(${found}) > 0`),
  ARRAY_INCLUDES_ALL: (sql, call, context) =>
    includesSome(sql, call, context, (found, sought) => `len(${found}) = len(${sought})`),
  ARRAY_FILTER: ([array, lambda]) => `list_filter(${array}, ${fromZero(lambda!)})`,
  ARRAY_TRANSFORM: ([array, lambda]) => `list_transform(${array}, ${fromZero(lambda!)})`,
  ARRAY_IS_DISTINCT: isDistinct,
  ARRAY_MIN: minimum,
  ARRAY_MAX: ([array]) => `list_max(${array})`,
  ARRAY_SUM: total,
  ARRAY_AVG: average,
  ...arrayGenerationEmit,
}

/** DuckDB counts a lambda's position from 1. */
function fromZero(lambda: string): string {
  const indexed = /^lambda ([^,:]+), ([^:]+): ([\s\S]*)$/.exec(lambda)
  if (!indexed) return lambda
  const [, element, index, body] = indexed
  return `lambda ${element}, position: list_transform([position - 1], lambda ${index}: ${body})[1]`
}

function concat(sql: readonly string[], _call: CallExpression, context: EmitContext): string {
  if (sql.length === 1) return sql[0]!
  // list_concat takes NULL for empty
  return reuse(
    context,
    sql,
    (...arrays) =>
      `CASE WHEN ${arrays.map((array) => `${array} IS NOT NULL`).join(' AND ')} THEN list_concat(${arrays.join(', ')}) END`,
  )
}

/** NULL elements are left out, or stand as the third argument. */
function toText(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  const bytes = formatType(call.type) === 'BYTES'
  const shown = (value: string) => (bytes ? `hex(${value})` : value)
  const joined = reuse(context, [sql[0]!], (array) => {
    const [delimiter, missing] = sql.slice(1) as [string, string?]
    const kept =
      missing === undefined
        ? `list_filter(${array}, lambda e: e IS NOT NULL)`
        : `list_transform(${array}, lambda e: coalesce(e, ${missing}))`
    const texts = bytes ? `list_transform(${kept}, lambda e: hex(e))` : kept
    const known = [delimiter, ...(missing === undefined ? [] : [missing])].map((value) => `${value} IS NOT NULL`)
    return `CASE WHEN ${known.join(' AND ')} THEN ${join(texts, shown(delimiter), call, context)} END`
  })
  return bytes ? `unhex(${joined})` : joined
}

/** DuckDB's own joins only by a constant. */
function join(texts: string, delimiter: string, call: CallExpression, context: EmitContext): string {
  if (call.arguments[1]!.kind === 'literal') return `array_to_string(${texts}, ${delimiter})`
  return context.once(texts, (list) => {
    const joined = `list_reduce(${list}, lambda a, b: concat(a, ${delimiter}, b))`
    return `CASE WHEN len(${list}) = 0 THEN '' WHEN ${list} IS NOT NULL THEN ${joined} END`
  })
}

function endOf([array]: readonly string[], position: string, call: CallExpression, context: EmitContext): string {
  const failure = context.fail(context.text(`${call.name} of an empty array`), call.type)
  return reuse(context, [array!], (a) => `CASE WHEN len(${a}) = 0 THEN ${failure} ELSE (${a})[${position}] END`)
}

function takeN(
  sql: readonly string[],
  call: CallExpression,
  context: EmitContext,
  take: (array: string, n: string) => string,
): string {
  const failure = context.fail(context.text(`${call.name} of a negative number of elements`), call.type)
  return reuse(
    context,
    sql,
    (array, n) =>
      `CASE WHEN ${n} < 0 AND ${array} IS NOT NULL THEN ${failure} WHEN ${n} IS NOT NULL THEN ${take(array, n)} END`,
  )
}

/** Both ends are included; negative ones count from the end; what lies outside is cut off. */
function slice(sql: readonly string[], _call: CallExpression, context: EmitContext): string {
  return reuse(context, sql, (array, start, end) => {
    const size = `len(${array})`
    const from = `greatest(CASE WHEN ${start} < 0 THEN ${start} + ${size} ELSE least(${start}, ${size}) END, 0) + 1`
    const to = `greatest(CASE WHEN ${end} < 0 THEN ${end} + ${size} ELSE least(${end}, ${size} - 1) END + 1, 0)`
    const known = [array, start, end].map((value) => `${value} IS NOT NULL`).join(' AND ')
    return `CASE WHEN ${known} THEN (${array})[${from}:${to}] END`
  })
}

function elementType(call: CallExpression): Type {
  const type = call.arguments[0]!.type
  return type.kind === 'array' ? type.element : type
}

/** The elements of `array` that a value equals; NULL equals none. */
function matches(type: Type, array: string, value: string, context: EmitContext): string {
  return `list_filter(${array}, lambda element: ${compare(type, '=', 'element', value, context)})`
}

function includes([array, sought]: readonly string[], call: CallExpression, context: EmitContext): string {
  if (call.arguments[1]!.kind === 'lambda') return `(len(list_filter(${array}, ${sought})) > 0)`
  return reuse(
    context,
    [array!, sought!],
    (a, value) => `CASE WHEN ${value} IS NOT NULL THEN len(${matches(elementType(call), a, value, context)}) > 0 END`,
  )
}

function includesSome(
  sql: readonly string[],
  call: CallExpression,
  context: EmitContext,
  verdict: (found: string, sought: string) => string,
): string {
  return reuse(context, sql, (array, sought) => {
    const found = `list_filter(${sought}, lambda wanted: len(${matches(elementType(call), array, 'wanted', context)}) > 0)`
    return `CASE WHEN ${array} IS NOT NULL THEN ${verdict(found, sought)} END`
  })
}

/** NULL equals NULL here, and NaN NaN, which list_distinct does not see. */
function isDistinct([array]: readonly string[], call: CallExpression, context: EmitContext): string {
  const type = elementType(call)
  if (type.kind !== 'scalar' && holdsFloat(type))
    context.unsupported(
      'ARRAY_IS_DISTINCT of structs with FLOAT64 is not supported by the embedded warehouse',
      call.span,
    )
  return reuse(context, [array!], (a) => {
    const nulls = `len(${a}) - list_count(${a}) <= 1`
    if (!holdsFloat(type)) return `(len(list_distinct(${a})) = list_count(${a}) AND ${nulls})`
    const numbers = `list_filter(${a}, lambda e: NOT isnan(e))`
    return `(len(list_distinct(${numbers})) = len(${numbers}) AND list_count(${a}) - len(${numbers}) <= 1 AND ${nulls})`
  })
}

function minimum([array]: readonly string[], call: CallExpression, context: EmitContext): string {
  if (!holdsFloat(call.type)) return `list_min(${array})`
  return reuse(context, [array!], (a) => `CASE WHEN isnan(list_max(${a})) THEN list_max(${a}) ELSE list_min(${a}) END`)
}

function total([array]: readonly string[], call: CallExpression, context: EmitContext): string {
  if (formatType(call.type) === 'FLOAT64') return ofFloats('kahan_sum', array!, call, context)
  const sum = `CAST(list_sum(${array}) AS ${context.typeName(call.type)})`
  return formatType(call.type) === 'NUMERIC' ? withinNumeric(sum, context) : sum
}

function average([array]: readonly string[], call: CallExpression, context: EmitContext): string {
  const type = formatType(elementType(call))
  if (type === formatType(FLOAT64)) return ofFloats('favg', array!, call, context)
  if (type === formatType(INT64)) return `list_avg(${array})`
  if (type !== 'NUMERIC')
    return context.unsupported(`ARRAY_AVG of ${type} is not supported by the embedded warehouse`, call.span)
  return reuse(
    context,
    [array!],
    (a) =>
      `CASE WHEN list_count(${a}) > 0 THEN ${context.use(numericDivide)}(CAST(list_sum(${a}) AS DECIMAL(38,9)), CAST(list_count(${a}) AS DECIMAL(38,9))) END`,
  )
}

/** As the aggregates over floats: see sums.ts. */
function ofFloats(aggregate: string, array: string, call: CallExpression, context: EmitContext): string {
  const failure = context.fail(context.text(`${call.name}: floating point overflow`), FLOAT64)
  return reuse(context, [array], (a) => {
    const result = `list_aggregate(${a}, '${aggregate}')`
    return `CASE WHEN isfinite(list_max(${a})) AND isfinite(list_min(${a})) THEN CASE WHEN isfinite(${result}) THEN ${result} ELSE ${failure} END ELSE list_max(${a}) + list_min(${a}) END`
  })
}
