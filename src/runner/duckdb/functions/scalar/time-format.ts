import { DAY_NAMES, MONTH_NAMES } from '../../../../googlesql/calendar-names.ts'
import { dateOf, dayOfYear, isoWeekOf, weekdayOf } from './civil.ts'

/** What FORMAT_DATE and its siblings take; each knows some of the elements. */
export type TimeKind = 'DATE' | 'DATETIME' | 'TIME' | 'TIMESTAMP'

export interface FormatInput {
  /** Since 1970, in local time. */
  readonly days: number
  /** Microseconds since midnight. */
  readonly ofDay: number
  /** Of local time from UTC. */
  readonly offsetMinutes: number
}

type Write = (input: FormatInput) => string

const pad = (value: number, width = 2) => `${value}`.padStart(width, '0')
const blank = (value: number) => `${value}`.padStart(2, ' ')
const date =
  (write: (date: ReturnType<typeof dateOf>) => string): Write =>
  (input) =>
    write(dateOf(input.days))
const hours = ({ ofDay }: FormatInput) => Math.floor(ofDay / 3_600_000_000)
const minutes = ({ ofDay }: FormatInput) => Math.floor(ofDay / 60_000_000) % 60
const seconds = ({ ofDay }: FormatInput) => Math.floor(ofDay / 1_000_000) % 60
const twelve = (input: FormatInput) => hours(input) % 12 || 12

/** Weeks of the year that begin on a weekday; days before the first are in week 0. */
const week =
  (first: number): Write =>
  ({ days }) =>
    pad(Math.floor((dayOfYear(days) + 6 - ((weekdayOf(days) - first + 7) % 7)) / 7))

const DATE_ELEMENTS: Readonly<Record<string, Write>> = {
  A: ({ days }) => DAY_NAMES[weekdayOf(days)]!,
  a: ({ days }) => DAY_NAMES[weekdayOf(days)]!.slice(0, 3),
  B: date(({ month }) => MONTH_NAMES[month - 1]!),
  b: date(({ month }) => MONTH_NAMES[month - 1]!.slice(0, 3)),
  C: date(({ year }) => `${Math.floor(year / 100)}`),
  D: date(({ year, month, day }) => `${pad(month)}/${pad(day)}/${pad(year % 100)}`),
  d: date(({ day }) => pad(day)),
  e: date(({ day }) => blank(day)),
  F: date(({ year, month, day }) => `${year}-${pad(month)}-${pad(day)}`),
  G: ({ days }) => `${isoWeekOf(days).year}`,
  g: ({ days }) => pad(isoWeekOf(days).year % 100),
  j: ({ days }) => pad(dayOfYear(days), 3),
  m: date(({ month }) => pad(month)),
  Q: date(({ month }) => `${Math.ceil(month / 3)}`),
  U: week(0),
  u: ({ days }) => `${weekdayOf(days) || 7}`,
  V: ({ days }) => pad(isoWeekOf(days).week),
  W: week(1),
  w: ({ days }) => `${weekdayOf(days)}`,
  Y: date(({ year }) => `${year}`),
  y: date(({ year }) => pad(year % 100)),
  E4Y: date(({ year }) => pad(year, 4)),
}

const clock: Write = (input) => `${pad(hours(input))}:${pad(minutes(input))}:${pad(seconds(input))}`
const half = (input: FormatInput) => (hours(input) < 12 ? 'AM' : 'PM')

const TIME_ELEMENTS: Readonly<Record<string, Write>> = {
  H: (input) => pad(hours(input)),
  I: (input) => pad(twelve(input)),
  k: (input) => blank(hours(input)),
  l: (input) => blank(twelve(input)),
  M: (input) => pad(minutes(input)),
  P: (input) => half(input).toLowerCase(),
  p: half,
  R: (input) => `${pad(hours(input))}:${pad(minutes(input))}`,
  r: (input) => `${pad(twelve(input))}:${pad(minutes(input))}:${pad(seconds(input))} ${half(input)}`,
  S: (input) => pad(seconds(input)),
  T: clock,
  X: clock,
  'E*S': (input) => `${pad(seconds(input))}${fraction(input, 6).replace(/\.?0+$/, '')}`,
}

const MOMENT_ELEMENTS: Readonly<Record<string, Write>> = {
  c: (input) =>
    `${DATE_ELEMENTS['a']!(input)} ${DATE_ELEMENTS['b']!(input)} ${DATE_ELEMENTS['e']!(input)} ${clock(input)} ${DATE_ELEMENTS['Y']!(input)}`,
  s: ({ days, ofDay, offsetMinutes }) => `${days * 86_400 + Math.floor(ofDay / 1_000_000) - offsetMinutes * 60}`,
}

/** Two elements beyond the documentation that Mozilla's queries have: the zone's name, and numbers without a leading zero. */
const UNDOCUMENTED = {
  EZ: ({ offsetMinutes }: FormatInput): string => {
    if (offsetMinutes !== 0) throw new Error('the format element %EZ is known only in UTC')
    return 'UTC'
  },
  unpadded:
    (write: Write): Write =>
    (input) =>
      write(input).replace(/^0+(?=\d)/, ''),
}

const ZONE_ELEMENTS: Readonly<Record<string, Write>> = {
  EZ: UNDOCUMENTED.EZ,
  z: ({ offsetMinutes }) => offset(offsetMinutes, ''),
  Ez: ({ offsetMinutes }) => offset(offsetMinutes, ':'),
  Z: ({ offsetMinutes }) => {
    if (offsetMinutes === 0) return 'UTC'
    const size = Math.abs(offsetMinutes)
    const sign = offsetMinutes < 0 ? '-' : '+'
    return size % 60 === 0 ? `UTC${sign}${size / 60}` : `UTC${offset(offsetMinutes, '')}`
  },
}

const SYNONYMS: Readonly<Record<string, string>> = {
  h: 'b',
  x: 'D',
  Ec: 'c',
  EC: 'C',
  Ex: 'x',
  EX: 'X',
  Ey: 'y',
  EY: 'Y',
}
const MARKS: Readonly<Record<string, string>> = { n: '\n', t: '\t', '%': '%' }

function fraction({ ofDay }: FormatInput, digits: number): string {
  return digits === 0
    ? ''
    : `.${pad(ofDay % 1_000_000, 6)
        .padEnd(digits, '0')
        .slice(0, digits)}`
}

function offset(offsetMinutes: number, separator: string): string {
  const size = Math.abs(offsetMinutes)
  return `${offsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}${separator}${pad(size % 60)}`
}

/** `%E3S`, `%-d` … as one element, with what stands before it. */
const ELEMENT = /%(E(?:\d{1,2}S|\*S|4Y|[cCxXyYzZ])|-[dmHIMSjy]|[\s\S]|$)/g

/**
 * Compiles a format once.
 * @throws for an element that the documentation does not have
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/format-elements#format_elements_date_time
 */
export function compileFormat(format: string, kind: TimeKind): Write {
  const pieces: (string | Write)[] = []
  let last = 0
  for (const match of format.matchAll(ELEMENT)) {
    pieces.push(format.slice(last, match.index), elementOf(match[1]!, kind))
    last = match.index + match[0].length
  }
  pieces.push(format.slice(last))
  return (input) => pieces.map((piece) => (typeof piece === 'string' ? piece : piece(input))).join('')
}

/** An element that the type does not have stays as it is written. */
function elementOf(name: string, kind: TimeKind): string | Write {
  if (name === '') return '%'
  const mark = MARKS[name]
  if (mark !== undefined) return mark
  if (name.startsWith('-')) return withoutZeros(name.slice(1), kind)
  const plain = SYNONYMS[name] ?? name
  const element = SYNONYMS[plain] ?? plain
  const digits = /^E(\d+)S$/.exec(element)
  const known = digits
    ? subseconds(Number(digits[1]))
    : (TIME_ELEMENTS[element] ?? DATE_ELEMENTS[element] ?? MOMENT_ELEMENTS[element] ?? ZONE_ELEMENTS[element])
  if (known === undefined) throw new Error(`the format element %${name} is not known`)
  return applies(element, kind) ? known : `%${name}`
}

function withoutZeros(name: string, kind: TimeKind): Write {
  const write = DATE_ELEMENTS[name] ?? TIME_ELEMENTS[name]
  if (!write || !applies(name, kind)) throw new Error(`the format element %-${name} is not known for ${kind}`)
  return UNDOCUMENTED.unpadded(write)
}

function subseconds(digits: number): Write {
  if (digits > 15) throw new Error(`the format element %E${digits}S is not known`)
  return (input) => `${pad(seconds(input))}${fraction(input, digits)}`
}

function applies(element: string, kind: TimeKind): boolean {
  if (element in ZONE_ELEMENTS) return kind === 'TIMESTAMP'
  if (element in MOMENT_ELEMENTS) return kind === 'TIMESTAMP' || kind === 'DATETIME'
  return element in DATE_ELEMENTS ? kind !== 'TIME' : kind !== 'DATE'
}
