import type { Expression } from '../../../googlesql/resolved.ts'
import { DATETIME, TIMESTAMP } from '../../../googlesql/types.ts'
import type { EmitContext } from '../emit-context.ts'
import { checkedDatetime, checkedMicros, datetimeOf, timestampOf } from './instant.ts'
import { reuse } from './reuse.ts'
import { parseTimeZone, zoneNameFunction, zoneOffsetFunction } from './scalar/time-zone.ts'

/** The DATETIME that clocks in `zone` show at a TIMESTAMP. `expression` is the zone's; mostly a literal. */
export function localTime(context: EmitContext, timestamp: string, zone: string, expression: Expression): string {
  const known = literalZone(expression)
  if (known === 'invalid') return context.fail(context.text(`unknown time zone ${zone}`), DATETIME)
  if (known === undefined) return localTimeAt(context, timestamp, zone)
  if (known.kind === 'offset') {
    if (known.micros === 0n) return datetimeOf(timestamp)
    return checkedMicros(context, DATETIME, [timestamp], (t) => `(epoch_us(${t}) + ${known.micros})`)
  }
  return checkedDatetime(context, DATETIME, [`timezone(${context.text(known.name)}, ${timestamp})`], (t) => t)
}

/**
 * The TIMESTAMP at which clocks in `zone` show a DATETIME: the first of two; in the hour that a clock skips, as though it had
 * not been set forward yet.
 */
export function momentOf(context: EmitContext, datetime: string, zone: string, expression: Expression): string {
  const known = literalZone(expression)
  if (known === 'invalid') return context.fail(context.text(`unknown time zone ${zone}`), TIMESTAMP)
  if (known === undefined) return momentAt(context, datetime, zone)
  if (known.kind === 'offset') {
    if (known.micros === 0n) return timestampOf(datetime)
    return checkedMicros(context, TIMESTAMP, [datetime], (t) => `(epoch_us(${t}) - ${known.micros})`)
  }
  return namedMoment(context, datetime, context.text(known.name))
}

function literalZone(expression: Expression) {
  if (expression.kind !== 'literal' || typeof expression.value !== 'string') return undefined
  return parseTimeZone(expression.value) ?? 'invalid'
}

function localTimeAt(context: EmitContext, timestamp: string, zone: string): string {
  return reuse(context, [timestamp, zone], (t, z) => {
    const offset = `${context.use(zoneOffsetFunction)}(${z})`
    const shifted = `(epoch_us(timezone(${context.use(zoneNameFunction)}(${z}), ${t})) + ${offset})`
    return checkedMicros(context, DATETIME, [shifted], (micros) => micros)
  })
}

function momentAt(context: EmitContext, datetime: string, zone: string): string {
  return reuse(context, [datetime, zone], (t, z) => {
    const named = namedMoment(context, t, `${context.use(zoneNameFunction)}(${z})`)
    return checkedMicros(
      context,
      TIMESTAMP,
      [`(epoch_us(${named}) - ${context.use(zoneOffsetFunction)}(${z}))`],
      (micros) => micros,
    )
  })
}

/**
 * ICU gives the second of two moments. Where clocks have been changed within the day before, the first is the one by the offset of
 * then, if clocks show the same at it.
 */
function namedMoment(context: EmitContext, datetime: string, zone: string): string {
  return reuse(context, [datetime, zone], (t, z) => {
    const local = (micros: string) => `epoch_us(timezone(${z}, make_timestamptz(${micros})))`
    const last = `epoch_us(timezone(${z}, ${t}))`
    const both = (moment: string) => `[${moment}, ${local(`${moment} - ${DAY}`)}]`
    // moments[1] is ICU's, moments[2] the local time a day before it
    const chosen = context.once(last, (moment) =>
      context.once(both(moment), (moments) => {
        const first = `(epoch_us(${t}) - (${moments}[2] - (${moments}[1] - ${DAY})))`
        const changed = `CASE WHEN ${local(first)} = epoch_us(${t}) THEN ${first} ELSE ${moments}[1] END`
        return `CASE WHEN epoch_us(${t}) - ${moments}[2] = ${DAY} THEN ${moments}[1] ELSE ${changed} END`
      }),
    )
    return checkedMicros(context, TIMESTAMP, [chosen], (micros) => micros)
  })
}

const DAY = '86400000000'
