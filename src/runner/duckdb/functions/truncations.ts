import { partOf } from '../../../googlesql/functions/date-parts.ts'
import type { CallExpression } from '../../../googlesql/resolved.ts'
import { DATE, DATETIME, formatType } from '../../../googlesql/types.ts'
import type { EmitCall, EmitContext } from '../emit-context.ts'
import { checkedDate, checkedDatetime, datetimeOf, timestampOf } from './instant.ts'
import { reuse } from './reuse.ts'
import { MICROS } from './steps.ts'
import { localTime, momentOf } from './time-zone.ts'
import { dayOfWeek, isWeek } from './weeks.ts'

/** DATE_TRUNC and its siblings, and LAST_DAY. */
export const truncationsEmit: Readonly<Record<string, EmitCall>> = {
  DATE_TRUNC: truncate,
  DATETIME_TRUNC: truncate,
  TIMESTAMP_TRUNC: truncate,
  TIME_TRUNC: ([time], call) =>
    `CAST(make_timestamp(epoch_us(${time}) - epoch_us(${time}) % ${MICROS[partOf(call.arguments)!]}) AS TIME)`,
  LAST_DAY: lastDay,
}

function truncate([value, , zone]: readonly string[], call: CallExpression, context: EmitContext): string {
  const part = partOf(call.arguments)!
  const type = formatType(call.type)
  if (type === 'DATE') return truncateDate(value!, part, context)
  if (type === 'DATETIME') return truncateDatetime(value!, part, context)
  if (zone === undefined) return timestampOf(truncateDatetime(datetimeOf(value!), part, context))
  return reuse(context, [value!], (instant) => truncateInZone(instant, zone, part, call, context))
}

/**
 * Days and longer parts are cut in local time. Of shorter ones the offset decides, which is exact also in the hour that a clock
 * shows twice.
 */
function truncateInZone(
  instant: string,
  zone: string,
  part: string,
  call: CallExpression,
  context: EmitContext,
): string {
  const local = localTime(context, instant, zone, call.arguments[2]!)
  if (!(part in MICROS) || part === 'DAY' || part === 'WEEK') {
    return momentOf(context, truncateDatetime(local, part, context), zone, call.arguments[2]!)
  }
  return reuse(context, [local], (clock) => {
    const cut = truncateDatetime(clock, part, context)
    return `make_timestamptz(epoch_us(${instant}) - (epoch_us(${clock}) - epoch_us(${cut})))`
  })
}

function truncateDate(date: string, part: string, context: EmitContext): string {
  if (part === 'DAY') return date
  if (isWeek(part)) return checkedDate(context, DATE, [date], (d) => `(${d} - CAST(${dayOfWeek(d, part)} AS INTEGER))`)
  if (part === 'ISOYEAR') return checkedDate(context, DATE, [date], (d) => `CAST(date_trunc('isoyear', ${d}) AS DATE)`)
  return `CAST(date_trunc('${part.toLowerCase()}', ${date}) AS DATE)`
}

function truncateDatetime(datetime: string, part: string, context: EmitContext): string {
  if (isWeek(part)) {
    return checkedDatetime(
      context,
      DATETIME,
      [datetime],
      (t) => `(date_trunc('day', ${t}) - to_days(CAST(${dayOfWeek(`CAST(${t} AS DATE)`, part)} AS INTEGER)))`,
    )
  }
  if (part === 'ISOYEAR') return checkedDatetime(context, DATETIME, [datetime], (t) => `date_trunc('isoyear', ${t})`)
  return part === 'MICROSECOND' ? datetime : `date_trunc('${part.toLowerCase()}', ${datetime})`
}

function lastDay([value, part]: readonly string[], call: CallExpression, context: EmitContext): string {
  const date = formatType(call.arguments[0]!.type) === 'DATETIME' ? `CAST(${value} AS DATE)` : value!
  if (part === undefined || part === 'MONTH') return `last_day(${date})`
  if (isWeek(part))
    return checkedDate(context, DATE, [date], (d) => `(${d} + CAST(6 - ${dayOfWeek(d, part)} AS INTEGER))`)
  if (part === 'QUARTER') return `last_day(CAST((date_trunc('quarter', ${date}) + to_months(2)) AS DATE))`
  if (part === 'YEAR') return `make_date(year(${date}), 12, 31)`
  // an ISO year has 364 or 371 days, so 371 days after its first begin the next one or are in its second week
  return checkedDate(
    context,
    DATE,
    [date],
    (d) => `CAST((date_trunc('isoyear', CAST(date_trunc('isoyear', ${d}) AS DATE) + 371) - to_days(1)) AS DATE)`,
  )
}
