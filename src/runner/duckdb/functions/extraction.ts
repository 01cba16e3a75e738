import { partOf } from '../../../googlesql/functions/date-parts.ts'
import type { CallExpression } from '../../../googlesql/resolved.ts'
import { formatType } from '../../../googlesql/types.ts'
import type { EmitContext } from '../emit-context.ts'
import { datetimeOf } from './instant.ts'
import { localTime } from './time-zone.ts'
import { isWeek, weekOfYear } from './weeks.ts'

/** `$extract`: `(part, value, zone?)`. */
export function extract(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  const part = partOf(call.arguments)!
  const type = formatType(call.arguments[1]!.type)
  if (type === 'INTERVAL') return fromInterval(part, sql[1]!)
  if (type !== 'TIMESTAMP') return fromCivil(part, sql[1]!)
  const micros = ofSecond(part, sql[1]!)
  if (micros !== undefined) return micros
  return fromCivil(
    part,
    sql[2] === undefined ? datetimeOf(sql[1]!) : localTime(context, sql[1]!, sql[2], call.arguments[2]!),
  )
}

/** Fractions of a second are the same in every time zone. */
function ofSecond(part: string, timestamp: string): string | undefined {
  if (part === 'MICROSECOND') return `((epoch_us(${timestamp}) + 62135596800000000) % 1000000)`
  return part === 'MILLISECOND' ? `(((epoch_us(${timestamp}) + 62135596800000000) % 1000000) // 1000)` : undefined
}

/** Of a DATE, DATETIME or TIME. */
function fromCivil(part: string, value: string): string {
  const plain = PLAIN[part]
  if (plain) return plain(value)
  if (isWeek(part)) return weekOfYear(`CAST(${value} AS DATE)`, part)
  return `date_part('${part.toLowerCase()}', ${value})`
}

/** DuckDB's milliseconds and microseconds begin at the minute, its days of the week at 0. ISO weeks are its only weeks. */
const PLAIN: Readonly<Record<string, (value: string) => string>> = {
  DATE: (value) => `CAST(${value} AS DATE)`,
  TIME: (value) => `CAST(${value} AS TIME)`,
  DATETIME: (value) => value,
  DAYOFWEEK: (value) => `(dayofweek(${value}) + 1)`,
  DAYOFYEAR: (value) => `dayofyear(${value})`,
  ISOWEEK: (value) => `weekofyear(${value})`,
  MILLISECOND: (value) => `(date_part('millisecond', ${value}) % 1000)`,
  MICROSECOND: (value) => `(date_part('microsecond', ${value}) % 1000000)`,
}

function fromInterval(part: string, interval: string): string {
  if (part === 'SECOND') return `(date_part('microsecond', ${interval}) // 1000000)`
  if (part === 'MILLISECOND') return `((date_part('microsecond', ${interval}) // 1000) % 1000)`
  if (part === 'MICROSECOND') return `(date_part('microsecond', ${interval}) % 1000000)`
  return `date_part('${part.toLowerCase()}', ${interval})`
}
