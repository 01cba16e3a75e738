import { UsageError } from '../../errors.ts'

/** A day without a clock or a time zone, written `YYYY-MM-DD`. */
export type CalendarDate = string & { readonly brand: 'CalendarDate' }

const DAY_MS = 86_400_000

/** @throws {UsageError} when the text is not a day that exists, such as `2024-02-30` */
export function parseCalendarDate(text: string): CalendarDate {
  const date = readCalendarDate(text)
  if (date === undefined) {
    throw new UsageError('invalid-date', `"${text}" is not a date`, {
      hint: 'write a day that exists as YYYY-MM-DD, for example 2024-02-29',
    })
  }
  return date
}

/** The day that the text names, or undefined where it names none. */
export function readCalendarDate(text: string): CalendarDate | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && dateOfTime(time) === text && text >= '0001' ? (text as CalendarDate) : undefined
}

/** The UTC day of a time in milliseconds since 1970. */
export function dateOfTime(timeMs: number): CalendarDate {
  return new Date(timeMs).toISOString().slice(0, 10) as CalendarDate
}

/** Midnight UTC of the day, in milliseconds since 1970. */
export function timeOfDate(date: CalendarDate): number {
  return Date.parse(`${date}T00:00:00Z`)
}

export function addDays(date: CalendarDate, days: number): CalendarDate {
  return dateOfTime(timeOfDate(date) + days * DAY_MS)
}

/** Every day from `start` to `end`, both included. Empty when `end` comes first. */
export function daysBetween(start: CalendarDate, end: CalendarDate): CalendarDate[] {
  const count = (timeOfDate(end) - timeOfDate(start)) / DAY_MS + 1
  return Array.from({ length: Math.max(0, count) }, (_, index) => addDays(start, index))
}
