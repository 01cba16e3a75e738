import { timeMs, type UtcTime, utcTime } from '../time/utc-time.ts'
import { endOfRun, newestRunOver, runAtOrBefore } from './runs.ts'
import type { Schedule } from './schedule.ts'
import { taskInterval } from './task-interval.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/**
 * The upstream run that a task waits for: the newest one whose interval is over when the task's own is, and the
 * scheduler starts it. Where the upstream DAG's last run of the very time that the task fills (its day, its hour)
 * comes later than that, it is that run: a day must not be computed from a partition that isn't there yet.
 *
 * @returns its logical date; undefined where there is no such run, which happens with a schedule of `once` alone
 */
export function awaitedRun(upstream: Schedule, downstream: Schedule, logicalDate: UtcTime): UtcTime | undefined {
  const awaited = awaitedRunMs(upstream, downstream, timeMs(logicalDate))
  return awaited === undefined ? undefined : utcTime(awaited)
}

/** The same in milliseconds since 1970. */
export function awaitedRunMs(upstream: Schedule, downstream: Schedule, logicalDateMs: number): number | undefined {
  const newest = newestRunOver(upstream, endOfRun(downstream, logicalDateMs))
  const needed = lastRunOfSameTime(upstream, downstream, logicalDateMs)
  return newest === undefined || needed === undefined ? (newest ?? needed) : Math.max(newest, needed)
}

/** The upstream's last run in the time that the task fills, where its runs are no longer than that time. */
function lastRunOfSameTime(upstream: Schedule, downstream: Schedule, logicalDateMs: number): number | undefined {
  const time = timeFilled(downstream, logicalDateMs)
  if (time === undefined || upstream.kind === 'once') return undefined
  const last = runAtOrBefore(upstream, time.startMs + time.lengthMs - 1)
  if (last === undefined || last < time.startMs) return undefined
  return endOfRun(upstream, last) - last <= time.lengthMs ? last : undefined
}

/** Undefined where a schedule has several runs a day that fill no even parts of it. */
function timeFilled(schedule: Schedule, logicalDateMs: number): { startMs: number; lengthMs: number } | undefined {
  const lengthMs = filledLengthMs(schedule)
  if (lengthMs === undefined) return undefined
  return { startMs: Math.floor(logicalDateMs / lengthMs) * lengthMs, lengthMs }
}

/** How long the time is that each run of a schedule fills: a day where there is one run a day or fewer. */
export function filledLengthMs(schedule: Schedule): number | undefined {
  const interval = taskInterval(schedule)
  if (interval.kind === 'interval') return interval.minutes * MINUTE_MS
  const isDaily =
    schedule.kind === 'cron'
      ? schedule.cron.minutesOfDay.length === 1
      : schedule.kind === 'interval' && schedule.lengthMs >= DAY_MS
  return isDaily || schedule.kind === 'once' ? DAY_MS : undefined
}
