import { grisuDigits } from './shortest-digits.ts'

/**
 * A value of type JSON in memory: whole numbers from -2^63 to 2^64-1 are bigint, all other numbers FLOAT64. Keys are unique
 * (the first of equal ones counts) and print in the order of their UTF-8 bytes, as in BigQuery.
 */
export type Json = null | boolean | bigint | number | string | Json[] | JsonObject
export type JsonObject = Map<string, Json>

/** The compact text that BigQuery keeps of a JSON value. */
export function printJson(value: Json): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return quoteJson(value)
  if (typeof value === 'number') return printNumber(value)
  if (Array.isArray(value)) return `[${value.map(printJson).join(',')}]`
  if (value instanceof Map)
    return `{${sortedEntries(value)
      .map(([key, item]) => `${quoteJson(key)}:${printJson(item)}`)
      .join(',')}}`
  return String(value)
}

/** The same over several lines, indented by two spaces a level. */
export function prettyJson(value: Json, indent = ''): string {
  const inner = `${indent}  `
  if (Array.isArray(value) && value.length > 0) {
    return `[\n${value.map((item) => inner + prettyJson(item, inner)).join(',\n')}\n${indent}]`
  }
  if (value instanceof Map && value.size > 0) {
    const members = sortedEntries(value).map(([key, item]) => `${inner}${quoteJson(key)}: ${prettyJson(item, inner)}`)
    return `{\n${members.join(',\n')}\n${indent}}`
  }
  return printJson(value)
}

export function sortedEntries(object: JsonObject): readonly [string, Json][] {
  const entries = [...object]
  const sorted = entries.every(([key], index) => index === 0 || compareText(entries[index - 1]![0], key) < 0)
  return sorted ? entries : entries.sort(([a], [b]) => compareText(a, b))
}

/** A FLOAT64 inside JSON: an exponent from 1e15 on and below 1e-4, always a sign of being no whole number. */
export function printNumber(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const { digits, exponent } = grisuDigits(Math.abs(value))
  return (value < 0 ? '-' : '') + withPoint(digits, digits.length + exponent)
}

/** @param point how many of the digits stand before the point */
function withPoint(digits: string, point: number): string {
  if (point > 15 || point <= -4) {
    const power = String(Math.abs(point - 1)).padStart(2, '0')
    return `${digits[0]}${digits.length > 1 ? `.${digits.slice(1)}` : ''}e${point < 1 ? '-' : '+'}${power}`
  }
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`
  return `${digits.slice(0, point).padEnd(point, '0')}.${digits.slice(point) || '0'}`
}

/** A text between double quotes, with what JSON must escape escaped and nothing else. */
export function quoteJson(text: string): string {
  return NEEDS_ESCAPE.test(text) ? `"${text.replace(ESCAPED, escapeCharacter)}"` : `"${text}"`
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what JSON escapes
const NEEDS_ESCAPE = /["\\\u0000-\u001f]/
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what JSON escapes
const ESCAPED = /["\\\u0000-\u001f]/g
const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}

function escapeCharacter(character: string): string {
  return SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** Order of code points, which is that of UTF-8 bytes (`<` goes by UTF-16 units). */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const [left, right] = [a.charCodeAt(index), b.charCodeAt(index)]
    if (left !== right) return rank(left) - rank(right)
  }
  return a.length - b.length
}

/** Surrogates stand for code points above all single units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit
}
