import { UsageError } from '../../errors.ts'
import type { PartitionUnit } from '../query-job.ts'
import { type CalendarDate, parseCalendarDate, timeOfDate } from './calendar-date.ts'
import { readUtcTime, timeMs, type UtcTime, utcTime } from './utc-time.ts'

/** The time that one run is about: from `start` up to, but not including, `end`. */
export interface DataInterval {
  readonly start: UtcTime
  readonly end: UtcTime
}

/** How long the intervals of a schedule are. */
export type IntervalUnit = PartitionUnit | 'FIVE_MINUTES'

const LENGTH_MS = { FIVE_MINUTES: 300_000, HOUR: 3_600_000, DAY: 86_400_000 }

const EXAMPLES = '2024-02-28T10:00Z/2024-02-28T11:00Z or 2024-02-28T10:00Z/PT1H'

/** The day, from midnight to midnight in UTC. */
export function dayInterval(date: CalendarDate): DataInterval {
  return intervalAt(timeOfDate(date), 'DAY')
}

/**
 * Parses `START/END` or `START/DURATION` of ISO 8601; a duration is `P1D`, `PT5M`, `P1M` … . A time without a zone is UTC.
 *
 * @throws {UsageError} what is no interval, and one that does not end after it starts
 */
export function parseInterval(text: string): DataInterval {
  const parts = text.split('/')
  const start = readUtcTime(parts[0] ?? '')
  if (parts.length !== 2 || start === undefined) throw wrongInterval(text, 'is not an interval')
  const end = parts[1]!.startsWith('P') ? addDuration(start, parts[1]!) : readUtcTime(parts[1]!)
  if (end === undefined) throw wrongInterval(text, 'has no end that exists')
  if (end <= start) throw wrongInterval(text, 'does not end after it starts')
  return { start, end }
}

function wrongInterval(text: string, what: string): UsageError {
  return new UsageError('invalid-interval', `"${text}" ${what}`, {
    hint: `write START/END or START/DURATION, for example ${EXAMPLES}`,
  })
}

function addDuration(start: UtcTime, duration: string): UtcTime | undefined {
  const match = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration)
  if (!match || !/\d/.test(duration)) return undefined
  const [years, months, weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const date = new Date(timeMs(start))
  date.setUTCMonth(date.getUTCMonth() + years * 12 + months)
  const restMs = ((weeks * 7 + days) * 24 * 3600 + hours * 3600 + minutes * 60 + seconds) * 1000
  const end = date.getTime() + restMs
  return end <= Date.UTC(9999, 11, 31) ? utcTime(end) : undefined
}

/** `2024-02-28T10:00Z/2024-02-28T11:00Z`, which `parseInterval` reads. */
export function formatInterval({ start, end }: DataInterval): string {
  return `${withoutSeconds(start)}/${withoutSeconds(end)}`
}

function withoutSeconds(time: UtcTime): string {
  return time.replace(/:00Z$/, 'Z')
}

/** The last interval of this length that was over at `now`. */
export function lastWholeInterval(unit: IntervalUnit, now: Date): DataInterval {
  const current = startOf(unit, now.getTime())
  return intervalAt(unit === 'MONTH' || unit === 'YEAR' ? startOf(unit, current - 1) : current - LENGTH_MS[unit], unit)
}

/** The interval of this length that holds a moment. */
export function intervalHolding(unit: IntervalUnit, time: UtcTime): DataInterval {
  return intervalAt(startOf(unit, timeMs(time)), unit)
}

function intervalAt(startMs: number, unit: IntervalUnit): DataInterval {
  return { start: utcTime(startMs), end: utcTime(nextStart(unit, startMs)) }
}

function startOf(unit: IntervalUnit, time: number): number {
  const date = new Date(time)
  if (unit === 'MONTH') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth())
  if (unit === 'YEAR') return Date.UTC(date.getUTCFullYear(), 0)
  return Math.floor(time / LENGTH_MS[unit]) * LENGTH_MS[unit]
}

function nextStart(unit: IntervalUnit, start: number): number {
  const date = new Date(start)
  if (unit === 'MONTH') date.setUTCMonth(date.getUTCMonth() + 1)
  else if (unit === 'YEAR') date.setUTCFullYear(date.getUTCFullYear() + 1)
  else return start + LENGTH_MS[unit]
  return date.getTime()
}

/**
 * The interval of a run: of `--date` the day, of `--interval` what it says, without both the last whole one before `now`.
 *
 * @param unit how the table is partitioned; undefined where it is not, and a day then
 * @throws {UsageError} both given, a date or interval that does not exist, one that is longer than a partition
 */
export function chooseInterval(
  when: { readonly date?: string | undefined; readonly interval?: string | undefined },
  unit: PartitionUnit | undefined,
  now: Date,
): DataInterval {
  if (when.date !== undefined && when.interval !== undefined) {
    throw new UsageError('usage', '--date and --interval exclude each other')
  }
  if (when.date === undefined && when.interval === undefined) return lastWholeInterval(unit ?? 'DAY', now)
  const interval =
    when.interval === undefined ? dayInterval(parseCalendarDate(when.date!)) : parseInterval(when.interval)
  if (unit !== undefined) requireOnePartition(interval, unit)
  return interval
}

/** @throws {UsageError} for an interval longer than a partition of the table; such a time takes several runs */
export function requireOnePartition(interval: DataInterval, unit: PartitionUnit): void {
  if (timeMs(interval.end) <= nextStart(unit, timeMs(interval.start))) return
  const first = formatInterval(intervalHolding(unit, interval.start))
  throw new UsageError(
    'interval-too-long',
    `${formatInterval(interval)} is longer than a partition of the table, one ${unit.toLowerCase()}`,
    {
      hint: `one run writes one partition: give its interval, for example --interval ${first}`,
    },
  )
}

/** The intervals of all partitions that the days from `start` to `end`, both included, touch. */
export function intervalsTouching(start: CalendarDate, end: CalendarDate, unit: PartitionUnit): DataInterval[] {
  const intervals: DataInterval[] = []
  const limit = timeOfDate(end) + LENGTH_MS.DAY
  for (let at = startOf(unit, timeOfDate(start)); at < limit; at = nextStart(unit, at))
    intervals.push(intervalAt(at, unit))
  return intervals
}
