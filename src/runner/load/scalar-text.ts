import {
  parseBignumeric,
  parseDate,
  parseDatetime,
  parseNumeric,
  parseTime,
  parseTimestamp,
} from '../../googlesql/literals.ts'
import type { ScalarTypeName } from '../../googlesql/types.ts'
import { WrittenNumber } from './exact-json.ts'
import { parseInterval } from './interval-text.ts'
import { jsonColumnText } from './json-column.ts'
import { isDate } from './plain-row.ts'

/**
 * A value in BigQuery's JSON form as JSON text in the one form that the warehouse's files take: dates and times canonical, TIMESTAMP in
 * UTC, NUMERIC as text, BYTES as base64, JSON as text of JSON, INTERVAL as an object. Undefined: it is no such value.
 *
 * @param asWritten a JavaScript number is surely what was written, since all that are not are `WrittenNumber`s; otherwise the answer may
 *   be `INEXACT`: look the number up in the text that it was read from
 */
export type ScalarText = (value: unknown, asWritten: boolean) => string | undefined | typeof INEXACT

export const INEXACT = Symbol('inexact')

export const SCALAR_TEXTS: Readonly<Record<ScalarTypeName, ScalarText>> = {
  BOOL: boolText,
  INT64: integerText,
  FLOAT64: floatText,
  NUMERIC: (value, asWritten) => decimalText(value, parseNumeric, asWritten),
  BIGNUMERIC: (value, asWritten) => decimalText(value, parseStoredBignumeric, asWritten),
  STRING: stringText,
  BYTES: bytesText,
  DATE: dateText,
  DATETIME: (value) => quoted(typeof value === 'string' ? parseDatetime(value) : undefined),
  TIME: (value) => quoted(typeof value === 'string' ? parseTime(value) : undefined),
  TIMESTAMP: timestampText,
  INTERVAL: (value) => (typeof value === 'string' ? parseInterval(value) : undefined),
  JSON: (value) => quotedText(jsonColumnText(value)),
  GEOGRAPHY: (value) => (typeof value === 'string' ? textOf(value) : undefined),
}

function quoted(text: string | undefined): string | undefined {
  return text === undefined ? undefined : `"${text}"`
}

function quotedText(text: string | undefined): string | undefined {
  return text === undefined ? undefined : textOf(text)
}

/** JSON of a text; a lone surrogate, which UTF-8 cannot hold, becomes U+FFFD. */
export function textOf(text: string): string {
  const json = JSON.stringify(text)
  // JSON.stringify writes nothing else of a text that begins like this, but `\\ud` too.
  return json.includes('\\ud') ? JSON.stringify(text.replace(/\p{Surrogate}/gu, '\ufffd')) : json
}

function boolText(value: unknown): string | undefined {
  if (typeof value === 'boolean') return String(value)
  const text = typeof value === 'string' ? value.toLowerCase() : ''
  return text === 'true' || text === 'false' ? text : undefined
}

function integerText(value: unknown, asWritten: boolean): string | undefined | typeof INEXACT {
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return String(value === 0 ? 0 : value)
    if (!Number.isInteger(value)) return undefined
    // As written, only those come as numbers that JavaScript prints with the same digits.
    return asWritten ? inInt64(BigInt(value)) : INEXACT
  }
  if (typeof value === 'bigint') return inInt64(value)
  if (value instanceof WrittenNumber) return integerOfNumber(value.text)
  return typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value)
    ? inInt64(BigInt(value.trim().replace(/^\+/, '')))
    : undefined
}

/** `1.0` and `1e3` are whole numbers too. */
function integerOfNumber(text: string): string | undefined {
  const decimal = parseNumeric(text)
  return decimal === undefined || decimal.includes('.') ? undefined : inInt64(BigInt(decimal))
}

function inInt64(value: bigint): string | undefined {
  return BigInt.asIntN(64, value) === value ? String(value) : undefined
}

const SPECIAL_FLOATS: Readonly<Record<string, string>> = {
  nan: '"NaN"',
  inf: '"Infinity"',
  '+inf': '"Infinity"',
  infinity: '"Infinity"',
  '+infinity': '"Infinity"',
  '-inf': '"-Infinity"',
  '-infinity': '"-Infinity"',
}

function floatText(value: unknown): string | undefined {
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'bigint') return String(Number(value))
  if (value instanceof WrittenNumber) return floatText(value.text)
  if (typeof value !== 'string') return undefined
  const text = value.trim().toLowerCase()
  if (SPECIAL_FLOATS[text] !== undefined) return SPECIAL_FLOATS[text]
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/.test(text)) return undefined
  return numberText(Number(text))
}

function numberText(value: number): string | undefined {
  if (Object.is(value, -0)) return '-0.0'
  return Number.isFinite(value) ? String(value) : undefined
}

function decimalText(
  value: unknown,
  parse: (text: string) => string | undefined,
  asWritten: boolean,
): string | undefined | typeof INEXACT {
  if (typeof value === 'number' && !asWritten && !Number.isSafeInteger(value)) return INEXACT
  if (value instanceof WrittenNumber) return quoted(parse(value.text))
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return undefined
  return quoted(parse(String(value)))
}

/** A BIGNUMERIC is stored with 23 digits before the point and 15 behind it; what has more is refused, never rounded. */
function parseStoredBignumeric(text: string): string | undefined {
  const [whole = '', fraction = ''] = (parseBignumeric(text) ?? '').replace(/^-/, '').split('.')
  return whole !== '' && whole.length <= 23 && fraction.length <= 15 ? parseBignumeric(text) : undefined
}

function stringText(value: unknown, asWritten: boolean): string | undefined | typeof INEXACT {
  if (typeof value === 'string') return textOf(value)
  if (typeof value === 'boolean' || typeof value === 'bigint') return `"${value}"`
  if (value instanceof WrittenNumber) return `"${value.text}"`
  if (typeof value !== 'number') return undefined
  return asWritten ? `"${value}"` : INEXACT
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

function bytesText(value: unknown): string | undefined {
  return typeof value === 'string' && BASE64.test(value) ? `"${value}"` : undefined
}

function dateText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  return quoted(isDate(value) ? value : parseDate(value))
}

const USUAL_TIMESTAMP =
  /^(\d{4}-\d\d-\d\d)[ T]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?)(?:Z| UTC|\+00(?::?00)?)?$/

function timestampText(value: unknown): string | undefined {
  if (typeof value === 'string') {
    const usual = USUAL_TIMESTAMP.exec(value)
    if (usual !== null && isDate(usual[1]!)) return `"${usual[1]} ${usual[2]}+00"`
    return quoted(parseTimestamp(withSeconds(value)) ?? timestampOfSeconds(value))
  }
  if (typeof value === 'number' || typeof value === 'bigint') return quoted(timestampOfSeconds(String(value)))
  return value instanceof WrittenNumber ? quoted(timestampOfSeconds(value.text)) : undefined
}

/** Loads, other than CAST, take `2019-04-01 10:00` too: a test of mozilla/bigquery-etl (addon_aggregates_v2) loads it. */
function withSeconds(text: string): string {
  return text.replace(/^(\d{4}-\d{1,2}-\d{1,2}[ Tt]\d{1,2}:\d{1,2})(?=$|[^:\d])/, '$1:00')
}

/** Seconds since 1970, perhaps with a fraction, or as `1.6E9`. */
function timestampOfSeconds(text: string): string | undefined {
  if (!/^-?\d+(?:\.\d*)?(?:[eE][+]?\d+)?$/.test(text.trim())) return undefined
  const decimal = parseBignumeric(text.trim())
  if (decimal === undefined) return undefined
  const [whole = '0', fraction = ''] = decimal.replace('-', '').split('.')
  // Floats of seconds carry noise behind the microseconds.
  const digits = BigInt(whole) * 10_000_000n + BigInt(fraction.padEnd(7, '0').slice(0, 7))
  const micros = ((digits + 5n) / 10n) * (decimal.startsWith('-') ? -1n : 1n)
  if (micros < -62_135_596_800_000_000n || micros > 253_402_300_799_999_999n) return undefined
  const seconds = Number((micros - (((micros % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1_000_000n)
  const rest = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n
  return `${new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')}.${String(rest).padStart(6, '0')}+00`
}
