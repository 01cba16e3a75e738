import { formatType, STRING, type Type } from '../../../../googlesql/types.ts'
import type { Value } from '../../../../googlesql/value.ts'
import type { ScalarFunction } from '../../emit-context.ts'
import { CONVERSIONS, type ConversionStyle, expectType } from './format-conversions.ts'
import { type Conversion, parsePattern } from './format-pattern.ts'
import { rememberingLast } from './json/path.ts'

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
  const style: ConversionStyle = {
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
