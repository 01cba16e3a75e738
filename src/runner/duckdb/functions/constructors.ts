import type { CallExpression } from '../../../googlesql/resolved.ts'
import { DATE, DATETIME, formatType, STRING, TIME, TIMESTAMP } from '../../../googlesql/types.ts'
import type { EmitCall, EmitContext } from '../emit-context.ts'
import { checkedDatetime, datetimeOf } from './instant.ts'
import { stringOfJson } from './json.ts'
import { reuse } from './reuse.ts'
import { timestampTextWithoutZone, timestampWithOffset } from './scalar/timestamp-text.ts'
import { localTime, momentOf } from './time-zone.ts'

/** DATE(…), DATETIME(…), TIME(…), TIMESTAMP(…) and STRING(…) in their overloads. */
export const constructorsEmit: Readonly<Record<string, EmitCall>> = {
  DATE: date,
  DATETIME: datetime,
  TIME: time,
  TIMESTAMP: timestamp,
  STRING: text,
}

function firstType(call: CallExpression): string {
  return formatType(call.arguments[0]!.type)
}

function date(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  const type = firstType(call)
  if (type === 'INT64') return dateOfParts(sql, context)
  if (type === 'DATE') return sql[0]!
  if (type === 'DATETIME') return `CAST(${sql[0]} AS DATE)`
  const ts = type === 'STRING' ? context.cast(sql[0]!, STRING, TIMESTAMP) : sql[0]!
  return `CAST(${civil(ts, sql, call, context)} AS DATE)`
}

/** The DATETIME of a TIMESTAMP in the zone that is the second argument, or in UTC. */
function civil(timestamp: string, sql: readonly string[], call: CallExpression, context: EmitContext): string {
  return sql[1] === undefined ? datetimeOf(timestamp) : localTime(context, timestamp, sql[1], call.arguments[1]!)
}

function dateOfParts(sql: readonly string[], context: EmitContext): string {
  const failure = context.fail(context.text('no such date'), DATE)
  return reuse(context, sql, (year, month, day) => {
    const fits = `${year} BETWEEN 1 AND 9999 AND ${month} BETWEEN 1 AND 12 AND ${day} BETWEEN 1 AND 31`
    const made = `TRY(make_date(${year}, ${month}, ${day}))`
    const known = [year, month, day].map((part) => `${part} IS NOT NULL`).join(' AND ')
    return `CASE WHEN ${known} THEN CASE WHEN ${fits} THEN coalesce(${made}, ${failure}) ELSE ${failure} END END`
  })
}

function datetime(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  const type = firstType(call)
  if (type === 'INT64') {
    const moment = `(${dateOfParts(sql.slice(0, 3), context)} + ${sinceMidnight(sql.slice(3), context)})`
    return checkedDatetime(context, DATETIME, [moment], (value) => value)
  }
  if (type === 'DATETIME') return sql[0]!
  if (type === 'STRING') return context.cast(sql[0]!, STRING, DATETIME)
  if (type === 'TIMESTAMP') return civil(sql[0]!, sql, call, context)
  return sql[1] === undefined ? `CAST(${sql[0]} AS TIMESTAMP)` : `(${sql[0]} + ${sql[1]})`
}

/** An interval of DuckDB; second 60 is the next minute's first. */
function sinceMidnight(sql: readonly string[], context: EmitContext): string {
  const failure = context.fail(context.text('no such time'), TIME)
  return reuse(context, sql, (hour, minute, second) => {
    const fits = `${hour} BETWEEN 0 AND 23 AND ${minute} BETWEEN 0 AND 59 AND ${second} BETWEEN 0 AND 60`
    const micros = `to_microseconds(((${hour} * 60 + ${minute}) * 60 + ${second}) * 1000000)`
    const known = [hour, minute, second].map((part) => `${part} IS NOT NULL`).join(' AND ')
    return `CASE WHEN ${known} THEN CASE WHEN ${fits} THEN ${micros} ELSE to_microseconds(epoch_us(${failure})) END END`
  })
}

function time(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  const type = firstType(call)
  if (type === 'INT64') return `(TIME '00:00:00' + ${sinceMidnight(sql, context)})`
  if (type === 'TIME') return sql[0]!
  return `CAST(${type === 'DATETIME' ? sql[0] : civil(sql[0]!, sql, call, context)} AS TIME)`
}

function timestamp(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  const type = firstType(call)
  if (type === 'TIMESTAMP') return sql[0]!
  if (sql[1] === undefined) return context.cast(sql[0]!, call.arguments[0]!.type, TIMESTAMP)
  const local = type === 'STRING' ? localText(sql[0]!, context) : `CAST(${sql[0]} AS TIMESTAMP)`
  return momentOf(context, local, sql[1], call.arguments[1]!)
}

/** With a zone as argument, the text must not hold another. */
function localText(value: string, context: EmitContext): string {
  return context.cast(`${context.use(timestampTextWithoutZone)}(${value})`, STRING, DATETIME)
}

function text(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  const { type } = call.arguments[0]!
  if (formatType(type) === 'JSON') return stringOfJson(sql, call, context)
  if (sql[1] === undefined) return context.cast(sql[0]!, type, STRING)
  return reuse(context, [sql[0]!], (instant) => {
    const local = localTime(context, instant, sql[1]!, call.arguments[1]!)
    return `${context.use(timestampWithOffset)}(epoch_us(${instant}), epoch_us(${local}))`
  })
}
