import type { EmitContext } from '../emit-context.ts'
import { datetimeOf, timestampOf } from './instant.ts'
import type { TimeKind } from './scalar/time-format.ts'

/** Elements of FORMAT_… that DuckDB's strftime writes alike from the year 1000 on. */
const WRITTEN: Readonly<Record<string, string>> = {
  ...{
    Y: '%Y',
    m: '%m',
    d: '%d',
    y: '%y',
    j: '%j',
    A: '%A',
    a: '%a',
    B: '%B',
    b: '%b',
    h: '%b',
    F: '%Y-%m-%d',
    D: '%m/%d/%y',
    x: '%m/%d/%y',
  },
  ...{ H: '%H', I: '%I', M: '%M', S: '%S', p: '%p', T: '%H:%M:%S', R: '%H:%M', X: '%H:%M:%S', E6S: '%S.%f', '%': '%%' },
}
const DATE_ONLY = /^[YmdyjAaBbhFDx%]$/

/** `exact` unless strftime can do it. */
export function nativeFormat(
  format: string,
  value: string,
  kind: TimeKind,
  exact: string,
  context: EmitContext,
): string {
  const pattern =
    kind === 'TIME'
      ? undefined
      : translate(format, (element) => (kind !== 'DATE' || DATE_ONLY.test(element) ? WRITTEN[element] : undefined))
  if (pattern === undefined || pattern === '') return exact
  const civil = kind === 'TIMESTAMP' ? datetimeOf(value) : value
  const written = `strftime(${civil}, ${context.text(pattern)})`
  return pattern.includes('%Y') ? `CASE WHEN ${civil} >= DATE '1000-01-01' THEN ${written} ELSE ${exact} END` : written
}

interface Reading {
  readonly pattern: string
  readonly element: string
}

const YEAR = '(000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})'
/** Elements of PARSE_… with a fixed number of digits: the digits as a regular expression, and strptime's name. */
const READ: Readonly<Record<string, Reading>> = {
  Y: { pattern: YEAR, element: '%Y' },
  m: { pattern: '(0[1-9]|1[0-2])', element: '%m' },
  d: { pattern: '(0[1-9]|[12][0-9]|3[01])', element: '%d' },
  F: { pattern: `${YEAR}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])`, element: '%Y-%m-%d' },
  H: { pattern: '([01][0-9]|2[0-3])', element: '%H' },
  M: { pattern: '[0-5][0-9]', element: '%M' },
  S: { pattern: '[0-5][0-9]', element: '%S' },
  T: { pattern: '([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]', element: '%H:%M:%S' },
}

/** A text of full width goes through strptime, any other, and every refusal, through `exact`. */
export function nativeParse(format: string, text: string, kind: TimeKind, exact: string, context: EmitContext): string {
  const pattern = translate(format, (element) => READ[element]?.element)
  const usual = translate(
    format,
    (element) => READ[element]?.pattern,
    (literal) => literal.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&'),
  )
  const isWhole =
    pattern !== undefined && /%Y/.test(pattern) && /%m/.test(pattern) && /%d/.test(pattern) && !/\s/.test(format)
  if (kind === 'TIME' || !isWhole || usual === undefined) return exact
  const read = `try_strptime(${text}, ${context.text(pattern)})`
  const value = kind === 'DATE' ? `CAST(${read} AS DATE)` : kind === 'TIMESTAMP' ? timestampOf(read) : read
  return `CASE WHEN regexp_full_match(${text}, ${context.text(usual)}) THEN coalesce(${value}, ${exact}) ELSE ${exact} END`
}

/** The format with each element replaced; undefined where one has no replacement. */
function translate(
  format: string,
  element: (name: string) => string | undefined,
  literal: (text: string) => string = (text) => text,
): string | undefined {
  let result = ''
  for (const [text, name] of format.matchAll(/%(E\d{0,2}[*]?[A-Za-z]|[\s\S]?)|[^%]+/g)) {
    const piece = name === undefined ? literal(text) : element(name)
    if (piece === undefined) return undefined
    result += piece
  }
  return result
}
