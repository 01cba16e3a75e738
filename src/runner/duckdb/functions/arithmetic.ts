import type { CallExpression, Expression } from '../../../googlesql/resolved.ts'
import { FLOAT64, formatType, type Type } from '../../../googlesql/types.ts'
import type { EmitCall, EmitContext, Magnitude } from '../emit-context.ts'
import { addIntervalToDatetime, addIntervalToTimestamp, checkedInterval } from './intervals.ts'
import { reuse } from './reuse.ts'
import { intervalDivide, intervalMultiply } from './scalar/interval-arithmetic.ts'
import { bignumericDivide, bignumericMultiply, numericDivide, numericMultiply } from './scalar/numeric-arithmetic.ts'
import { stepDate } from './steps.ts'

type ByTypes = Readonly<Record<string, EmitCall>>

/** Chooses by the types of the arguments, as `formatType` writes them. */
export function byTypes(table: ByTypes): EmitCall {
  return (sql, call, context) => {
    const types = call.arguments.map((argument) => formatType(argument.type)).join(', ')
    const emit = table[types]
    return emit
      ? emit(sql, call, context)
      : context.unsupported(`${displayName(call)} of ${types} is not supported by the embedded warehouse`, call.span)
  }
}

const SYMBOLS: Readonly<Record<string, string>> = { $add: '+', $subtract: '-', $multiply: '*', $divide: '/' }

function displayName(call: CallExpression): string {
  return SYMBOLS[call.name] ?? call.writtenAs ?? call.name
}

const native =
  (operator: string): EmitCall =>
  (sql) =>
    `(${sql[0]} ${operator} ${sql[1]})`

const SUMS = (operator: '+' | '-'): ByTypes => ({
  'INT64, INT64': native(operator),
  'FLOAT64, FLOAT64': floatOperation(operator),
  'NUMERIC, NUMERIC': native(operator),
  'BIGNUMERIC, BIGNUMERIC': native(operator),
  'DATE, INT64': ([date, days], call, context) =>
    stepDate(context, date!, { sql: days!, expression: call.arguments[1]! }, 'DAY', operator),
  'TIMESTAMP, INTERVAL': ([ts, interval], call, context) =>
    addIntervalToTimestamp(context, ts!, interval!, call.arguments[1]!, operator),
  'DATE, INTERVAL': ([date, interval], call, context) =>
    addIntervalToDatetime(context, date!, interval!, call.arguments[1]!, operator),
  'DATETIME, INTERVAL': ([datetime, interval], call, context) =>
    addIntervalToDatetime(context, datetime!, interval!, call.arguments[1]!, operator),
  'INTERVAL, INTERVAL': ([a, b], _call, context) => checkedInterval(context, `(${a} ${operator} ${b})`),
})

/** `+ - * /` and unary minus. Whole numbers and decimals overflow by DuckDB's own errors; floats are checked here. */
export const arithmeticEmit: Readonly<Record<string, EmitCall>> = {
  $add: byTypes({
    ...SUMS('+'),
    'INT64, DATE': swapped('DATE, INT64'),
    'INTERVAL, TIMESTAMP': swapped('TIMESTAMP, INTERVAL'),
    'INTERVAL, DATE': swapped('DATE, INTERVAL'),
    'INTERVAL, DATETIME': swapped('DATETIME, INTERVAL'),
  }),
  $subtract: byTypes({
    ...SUMS('-'),
    'DATE, DATE': ([a, b]) => `to_days(CAST((${a} - ${b}) AS INTEGER))`,
    'TIMESTAMP, TIMESTAMP': microsBetween,
    'TIME, TIME': microsBetween,
    'DATETIME, DATETIME': native('-'),
  }),
  $multiply: byTypes({
    'INT64, INT64': native('*'),
    'FLOAT64, FLOAT64': floatOperation('*'),
    'NUMERIC, NUMERIC': multiplyNumeric,
    'BIGNUMERIC, BIGNUMERIC': ([a, b], _call, context) => `${context.use(bignumericMultiply)}(${a}, ${b})`,
    'INTERVAL, INT64': ([interval, factor], _call, context) =>
      `${context.use(intervalMultiply)}(${interval}, ${factor})`,
    'INT64, INTERVAL': ([factor, interval], _call, context) =>
      `${context.use(intervalMultiply)}(${interval}, ${factor})`,
  }),
  $divide: byTypes({
    'FLOAT64, FLOAT64': divideFloat,
    'NUMERIC, NUMERIC': ([a, b], _call, context) => `${context.use(numericDivide)}(${a}, ${b})`,
    'BIGNUMERIC, BIGNUMERIC': ([a, b], _call, context) => `${context.use(bignumericDivide)}(${a}, ${b})`,
    'INTERVAL, INT64': ([interval, divisor], _call, context) =>
      `${context.use(intervalDivide)}(${interval}, ${divisor})`,
  }),
  $unary_minus: ([value]) => `(- ${value})`,
}

function swapped(types: string): EmitCall {
  return ([a, b], call, context) =>
    SUMS('+')[types]!([b!, a!], { ...call, arguments: [...call.arguments].reverse() }, context)
}

function microsBetween([end, start]: readonly string[]): string {
  return `to_microseconds(epoch_us(${end}) - epoch_us(${start}))`
}

/** An infinite result of finite operands is an error in GoogleSQL. */
function floatOperation(operator: '+' | '-' | '*'): EmitCall {
  return (sql, call, context) => {
    if (cannotOverflow(operator, call, context)) return native(operator)(sql, call, context)
    return reuse(context, sql, (a, b) => {
      const result = `(${a} ${operator} ${b})`
      return `CASE WHEN isinf(${result}) AND isfinite(${a}) AND isfinite(${b}) THEN ${overflow(context)} ELSE ${result} END`
    })
  }
}

/** Well below the greatest FLOAT64, 1.8e308. */
const SAFE = 1e300

/** A moderate number is below half the last digit of the greatest float, so adding it changes nothing there. */
function cannotOverflow(operator: '+' | '-' | '*', call: CallExpression, context: EmitContext): boolean {
  const operands = call.arguments.map((operand) => context.magnitude(operand)?.most ?? Number.POSITIVE_INFINITY)
  if (operator !== '*') return operands.some((most) => most < 1e290)
  return operands.some((most) => most <= 1) || operands[0]! * operands[1]! < SAFE
}

/** The smallest size that a divisor other than zero has; 0 where it is not known. */
export function leastOf(divisor: Expression, magnitude: Magnitude | undefined): number {
  if (divisor.kind === 'literal') return magnitude?.most ?? 0
  return magnitude?.whole ? 1 : 0
}

function divideFloat(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  const [dividend, divisor] = call.arguments as [Expression, Expression]
  const least = leastOf(divisor, context.magnitude(divisor))
  const cannotOverflow = least >= 1 || (context.magnitude(dividend)?.most ?? Number.POSITIVE_INFINITY) / least < SAFE
  if (divisor.kind === 'literal' && least > 0 && cannotOverflow) return native('/')(sql, call, context)
  const zero = context.fail(context.text('division by zero'), FLOAT64)
  return reuse(context, sql, (a, b) => {
    const byZero = `${b} = 0 AND ${a} IS NOT NULL THEN ${zero}`
    if (cannotOverflow) return `CASE WHEN ${byZero} ELSE ${a} / ${b} END`
    return `CASE WHEN ${byZero} WHEN isinf(${a} / ${b}) AND isfinite(${a}) THEN ${overflow(context)} ELSE ${a} / ${b} END`
  })
}

export function overflow(context: EmitContext, type: Type = FLOAT64): string {
  return context.fail(context.text('floating point overflow'), type)
}

/** The product has 18 decimals. Where it does not fit into DuckDB's 38 digits, JavaScript multiplies. */
export function multiplyNumeric(sql: readonly string[], _call: CallExpression, context: EmitContext): string {
  return reuse(context, sql, (a, b) => {
    const exact = `CAST(TRY(${a} * ${b}) AS DECIMAL(38,9))`
    return `coalesce(${exact}, ${context.use(numericMultiply)}(${a}, ${b}))`
  })
}
