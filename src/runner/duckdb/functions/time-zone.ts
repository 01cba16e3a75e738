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
 * ICU gives the second of two moments. The first is the one by the offset of a day before, if clocks then show the same.
 */
function namedMoment(context: EmitContext, datetime: string, zone: string): string {
  return reuse(context, [datetime, zone], (t, z) => {
    const last = `epoch_us(timezone(${z}, ${t}))`
    const dayBefore = (moment: string) => `make_timestamptz(${moment} - 86400000000)`
    const first = (moment: string) =>
      `(epoch_us(${t}) - (epoch_us(timezone(${z}, ${dayBefore(moment)})) - (${moment} - 86400000000)))`
    const chosen = context.once(last, (moment) =>
      context.once(
        `[${moment}, ${first(moment)}]`,
        (both) => `CASE WHEN timezone(${z}, make_timestamptz(${both}[2])) = ${t} THEN ${both}[2] ELSE ${both}[1] END`,
      ),
    )
    return checkedMicros(context, TIMESTAMP, [chosen], (micros) => micros)
  })
}
