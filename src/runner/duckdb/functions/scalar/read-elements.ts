import { MONTH_NAMES } from '../../../../googlesql/calendar-names.ts'
import { BOOL, DATE, DATETIME, STRING } from '../../../../googlesql/types.ts'
import { datetimeMicros, formatDatetime } from '../../calendar.ts'
import type { ScalarFunction } from '../../emit-context.ts'
import type { FormatElement } from './format-elements.ts'
import { elementsOf } from './write-elements.ts'

const MONTHS = MONTH_NAMES.map((name) => name.toLowerCase())

/**
 * `CAST(text AS … FORMAT f)` of a date or time: the text, the format, today (for the year and month that the format leaves out) and
 * whether a failure is NULL. What the text says, as clocks show it; in UTC where it tells its offset.
 */
export const readElements: ScalarFunction = {
  name: 'read_format_elements',
  parameters: [STRING, STRING, DATE, BOOL],
  returns: DATETIME,
  evaluate: (text, format, today, safe) => {
    try {
      return read((text as string).trim(), elementsOf(format as string), today as string)
    } catch (error) {
      if (safe) return null
      throw error
    }
  },
}

interface Fields {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  fraction: string
  secondOfDay?: number
  isAfternoon?: boolean
  offsetSign: number
  offsetHour: number
  offsetMinute: number
}

function read(text: string, elements: readonly FormatElement[], today: string): string {
  const fields: Fields = {
    year: Number(today.slice(0, 4)), month: Number(today.slice(5, 7)), day: 1, hour: 0, minute: 0, second: 0, fraction: '',
    offsetSign: 1, offsetHour: 0, offsetMinute: 0,
  } // biome-ignore format: two lines
  let position = 0
  for (const element of elements) position += take(text.slice(position), element, fields, position)
  if (position < text.length)
    throw new Error(`Illegal non-space trailing data '${text.slice(position)}' in timestamp string`)
  return momentOf(fields, text)
}

/** Reads one element; how many characters it took. */
function take(rest: string, element: FormatElement, fields: Fields, position: number): number {
  const match = patternOf(element).exec(rest)
  if (!match)
    throw new Error(`Failed to parse input timestamp string at ${position} with format element '${element.text}'`)
  if (element.kind === 'element') store(element.name, match[0], fields)
  return match[0].length
}

const PATTERNS: Readonly<Record<string, RegExp>> = {
  YYYY: /^\d{1,4}/, RRRR: /^\d{1,4}/, YYY: /^\d{1,3}/, YY: /^\d{1,2}/, RR: /^\d{1,2}/, Y: /^\d/,
  MON: /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i,
  MONTH: new RegExp(`^(?:${MONTHS.join('|')})`, 'i'),
  SSSSS: /^\d{1,5}/, AM: /^(?:[ap]\.m\.|[ap]m)/i, TZH: /^[+-]\d{1,2}/,
} // biome-ignore format: a table

function patternOf({ kind, name }: FormatElement): RegExp {
  if (kind === 'blank') return /^\s+/
  if (kind === 'text') return new RegExp(`^${name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`)
  return PATTERNS[name] ?? (name.startsWith('FF') ? new RegExp(`^\\d{1,${name.slice(2)}}`) : /^\d{1,2}/)
}

function store(name: string, text: string, fields: Fields): void {
  const value = Number(text)
  switch (name) {
    case 'YYYY':
    case 'RRRR':
      fields.year = value
      return
    case 'YYY':
    case 'YY':
    case 'Y': {
      const size = 10 ** name.length
      fields.year = Math.floor(fields.year / size) * size + value
      return
    }
    case 'RR':
      fields.year = nearYear(fields.year, value)
      return
    case 'MM':
      fields.month = value
      return
    case 'MON':
    case 'MONTH':
      fields.month = MONTHS.findIndex((month) => month.startsWith(text.toLowerCase())) + 1
      return
    case 'DD':
      fields.day = value
      return
    case 'MI':
      fields.minute = value
      return
    case 'SS':
      fields.second = value
      return
    case 'SSSSS':
      fields.secondOfDay = value
      return
    case 'AM':
      fields.isAfternoon = /^p/i.test(text)
      return
    case 'TZH':
      fields.offsetSign = text.startsWith('-') ? -1 : 1
      fields.offsetHour = Math.abs(value)
      return
    case 'TZM':
      fields.offsetMinute = value
      return
    default:
      if (name.startsWith('FF')) fields.fraction = text
      else fields.hour = value
  }
}

/** Two digits of a year are in the half century around the present one. */
function nearYear(year: number, digits: number): number {
  const century = Math.floor(year / 100)
  const shift = digits >= 50 && year % 100 < 50 ? -1 : digits < 50 && year % 100 >= 50 ? 1 : 0
  return (century + shift) * 100 + digits
}

function momentOf(fields: Fields, text: string): string {
  const seconds = fields.secondOfDay ?? (hourOf(fields) * 60 + fields.minute) * 60 + fields.second
  const date = new Date(0)
  date.setUTCFullYear(fields.year, fields.month - 1, fields.day)
  const isReal =
    fields.month <= 12 &&
    fields.minute < 60 &&
    fields.second < 60 &&
    seconds < 86_400 &&
    fields.fraction.slice(6).replaceAll('0', '') === ''
  if (!isReal || date.getUTCMonth() !== fields.month - 1 || fields.offsetMinute >= 60)
    throw new Error(`Invalid result from parsing function of '${text}'`)
  const local = `${date.toISOString().slice(0, 10)} 00:00:00`
  const offset = fields.offsetSign * (fields.offsetHour * 60 + fields.offsetMinute) * 60
  const micros = BigInt(seconds - offset) * 1_000_000n + BigInt(fields.fraction.slice(0, 6).padEnd(6, '0'))
  return formatDatetime(datetimeMicros(local) + micros, 'shortest')
}

function hourOf({ hour, isAfternoon }: Fields): number {
  if (isAfternoon === undefined) return hour
  if (hour < 1 || hour > 12) throw new Error(`${hour} is no hour of a twelve-hour clock`)
  return (hour % 12) + (isAfternoon ? 12 : 0)
}
