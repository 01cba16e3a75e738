import { formatType, type ScalarType, type Type } from '../../../../../googlesql/types.ts'
import type { Value } from '../../../../../googlesql/value.ts'
import { formatFloat } from '../../../number-text.ts'
import { rangeBounds } from '../../../values.ts'
import { isoInterval, thousands } from '../value-text.ts'
import { quoteForText } from './lenient-text.ts'
import { readJson, sameDecimal } from './parse.ts'
import { type Json, prettyJson, printJson, printNumber } from './value.ts'

/** A value of any type as JSON, as TO_JSON makes it. `stringifyWide`: numbers beyond FLOAT64's exact reach become strings. */
export function toJson(value: Value, type: Type, stringifyWide = false): Json {
  if (value === null) return null
  if (type.kind === 'array') return (value as readonly Value[]).map((item) => toJson(item, type.element, stringifyWide))
  if (type.kind === 'struct') {
    const object = new Map<string, Json>()
    type.fields.forEach((field, index) => {
      if (!object.has(field.name))
        object.set(field.name, toJson((value as readonly Value[])[index] ?? null, field.type, stringifyWide))
    })
    return object
  }
  if (type.kind === 'range') return rangeJson(value as string, type.element)
  return scalarJson(value, type, stringifyWide)
}

function rangeJson(range: string, element: ScalarType): Json {
  const [start, end] = rangeBounds(range)
  return new Map([
    ['start', toJson(start, element)],
    ['end', toJson(end, element)],
  ])
}

const EXACT = 2n ** 53n

function scalarJson(value: Value, type: ScalarType, stringifyWide: boolean): Json {
  switch (type.name) {
    case 'BOOL':
      return value as boolean
    case 'INT64':
      return stringifyWide && isWide(value as bigint) ? String(value) : (value as bigint)
    case 'FLOAT64':
      return Number.isFinite(value) ? (value as number) + 0 : spelledFloat(value as number)
    case 'NUMERIC':
    case 'BIGNUMERIC':
      return decimalJson(value as string, stringifyWide)
    case 'JSON':
      return readJson(value as string)
    default:
      return plainText(value, type)
  }
}

function isWide(value: bigint): boolean {
  return value > EXACT || value < -EXACT
}

function decimalJson(text: string, stringifyWide: boolean): Json {
  const whole = text.includes('.') ? undefined : BigInt(text)
  if (whole !== undefined && whole >= -(2n ** 63n) && whole < 2n ** 64n)
    return stringifyWide && isWide(whole) ? text : whole
  const value = Number(text)
  return stringifyWide && !sameDecimal(text, printNumber(value)) ? text : value
}

function spelledFloat(value: number): string {
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity'
}

/** Dates, times, text and bytes: what stands between the quotes. */
function plainText(value: Value, type: ScalarType): string {
  switch (type.name) {
    case 'BYTES':
      return Buffer.from(value as Uint8Array).toString('base64')
    case 'DATETIME':
      return thousands(value as string).replace(' ', 'T')
    case 'TIMESTAMP':
      return thousands(value as string)
        .replace(' ', 'T')
        .replace(/\+00$/, 'Z')
    case 'TIME':
      return thousands(value as string)
    case 'INTERVAL':
      return isoInterval(value as string)
    case 'STRING':
    case 'DATE':
      return value as string
    default:
      throw new Error(`JSON of ${formatType(type)} is not known here`)
  }
}

/** TO_JSON_STRING's text: fields in their order, numbers that FLOAT64 cannot carry as strings. */
export function jsonText(value: Value, type: Type, indent?: string): string {
  if (value === null) return 'null'
  const inner = indent === undefined ? undefined : `${indent}  `
  if (type.kind === 'array') {
    return bracketed(
      '[',
      (value as readonly Value[]).map((item) => jsonText(item, type.element, inner)),
      ']',
      indent,
    )
  }
  if (type.kind === 'struct') {
    const colon = indent === undefined ? ':' : ': '
    const members = type.fields.map(
      (field, index) =>
        quoteForText(field.name) + colon + jsonText((value as readonly Value[])[index] ?? null, field.type, inner),
    )
    return bracketed('{', members, '}', indent)
  }
  if (type.kind === 'range') return rangeText(value as string, type.element, indent)
  return scalarText(value, type, indent)
}

function rangeText(range: string, element: ScalarType, indent: string | undefined): string {
  const colon = indent === undefined ? ':' : ': '
  const [start, end] = rangeBounds(range)
  return bracketed(
    '{',
    [`"start"${colon}${jsonText(start, element)}`, `"end"${colon}${jsonText(end, element)}`],
    '}',
    indent,
  )
}

function bracketed(open: string, items: readonly string[], close: string, indent: string | undefined): string {
  if (indent === undefined || items.length === 0) return open + items.join(',') + close
  return `${open}\n${items.map((item) => `${indent}  ${item}`).join(',\n')}\n${indent}${close}`
}

function scalarText(value: Value, type: ScalarType, indent: string | undefined): string {
  switch (type.name) {
    case 'BOOL':
      return String(value)
    case 'INT64':
      return isWide(value as bigint) ? `"${value}"` : String(value)
    case 'FLOAT64':
      return Number.isFinite(value) ? formatFloat(value as number) : `"${spelledFloat(value as number)}"`
    case 'NUMERIC':
    case 'BIGNUMERIC':
      return (value as string).includes('.') || isWide(BigInt(value as string)) ? `"${value}"` : (value as string)
    case 'JSON':
      return indent === undefined ? printJson(readJson(value as string)) : prettyJson(readJson(value as string), indent)
    default:
      return quoteForText(plainText(value, type))
  }
}
