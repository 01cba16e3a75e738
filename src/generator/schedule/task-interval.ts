import type { Schedule } from './schedule.ts'

/** The time that a task of a DAG tells its command. */
export type TaskInterval =
  /** The day of the logical date: `--date {{ ds }}`. */
  | { readonly kind: 'date' }
  /** So many minutes, from `offsetMinutes` before the logical date: `--interval {{ ts }}/PT5M`. */
  | { readonly kind: 'interval'; readonly minutes: number; readonly duration: string; readonly offsetMinutes: number }

/**
 * What the runs of a schedule are about: a day where they come once a day or less often, or at times that are no even
 * parts of a day; else the part of the day that holds the logical date, counted from midnight, so that an hourly DAG
 * at half past fills whole hours.
 */
export function taskInterval(schedule: Schedule): TaskInterval {
  const minutes = schedule.kind === 'cron' ? evenGap(schedule.cron.minutesOfDay) : undefined
  if (minutes === undefined) return { kind: 'date' }
  const offsetMinutes = (schedule as Schedule & { kind: 'cron' }).cron.minutesOfDay[0]! % minutes
  return { kind: 'interval', minutes, duration: isoDuration(minutes), offsetMinutes }
}

/** Minutes from each tick of a day to the next, where they are the same and divide a day. */
function evenGap(minutesOfDay: readonly number[]): number | undefined {
  const [first = 0, second] = minutesOfDay
  if (second === undefined) return undefined
  const gap = second - first
  const isEven = minutesOfDay.every((minute, index) => minute === first + index * gap)
  return isEven && 1440 % gap === 0 ? gap : undefined
}

function isoDuration(minutes: number): string {
  return minutes % 60 === 0 ? `PT${minutes / 60}H` : `PT${minutes}M`
}
