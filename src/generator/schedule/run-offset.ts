import { awaitedRunMs } from './awaited-run.ts'
import { nextRun } from './runs.ts'
import type { Schedule } from './schedule.ts'

/** How the logical date of the awaited run follows from the task's own. */
export type RunOffset =
  /** Own logical date less so many seconds; negative where the awaited run's is later. */
  | { readonly kind: 'constant'; readonly seconds: number }
  /** It differs from run to run, by weekday, by month or for good. */
  | { readonly kind: 'varying' }
  | { readonly kind: 'never'; readonly reason: string }

const DAY_MS = 86_400_000
/** A Monday, far enough from 1900 and 2100 for a calendar to repeat itself after 28 years. */
const EPOCH_MS = Date.UTC(2024, 0, 1)

/** How a task of one schedule finds the run of another that it waits for (`awaitedRun`). */
export function runOffset(upstream: Schedule, downstream: Schedule): RunOffset {
  if (isSameSchedule(upstream, downstream)) return { kind: 'constant', seconds: 0 }
  const offsets = new Set<number>()
  for (const logicalDateMs of runsOfOneCycle(upstream, downstream)) {
    const awaited = awaitedRunMs(upstream, downstream, logicalDateMs)
    if (awaited === undefined) return { kind: 'never', reason: 'its only run comes after this task has begun' }
    offsets.add((logicalDateMs - awaited) / 1000)
    if (offsets.size > 1) return { kind: 'varying' }
  }
  const [seconds = 0] = offsets
  return { kind: 'constant', seconds }
}

function isSameSchedule(one: Schedule, other: Schedule): boolean {
  return one.kind === 'cron' && other.kind === 'cron' && one.text === other.text
}

/** Logical dates of a schedule after which its pair with another begins again. */
export function* runsOfOneCycle(other: Schedule, schedule: Schedule): Generator<number> {
  if (schedule.kind === 'once') {
    yield schedule.atMs
    return
  }
  // the run of `once` is the same for ever, so that two runs after it suffice
  const startMs = other.kind === 'once' ? other.atMs : EPOCH_MS
  const endMs = startMs + commonCycleMs(other, schedule)
  for (let at = nextRun(schedule, startMs - 1)!; at < endMs; at = nextRun(schedule, at)!) yield at
}

function commonCycleMs(one: Schedule, other: Schedule): number {
  return leastCommonMultiple(cycleMs(one), cycleMs(other))
}

/** The time after which a schedule repeats itself: a day, a week, or 28 years where it has months. */
function cycleMs(schedule: Schedule): number {
  if (schedule.kind === 'once') return 28 * 365.25 * DAY_MS
  if (schedule.kind === 'interval') return schedule.lengthMs
  const { months, daysOfMonth, weekdays, eitherDay } = schedule.cron
  if (months.size < 12 || daysOfMonth.size < 31 || eitherDay) return 28 * 365.25 * DAY_MS
  return weekdays.size < 7 ? 7 * DAY_MS : DAY_MS
}

function leastCommonMultiple(a: number, b: number): number {
  return (a / greatestCommonDivisor(a, b)) * b
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
