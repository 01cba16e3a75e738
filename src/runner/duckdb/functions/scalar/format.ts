import { formatType, STRING, type Type } from '../../../../googlesql/types.ts'
import type { Value } from '../../../../googlesql/value.ts'
import type { ScalarFunction } from '../../emit-context.ts'
import { decimalOfFloat, decimalOfText } from './exact-decimal.ts'
import { type Conversion, parsePattern } from './format-pattern.ts'
import { readJson } from './json/parse.ts'
import { rememberingLast } from './json/path.ts'
import { prettyJson, printJson } from './json/value.ts'
import { group, printFloat } from './printf-float.ts'
import { valueText } from './value-text.ts'

/**
 * FORMAT for arguments of these types.
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/string_functions#format_string
 */
export function formatFunction(types: readonly Type[]): ScalarFunction {
  const patternOf = rememberingLast(parsePattern)
  return {
    name: `format(${types.map(formatType).join(', ')})`,
    parameters: [STRING, ...types],
    returns: STRING,
    acceptsNull: true,
    evaluate: (pattern, ...values) => {
      if (pattern === null) return null
      const given = new FormatArguments(types, values)
      const pieces = patternOf(pattern as string).map((piece) =>
        typeof piece === 'string' ? piece : convert(piece, given),
      )
      given.finish()
      return pieces.includes(null) ? null : pieces.join('')
    },
  }
}

/** Hands out the arguments in order. */
class FormatArguments {
  readonly #types: readonly Type[]
  readonly #values: readonly Value[]
  #next = 0

  constructor(types: readonly Type[], values: readonly Value[]) {
    this.#types = types
    this.#values = values
  }

  take(): { readonly type: Type; readonly value: Value } {
    const type = this.#types[this.#next]
    if (type === undefined) throw new Error('too few arguments for the pattern of FORMAT')
    return { type, value: this.#values[this.#next++] ?? null }
  }

  /** @param written a size in the pattern; `*` takes it from the arguments. NULL where that is NULL. */
  size(written: number | '*' | undefined): number | null | undefined {
    if (written !== '*') return written
    const { type, value } = this.take()
    expectType(type, ['INT64'], '*')
    return value === null ? null : Number(value)
  }

  finish(): void {
    if (this.#next < this.#types.length) throw new Error('too many arguments for the pattern of FORMAT')
  }
}

/** The text of one conversion; NULL where an argument is NULL that must not be. */
function convert(conversion: Conversion, given: FormatArguments): string | null {
  const width = given.size(conversion.width)
  const precision = given.size(conversion.precision)
  const { type, value } = given.take()
  const style: Style = {
    left: conversion.flags.includes('-') || (width ?? 0) < 0,
    sign: conversion.flags.includes('+') ? '+' : conversion.flags.includes(' ') ? ' ' : '',
    alternate: conversion.flags.includes('#'),
    zeros: conversion.flags.includes('0'),
    grouped: conversion.flags.includes("'"),
    width: Math.abs(width ?? 0),
    ...(precision !== undefined && precision !== null && precision >= 0 && { precision }),
    letter: conversion.letter,
  }
  const text = CONVERSIONS[conversion.letter]!(value, type, style)
  return width === null || precision === null ? null : text
}

interface Style {
  readonly left: boolean
  readonly sign: '+' | ' ' | ''
  readonly alternate: boolean
  readonly zeros: boolean
  readonly grouped: boolean
  readonly width: number
  readonly precision?: number
  readonly letter: string
}

type Convert = (value: Value, type: Type, style: Style) => string | null

const CONVERSIONS: Readonly<Record<string, Convert>> = {
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

function json(value: Value, type: Type, style: Style, print: typeof printJson): string | null {
  expectType(type, ['JSON'], '%p')
  return value === null ? null : padText(print(readJson(value as string)), style)
}

function integer(value: Value, type: Type, style: Style): string | null {
  expectType(type, ['INT64'], `%${style.letter}`)
  if (value === null) return null
  const number = value as bigint
  const size = number < 0n ? -number : number
  const [radix, groupSize, separator] = RADIX[style.letter]!
  const bare = radix === 10 && style.precision === 0 && size === 0n ? '' : size.toString(radix)
  let digits = (style.letter === 'o' && style.alternate ? `0${bare}` : bare).padStart(style.precision ?? 0, '0')
  if (style.grouped) digits = group(digits, groupSize, separator)
  // a precision switches zero padding off only where C's own printf does the work
  const zeros = style.zeros && (style.precision === undefined || radix !== 10 || style.grouped)
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

function float(value: Value, type: Type, style: Style): string | null {
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

function signOf(negative: boolean, style: Style): string {
  return negative ? '-' : style.sign
}

function upperCased(text: string, style: Style): string {
  return style.letter < 'a' ? text.toUpperCase() : text
}

/** Pads to the width: zeros go behind the sign and a prefix of `prefix` characters. */
function padNumber(sign: string, digits: string, prefix: number, style: Style, zeros: boolean): string {
  if (style.left) return (sign + digits).padEnd(style.width)
  if (!zeros) return (sign + digits).padStart(style.width)
  return sign + digits.slice(0, prefix) + digits.slice(prefix).padStart(style.width - sign.length - prefix, '0')
}

/** Cut to the precision and padded to the width, in code points. */
function padText(text: string, style: Style): string {
  const characters = style.precision === undefined ? text : Array.from(text).slice(0, style.precision).join('')
  const missing = ' '.repeat(Math.max(style.width - Array.from(characters).length, 0))
  return style.left ? characters + missing : missing + characters
}

function expectType(type: Type, names: readonly string[], conversion: string): void {
  if (type.kind !== 'scalar' || !names.includes(type.name)) {
    throw new Error(`FORMAT's ${conversion} takes ${names.join(' or ')}, not ${formatType(type)}`)
  }
}
