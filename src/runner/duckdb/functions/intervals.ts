import type { CallExpression, Expression } from '../../../googlesql/resolved.ts'
import { DATETIME, INTERVAL, TIMESTAMP } from '../../../googlesql/types.ts'
import type { EmitContext } from '../emit-context.ts'
import { checkedMicros, constantOf, toInteger } from './instant.ts'
import { reuse } from './reuse.ts'
import { parseIntervalPart, parseIntervalRange, partsOf } from './scalar/interval-text.ts'
import type { IntervalValue } from './scalar/interval-value.ts'
import { MICROS, MONTHS, step } from './steps.ts'

/** `$interval`: a count and a part, or a text and one part or two. */
export function intervalOf(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  const known = knownInterval(call)
  if (known === 'invalid')
    return context.fail(context.text('the interval is malformed or beyond 10,000 years'), INTERVAL)
  return known === undefined ? countedInterval(sql[0]!, partName(call.arguments[1]), context) : intervalLiteral(known)
}

/** An INTERVAL as SQL. DuckDB reads no text that sets the signs of the parts apart. */
export function intervalLiteral({ months, days, micros }: IntervalValue): string {
  return `(to_months(${months}) + to_days(${days}) + to_microseconds(${micros}))`
}

/** The value where an `$interval` is written with literals. */
export function knownInterval(call: Expression): IntervalValue | 'invalid' | undefined {
  if (call.kind !== 'call' || call.name !== '$interval') return undefined
  const [value, from, to] = call.arguments
  const count = constantOf(value)
  try {
    if (count !== undefined) return partsOf(count, partName(from))
    if (value?.kind !== 'literal' || typeof value.value !== 'string') return undefined
    return to
      ? parseIntervalRange(value.value, partName(from), partName(to))
      : parseIntervalPart(value.value, partName(from))
  } catch {
    return 'invalid'
  }
}

function partName(expression: Expression | undefined): string {
  return expression?.kind === 'part' ? expression.part : ''
}

function countedInterval(count: string, part: string, context: EmitContext): string {
  const months = MONTHS[part]
  const micros = MICROS[part]!
  const calendar = part === 'DAY' || part === 'WEEK'
  const limit = months
    ? 120_000n / months
    : calendar
      ? (3_660_000n * MICROS['DAY']!) / micros
      : 316_224_000_000_000_000n / micros
  const failure = context.fail(context.text('the interval is beyond 10,000 years'), INTERVAL)
  const made = (n: string) => {
    if (months) return `to_months(${toInteger(`${n} * ${months}`)})`
    return calendar ? `to_days(${toInteger(`${n} * ${micros / MICROS['DAY']!}`)})` : `to_microseconds(${n} * ${micros})`
  }
  return reuse(
    context,
    [count],
    (n) => `CASE WHEN ${n} NOT BETWEEN -${limit} AND ${limit} THEN ${failure} ELSE ${made(n)} END`,
  )
}

/** An INTERVAL checked to be within 10,000 years in each part. */
export function checkedInterval(context: EmitContext, interval: string): string {
  const failure = context.fail(context.text('the interval is beyond 10,000 years'), INTERVAL)
  return reuse(context, [interval], (i) => {
    const inside = `abs(${monthsOf(i)}) <= 120000 AND abs(date_part('day', ${i})) <= 3660000 AND abs(${microsOf(i)}) <= 316224000000000000`
    return `CASE WHEN NOT (${inside}) THEN ${failure} ELSE ${i} END`
  })
}

/** All months of an INTERVAL, years included. */
export function monthsOf(interval: string): string {
  return `(date_part('year', ${interval}) * 12 + date_part('month', ${interval}))`
}

/** The clock part of an INTERVAL; DuckDB's microseconds begin at the minute. */
export function microsOf(interval: string): string {
  return `(date_part('hour', ${interval}) * 3600000000 + date_part('minute', ${interval}) * 60000000 + date_part('microsecond', ${interval}))`
}

/** A TIMESTAMP ± an INTERVAL, which may have no months. */
export function addIntervalToTimestamp(
  context: EmitContext,
  timestamp: string,
  interval: string,
  written: Expression,
  sign: '+' | '-',
): string {
  const counted = countOf(written)
  if (counted !== undefined && counted.part in MICROS)
    return step(context, timestamp, counted.count, counted.part, sign, { type: TIMESTAMP })
  const failure = context.fail(
    context.text('a TIMESTAMP has no calendar: the interval must not have years or months'),
    TIMESTAMP,
  )
  return reuse(context, [timestamp, interval], (t, i) => {
    const moved = checkedMicros(
      context,
      TIMESTAMP,
      [`(epoch_us(${t}) ${sign} ${microsWithDays(i)})`],
      (micros) => micros,
    )
    return `CASE WHEN ${monthsOf(i)} <> 0 THEN ${failure} ELSE ${moved} END`
  })
}

function microsWithDays(interval: string): string {
  return `(date_part('day', ${interval}) * 86400000000 + ${microsOf(interval)})`
}

/** A DATE or DATETIME ± an INTERVAL: months first, then days, then the clock, each within the years 1 to 9999. */
export function addIntervalToDatetime(
  context: EmitContext,
  value: string,
  interval: string,
  written: Expression,
  sign: '+' | '-',
): string {
  const datetime = `CAST(${value} AS TIMESTAMP)`
  const counted = countOf(written)
  if (counted !== undefined) return step(context, datetime, counted.count, counted.part, sign, { type: DATETIME })
  const failure = context.fail(context.text('the datetime is out of range: years 1 to 9999'), DATETIME)
  return reuse(context, [datetime, interval], (t, i) => {
    const months = `(${t} ${sign} to_months(CAST(${monthsOf(i)} AS INTEGER)))`
    const days = `(${months} ${sign} to_days(CAST(date_part('day', ${i}) AS INTEGER)))`
    const outside = [months, days, `(${t} ${sign} ${i})`].map(
      (moved) => `${moved} NOT BETWEEN TIMESTAMP '0001-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59.999999'`,
    )
    return `CASE WHEN ${outside.join(' OR ')} THEN ${failure} ELSE (${t} ${sign} ${i}) END`
  })
}

/** Count and part where the interval is written as a literal number of one part. */
function countOf(written: Expression) {
  if (written.kind !== 'call' || written.name !== '$interval') return undefined
  const [value, part, to] = written.arguments
  const count = constantOf(value)
  if (count === undefined || to !== undefined || knownInterval(written) === 'invalid') return undefined
  return { part: partName(part), count: { sql: `${count}`, expression: value! } }
}
