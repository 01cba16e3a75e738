import type { YamlScalar } from './node.ts'

type Resolved = Pick<YamlScalar, 'type' | 'value'>

/** A text that looks like a date or a time but is none, such as `2024-02-30`; PyYAML fails on it. */
export class ImpossibleDate extends Error {}

/**
 * What a plain (unquoted) scalar means in YAML 1.1 as PyYAML reads it: `yes` and `off` are booleans, `010` is 8, `1:30`
 * is 90, `1_000` is 1000, `2024-01-31` is a date; `1e5` is a text, as a float needs a dot and a signed exponent.
 *
 * @throws {ImpossibleDate}
 * @see https://yaml.org/type/
 */
export function resolvePlain(text: string): Resolved {
  if (text === '') return NULL
  const first = text.charCodeAt(0)
  if (isDigit(first) || first === PLUS || first === MINUS || first === DOT) return resolveNumber(text, first)
  return WORDS.get(text) ?? { type: 'string', value: text }
}

/** The value of a scalar with one of YAML's own tags, or undefined where the text does not fit the tag. */
export function resolveTagged(tag: string, text: string): Resolved | undefined {
  if (tag === 'str') return { type: 'string', value: text }
  if (tag === 'binary') return { type: 'binary', value: text.replace(/\s/g, '') }
  const plain = resolvePlain(text)
  if (tag === 'float' && plain.type === 'integer') return { type: 'float', value: Number(plain.value) }
  return plain.type === TAG_TYPES[tag] || (tag === 'timestamp' && plain.type === 'date') ? plain : undefined
}

const TAG_TYPES: Readonly<Record<string, Resolved['type']>> = {
  null: 'null',
  bool: 'boolean',
  int: 'integer',
  float: 'float',
  timestamp: 'timestamp',
}

const NULL: Resolved = { type: 'null', value: null }
const WORDS = new Map<string, Resolved>([
  ...['~', 'null', 'Null', 'NULL'].map((word) => [word, NULL] as const),
  ...['yes', 'true', 'on'].flatMap(spellings).map((word) => [word, { type: 'boolean', value: true }] as const),
  ...['no', 'false', 'off'].flatMap(spellings).map((word) => [word, { type: 'boolean', value: false }] as const),
])

function spellings(word: string): string[] {
  return [word, word[0]!.toUpperCase() + word.slice(1), word.toUpperCase()]
}

const PLUS = 0x2b
const MINUS = 0x2d
const DOT = 0x2e

const INTEGER = /^[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]+|0|[1-9][0-9_]*)$/
const SEXAGESIMAL_INTEGER = /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+$/
const FLOAT = /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+][0-9]+)?$/
const SEXAGESIMAL_FLOAT = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$/
const INFINITY = /^[-+]?\.(?:inf|Inf|INF)$/
const NOT_A_NUMBER = /^\.(?:nan|NaN|NAN)$/
const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/
const TIMESTAMP =
  /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt]|[ \t]+)([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]*))?(?:[ \t]*(?:(Z)|([-+])([0-9]{1,2})(?::([0-9]{2}))?))?$/

function resolveNumber(text: string, first: number): Resolved {
  if (INTEGER.test(text)) return integer(text)
  if (FLOAT.test(text)) return { type: 'float', value: Number(text.replace(/_/g, '')) }
  if (isDigit(first) && text.charCodeAt(4) === MINUS) return resolveTime(text)
  if (INFINITY.test(text)) return { type: 'float', value: first === MINUS ? -Infinity : Infinity }
  if (NOT_A_NUMBER.test(text)) return { type: 'float', value: Number.NaN }
  if (SEXAGESIMAL_INTEGER.test(text)) return { type: 'integer', value: narrow(sexagesimal(text)) }
  if (SEXAGESIMAL_FLOAT.test(text)) return { type: 'float', value: sexagesimalFloat(text) }
  return { type: 'string', value: text }
}

function integer(text: string): Resolved {
  const negative = text.charCodeAt(0) === MINUS
  const digits = text.replace(/[-+_]/g, '')
  const isOctal = digits.length > 1 && /^0[0-7]/.test(digits)
  // `0b_` and `0x_` have the form of a number and no digits: PyYAML fails on them, a text is the gentler reading
  if (digits === '0b' || digits === '0x') return { type: 'string', value: text }
  const value = BigInt(isOctal ? `0o${digits.slice(1)}` : digits)
  return { type: 'integer', value: narrow(negative ? -value : value) }
}

function sexagesimal(text: string): bigint {
  const negative = text.startsWith('-')
  const parts = text.replace(/[-+_]/g, '').split(':')
  const value = parts.reduce((sum, part) => sum * 60n + BigInt(part), 0n)
  return negative ? -value : value
}

function sexagesimalFloat(text: string): number {
  const parts = text.replace(/[-+_]/g, '').split(':')
  const value = parts.reduce((sum, part) => sum * 60 + Number(part), 0)
  return text.startsWith('-') ? -value : value
}

function narrow(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value
}

function resolveTime(text: string): Resolved {
  if (DATE.test(text)) {
    requireDate(Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8)), text)
    return { type: 'date', value: text }
  }
  const match = TIMESTAMP.exec(text)
  if (match) return { type: 'timestamp', value: isoTimestamp(text, match) }
  return { type: 'string', value: text }
}

/** As Python's `datetime.isoformat` writes it: `2024-01-31T10:00:00.250000+00:00`. */
function isoTimestamp(text: string, match: RegExpExecArray): string {
  const [, year, month, day, hour, minute, second, fraction, utc, sign, zoneHour, zoneMinute] = match
  requireDate(Number(year), Number(month), Number(day), text)
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) throw new ImpossibleDate(text)
  const micros = (fraction ?? '').slice(0, 6).padEnd(6, '0')
  const date = `${year}-${pad(month)}-${pad(day)}T${pad(hour)}:${minute}:${second}`
  return date + (Number(micros) === 0 ? '' : `.${micros}`) + zone(text, utc, sign, zoneHour, zoneMinute)
}

function zone(text: string, utc?: string, sign?: string, hour?: string, minute?: string): string {
  if (utc !== undefined) return '+00:00'
  if (sign === undefined) return ''
  const minutes = Number(hour) * 60 + Number(minute ?? 0)
  if (minutes >= 24 * 60) throw new ImpossibleDate(text)
  return `${minutes === 0 ? '+' : sign}${pad(String(Math.floor(minutes / 60)))}:${pad(String(minutes % 60))}`
}

function requireDate(year: number, month: number, day: number, text: string): void {
  const lastDay = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
  if (year < 1 || day < 1 || day > lastDay) throw new ImpossibleDate(text)
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

function pad(text: string | undefined): string {
  return (text ?? '').padStart(2, '0')
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}
