import { type CalendarDate, dateOfTime, readCalendarDate } from './calendar-date.ts'

/** A moment in UTC, to the second, written `2024-02-28T10:00:00Z`; texts in order are moments in order. */
export type UtcTime = string & { readonly brand: 'UtcTime' }

const PATTERN = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.0+)?)?)?(Z|[+-]\d{2}(?::?\d{2})?)?$/

/** Reads ISO 8601; a day alone is its midnight, a time without a zone is UTC. Undefined for what is no such moment. */
export function readUtcTime(text: string): UtcTime | undefined {
  const [, date = '', hour = '00', minute = '00', second = '00', zone = 'Z'] = PATTERN.exec(text) ?? []
  if (readCalendarDate(date) === undefined || hour > '23' || minute > '59' || second > '59') return undefined
  const localMs = Date.parse(`${date}T${hour}:${minute}:${second}Z`)
  const offsetMs = zoneOffsetMs(zone)
  return offsetMs === undefined ? undefined : utcTime(localMs - offsetMs)
}

function zoneOffsetMs(zone: string): number | undefined {
  if (zone === 'Z') return 0
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? []
  const offset = Number(hours) * 60 + Number(minutes)
  return offset > 14 * 60 || Number(minutes) > 59 ? undefined : offset * 60_000 * (sign === '-' ? -1 : 1)
}

/** @param timeMs milliseconds since 1970 */
export function utcTime(timeMs: number): UtcTime {
  return new Date(timeMs).toISOString().replace(/\.\d{3}Z$/, 'Z') as UtcTime
}

export function timeMs(time: UtcTime): number {
  return Date.parse(time)
}

export function dateOf(time: UtcTime): CalendarDate {
  return dateOfTime(timeMs(time))
}
