import { readCalendarDate, timeOfDate } from '../time/calendar-date.ts'
import { type CronExpression, parseCron } from './cron.ts'
import { parseTimeSpan } from './time-span.ts'

/** When the runs of a DAG are, in UTC. A run's logical date is the start of its data interval, on every Airflow. */
export type Schedule =
  /** A run at each tick, its interval up to the next one. */
  | { readonly kind: 'cron'; readonly text: string; readonly cron: CronExpression }
  /** Intervals of one length that no cron text has, counted from `anchorMs`. */
  | { readonly kind: 'interval'; readonly lengthMs: number; readonly anchorMs: number }
  /** One run, whose interval is a moment. */
  | { readonly kind: 'once'; readonly atMs: number }

export interface InvalidSchedule {
  readonly kind: 'invalid'
  readonly message: string
  readonly hint: string
}

const PRESETS: Readonly<Record<string, string>> = {
  hourly: '0 * * * *',
  daily: '0 0 * * *',
  midnight: '0 0 * * *',
  weekly: '0 0 * * 0',
  monthly: '0 0 1 * *',
  quarterly: '0 0 1 */3 *',
  yearly: '0 0 1 1 *',
  annually: '0 0 1 1 *',
}

const HINT =
  'write daily, hourly, weekly, monthly, yearly, once, a cron text of five fields such as 0 3 * * 1-5, or a time such as 3h'

/**
 * Reads `schedule_interval` of dags.yaml: a preset (with `@` or without), five cron fields, or a time such as `3h`.
 * A time that a cron text can say becomes one, from midnight: Airflow counts a timedelta from the moment of its first
 * run, so that no other DAG could name its runs.
 *
 * @param startDate `YYYY-MM-DD`; what is counted from the start is counted from its midnight
 */
export function readSchedule(text: string, startDate: string): Schedule | InvalidSchedule {
  const start = timeOfDate(readCalendarDate(startDate) ?? ('1970-01-01' as never))
  const name = text.trim().replace(/^@/, '')
  if (name === 'once') return { kind: 'once', atMs: start }
  const seconds = parseTimeSpan(text)
  if (seconds !== undefined) return readLength(text, seconds, start)
  return readCron(text, Object.hasOwn(PRESETS, name) ? PRESETS[name]! : text.trim().replaceAll(/\s+/g, ' '))
}

function readCron(text: string, cronText: string): Schedule | InvalidSchedule {
  const cron = parseCron(cronText)
  if ('problem' in cron) return { kind: 'invalid', message: `"${text}" is no schedule: ${cron.problem}`, hint: HINT }
  return { kind: 'cron', text: cronText, cron }
}

function readLength(text: string, seconds: number, start: number): Schedule | InvalidSchedule {
  if (seconds < 60 || seconds % 60 !== 0) {
    return { kind: 'invalid', message: `"${text}" is no schedule: not whole minutes`, hint: HINT }
  }
  const cronText = cronOfLength(seconds / 60, start)
  return cronText === undefined
    ? { kind: 'interval', lengthMs: seconds * 1000, anchorMs: start }
    : readCron(text, cronText)
}

/** The cron text that ticks every so many minutes from midnight, where there is one. */
function cronOfLength(minutes: number, start: number): string | undefined {
  if (minutes === 1) return '* * * * *'
  if (60 % minutes === 0) return minutes === 60 ? '0 * * * *' : `*/${minutes} * * * *`
  if (minutes === 1440) return '0 0 * * *'
  if (minutes === 7 * 1440) return `0 0 * * ${new Date(start).getUTCDay()}`
  return minutes % 60 === 0 && 1440 % minutes === 0 ? `0 */${minutes / 60} * * *` : undefined
}
