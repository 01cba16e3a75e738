import { DAY_MICROS, dateOf, daysOf, exists, MAX_DAYS, MIN_DAYS, weekdayOf } from './civil.ts'

/** What PARSE_DATE and its siblings have read so far. */
export interface TimeFields {
  year: number
  /** Of %C and %y, which together make a year in either order. */
  century: number | undefined
  shortYear: number | undefined
  /** Steps from the first of January to the date, in the order read: a day of the year, then another month … */
  readonly steps: DateStep[]
  weekdaySeen: boolean
  /** %G, %V, %J; they count only without any other element of the date. */
  isoYear: number | undefined
  isoWeekSeen: boolean
  isoDay: number | undefined
  hour: number
  minute: number
  second: number
  micros: number
  /** The hour is one of twelve. */
  half: boolean
  afternoon: boolean
  offsetMinutes: number | undefined
  zone: string | undefined
  /** %s, which overrules everything. */
  unixSeconds: bigint | undefined
}

export type DateStep =
  | { readonly kind: 'year' }
  | { readonly kind: 'month' | 'day' | 'dayOfYear'; readonly value: number }
  /** `first` is the weekday that weeks begin on, 0 for Sunday. */
  | { readonly kind: 'week'; readonly value: number; readonly first: number }

export function emptyFields(): TimeFields {
  return {
    year: 1970,
    century: undefined,
    shortYear: undefined,
    steps: [],
    weekdaySeen: false,
    isoYear: undefined,
    isoWeekSeen: false,
    isoDay: undefined,
    hour: 0,
    minute: 0,
    second: 0,
    micros: 0,
    half: false,
    afternoon: false,
    offsetMinutes: undefined,
    zone: undefined,
    unixSeconds: undefined,
  }
}

/** Local microseconds since 1970. @throws when there is no such date, or beyond the years 1 to 9999 */
export function localMicros(fields: TimeFields): bigint {
  const days = daysOfFields(fields)
  const hour = fields.half && fields.afternoon ? fields.hour + 12 : fields.hour
  // a leap second is the next minute's first, without its fraction
  const micros = fields.second === 60 ? 0 : fields.micros
  const seconds = (hour * 60 + fields.minute) * 60 + fields.second
  const result = BigInt(days) * DAY_MICROS + BigInt(seconds) * 1_000_000n + BigInt(micros)
  if (result < BigInt(MIN_DAYS) * DAY_MICROS || result >= BigInt(MAX_DAYS + 1) * DAY_MICROS) {
    throw new Error('the parsed value is out of range: years 1 to 9999')
  }
  return result
}

function daysOfFields(fields: TimeFields): number {
  if (fields.steps.length === 0 && fields.isoYear !== undefined) return isoDays(fields.isoYear, fields)
  const date = { year: fields.year, month: 1, day: 1 }
  for (const step of effectiveSteps(fields.steps)) Object.assign(date, moved(date, step, fields))
  if (!exists(date)) throw new Error(`there is no date ${date.year}-${date.month}-${date.day}`)
  return daysOf(date)
}

/** A week says nothing beside a day of the year. */
function effectiveSteps(steps: readonly DateStep[]): readonly DateStep[] {
  return steps.some(({ kind }) => kind === 'dayOfYear') ? steps.filter(({ kind }) => kind !== 'week') : steps
}

function moved(date: { year: number; month: number; day: number }, step: DateStep, fields: TimeFields) {
  if (step.kind === 'month') return { month: step.value }
  if (step.kind === 'day') return { day: step.value }
  if (step.kind === 'dayOfYear') return ofDayOfYear(fields.year, step.value)
  return step.kind === 'week' ? ofWeek(fields, step.value, step.first) : date
}

function ofDayOfYear(year: number, day: number) {
  const date = dateOf(daysOf({ year, month: 1, day }))
  if (date.year !== year) throw new Error(`the year ${year} has no day ${day}`)
  return date
}

/** The first day of a week; that of week 0 is in the year before. */
function ofWeek({ year, weekdaySeen }: TimeFields, week: number, first: number) {
  if (weekdaySeen) throw new Error('a weekday cannot be parsed together with a week')
  const newYear = daysOf({ year, month: 1, day: 1 })
  const before = (weekdayOf(newYear) - first + 7) % 7
  const firstOfWeekOne = newYear + ((7 - before) % 7)
  const date = dateOf(firstOfWeekOne + (week - 1) * 7)
  if (week === 0 ? before === 0 : date.year !== year) throw new Error(`the year ${year} has no week ${week}`)
  return date
}

function isoDays(year: number, { isoWeekSeen, isoDay }: TimeFields): number {
  const start = isoYearStart(year)
  if (isoDay === undefined && isoWeekSeen) throw new Error('weeks of ISO years cannot be parsed')
  if (isoDay !== undefined && start + isoDay > isoYearStart(year + 1))
    throw new Error(`the ISO year ${year} has no day ${isoDay}`)
  return start + (isoDay ?? 1) - 1
}

function isoYearStart(year: number): number {
  const fourth = daysOf({ year, month: 1, day: 4 })
  return fourth - ((weekdayOf(fourth) + 6) % 7)
}
