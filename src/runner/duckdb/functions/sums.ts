import { FLOAT64, formatType, INT64, NUMERIC } from '../../../googlesql/types.ts'
import type { EmitAggregate, EmitContext } from '../emit-context.ts'
import {
  type AggregateCall,
  type AggregateContext,
  aggregate,
  plainAggregate,
  refuseModifiers,
} from './aggregate-call.ts'
import { microsOf, monthsOf } from './intervals.ts'
import { reuse, within } from './reuse.ts'
import { intervalDivide } from './scalar/interval-arithmetic.ts'
import { MAX_DAYS, MAX_MICROS, MAX_MONTHS } from './scalar/interval-value.ts'
import { numericDivide } from './scalar/numeric-arithmetic.ts'

/** SUM. Whole numbers and decimals are summed exactly and overflow at the end. */
export const sum: EmitAggregate = (sql, call, context) => {
  refuseModifiers(call, context)
  const type = formatType(call.arguments[0]!.type)
  if (type === 'FLOAT64')
    return overFinite(
      sql,
      call,
      context,
      (name) => aggregate(name, sql, call, context),
      isExact(call, context) ? 'sum' : 'kahan_sum',
    )
  if (type === 'INTERVAL') return sumIntervals(sql[0]!, call, context)
  const total = `CAST(${aggregate('sum', sql, call, context)} AS ${context.typeName(call.type)})`
  return type === 'NUMERIC' ? withinNumeric(total, context) : total
}

/** AVG. Of decimals it is rounded half away from zero. */
export const average: EmitAggregate = (sql, call, context) => {
  refuseModifiers(call, context)
  const type = formatType(call.arguments[0]!.type)
  if (type === 'FLOAT64') return overFinite(sql, call, context, (name) => aggregate(name, sql, call, context), 'favg')
  if (type === 'INT64') return aggregate('avg', sql, call, context)
  const count = aggregate('count', sql, call, { ...context, orderBy: '' })
  if (type === 'NUMERIC')
    return `${context.use(numericDivide)}(CAST(${aggregate('sum', sql, call, context)} AS DECIMAL(38,9)), CAST(${count} AS DECIMAL(38,9)))`
  if (type === 'INTERVAL')
    return `CASE WHEN ${count} > 0 THEN ${context.use(intervalDivide)}(${sumIntervals(sql[0]!, call, context)}, ${count}) END`
  return context.unsupported(`AVG of ${type} is not supported by the embedded warehouse`, call.span)
}

/** DuckDB's sums of decimals go on beyond their 38 digits. */
export function withinNumeric(total: string, context: EmitContext): string {
  const most = '99999999999999999999999999999.999999999::DECIMAL(38,9)'
  const failure = context.fail(context.text('numeric overflow in a sum'), NUMERIC)
  return reuse(context, [total], (sum) => `CASE WHEN abs(${sum}) > ${most} THEN ${failure} ELSE ${sum} END`)
}

/**
 * Compensated summation, close to the exact sum in any order: off by 2 units in the last place of the sum of all magnitudes. The
 * evaluator sums exactly ([1e16, 1, 1, 1, -1e16] is 3 there, 4 here); BigQuery adds in whatever order rows come and promises neither.
 * It cannot take NaN and infinity; these are summed by themselves, and where there is one, that is the sum. A filter that keeps nothing
 * costs less than a second look at every value.
 *
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/data-types#floating_point_semantics
 */
function overFinite(
  sql: readonly string[],
  call: AggregateCall,
  context: AggregateContext,
  compute: (name: string) => string,
  name: string,
): string {
  const result = compute(name)
  // rows are fewer than 2^63
  if ((context.magnitude(call.arguments[0]!)?.most ?? Number.POSITIVE_INFINITY) < 1e280) return result
  const special = plainAggregate('sum', [`CASE WHEN NOT isfinite(${sql[0]}) THEN ${sql[0]} END`], context)
  const failure = context.fail(context.text(`${call.name}: floating point overflow`), FLOAT64)
  return `CASE WHEN ${special} IS NOT NULL THEN ${special} WHEN isfinite(${result}) OR ${result} IS NULL THEN ${result} ELSE ${failure} END`
}

/** Small whole numbers have whole sums, which a FLOAT64 holds up to 2^53: those of 2^33 rows. */
function isExact(call: AggregateCall, context: EmitContext): boolean {
  const found = context.magnitude(call.arguments[0]!)
  return found?.whole === true && found.most <= 2 ** 20
}

/** Part by part; a sum, unlike an average's, is held to what an INTERVAL may have. */
function sumIntervals(interval: string, call: AggregateCall, context: AggregateContext): string {
  if (call.distinct)
    return context.unsupported(
      `${call.name} of distinct intervals is not supported by the embedded warehouse`,
      call.span,
    )
  const total = (value: string) => `CAST(${plainAggregate('sum', [value], context)} AS ${context.typeName(INT64)})`
  const held = (value: string, name: string, most: bigint) => {
    if (call.name !== 'SUM') return total(value)
    const failure = context.fail(context.text(`interval field ${name} is out of range -${most} to ${most}`), INT64)
    return within(context, total(value), `-${most}`, `${most}`, failure)
  }
  const months = `to_months(CAST(${held(monthsOf(interval), 'months', MAX_MONTHS)} AS INTEGER))`
  const days = `to_days(CAST(${held(`date_part('day', ${interval})`, 'days', MAX_DAYS)} AS INTEGER))`
  return `(${months} + ${days} + to_microseconds(${held(microsOf(interval), 'microseconds', MAX_MICROS)}))`
}
