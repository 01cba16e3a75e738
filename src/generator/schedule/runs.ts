import type { DataInterval } from '../time/data-interval.ts'
import { timeMs, type UtcTime, utcTime } from '../time/utc-time.ts'
import { nextTick, tickAtOrBefore } from './cron-ticks.ts'
import type { Schedule } from './schedule.ts'

/** Logical date of the first run after a moment, both in milliseconds since 1970; undefined where there is none. */
export function nextRun(schedule: Schedule, afterMs: number): number | undefined {
  if (schedule.kind === 'cron') return nextTick(schedule.cron, afterMs)
  if (schedule.kind === 'once') return schedule.atMs > afterMs ? schedule.atMs : undefined
  return runAtOrBefore(schedule, afterMs)! + schedule.lengthMs
}

/** Logical date of the last run at or before a moment; undefined where there is none. */
export function runAtOrBefore(schedule: Schedule, atMs: number): number | undefined {
  if (schedule.kind === 'cron') return tickAtOrBefore(schedule.cron, atMs)
  if (schedule.kind === 'once') return schedule.atMs <= atMs ? schedule.atMs : undefined
  const { anchorMs, lengthMs } = schedule
  return anchorMs + Math.floor((atMs - anchorMs) / lengthMs) * lengthMs
}

export function isRun(schedule: Schedule, atMs: number): boolean {
  return runAtOrBefore(schedule, atMs) === atMs
}

/** The moment when a run's interval is over, which is when the scheduler starts it. */
export function endOfRun(schedule: Schedule, logicalDateMs: number): number {
  return nextRun(schedule, logicalDateMs) ?? logicalDateMs
}

/** The newest run whose interval is over at a moment. */
export function newestRunOver(schedule: Schedule, atMs: number): number | undefined {
  const last = runAtOrBefore(schedule, atMs)
  return last === undefined || schedule.kind === 'once' ? last : runAtOrBefore(schedule, last - 1)
}

/** What a run is about; undefined where the schedule has no run of this logical date. */
export function intervalOfRun(schedule: Schedule, logicalDate: UtcTime): DataInterval | undefined {
  const start = timeMs(logicalDate)
  return isRun(schedule, start) ? { start: logicalDate, end: utcTime(endOfRun(schedule, start)) } : undefined
}

/** Logical dates from `from` up to, but not including, `to`. */
export function logicalDatesBetween(schedule: Schedule, from: UtcTime, to: UtcTime): UtcTime[] {
  const dates: UtcTime[] = []
  let at = nextRun(schedule, timeMs(from) - 1)
  while (at !== undefined && at < timeMs(to)) {
    dates.push(utcTime(at))
    at = nextRun(schedule, at)
  }
  return dates
}
