import { asInteger, asText, builtin } from '../jinja/arguments.ts'
import { fail } from '../jinja/error.ts'
import { type CallArguments, isKind, type JinjaObject, type JinjaValue } from '../jinja/value.ts'
import { formatPythonTime, microseconds } from './python-time.ts'

const DAY_MS = 86_400_000
const MOMENTS = new WeakMap<JinjaObject, number>()
const SPANS = new WeakMap<JinjaObject, Span>()

/** A stretch of time: months have no fixed length, `set` replaces parts (relativedelta's `day=1`). */
interface Span {
  readonly months: number
  readonly ms: number
  readonly set: ReadonlyMap<string, number>
}

/** Milliseconds since 1970 of a datetime; undefined where the value is none. */
export function momentOf(value: JinjaValue): number | undefined {
  return isKind(value, 'object') ? MOMENTS.get(value) : undefined
}

/** A datetime in UTC with what Airflow's templates use of Python's and pendulum's: parts, strftime, add, subtract, start_of … */
export function datetime(timeMs: number): JinjaObject {
  return moment(timeMs, 'DateTime')
}

function moment(timeMs: number, type: 'DateTime' | 'Date'): JinjaObject {
  const like = (other: number): JinjaObject => moment(other, type)
  const object: JinjaObject = {
    kind: 'object',
    type,
    attribute: (name) => parts(timeMs)[name] ?? methods(timeMs, type, like)[name],
    operate: (operator, other, reversed) => operateMoment(timeMs, like, operator, other, reversed),
    text: () => isoText(timeMs, type).replace('T', ' '),
  }
  MOMENTS.set(object, timeMs)
  return object
}

function isoText(timeMs: number, type: 'DateTime' | 'Date'): string {
  return type === 'Date' ? formatPythonTime(timeMs, '%Y-%m-%d') : isoFormat(timeMs)
}

/** `2024-02-28T10:00:00+00:00` */
export function isoFormat(timeMs: number): string {
  const millis = timeMs % 1000 === 0 ? '' : formatPythonTime(timeMs, '.%f')
  return `${formatPythonTime(timeMs, '%Y-%m-%dT%H:%M:%S')}${millis}+00:00`
}

function parts(timeMs: number): Readonly<Record<string, JinjaValue>> {
  const date = new Date(timeMs)
  return {
    year: BigInt(date.getUTCFullYear()),
    month: BigInt(date.getUTCMonth() + 1),
    day: BigInt(date.getUTCDate()),
    hour: BigInt(date.getUTCHours()),
    minute: BigInt(date.getUTCMinutes()),
    second: BigInt(date.getUTCSeconds()),
    microsecond: BigInt(microseconds(timeMs)),
    int_timestamp: BigInt(Math.floor(timeMs / 1000)),
  }
}

function methods(
  timeMs: number,
  type: 'DateTime' | 'Date',
  like: (timeMs: number) => JinjaObject,
): Readonly<Record<string, JinjaValue>> {
  return {
    strftime: builtin('strftime', 'format', (format) => formatPythonTime(timeMs, asText(format, 'the format'))),
    isoformat: builtin('isoformat', '', () => isoText(timeMs, type)),
    to_iso8601_string: builtin('to_iso8601_string', '', () => formatPythonTime(timeMs, '%Y-%m-%dT%H:%M:%SZ')),
    to_date_string: builtin('to_date_string', '', () => formatPythonTime(timeMs, '%Y-%m-%d')),
    to_datetime_string: builtin('to_datetime_string', '', () => formatPythonTime(timeMs, '%Y-%m-%d %H:%M:%S')),
    date: builtin('date', '', () => moment(startOfDay(timeMs), 'Date')),
    timestamp: builtin('timestamp', '', () => timeMs / 1000),
    weekday: builtin('weekday', '', () => BigInt((new Date(timeMs).getUTCDay() + 6) % 7)),
    isoweekday: builtin('isoweekday', '', () => BigInt(new Date(timeMs).getUTCDay() || 7)),
    start_of: builtin('start_of', 'unit', (unit) => like(startOf(timeMs, asText(unit, 'the unit')))),
    end_of: builtin('end_of', 'unit', (unit) => like(endOf(timeMs, asText(unit, 'the unit')))),
    add: { kind: 'function', name: 'add', call: (args) => like(addSpan(timeMs, readSpan(args, 'add'), 1)) },
    subtract: {
      kind: 'function',
      name: 'subtract',
      call: (args) => like(addSpan(timeMs, readSpan(args, 'subtract'), -1)),
    },
    replace: {
      kind: 'function',
      name: 'replace',
      call: (args) =>
        like(setParts(timeMs, new Map(Array.from(args.named, ([name, value]) => [name, asInteger(value, name)])))),
    },
  }
}

function startOfDay(timeMs: number): number {
  return Math.floor(timeMs / DAY_MS) * DAY_MS
}

function startOf(timeMs: number, unit: string): number {
  const date = new Date(timeMs)
  switch (unit) {
    case 'hour':
      return Math.floor(timeMs / 3_600_000) * 3_600_000
    case 'day':
      return startOfDay(timeMs)
    case 'week':
      return startOfDay(timeMs) - ((date.getUTCDay() + 6) % 7) * DAY_MS
    case 'month':
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth())
    case 'year':
      return Date.UTC(date.getUTCFullYear(), 0)
    default:
      return fail(`"${unit}" is no unit of time; hour, day, week, month and year are`)
  }
}

/** The last microsecond of the unit. */
function endOf(timeMs: number, unit: string): number {
  const start = startOf(timeMs, unit)
  const length = { hour: 3_600_000, day: DAY_MS, week: 7 * DAY_MS }[unit]
  const next = length === undefined ? addMonths(start, unit === 'month' ? 1 : 12) : start + length
  return next - 0.001
}

const UNIT_MS: Readonly<Record<string, number>> = {
  weeks: 7 * DAY_MS,
  days: DAY_MS,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1000,
  milliseconds: 1,
}
const UNIT_MONTHS: Readonly<Record<string, number>> = { years: 12, months: 1 }
const SETTABLE = new Set(['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond'])

/** `macros.timedelta(days=…)`: positional arguments are days, then seconds. */
export function timedelta(args: CallArguments): JinjaObject {
  const [days, seconds] = args.positional
  const named = new Map(args.named)
  if (days !== undefined) named.set('days', days)
  if (seconds !== undefined) named.set('seconds', seconds)
  return span(readSpan({ positional: [], named }, 'timedelta'), 'timedelta')
}

/** `relativedelta(months=-1, day=1)` of dateutil. */
export function relativedelta(args: CallArguments): JinjaObject {
  return span(readSpan(args, 'relativedelta'), 'relativedelta')
}

function readSpan(args: CallArguments, name: string): Span {
  if (args.positional.length > 0) fail(`${name}() takes its units by name`)
  let [months, ms] = [0, 0]
  const set = new Map<string, number>()
  for (const [unit, value] of args.named) {
    const amount = typeof value === 'number' ? value : asInteger(value, unit)
    if (name === 'relativedelta' && SETTABLE.has(unit)) set.set(unit, amount)
    else if (name !== 'timedelta' && Object.hasOwn(UNIT_MONTHS, unit)) months += amount * UNIT_MONTHS[unit]!
    else ms += amount * (UNIT_MS[unit] ?? fail(`${name}() has no unit "${unit}"`))
  }
  return { months, ms, set }
}

function span(value: Span, type: string): JinjaObject {
  const scaled = (factor: number): JinjaObject =>
    span({ months: value.months * factor, ms: value.ms * factor, set: value.set }, type)
  const object: JinjaObject = {
    kind: 'object',
    type,
    attribute: (name) => (type === 'timedelta' ? deltaPart(value.ms, name) : undefined),
    operate: (operator, other) => {
      if (operator === '*') return typeof other === 'bigint' ? scaled(Number(other)) : undefined
      const added = isKind(other, 'object') ? SPANS.get(other) : undefined
      const sign = operator === '-' ? -1 : 1
      return (
        added &&
        span(
          {
            months: value.months + sign * added.months,
            ms: value.ms + sign * added.ms,
            set: new Map([...value.set, ...added.set]),
          },
          type,
        )
      )
    },
  }
  SPANS.set(object, value)
  return object
}

function deltaPart(ms: number, name: string): JinjaValue | undefined {
  if (name === 'days') return BigInt(Math.floor(ms / DAY_MS))
  if (name === 'seconds') return BigInt(Math.floor((ms - Math.floor(ms / DAY_MS) * DAY_MS) / 1000))
  return name === 'total_seconds' ? builtin(name, '', () => ms / 1000) : undefined
}

function operateMoment(
  timeMs: number,
  like: (timeMs: number) => JinjaObject,
  operator: string,
  other: JinjaValue,
  reversed: boolean,
): JinjaValue | undefined {
  const added = isKind(other, 'object') ? SPANS.get(other) : undefined
  if (added && operator === '+') return like(addSpan(timeMs, added, 1))
  if (added && operator === '-' && !reversed) return like(addSpan(timeMs, added, -1))
  const earlier = momentOf(other)
  return earlier === undefined || operator !== '-'
    ? undefined
    : span({ months: 0, ms: timeMs - earlier, set: new Map() }, 'timedelta')
}

/** As dateutil: parts are set first, then months, then what has a fixed length. */
function addSpan(timeMs: number, { months, ms, set }: Span, sign: 1 | -1): number {
  const withMonths = addMonths(setYearAndMonth(timeMs, set), sign * months)
  return setParts(withMonths, withoutYearAndMonth(set)) + sign * ms
}

function setYearAndMonth(timeMs: number, set: ReadonlyMap<string, number>): number {
  return setParts(timeMs, new Map([...set].filter(([name]) => name === 'year' || name === 'month')))
}

function withoutYearAndMonth(set: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  return new Map([...set].filter(([name]) => name !== 'year' && name !== 'month'))
}

/** A day that the month does not have becomes its last. */
function addMonths(timeMs: number, months: number): number {
  const date = new Date(timeMs)
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months)
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0)).getUTCDate()
  return first + (Math.min(date.getUTCDate(), lastDay) - 1) * DAY_MS + (timeMs - startOfDay(timeMs))
}

function setParts(timeMs: number, set: ReadonlyMap<string, number>): number {
  const date = new Date(timeMs)
  const part = (name: string, current: number): number => set.get(name) ?? current
  for (const name of set.keys()) if (!SETTABLE.has(name)) fail(`"${name}" is no part of a datetime`)
  return Date.UTC(
    part('year', date.getUTCFullYear()),
    part('month', date.getUTCMonth() + 1) - 1,
    part('day', date.getUTCDate()),
    part('hour', date.getUTCHours()),
    part('minute', date.getUTCMinutes()),
    part('second', date.getUTCSeconds()),
    Math.floor(part('microsecond', date.getUTCMilliseconds() * 1000) / 1000),
  )
}
