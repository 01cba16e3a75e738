import { type DateStep, emptyFields, type TimeFields } from './time-fields.ts'
import type { TimeKind } from './time-format.ts'
import { isBlank, MISMATCH, TimeReader } from './time-reader.ts'
import { parseTimeZone } from './time-zone.ts'

/** Reads one element of a format into the fields. */
type Read = (reader: TimeReader, fields: TimeFields) => void

/** Elements that skip blanks before them: those which C's strptime reads. */
const blanks =
  (read: Read): Read =>
  (reader, fields) => {
    reader.skipBlanks()
    read(reader, fields)
  }

const inOrder =
  (...reads: readonly Read[]): Read =>
  (reader, fields) => {
    for (const read of reads) read(reader, fields)
  }

const literal =
  (character: string): Read =>
  (reader) =>
    reader.literal(character)

const step =
  (make: (value: number) => DateStep, width: number, least: number, most: number): Read =>
  (reader, { steps }) => {
    steps.push(make(reader.number(width, least, most)))
  }

const year =
  (read: (reader: TimeReader) => number): Read =>
  (reader, fields) => {
    fields.year = read(reader)
    fields.century = undefined
    fields.shortYear = undefined
    fields.steps.push({ kind: 'year' })
  }

const century: Read = (reader, fields) => {
  fields.century = reader.number(2, 0, 99)
  fields.year = fields.century * 100 + (fields.shortYear ?? 0)
  fields.steps.push({ kind: 'year' })
}

const shortYear: Read = (reader, fields) => {
  fields.shortYear = reader.number(2, 0, 99)
  fields.year = fields.century === undefined ? fullYear(fields.shortYear) : fields.century * 100 + fields.shortYear
  fields.steps.push({ kind: 'year' })
}

/** 69 to 99 are of the twentieth century. */
function fullYear(short: number): number {
  return short + (short < 69 ? 2000 : 1900)
}

const hour =
  (half: boolean): Read =>
  (reader, fields) => {
    fields.hour = half ? reader.number(2, 1, 12) % 12 : reader.number(2, 0, 23)
    fields.half = half
  }

const minute: Read = (reader, fields) => {
  fields.minute = reader.number(2, 0, 59)
}

const second: Read = (reader, fields) => {
  fields.second = reader.number(2, 0, 60)
}

const FRACTION = /(?:\.(\d+))?/y

/** Seconds and a fraction of at most so many digits; what is below a microsecond is dropped. */
const subseconds =
  (digits: number): Read =>
  (reader, fields) => {
    second(reader, fields)
    if (digits === 0) return
    const fraction =
      reader.match(digits === Number.POSITIVE_INFINITY ? FRACTION : new RegExp(`(?:\\.(\\d{1,${digits}}))?`, 'y'))[1] ??
      ''
    fields.micros = Number(fraction.slice(0, 6).padEnd(6, '0'))
  }

const half: Read = (reader, fields) => {
  fields.afternoon = reader.match(/[ap]m/iy)[0].toLowerCase() === 'pm'
}

const offset =
  (pattern: RegExp): Read =>
  (reader, fields) => {
    const [text, sign, hours, minutes = '0'] = reader.match(pattern)
    const size = text === 'Z' ? 0 : Number(hours) * 60 + Number(minutes)
    if (size > 14 * 60) throw new Error(`the offset ${text} is not a time zone's`)
    fields.offsetMinutes = sign === '-' ? -size : size
    fields.zone = undefined
  }

const zone: Read = (reader, fields) => {
  const [name] = reader.match(/[^ \t\n\v\f\r]+/y)
  if (!parseTimeZone(name)) throw new Error(`unknown time zone ${JSON.stringify(name)}`)
  fields.zone = name
  fields.offsetMinutes = undefined
}

const unixSeconds: Read = (reader, fields) => {
  fields.unixSeconds = BigInt(reader.match(/-?\d{1,16}(?!\d)/y)[0])
}

const weekday: Read = (reader, fields) => {
  reader.weekday()
  fields.weekdaySeen = true
}

const weekdayNumber =
  (least: number, most: number): Read =>
  (reader, fields) => {
    reader.number(1, least, most)
    fields.weekdaySeen = true
  }

const month = step((value) => ({ kind: 'month', value }), 2, 1, 12)
const day = step((value) => ({ kind: 'day', value }), 2, 1, 31)
const quarter = step((value) => ({ kind: 'month', value: value * 3 - 2 }), 1, 1, 4)
const monthName: Read = (reader, { steps }) => {
  steps.push({ kind: 'month', value: reader.month() })
}
const colon = literal(':')
const slash = literal('/')
const dash = literal('-')
const clock = inOrder(blanks(hour(false)), colon, blanks(minute), colon, blanks(second))
const plainDate = inOrder(blanks(month), slash, blanks(day), slash, blanks(shortYear))
const fourDigits = year((reader) => reader.number(4, 0, 9999))

const DATE_ELEMENTS: Readonly<Record<string, Read>> = {
  Y: year((reader) => reader.number(5, 0, 10_000)),
  E4Y: year((reader) => Number(reader.match(/\d{4}/y)[0])),
  C: century,
  y: shortYear,
  m: month,
  d: day,
  e: blanks(day),
  b: monthName,
  a: weekday,
  j: step((value) => ({ kind: 'dayOfYear', value }), 3, 1, 366),
  U: step((value) => ({ kind: 'week', value, first: 0 }), 2, 0, 53),
  W: step((value) => ({ kind: 'week', value, first: 1 }), 2, 0, 53),
  u: blanks(weekdayNumber(1, 7)),
  w: blanks(weekdayNumber(0, 6)),
  G: (reader, fields) => {
    fields.isoYear = reader.number(5, 0, 10_000)
  },
  g: (reader, fields) => {
    fields.isoYear = fullYear(reader.number(2, 0, 99))
  },
  V: (reader, fields) => {
    reader.number(2, 1, 53)
    fields.isoWeekSeen = true
  },
  D: plainDate,
  F: inOrder(blanks(fourDigits), dash, blanks(month), dash, blanks(day)),
}

const TIME_ELEMENTS: Readonly<Record<string, Read>> = {
  H: hour(false),
  k: blanks(hour(false)),
  I: blanks(hour(true)),
  l: blanks(hour(true)),
  M: minute,
  S: second,
  'E*S': subseconds(Number.POSITIVE_INFINITY),
  p: half,
  R: inOrder(blanks(hour(false)), colon, blanks(minute)),
  T: clock,
  r: inOrder(blanks(hour(true)), colon, blanks(minute), colon, blanks(second), blanks(half)),
}

const MOMENT_ELEMENTS: Readonly<Record<string, Read>> = {
  s: unixSeconds,
  c: inOrder(weekday, blanks(monthName), blanks(day), blanks(clock), blanks(fourDigits)),
}

const ZONE_ELEMENTS: Readonly<Record<string, Read>> = {
  z: offset(/([+-])(\d{2})([0-5]\d)?(?!\d)/y),
  Ez: offset(/Z|([+-])(\d{2})(?::?([0-5]\d))?(?![\d:])/y),
  Z: zone,
}

/** Elements of every type; they set nothing that a TIME or another type could miss. */
const COMMON_ELEMENTS: Readonly<Record<string, Read>> = {
  n: (reader) => reader.skipBlanks(),
  '%': literal('%'),
  Q: quarter,
  J: (reader, fields) => {
    fields.isoDay = reader.number(3, 1, 371)
  },
}

const SYNONYMS: Readonly<Record<string, string>> = {
  h: 'b',
  B: 'b',
  A: 'a',
  x: 'D',
  X: 'T',
  P: 'p',
  t: 'n',
  Ec: 'c',
  EC: 'C',
  Ex: 'D',
  EX: 'T',
  Ey: 'y',
  EY: 'Y',
}

/** Compiles a format once. @throws for an element that is not known, or not of this type */
export function compileParse(format: string, kind: TimeKind): (text: string) => TimeFields {
  const steps = [...stepsOf(format, kind)]
  return (text) => {
    try {
      return read(steps, text)
    } catch (error) {
      if (error !== MISMATCH) throw error
      throw new Error(`failed to parse "${text}" by the format "${format}"`)
    }
  }
}

interface Step {
  readonly read: Read
  /** Needs nothing of the text, so it may stand behind its end. */
  readonly optional: boolean
}

function read(steps: readonly Step[], text: string): TimeFields {
  const reader = new TimeReader(text)
  const fields = emptyFields()
  reader.skipBlanks()
  for (const step of steps) {
    if (reader.ended && !step.optional) throw MISMATCH
    step.read(reader, fields)
  }
  reader.skipBlanks()
  if (!reader.ended) throw MISMATCH
  return fields
}

function* stepsOf(format: string, kind: TimeKind): Generator<Step> {
  for (const [text, element] of format.matchAll(/%(E(?:\d{1,2}S|\*S|4Y|[cCxXyYz])|[\s\S]?)|[\s\S]/g)) {
    if (element !== undefined) yield { read: elementOf(element, kind), optional: element === 'n' || element === 't' }
    else if (isBlank(text)) yield { read: (reader) => reader.skipBlanks(), optional: true }
    else yield { read: literal(text), optional: false }
  }
}

function elementOf(name: string, kind: TimeKind): Read {
  if (name === '') throw new Error('a format cannot end with a single %')
  const element = SYNONYMS[name] ?? name
  const digits = /^E([0-6])S$/.exec(element)
  const known =
    COMMON_ELEMENTS[element] ??
    DATE_ELEMENTS[element] ??
    MOMENT_ELEMENTS[element] ??
    ZONE_ELEMENTS[element] ??
    TIME_ELEMENTS[element] ??
    (digits ? subseconds(Number(digits[1])) : undefined)
  if (known === undefined) throw new Error(`the format element %${name} is not known`)
  if (!applies(element, kind)) throw new Error(`the format element %${name} does not apply to ${kind}`)
  return known
}

function applies(element: string, kind: TimeKind): boolean {
  if (element in COMMON_ELEMENTS) return true
  if (element in ZONE_ELEMENTS) return kind === 'TIMESTAMP'
  if (element in MOMENT_ELEMENTS) return kind === 'TIMESTAMP' || kind === 'DATETIME'
  return element in DATE_ELEMENTS ? kind !== 'TIME' : kind !== 'DATE'
}
