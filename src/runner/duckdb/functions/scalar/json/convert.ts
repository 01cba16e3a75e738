import { arrayOf, BOOL, FLOAT64, INT64, JSON_TYPE, type ScalarType, STRING } from '../../../../../googlesql/types.ts'
import type { Value } from '../../../../../googlesql/value.ts'
import type { ScalarFunction } from '../../../emit-context.ts'
import { formatFloat } from '../../../number-text.ts'
import { decimalOfFloat, decimalOfText, rescale } from '../exact-decimal.ts'
import { wideNumbers } from './make.ts'
import { readJson } from './parse.ts'
import type { Json } from './value.ts'

type Target = 'BOOL' | 'INT64' | 'FLOAT64' | 'STRING'
const TYPES: Readonly<Record<Target, ScalarType>> = { BOOL, INT64, FLOAT64, STRING }

/** BOOL(json), INT64(json) …: JSON of that type, or an error. `array`: BOOL_ARRAY(json) …. */
export function strictConversion(target: Target, array: boolean): ScalarFunction {
  const convert = STRICT[target]
  return {
    name: `json_to_${target}${array ? '_array' : ''}`,
    parameters: target === 'FLOAT64' ? [JSON_TYPE, STRING] : [JSON_TYPE],
    returns: array ? arrayOf(TYPES[target]) : TYPES[target],
    evaluate: (text, mode) => {
      const exact = target === 'FLOAT64' && wideNumbers(mode as string) === 'exact'
      const value = readJson(text as string)
      if (!array) return convert(value, exact)
      if (!Array.isArray(value)) throw new Error('the JSON value is not an array')
      return value.map((item) => convert(item, exact))
    },
  }
}

/** LAX_BOOL(json) …: the nearest meaning, or NULL. */
export function laxConversion(target: Target, array: boolean): ScalarFunction {
  const convert = LAX[target]
  return {
    name: `json_lax_${target}${array ? '_array' : ''}`,
    parameters: [JSON_TYPE],
    returns: array ? arrayOf(TYPES[target]) : TYPES[target],
    evaluate: (text) => {
      const value = readJson(text as string)
      if (!array) return convert(value)
      return Array.isArray(value) ? value.map(convert) : null
    },
  }
}

const STRICT: Readonly<Record<Target, (value: Json, exact: boolean) => Value>> = {
  BOOL: (value) => (typeof value === 'boolean' ? value : refuse('a boolean')),
  STRING: (value) => (typeof value === 'string' ? value : refuse('a string')),
  INT64: (value) => {
    const whole = typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value
    return typeof whole === 'bigint' && isInt64(whole) ? whole : refuse('an integer')
  },
  FLOAT64: (value, exact) => {
    if (typeof value === 'number') return value
    if (typeof value !== 'bigint') return refuse('a number')
    if (exact && (value > 2n ** 53n || value < -(2n ** 53n)))
      throw new Error(`the JSON number ${value} cannot be a FLOAT64 without loss`)
    return Number(value)
  },
}

function refuse(wanted: string): never {
  throw new Error(`the JSON value is not ${wanted}`)
}

const LAX: Readonly<Record<Target, (value: Json) => Value>> = {
  BOOL: (value) => {
    if (typeof value === 'boolean') return value
    if (typeof value === 'string')
      return ({ true: true, false: false } as Record<string, boolean>)[value.toLowerCase()] ?? null
    if (typeof value === 'number') return value !== 0
    return typeof value === 'bigint' ? value !== 0n : null
  },
  INT64: (value) => {
    if (typeof value === 'boolean') return value ? 1n : 0n
    if (typeof value === 'bigint') return isInt64(value) ? value : null
    if (typeof value === 'number') return roundToInt64(decimalOfFloat(value))
    return typeof value === 'string' ? int64OfText(value) : null
  },
  FLOAT64: (value) => {
    if (typeof value === 'number' || typeof value === 'bigint') return Number(value)
    return typeof value === 'string' ? floatOfText(value) : null
  },
  STRING: (value) => {
    if (typeof value === 'number') return formatFloat(value)
    return value === null || typeof value === 'object' ? null : String(value)
  },
}

function isInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value
}

function roundToInt64(value: ReturnType<typeof decimalOfFloat>): bigint | null {
  const { digits, negative } = rescale(value, 0, 'half-away')
  return isInt64(negative ? -digits : digits) ? (negative ? -digits : digits) : null
}

function int64OfText(text: string): bigint | null {
  const match = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$/.exec(text.trim())
  if (!match) return null
  const [mantissa, exponent = '0'] = match[0].replace('+', '').split(/[eE]/) as [string, string?]
  const decimal = decimalOfText(mantissa.replace(/^(-?)\./, '$10.'))
  return roundToInt64({ ...decimal, scale: decimal.scale - Number(exponent) })
}

function floatOfText(text: string): number | null {
  const trimmed = text.trim()
  const special = /^([+-]?)(inf(?:inity)?|nan)$/i.exec(trimmed)
  if (special)
    return special[2]!.toLowerCase() === 'nan'
      ? Number.NaN
      : special[1] === '-'
        ? Number.NEGATIVE_INFINITY
        : Number.POSITIVE_INFINITY
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(trimmed) ? Number(trimmed) : hexFloat(trimmed)
}

/** C's `0x1.8p3`, which text-to-number conversion takes too. */
function hexFloat(text: string): number | null {
  const match = /^([+-]?)0x([0-9a-f]+)(?:\.([0-9a-f]*))?(?:p([+-]?\d{1,4}))?$/i.exec(text)
  if (!match) return null
  const [, sign, whole, fraction = '', exponent = '0'] = match
  const digits = BigInt(`0x${whole}${fraction}`)
  const size = Number(digits) * 2 ** (Number(exponent) - 4 * fraction.length)
  return sign === '-' ? -size : size
}
