import type { CallExpression } from '../../../googlesql/resolved.ts'
import { arrayOf, formatType, INT64, type Type } from '../../../googlesql/types.ts'
import type { EmitCall, EmitContext, ScalarFunction } from '../emit-context.ts'
import { byTypes, multiplyNumeric } from './arithmetic.ts'
import { holdsFloat } from './comparison.ts'
import { FLOAT_FUNCTION_NAMES, floatFunction, floatLogarithm, floatPower } from './float-functions.ts'
import { constantOf } from './instant.ts'
import { reuse } from './reuse.ts'
import { cutAt } from './rounding.ts'
import { numericDiv, numericDivide } from './scalar/numeric-arithmetic.ts'
import {
  numericCbrt,
  numericExp,
  numericLn,
  numericLog,
  numericLog10,
  numericPower,
  numericSqrt,
} from './scalar/numeric-roots.ts'
import { parseNumeric } from './scalar/parse-numeric.ts'
import { DENSE, vectorFunction } from './scalar/vectors.ts'

const NUMERIC_FUNCTIONS: Readonly<Record<string, ScalarFunction>> = {
  SQRT: numericSqrt,
  CBRT: numericCbrt,
  EXP: numericExp,
  LN: numericLn,
  LOG10: numericLog10,
}

/** Mathematical functions. Those of BIGNUMERIC are few: what needs more digits than DuckDB has is refused. */
export const numericEmit: Readonly<Record<string, EmitCall>> = {
  ABS: ([x]) => `abs(${x})`,
  SIGN: ([x], call, context) => signOf(x!, call.type, context),
  ROUND: (sql, call, context) => cutAt('round', sql, call, context),
  TRUNC: (sql, call, context) => cutAt('trunc', sql, call, context),
  CEIL: toWhole('ceil'),
  FLOOR: toWhole('floor'),
  DIV: byTypes({
    'INT64, INT64': divideWhole,
    'NUMERIC, NUMERIC': ([a, b], _call, context) => `${context.use(numericDiv)}(${a}, ${b})`,
  }),
  MOD: byTypes({ 'INT64, INT64': remainder, 'NUMERIC, NUMERIC': remainder, 'BIGNUMERIC, BIGNUMERIC': remainder }),
  POW: byTypes({
    'FLOAT64, FLOAT64': (sql, _call, context) => floatPower(sql, context),
    'NUMERIC, NUMERIC': ([a, b], _call, context) => `${context.use(numericPower)}(${a}, ${b})`,
  }),
  LOG: byTypes({
    FLOAT64: ([x], _call, context) => floatFunction('LN', x!, context),
    NUMERIC: ([x], _call, context) => `${context.use(numericLn)}(${x})`,
    'FLOAT64, FLOAT64': (sql, _call, context) => floatLogarithm(sql, context),
    'NUMERIC, NUMERIC': ([a, b], _call, context) => `${context.use(numericLog)}(${a}, ${b})`,
  }),
  ...Object.fromEntries(FLOAT_FUNCTION_NAMES.map((name) => [name, functionOfOne(name)])),
  ATAN2: ([y, x]) => `atan2(${y}, ${x})`,
  IS_NAN: ([x]) => `isnan(${x})`,
  IS_INF: ([x]) => `isinf(${x})`,
  IEEE_DIVIDE: ([a, b]) => `(${a} / ${b})`,
  SAFE_DIVIDE: byTypes({
    'FLOAT64, FLOAT64': safeDivideFloats,
    'NUMERIC, NUMERIC': safely(([a, b], _call, context) => `${context.use(numericDivide)}(${a}, ${b})`),
  }),
  SAFE_ADD: safeArithmetic('+'),
  SAFE_SUBTRACT: safeArithmetic('-'),
  SAFE_MULTIPLY: safeArithmetic('*'),
  SAFE_NEGATE: safely(([x]) => `(- ${x})`),
  RANGE_BUCKET: rangeBucket,
  PARSE_NUMERIC: ([text], _call, context) => `${context.use(parseNumeric)}(${text})`,
  COSINE_DISTANCE: vectors,
  EUCLIDEAN_DISTANCE: vectors,
  DOT_PRODUCT: denseVectors,
  MANHATTAN_DISTANCE: denseVectors,
}

function functionOfOne(name: string): EmitCall {
  return ([x], call, context) => {
    const type = formatType(call.type)
    if (type === 'FLOAT64') return floatFunction(name, x!, context)
    const numeric = NUMERIC_FUNCTIONS[name]
    return type === 'NUMERIC' && numeric
      ? `${context.use(numeric)}(${x})`
      : context.unsupported(`${name} of ${type} is not supported by the embedded warehouse`, call.span)
  }
}

function signOf(value: string, type: Type, context: EmitContext): string {
  const sign = (x: string) => `CAST(sign(${x}) AS ${context.typeName(type)})`
  return formatType(type) === 'FLOAT64'
    ? reuse(context, [value], (x) => `CASE WHEN isnan(${x}) THEN ${x} ELSE ${sign(x)} END`)
    : sign(value)
}

function toWhole(name: 'ceil' | 'floor'): EmitCall {
  return ([x], call, context) =>
    formatType(call.type) === 'FLOAT64' ? `${name}(${x})` : `CAST(${name}(${x}) AS ${context.typeName(call.type)})`
}

function divideWhole(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  const divisor = constantOf(call.arguments[1])
  if (divisor !== undefined && divisor !== 0n) return `(${sql[0]} // ${sql[1]})`
  const zero = context.fail(context.text('division by zero'), call.type)
  return reuse(context, sql, (a, b) => `CASE WHEN ${b} = 0 AND ${a} IS NOT NULL THEN ${zero} ELSE ${a} // ${b} END`)
}

function remainder(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  const divisor = constantOf(call.arguments[1])
  if (divisor !== undefined && divisor > 0n) return `(${sql[0]} % ${sql[1]})`
  const zero = context.fail(context.text('division by zero'), call.type)
  // the least number by -1 would overflow in the quotient
  const byMinusOne =
    formatType(call.type) === 'INT64' ? (a: string, b: string) => `WHEN ${b} = -1 THEN ${a} & 0 ` : () => ''
  return reuse(
    context,
    sql,
    (a, b) => `CASE WHEN ${b} = 0 AND ${a} IS NOT NULL THEN ${zero} ${byMinusOne(a, b)}ELSE ${a} % ${b} END`,
  )
}

function safeDivideFloats(sql: readonly string[], _call: CallExpression, context: EmitContext): string {
  return reuse(
    context,
    sql,
    (a, b) => `CASE WHEN ${b} = 0 OR (isinf(${a} / ${b}) AND isfinite(${a})) THEN NULL ELSE ${a} / ${b} END`,
  )
}

/** Its own error becomes NULL; one in its arguments stays, so these are bound outside. */
function safely(emit: EmitCall): EmitCall {
  return (sql, call, context) => reuse(context, sql, (...values) => `TRY(${emit(values, call, context)})`)
}

function safeArithmetic(operator: '+' | '-' | '*'): EmitCall {
  return (sql, call, context) => {
    const type = formatType(call.type)
    if (type === 'BIGNUMERIC')
      return context.unsupported(`${call.name} of BIGNUMERIC is not supported by the embedded warehouse`, call.span)
    if (type === 'NUMERIC' && operator === '*') return safely(multiplyNumeric)(sql, call, context)
    if (type !== 'FLOAT64') return reuse(context, sql, (a, b) => `TRY(${a} ${operator} ${b})`)
    return reuse(context, sql, (a, b) => {
      const result = `(${a} ${operator} ${b})`
      return `CASE WHEN isinf(${result}) AND isfinite(${a}) AND isfinite(${b}) THEN NULL ELSE ${result} END`
    })
  }
}

/** How many of the borders, which must ascend, are not above the point. */
function rangeBucket(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  const disorder = context.fail(context.text('the array of RANGE_BUCKET must ascend and have no NULL or NaN'), INT64)
  const float = holdsFloat(call.arguments[0]!.type)
  return reuse(context, sql, (point, borders) => {
    const unusable = `len(${borders}) > list_count(${borders}) OR list_sort(${borders}) <> ${borders}${float ? ` OR isnan(list_max(${borders}))` : ''}`
    const unknown = `${borders} IS NULL OR ${point} IS NULL${float ? ` OR isnan(${point})` : ''}`
    const count = `len(list_filter(${borders}, lambda border: border <= ${point}))`
    return `CASE WHEN ${unknown} THEN NULL WHEN ${unusable} THEN ${disorder} ELSE ${count} END`
  })
}

function vectors([a, b]: readonly string[], call: CallExpression, context: EmitContext): string {
  return `${context.use(vectorFunction(call.name, call.arguments[0]!.type))}(${a}, ${b})`
}

function denseVectors([a, b]: readonly string[], call: CallExpression, context: EmitContext): string {
  const floats = (sql: string) =>
    formatType(call.arguments[0]!.type) === formatType(arrayOf(INT64)) ? `CAST(${sql} AS DOUBLE[])` : sql
  return `${context.use(vectorFunction(call.name, DENSE))}(${floats(a!)}, ${floats(b!)})`
}
