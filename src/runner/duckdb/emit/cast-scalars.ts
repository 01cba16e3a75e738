import { parseDate, parseDatetime, parseRange, parseTime, parseTimestamp } from '../../../googlesql/literals.ts'
import {
  BIGNUMERIC,
  FLOAT64,
  INTERVAL,
  NUMERIC,
  type RangeType,
  type ScalarTypeName,
  STRING,
  type Type,
} from '../../../googlesql/types.ts'
import type { Value } from '../../../googlesql/value.ts'
import type { ScalarFunction } from '../emit-context.ts'
import { decimalOfFloat, rescale } from '../functions/scalar/exact-decimal.ts'
import { formatInterval, type IntervalParts } from '../interval.ts'
import { formatDecimal, formatFloat } from '../number-text.ts'

/** Reads a text; undefined where it is no such value. */
type TextReader = (text: string) => Value | undefined

interface TextCast {
  readonly read: TextReader
  readonly failure: (text: string) => string
}

const BLANKS = /^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g
const MAX_INT64 = 2n ** 63n - 1n
const MAX_NUMERIC = 10n ** 38n - 1n

/** The texts that BigQuery casts, beyond those that DuckDB reads as fast and alike; the messages are the evaluator's. */
const TEXT_CASTS: Partial<Record<ScalarTypeName, TextCast>> = {
  INT64: { read: readInteger, failure: (text) => `Bad int64 value: ${text}` },
  FLOAT64: { read: readFloat, failure: (text) => `Bad double value: ${text}` },
  NUMERIC: { read: readNumeric, failure: (text) => `Invalid NUMERIC value: ${text}` },
  DATE: { read: parseDate, failure: (text) => `Invalid date: '${text}'` },
  TIME: { read: parseTime, failure: (text) => `Invalid time string "${text}"` },
  DATETIME: { read: parseDatetime, failure: (text) => `Invalid datetime string "${text}"` },
  TIMESTAMP: { read: parseTimestamp, failure: (text) => `Invalid timestamp: '${text}'` },
  INTERVAL: { read: readInterval, failure: (text) => `Invalid INTERVAL value '${text}'` },
}

/** Casts a STRING to a scalar type; `safe` gives NULL where the other fails. */
export function textCast(name: ScalarTypeName, safe: boolean): ScalarFunction | undefined {
  const cast = TEXT_CASTS[name]
  return (
    cast && readerFunction(`${safe ? 'safe_' : ''}cast_to_${name.toLowerCase()}`, { kind: 'scalar', name }, cast, safe)
  )
}

export function rangeTextCast(type: RangeType, safe: boolean): ScalarFunction {
  const read = TEXT_CASTS[type.element.name]!.read as (text: string) => string | undefined
  const cast = {
    read: (text: string) => parseRange(text, read),
    failure: (text: string) => `Invalid RANGE value: ${text}`,
  }
  return readerFunction(`${safe ? 'safe_' : ''}cast_to_range_${type.element.name.toLowerCase()}`, type, cast, safe)
}

function readerFunction(name: string, returns: Type, { read, failure }: TextCast, safe: boolean): ScalarFunction {
  return {
    name,
    parameters: [STRING],
    returns,
    evaluate: (text) => {
      const value = read(text as string)
      if (value === undefined && !safe) throw new Error(failure(text as string))
      return value ?? null
    },
  }
}

function readInteger(text: string): bigint | undefined {
  const match = /^([+-]?)(0[xX][0-9a-fA-F]+|[0-9]+)$/.exec(text.replace(BLANKS, ''))
  if (!match) return undefined
  const value = match[1] === '-' ? -BigInt(match[2]!) : BigInt(match[2]!)
  return value > MAX_INT64 || value < -MAX_INT64 - 1n ? undefined : value
}

function readFloat(text: string): number | undefined {
  const trimmed = text.replace(BLANKS, '')
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(trimmed)) return Number(trimmed)
  const named = /^([+-]?)(?:(inf(?:inity)?)|nan(?:\(\w*\))?)$/i.exec(trimmed)
  if (named) return named[2] ? (named[1] === '-' ? -Infinity : Infinity) : NaN
  return readHexadecimalFloat(trimmed)
}

function readHexadecimalFloat(text: string): number | undefined {
  const match = /^([+-]?)0[xX]([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?(?:[pP]([+-]?\d+))?$/.exec(text)
  const digits = (match?.[2] ?? '') + (match?.[3] ?? '')
  // more than 13 hexadecimal digits would have to be rounded
  if (!match || digits === '' || digits.length > 13) return undefined
  const value = Number.parseInt(digits, 16) * 2 ** (Number(match[4] ?? 0) - 4 * (match[3] ?? '').length)
  return match[1] === '-' ? -value : value
}

/** Digits beyond the ninth after the point are rounded half away from zero. */
function readNumeric(text: string): string | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$/.exec(text.replace(BLANKS, ''))
  if (!match || !(match[2] || match[3])) return undefined
  const digits = BigInt(match[2]! + (match[3] ?? ''))
  const shift = 9 - (match[3] ?? '').length + Number(match[4] ?? 0)
  if (shift > 100 && digits !== 0n) return undefined
  const unscaled = digits === 0n ? 0n : shift >= 0 ? digits * 10n ** BigInt(shift) : roundedQuotient(digits, -shift)
  return unscaled > MAX_NUMERIC ? undefined : formatDecimal(match[1] === '-' ? -unscaled : unscaled, 9)
}

function roundedQuotient(digits: bigint, places: number): bigint {
  if (places > digits.toString().length) return 0n
  const divisor = 10n ** BigInt(places)
  return (digits + divisor / 2n) / divisor
}

/** `1-2 3 4:5:6` with parts left out, or ISO 8601. */
function readInterval(text: string): string | undefined {
  const parts = text.startsWith('P') ? isoInterval(text) : plainInterval(text.split(' '))
  const isKnown = parts && Math.abs(parts.months) <= 120_000 && Math.abs(parts.days) <= 3_660_000
  return isKnown ? formatInterval(parts) : undefined
}

/** Without a unit only these parts can be told apart: months, months days, months days clock, days clock, a clock with seconds. */
function plainInterval(words: readonly string[]): IntervalParts | undefined {
  const months = /^([+-]?)(\d+)-(\d+)$/.exec(words[0]!)
  const rest = months ? words.slice(1) : words
  const days = /^[+-]?\d+$/.exec(rest[0] ?? '')
  const clock = /^([+-]?)(\d+):(\d+)(?::(\d+)(?:\.(\d{1,6}))?)?$/.exec((days ? rest[1] : rest[0]) ?? '')
  const isForm = days ? months !== null || clock !== null : months ? rest.length === 0 : clock?.[4] !== undefined
  if (!isForm || rest.length !== (days ? 1 : 0) + (clock ? 1 : 0)) return undefined
  const size = months ? Number(months[2]) * 12 + Number(months[3]) : 0
  return {
    months: months?.[1] === '-' ? -size : size,
    days: Number(days?.[0] ?? 0),
    micros: clock ? clockMicros(clock.slice(1)) : 0n,
  }
}

function clockMicros([sign, hours, minutes, seconds = '0', fraction = '']: (string | undefined)[]): bigint {
  const size =
    ((BigInt(hours!) * 60n + BigInt(minutes!)) * 60n + BigInt(seconds)) * 1_000_000n + BigInt(fraction.padEnd(6, '0'))
  return sign === '-' ? -size : size
}

const ISO_INTERVAL =
  /^P(?!$)(?:([+-]?\d+)Y)?(?:([+-]?\d+)M)?(?:([+-]?\d+)W)?(?:([+-]?\d+)D)?(?:T(?=[+\-\d])(?:([+-]?\d+)H)?(?:([+-]?\d+)M)?(?:([+-]?)(\d+)(?:\.(\d{1,6}))?S)?)?$/

function isoInterval(text: string): IntervalParts | undefined {
  const match = ISO_INTERVAL.exec(text)
  if (!match) return undefined
  const number = (group: number) => Number(match[group] ?? 0)
  const seconds = clockMicros([match[7], '0', '0', match[8], match[9]])
  const micros = (BigInt(match[5] ?? 0) * 3600n + BigInt(match[6] ?? 0) * 60n) * 1_000_000n + seconds
  return { months: number(1) * 12 + number(2), days: number(3) * 7 + number(4), micros }
}

/** FLOAT64 as text; see `formatFloat`. */
export const FLOAT_TO_TEXT: ScalarFunction = {
  name: 'float64_to_text',
  parameters: [FLOAT64],
  returns: STRING,
  evaluate: (value) => formatFloat(value as number),
}

/** The exact value of a FLOAT64, rounded to nine digits after the point half away from zero. */
export function floatToNumeric(safe: boolean): ScalarFunction {
  return {
    name: safe ? 'safe_float64_to_numeric' : 'float64_to_numeric',
    parameters: [FLOAT64],
    returns: NUMERIC,
    evaluate: (value) => {
      const text = exactNumeric(value as number)
      if (text === undefined && !safe) throw new Error(numericFailure(value as number))
      return text ?? null
    },
  }
}

/** The exact value of a FLOAT64, where that has at most 15 digits after the point and 23 before it. */
export const FLOAT_TO_BIGNUMERIC: ScalarFunction = {
  name: 'float64_to_bignumeric',
  parameters: [FLOAT64],
  returns: BIGNUMERIC,
  evaluate: (value) => {
    const number = value as number
    const exact = decimalOfFloat(Number.isFinite(number) ? number : 0)
    const isHeld = exact.digits % 10n ** BigInt(Math.max(exact.scale - 15, 0)) === 0n && Math.abs(number) < 1e23
    if (!isHeld) throw new Error(`the embedded warehouse cannot hold ${formatFloat(number)} as a BIGNUMERIC exactly`)
    const { digits, negative } = rescale(exact, 15, 'half-away')
    return formatDecimal(negative ? -digits : digits, 15)
  },
}

function numericFailure(value: number): string {
  return Number.isFinite(value)
    ? `numeric out of range: ${formatFloat(value)}`
    : `Illegal conversion of non-finite floating point number to numeric: ${formatFloat(value)}`
}

function exactNumeric(value: number): string | undefined {
  if (!Number.isFinite(value)) return undefined
  const { digits, negative } = rescale(decimalOfFloat(value), 9, 'half-away')
  return digits > MAX_NUMERIC ? undefined : formatDecimal(negative ? -digits : digits, 9)
}

export const INTERVAL_TO_TEXT: ScalarFunction = {
  name: 'interval_to_text',
  parameters: [INTERVAL],
  returns: STRING,
  evaluate: (value) => value,
}
