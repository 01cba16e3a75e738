/** A cron text of five fields, in UTC, as Airflow's croniter reads it. */
export interface CronExpression {
  /** Minutes of a day, ascending, never empty. */
  readonly minutesOfDay: readonly number[]
  readonly months: ReadonlySet<number>
  readonly daysOfMonth: ReadonlySet<number>
  /** 0 is Sunday. */
  readonly weekdays: ReadonlySet<number>
  /** Both kinds of day are restricted: then one of them is enough, as in every cron. */
  readonly eitherDay: boolean
}

/** Why a text is no cron expression. */
export interface CronProblem {
  readonly problem: string
}

interface Field {
  readonly name: string
  readonly first: number
  readonly last: number
  readonly names: readonly string[]
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const FIELDS: readonly Field[] = [
  { name: 'minute', first: 0, last: 59, names: [] },
  { name: 'hour', first: 0, last: 23, names: [] },
  { name: 'day of month', first: 1, last: 31, names: [] },
  { name: 'month', first: 1, last: 12, names: MONTHS },
  { name: 'day of week', first: 0, last: 7, names: WEEKDAYS },
]
const LONGEST_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/**
 * Reads five fields of `*`, `n`, ranges, steps (`a/n` runs to the end), names and lists of these. What croniter reads in a way that
 * nobody means (`5-5` as everything), or differently from version to version, is a problem.
 *
 * @see https://github.com/pallets-eco/croniter (6.0.0 and 7.0.0, which Airflow 2.10.5 and 3.3.2 bring)
 */
export function parseCron(text: string): CronExpression | CronProblem {
  const texts = text.trim().toLowerCase().split(/\s+/)
  if (texts.length !== FIELDS.length) return { problem: `${texts.length} fields instead of 5` }
  const sets: Set<number>[] = []
  for (const [index, field] of FIELDS.entries()) {
    const values = readField(field, texts[index]!)
    if (!Array.isArray(values)) return values
    sets.push(new Set(values))
  }
  const [minutes, hours, daysOfMonth, months, weekdays] = sets as [Numbers, Numbers, Numbers, Numbers, Numbers]
  const eitherDay =
    isRestricted(daysOfMonth, 31, texts[2]!, texts[4]!) && isRestricted(weekdays, 7, texts[4]!, texts[2]!)
  const cron = { minutesOfDay: minutesOfDay(hours, minutes), months, daysOfMonth, weekdays, eitherDay }
  return everTicks(cron) ? cron : { problem: 'there is no such day in any year' }
}

type Numbers = Set<number>

function minutesOfDay(hours: Numbers, minutes: Numbers): readonly number[] {
  return [...hours].flatMap((hour) => [...minutes].map((minute) => hour * 60 + minute)).sort((a, b) => a - b)
}

/** croniter takes a field that names every value for `*`, but where the other field of days has no `*` in it. */
function isRestricted(values: Numbers, all: number, text: string, other: string): boolean {
  if (text === '*' || text === '?') return false
  return values.size < all || !(other.includes('*') || other === '?')
}

function everTicks({ daysOfMonth, months, eitherDay }: CronExpression): boolean {
  return eitherDay || [...months].some((month) => [...daysOfMonth].some((day) => day <= LONGEST_MONTHS[month - 1]!))
}

function readField(field: Field, text: string): number[] | CronProblem {
  const values: number[] = []
  for (const part of text.split(',')) {
    const read = readPart(field, part)
    if (!Array.isArray(read)) return { problem: `${read.problem} in the field ${field.name}` }
    values.push(...read)
  }
  return values.map((value) => (field.last === 7 ? value % 7 : value))
}

function readPart(field: Field, part: string): number[] | CronProblem {
  const [, from = '', to, step] = /^([a-z]+|\d+|\*|\?)(?:-([a-z]+|\d+))?(?:\/(\d+))?$/.exec(part) ?? []
  if (from === '' || Number(step) === 0) return notRead(part)
  if (from === '*' || from === '?') return to === undefined ? readAll(field, from, step) : notRead(part)
  const start = numberOf(field, from)
  const end = to === undefined ? start : numberOf(field, to)
  if (start === undefined || end === undefined) return { problem: `"${part}" is out of range` }
  if (to !== undefined) return readRange(field, start, end, step ?? '1', part)
  if (step === undefined) return [start]
  return start < endOf(field) ? steps(start, endOf(field), step) : { problem: `"${part}" begins at the end` }
}

function readAll(field: Field, sign: string, step: string | undefined): number[] | CronProblem {
  if (sign === '?' && !field.name.startsWith('day')) return notRead(sign)
  return steps(field.first, endOf(field), step ?? '1')
}

/** A range; one that runs over the end, such as Friday to Monday, where croniter's versions agree on it. */
function readRange(field: Field, start: number, end: number, step: string, part: string): number[] | CronProblem {
  if (start === end) return { problem: `"${part}" begins where it ends` }
  if (start < end) return steps(start, end, step)
  if (field.name === 'day of month' || step !== '1' || start > endOf(field)) {
    return { problem: `"${part}" runs backwards` }
  }
  return [...steps(start, endOf(field), step), ...steps(field.first, end, step)]
}

function endOf({ last }: Field): number {
  return last === 7 ? 6 : last
}

function steps(start: number, end: number, step: string): number[] {
  const count = Math.floor((end - start) / Number(step)) + 1
  return Array.from({ length: count }, (_, index) => start + index * Number(step))
}

function numberOf({ first, last, names }: Field, text: string): number | undefined {
  const named = names.indexOf(text)
  const value = named >= 0 ? named + first : /^\d+$/.test(text) ? Number(text) : undefined
  return value !== undefined && value >= first && value <= last ? value : undefined
}

function notRead(part: string): CronProblem {
  return { problem: `"${part}" is not understood` }
}
