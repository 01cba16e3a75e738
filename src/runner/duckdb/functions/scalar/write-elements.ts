import { DAY_NAMES, MONTH_NAMES } from '../../../../googlesql/calendar-names.ts'
import { DATETIME, INT64, STRING } from '../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../emit-context.ts'
import { type FormatElement, readElements } from './format-elements.ts'

/** `CAST(x AS STRING FORMAT f)` of a date or time: the format, what clocks show, and how many minutes they are east of UTC. */
export const writeElements: ScalarFunction = {
  name: 'write_format_elements',
  parameters: [STRING, DATETIME, INT64],
  returns: STRING,
  evaluate: (format, local, offset) => {
    const moment = readMoment(local as string, Number(offset))
    return elementsOf(format as string)
      .map((element) => (element.kind === 'element' ? cased(write(element.name, moment), element) : element.name))
      .join('')
  },
}

const known = new Map<string, readonly FormatElement[]>()

/** The elements of a format that was checked when the query was translated. */
export function elementsOf(format: string): readonly FormatElement[] {
  const elements = known.get(format) ?? readElements(format)!
  known.set(format, elements)
  return elements
}

interface Moment {
  readonly text: string
  readonly date: Date
  readonly offset: number
}

function readMoment(local: string, offset: number): Moment {
  return { text: local, date: new Date(`${local.slice(0, 10)}T${local.slice(11, 19)}Z`), offset }
}

function write(name: string, { text, date, offset }: Moment): string {
  const hour = date.getUTCHours()
  const fraction = text.slice(20).padEnd(9, '0')
  switch (name) {
    case 'YYYY':
    case 'RRRR':
      return text.slice(0, 4)
    case 'YYY':
      return text.slice(1, 4)
    case 'YY':
    case 'RR':
      return text.slice(2, 4)
    case 'Y':
      return text.slice(3, 4)
    case 'MM':
      return text.slice(5, 7)
    case 'MON':
      return MONTH_NAMES[date.getUTCMonth()]!.slice(0, 3)
    case 'MONTH':
      return MONTH_NAMES[date.getUTCMonth()]!
    case 'DAY':
      return DAY_NAMES[date.getUTCDay()]!
    case 'DY':
      return DAY_NAMES[date.getUTCDay()]!.slice(0, 3)
    case 'D':
      return String(date.getUTCDay() + 1)
    case 'DD':
      return text.slice(8, 10)
    case 'DDD':
      return padded(dayOfYear(date), 3)
    case 'HH':
    case 'HH12':
      return padded(hour % 12 || 12, 2)
    case 'HH24':
      return text.slice(11, 13)
    case 'MI':
      return text.slice(14, 16)
    case 'SS':
      return text.slice(17, 19)
    case 'SSSSS':
      return padded((hour * 60 + date.getUTCMinutes()) * 60 + date.getUTCSeconds(), 5)
    case 'AM':
      return hour < 12 ? 'AM' : 'PM'
    case 'TZH':
      return `${offset < 0 ? '-' : '+'}${padded(Math.trunc(Math.abs(offset) / 60), 2)}`
    case 'TZM':
      return padded(Math.abs(offset) % 60, 2)
    default:
      return fraction.slice(0, Number(name.slice(2)))
  }
}

function dayOfYear(date: Date): number {
  const first = new Date(date)
  first.setUTCMonth(0, 1)
  return Math.floor((date.getTime() - first.getTime()) / 86_400_000) + 1
}

function padded(value: number, width: number): string {
  return String(value).padStart(width, '0')
}

/** A word goes by the case of the element's first two letters: `MON` JAN, `Mon` Jan, `mon` jan; a meridian by the first. */
function cased(word: string, { name, text }: FormatElement): string {
  if (name === 'AM') {
    const dotted = text.includes('.') ? `${word[0]}.${word[1]}.` : word
    return text[0] === text[0]!.toLowerCase() ? dotted.toLowerCase() : dotted
  }
  const [first, second] = [text[0]!, text[1] ?? '']
  if (first === first.toLowerCase()) return word.toLowerCase()
  return second === second.toUpperCase() ? word.toUpperCase() : word
}
