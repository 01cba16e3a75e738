/** Days and microseconds since 1970 as calendar and clock, in the proleptic Gregorian calendar. */

export const DAY_MICROS = 86_400_000_000n
export const MIN_DAYS = -719_162
export const MAX_DAYS = 2_932_896

export interface CivilDate {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
}

/** Days since 1970-01-01; a day beyond its month runs on into the next. */
export function daysOf({ year, month, day }: CivilDate): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.getTime() / 86_400_000
}

export function dateOf(days: number): CivilDate {
  const date = new Date(days * 86_400_000)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

/** Whether there is such a day in the years 1 to 9999. */
export function exists({ year, month, day }: CivilDate): boolean {
  return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= monthLength(year, month)
}

/** Days in a month, 1 to 12. */
export function monthLength(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month === 2 ? (leap ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** 0 is Sunday. */
export function weekdayOf(days: number): number {
  return (((days + 4) % 7) + 7) % 7
}

/** 1 to 366. */
export function dayOfYear(days: number): number {
  return days - daysOf({ year: dateOf(days).year, month: 1, day: 1 }) + 1
}

/** Year and week of ISO 8601. */
export function isoWeekOf(days: number): { readonly year: number; readonly week: number } {
  // the week belongs to the year of its Thursday
  const thursday = days - ((weekdayOf(days) + 6) % 7) + 3
  const { year } = dateOf(thursday)
  return { year, week: Math.floor((thursday - daysOf({ year, month: 1, day: 1 })) / 7) + 1 }
}

/** Splits microseconds since 1970 into whole days and the rest, which is never negative. */
export function splitMicros(micros: bigint): { readonly days: number; readonly ofDay: bigint } {
  const ofDay = ((micros % DAY_MICROS) + DAY_MICROS) % DAY_MICROS
  return { days: Number((micros - ofDay) / DAY_MICROS), ofDay }
}

/** Months since the year 0. */
export function monthIndex(micros: bigint): bigint {
  const { year, month } = dateOf(splitMicros(micros).days)
  return BigInt(year * 12 + month - 1)
}

/** The same day and time so many months later, cut to the length of the month; all in microseconds since 1970. */
export function addMonths(micros: bigint, months: bigint): bigint {
  const { days, ofDay } = splitMicros(micros)
  const { day } = dateOf(days)
  const index = Number(monthIndex(micros) + months)
  const [year, month] = [Math.floor(index / 12), (((index % 12) + 12) % 12) + 1]
  return BigInt(daysOf({ year, month, day: Math.min(day, monthLength(year, month)) })) * DAY_MICROS + ofDay
}
