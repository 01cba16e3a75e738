import type { CallExpression } from '../../../googlesql/resolved.ts'
import type { EmitCall, EmitContext } from '../emit-context.ts'
import { MAX_DAYS, MAX_MICROS, MIN_DAYS, MIN_MICROS, toInteger } from './instant.ts'
import { reuse } from './reuse.ts'

/** To and from numbers since 1970. */
export const unixTimeEmit: Readonly<Record<string, EmitCall>> = {
  UNIX_DATE: ([date]) => `(${date} - DATE '1970-01-01')`,
  UNIX_SECONDS: ([timestamp]) => floored(timestamp!, 1_000_000n),
  UNIX_MILLIS: ([timestamp]) => floored(timestamp!, 1_000n),
  UNIX_MICROS: ([timestamp]) => `epoch_us(${timestamp})`,
  TIMESTAMP_SECONDS: scaled(1_000_000n),
  TIMESTAMP_MILLIS: scaled(1_000n),
  TIMESTAMP_MICROS: scaled(1n),
  DATE_FROM_UNIX_DATE: dateFromDays,
}

/** Rounds down also before 1970: counted from the year 1, nothing is negative. */
function floored(timestamp: string, unit: bigint): string {
  return `((epoch_us(${timestamp}) - ${MIN_MICROS}) // ${unit} + ${MIN_MICROS / unit})`
}

/** The count is checked before it is multiplied, so nothing overflows. */
function scaled(unit: bigint): EmitCall {
  return ([count], call, context) => {
    const failure = context.fail(context.text('the timestamp is out of range: years 1 to 9999'), call.type)
    const micros = (n: string) => (unit === 1n ? n : `${n} * ${unit}`)
    return reuse(
      context,
      [count!],
      (n) =>
        `CASE WHEN ${n} NOT BETWEEN ${MIN_MICROS / unit} AND ${MAX_MICROS / unit} THEN ${failure} ELSE make_timestamptz(${micros(n)}) END`,
    )
  }
}

function dateFromDays([days]: readonly string[], call: CallExpression, context: EmitContext): string {
  const failure = context.fail(context.text(`DATE_FROM_UNIX_DATE takes ${MIN_DAYS} to ${MAX_DAYS}`), call.type)
  return reuse(
    context,
    [days!],
    (n) =>
      `CASE WHEN ${n} NOT BETWEEN ${MIN_DAYS} AND ${MAX_DAYS} THEN ${failure} ELSE DATE '1970-01-01' + ${toInteger(n)} END`,
  )
}
