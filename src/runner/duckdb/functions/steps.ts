import { partOf } from '../../../googlesql/functions/date-parts.ts'
import type { CallExpression, Expression } from '../../../googlesql/resolved.ts'
import { DATE, formatType, TIME } from '../../../googlesql/types.ts'
import type { EmitCall, EmitContext } from '../emit-context.ts'
import { checkedDate, checkedDatetime, checkedMicros, constantOf, toInteger } from './instant.ts'

/** Months and microseconds in each part that can be added; a day of a DATETIME or TIMESTAMP is 24 hours. */
export const MONTHS: Readonly<Record<string, bigint>> = { MONTH: 1n, QUARTER: 3n, YEAR: 12n }
export const MICROS: Readonly<Record<string, bigint>> = {
  WEEK: 604_800_000_000n,
  DAY: 86_400_000_000n,
  HOUR: 3_600_000_000n,
  MINUTE: 60_000_000n,
  SECOND: 1_000_000n,
  MILLISECOND: 1_000n,
  MICROSECOND: 1n,
}

/** DATE_ADD, TIMESTAMP_SUB and their siblings: `(value, count, part)`. */
export const stepsEmit: Readonly<Record<string, EmitCall>> = {
  DATE_ADD: stepOf('+'),
  DATETIME_ADD: stepOf('+'),
  TIMESTAMP_ADD: stepOf('+'),
  TIME_ADD: stepOf('+'),
  DATE_SUB: stepOf('-'),
  DATETIME_SUB: stepOf('-'),
  TIMESTAMP_SUB: stepOf('-'),
  TIME_SUB: stepOf('-'),
}

type Sign = '+' | '-'

function stepOf(sign: Sign): EmitCall {
  return ([value, count], call, context) =>
    step(context, value!, { sql: count!, expression: call.arguments[1]! }, partOf(call.arguments)!, sign, call)
}

/** How often a part is taken: its SQL, and the expression, for it is mostly a literal. */
export interface Count {
  readonly sql: string
  readonly expression: Expression
}

/** `value ± count parts`; the type of the call is the value's. */
export function step(
  context: EmitContext,
  value: string,
  count: Count,
  part: string,
  sign: Sign,
  call: Pick<CallExpression, 'type'>,
): string {
  const type = formatType(call.type)
  if (type === 'DATE') return stepDate(context, value, count, part, sign)
  if (type === 'TIME') return stepTime(context, value, count, part, sign)
  const months = MONTHS[part]
  if (months !== undefined) {
    const { start, times } = counted(count, months)
    const moved = (v: string, n: string) => `(${v} ${sign} to_months(${toInteger(times(n))}))`
    return checkedDatetime(context, call.type, [value, start], moved)
  }
  const { start, times } = counted(count, MICROS[part]!)
  return checkedMicros(context, call.type, [value, start], (v, n) => `(epoch_us(${v}) ${sign} ${times(n)})`)
}

/** `date ± days`. */
export function stepDate(context: EmitContext, date: string, count: Count, part: string, sign: Sign): string {
  const months = MONTHS[part]
  const { start, times } = counted(count, months ?? (part === 'WEEK' ? 7n : 1n))
  const moved = months
    ? (d: string, n: string) => `CAST((${d} ${sign} to_months(${toInteger(times(n))})) AS DATE)`
    : (d: string, n: string) => `(${d} ${sign} ${toInteger(times(n))})`
  return checkedDate(context, DATE, [date, start], moved)
}

/** A clock goes round: only the rest of the count within one day matters, so nothing overflows. */
function stepTime(context: EmitContext, time: string, count: Count, part: string, sign: Sign): string {
  const unit = MICROS[part]!
  const day = MICROS['DAY']!
  const rest = `(epoch_us(${time}) ${sign} ((${count.sql} % ${day / unit}) * ${unit}) + ${day}) % ${day}`
  return `CAST(make_timestamp(${rest}) AS ${context.typeName(TIME)})`
}

function integer(value: bigint): string {
  return BigInt.asIntN(64, value) === value ? `${value}` : `CAST('${value}' AS BIGINT)`
}

/** `count * factor`: the SQL to begin with, and what makes the product of it; its overflow is an error, as the date's would be. */
function counted(count: Count, factor: bigint): { readonly start: string; readonly times: (n: string) => string } {
  const known = constantOf(count.expression)
  if (known !== undefined) return { start: integer(known * factor), times: (n) => n }
  return { start: count.sql, times: (n) => (factor === 1n ? n : `(${n} * ${factor})`) }
}
