/** Days from a Monday to the first day of the week that a part names: WEEK is WEEK(SUNDAY), ISOWEEK is WEEK(MONDAY). */
const FIRST_DAYS: Readonly<Record<string, number>> = {
  ISOWEEK: 0,
  'WEEK(MONDAY)': 0,
  'WEEK(TUESDAY)': 1,
  'WEEK(WEDNESDAY)': 2,
  'WEEK(THURSDAY)': 3,
  'WEEK(FRIDAY)': 4,
  'WEEK(SATURDAY)': 5,
  'WEEK(SUNDAY)': 6,
  WEEK: 6,
}

export function isWeek(part: string): boolean {
  return part in FIRST_DAYS
}

/** Days since a first day of the week before the year 1, so never negative: 0001-01-01 is a Monday. */
function daysFromFirst(date: string, part: string): string {
  return `(${date} - DATE '0001-01-01' + ${7 - FIRST_DAYS[part]!})`
}

/** Numbers weeks through the years; two dates are as many weeks apart as their numbers. */
export function weekNumber(date: string, part: string): string {
  return `(${daysFromFirst(date, part)} // 7)`
}

/** Days from the start of the date's week: 0 to 6. */
export function dayOfWeek(date: string, part: string): string {
  return `(${daysFromFirst(date, part)} % 7)`
}

/** EXTRACT(WEEK): 0 before the year's first first-day-of-the-week, then 1 to 53. */
export function weekOfYear(date: string, part: string): string {
  return `((dayofyear(${date}) + 6 - ${dayOfWeek(date, part)}) // 7)`
}
