/** One piece of a format of CAST: an element (`YYYY`, as written), blanks, or text that stands for itself. */
export interface FormatElement {
  readonly kind: 'element' | 'text' | 'blank'
  readonly text: string
  /** Of an element: upper case, `A.M.` and `PM` as `AM`. */
  readonly name: string
}

/** Longest first, so that `YYYY` is not read as four `Y`. */
const NAMES = [
  'SSSSS', 'MONTH', 'YYYY', 'RRRR', 'HH12', 'HH24', 'A.M.', 'P.M.', 'YYY', 'MON', 'DAY', 'DDD', 'TZH', 'TZM',
  ...Array.from({ length: 9 }, (_, index) => `FF${index + 1}`),
  'YY', 'RR', 'MM', 'DD', 'DY', 'HH', 'MI', 'SS', 'AM', 'PM', 'Y', 'D',
] // biome-ignore format: a table of words

/**
 * The elements of a format for dates and times; undefined where something in it is no element known here.
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/format-elements#format_element_date_time
 */
export function readElements(format: string): readonly FormatElement[] | undefined {
  const elements: FormatElement[] = []
  for (let rest = format; rest !== ''; rest = rest.slice(elements.at(-1)!.text.length)) {
    const element = readElement(rest)
    if (!element) return undefined
    elements.push(element)
  }
  return elements
}

function readElement(rest: string): FormatElement | undefined {
  const quoted = /^"(?:[^"\\]|\\.)*"/.exec(rest)
  if (quoted) return { kind: 'text', text: quoted[0], name: quoted[0].slice(1, -1).replaceAll(/\\(.)/g, '$1') }
  const blank = /^\s+/.exec(rest)
  if (blank) return { kind: 'blank', text: blank[0], name: blank[0] }
  if (/^[-./,';:]/.test(rest)) return { kind: 'text', text: rest[0]!, name: rest[0]! }
  const upper = rest.slice(0, 5).toUpperCase()
  const name = NAMES.find((each) => upper.startsWith(each))
  if (name === undefined) return undefined
  return { kind: 'element', text: rest.slice(0, name.length), name: MERIDIANS.has(name) ? 'AM' : name }
}

const MERIDIANS = new Set(['AM', 'PM', 'A.M.', 'P.M.'])

const YEARS = ['YYYY', 'YYY', 'YY', 'Y', 'RRRR', 'RR']
const MONTHS = ['MM', 'MON', 'MONTH']
const CLOCK = [
  'HH',
  'HH12',
  'HH24',
  'MI',
  'SS',
  'SSSSS',
  'AM',
  ...Array.from({ length: 9 }, (_, index) => `FF${index + 1}`),
]

/** The elements that mean something for each type, in a text that is written. */
export const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  DATE: [...YEARS, ...MONTHS, 'DAY', 'DY', 'D', 'DD', 'DDD'],
  TIME: CLOCK,
  DATETIME: [...YEARS, ...MONTHS, 'DAY', 'DY', 'D', 'DD', 'DDD', ...CLOCK],
  TIMESTAMP: [...YEARS, ...MONTHS, 'DAY', 'DY', 'D', 'DD', 'DDD', ...CLOCK, 'TZH', 'TZM'],
}

/** The elements that can be read back. */
export const READ: Readonly<Record<string, readonly string[]>> = {
  DATE: [...YEARS, ...MONTHS, 'DD'],
  TIME: CLOCK,
  DATETIME: [...YEARS, ...MONTHS, 'DD', ...CLOCK],
  TIMESTAMP: [...YEARS, ...MONTHS, 'DD', ...CLOCK, 'TZH', 'TZM'],
}

/** What two elements must not both say; a format that does is refused. */
export function subjectOf(name: string): string {
  if (YEARS.includes(name)) return 'year'
  if (MONTHS.includes(name)) return 'month'
  if (name.startsWith('HH')) return 'hour'
  return name.startsWith('FF') ? 'fraction' : name
}
