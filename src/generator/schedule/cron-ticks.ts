import type { CronExpression } from './cron.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** From one 29th of February to the next it is at most eight years. */
const MAXIMUM_DAYS = 8 * 366 + 1

/** The first tick after a moment, both in milliseconds since 1970. */
export function nextTick(cron: CronExpression, afterMs: number): number {
  let day = startOfDay(afterMs)
  if (isDay(cron, day)) {
    const minute = cron.minutesOfDay.find((candidate) => day + candidate * MINUTE_MS > afterMs)
    if (minute !== undefined) return day + minute * MINUTE_MS
  }
  day = findDay(cron, day, DAY_MS)
  return day + cron.minutesOfDay[0]! * MINUTE_MS
}

/** The last tick at or before a moment. */
export function tickAtOrBefore(cron: CronExpression, atMs: number): number {
  let day = startOfDay(atMs)
  if (isDay(cron, day)) {
    const minute = cron.minutesOfDay.findLast((candidate) => day + candidate * MINUTE_MS <= atMs)
    if (minute !== undefined) return day + minute * MINUTE_MS
  }
  day = findDay(cron, day, -DAY_MS)
  return day + cron.minutesOfDay.at(-1)! * MINUTE_MS
}

function startOfDay(atMs: number): number {
  return Math.floor(atMs / DAY_MS) * DAY_MS
}

function findDay(cron: CronExpression, from: number, stepMs: number): number {
  for (let count = 1; count <= MAXIMUM_DAYS; count++) {
    if (isDay(cron, from + count * stepMs)) return from + count * stepMs
  }
  throw new Error('a cron expression without a day has been parsed')
}

function isDay({ months, daysOfMonth, weekdays, eitherDay }: CronExpression, day: number): boolean {
  const date = new Date(day)
  if (!months.has(date.getUTCMonth() + 1)) return false
  const isDayOfMonth = daysOfMonth.has(date.getUTCDate())
  const isWeekday = weekdays.has(date.getUTCDay())
  return eitherDay ? isDayOfMonth || isWeekday : isDayOfMonth && isWeekday
}
