import { formatType, type Type } from '../../../../googlesql/types.ts'
import type { Value } from '../../../../googlesql/value.ts'
import { decimalOfFloat, decimalOfText } from './exact-decimal.ts'
import { readJson } from './json/parse.ts'
import { prettyJson, printJson } from './json/value.ts'
import { group, printFloat } from './printf-float.ts'
import { valueText } from './value-text.ts'

/** What a conversion asks for, with `*` filled in. */
export interface ConversionStyle {
  readonly left: boolean
  readonly sign: '+' | ' ' | ''
  readonly alternate: boolean
  readonly zeros: boolean
  readonly grouped: boolean
  readonly width: number
  readonly precision?: number
  readonly letter: string
}

/** The text of a value; NULL where that makes the whole text NULL. @throws when the value's type does not fit */
export type Convert = (value: Value, type: Type, style: ConversionStyle) => string | null

export const CONVERSIONS: Readonly<Record<string, Convert>> = {
  d: integer,
  i: integer,
  o: integer,
  x: integer,
  X: integer,
  f: float,
  F: float,
  e: float,
  E: float,
  g: float,
  G: float,
  s: (value, type, style) => {
    expectType(type, ['STRING'], '%s')
    // as in C, a text ends at NUL
    return value === null ? null : padText((value as string).replace(/\0.*$/s, ''), style)
  },
  t: (value, type, style) => padText(valueText(value, type, 'text'), style),
  T: (value, type, style) => padText(valueText(value, type, 'literal'), style),
  p: (value, type, style) => json(value, type, style, printJson),
  P: (value, type, style) => json(value, type, style, prettyJson),
}

function json(value: Value, type: Type, style: ConversionStyle, print: typeof printJson): string | null {
  expectType(type, ['JSON'], '%p')
  return value === null ? null : padText(print(readJson(value as string)), style)
}

function integer(value: Value, type: Type, style: ConversionStyle): string | null {
  expectType(type, ['INT64'], `%${style.letter}`)
  if (value === null) return null
  const number = value as bigint
  const size = number < 0n ? -number : number
  const [radix, groupSize, separator] = RADIX[style.letter]!
  // C's own printf, which does the plain ones, writes no digit of 0 for `.0`, and pads with zeros only where there is no precision
  const plain = radix === 10 && !style.grouped
  const bare = plain && style.precision === 0 && size === 0n ? '' : size.toString(radix)
  let digits = (style.letter === 'o' && style.alternate ? `0${bare}` : bare).padStart(style.precision ?? 0, '0')
  if (style.grouped) digits = group(digits, groupSize, separator)
  const zeros = style.zeros && (style.precision === undefined || !plain)
  const prefix = style.alternate && radix === 16 ? '0x' : ''
  const text = padNumber(number < 0n ? '-' : style.sign, prefix + digits, prefix.length, style, zeros)
  return style.letter === 'X' ? text.toUpperCase() : text
}

const RADIX: Readonly<Record<string, readonly [radix: number, groupSize: number, separator: string]>> = {
  d: [10, 3, ','],
  i: [10, 3, ','],
  o: [8, 4, ','],
  x: [16, 4, ':'],
  X: [16, 4, ':'],
}

function float(value: Value, type: Type, style: ConversionStyle): string | null {
  expectType(type, ['FLOAT64', 'NUMERIC', 'BIGNUMERIC'], `%${style.letter}`)
  if (value === null) return null
  if (typeof value === 'number' && !Number.isFinite(value))
    return upperCased(padNumber(signOf(value < 0, style), Number.isNaN(value) ? 'nan' : 'inf', 0, style, false), style)
  const decimal = typeof value === 'number' ? decimalOfFloat(value) : decimalOfText(value as string)
  const digits = printFloat(decimal, {
    conversion: style.letter.toLowerCase() as 'f' | 'e' | 'g',
    precision: style.precision ?? 6,
    alternate: style.alternate,
    grouped: style.grouped,
    rounding: typeof value === 'number' ? 'half-even' : 'half-away',
  })
  return upperCased(padNumber(signOf(decimal.negative, style), digits, 0, style, style.zeros), style)
}

function signOf(negative: boolean, style: ConversionStyle): string {
  return negative ? '-' : style.sign
}

function upperCased(text: string, style: ConversionStyle): string {
  return style.letter < 'a' ? text.toUpperCase() : text
}

/** Pads to the width: zeros go behind the sign and a prefix of `prefix` characters. */
function padNumber(sign: string, digits: string, prefix: number, style: ConversionStyle, zeros: boolean): string {
  if (style.left) return (sign + digits).padEnd(style.width)
  if (!zeros) return (sign + digits).padStart(style.width)
  return sign + digits.slice(0, prefix) + digits.slice(prefix).padStart(style.width - sign.length - prefix, '0')
}

/** Cut to the precision and padded to the width, in code points. */
function padText(text: string, style: ConversionStyle): string {
  const characters = style.precision === undefined ? text : Array.from(text).slice(0, style.precision).join('')
  const missing = ' '.repeat(Math.max(style.width - Array.from(characters).length, 0))
  return style.left ? characters + missing : missing + characters
}

export function expectType(type: Type, names: readonly string[], conversion: string): void {
  if (type.kind !== 'scalar' || !names.includes(type.name)) {
    throw new Error(`FORMAT's ${conversion} takes ${names.join(' or ')}, not ${formatType(type)}`)
  }
}
