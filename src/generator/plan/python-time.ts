import { DAY_NAMES, MONTH_NAMES } from '../../googlesql/calendar-names.ts'
import { fail, unsupported } from '../jinja/error.ts'

const DAY_MS = 86_400_000

/** Python's `strftime` of a moment in UTC, in the C locale. @throws {JinjaError} a directive that is not known here */
export function formatPythonTime(timeMs: number, format: string): string {
  const date = new Date(timeMs)
  return format.replace(/%(.?)/gsu, (_all, directive: string) => {
    const write = Object.hasOwn(DIRECTIVES, directive) ? DIRECTIVES[directive] : undefined
    return write ? write(date, timeMs) : unsupported(`the strftime directive "%${directive}"`)
  })
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0')
}

const DIRECTIVES: Readonly<Record<string, (date: Date, timeMs: number) => string>> = {
  Y: (date) => pad(date.getUTCFullYear(), 4),
  y: (date) => pad(date.getUTCFullYear() % 100),
  m: (date) => pad(date.getUTCMonth() + 1),
  d: (date) => pad(date.getUTCDate()),
  H: (date) => pad(date.getUTCHours()),
  I: (date) => pad(date.getUTCHours() % 12 || 12),
  M: (date) => pad(date.getUTCMinutes()),
  S: (date) => pad(date.getUTCSeconds()),
  f: (_date, timeMs) => pad(microseconds(timeMs), 6),
  p: (date) => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
  j: (date) => pad(dayOfYear(date) + 1, 3),
  B: (date) => MONTH_NAMES[date.getUTCMonth()]!,
  b: (date) => MONTH_NAMES[date.getUTCMonth()]!.slice(0, 3),
  A: (date) => DAY_NAMES[date.getUTCDay()]!,
  a: (date) => DAY_NAMES[date.getUTCDay()]!.slice(0, 3),
  w: (date) => String(date.getUTCDay()),
  u: (date) => String(date.getUTCDay() || 7),
  F: (date) => date.toISOString().slice(0, 10),
  T: (date) => date.toISOString().slice(11, 19),
  G: (date) => pad(isoWeek(date).year, 4),
  V: (date) => pad(isoWeek(date).week),
  U: (date) => pad(Math.floor((dayOfYear(date) + 7 - date.getUTCDay()) / 7)),
  W: (date) => pad(Math.floor((dayOfYear(date) + 7 - ((date.getUTCDay() + 6) % 7)) / 7)),
  s: (date) => String(Math.floor(date.getTime() / 1000)),
  z: () => '+0000',
  Z: () => 'UTC',
  '%': () => '%',
}

/** Microseconds within the second; a time may have parts of a millisecond. */
export function microseconds(timeMs: number): number {
  return Math.round((timeMs - Math.floor(timeMs / 1000) * 1000) * 1000)
}

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0)) / DAY_MS)
}

/** The week that holds the Thursday of the date's week. */
function isoWeek(date: Date): { readonly year: number; readonly week: number } {
  const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * DAY_MS)
  return { year: thursday.getUTCFullYear(), week: Math.floor(dayOfYear(thursday) / 7) + 1 }
}

const FIELDS: Readonly<Record<string, string>> = {
  Y: '(?<year>\\d{4})',
  m: '(?<month>\\d{1,2})',
  d: '(?<day>\\d{1,2})',
  H: '(?<hour>\\d{1,2})',
  M: '(?<minute>\\d{1,2})',
  S: '(?<second>\\d{1,2})',
  '%': '%',
}

/** Python's `strptime`, to milliseconds since 1970 in UTC; directives `%Y %m %d %H %M %S`. */
export function parsePythonTime(text: string, format: string): number {
  const pattern = format.replace(/%(.?)|[.*+?^${}()|[\]\\]/gsu, (all, directive: string | undefined) => {
    if (directive === undefined) return `\\${all}`
    return FIELDS[directive] ?? unsupported(`the strptime directive "%${directive}"`)
  })
  const fields = new RegExp(`^${pattern}$`).exec(text)?.groups
  if (!fields) return fail(`"${text}" does not fit the format "${format}"`)
  const part = (name: string, otherwise: number): number => Number(fields[name] ?? otherwise)
  const time = Date.UTC(
    part('year', 1900),
    part('month', 1) - 1,
    part('day', 1),
    part('hour', 0),
    part('minute', 0),
    part('second', 0),
  )
  const day = new Date(time).getUTCDate()
  return day === part('day', 1) ? time : fail(`"${text}" is a day that does not exist`)
}
