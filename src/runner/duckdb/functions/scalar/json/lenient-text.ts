import { quoteJson } from './value.ts'

/** Halves of surrogate pairs are replaced one by one, even when they stand side by side. */
export function unitText(unit: number): string {
  return unit >= 0xd800 && unit < 0xe000 ? '\ufffd' : String.fromCharCode(unit)
}

/** As C's `%u` reads a number: from the left, as far as it goes; up to 64 bits, of which 32 are kept. */
export function indexNamed(name: string): number {
  const match = /^\s*([+-]?)(\d+)/.exec(name)
  if (!match) return -1
  const size = BigInt(match[2]!)
  if (size >= 2n ** 64n) return 2 ** 32 - 1
  return Number(BigInt.asUintN(32, match[1] === '-' ? -size : size))
}

/** What TO_JSON_STRING and the functions on JSON in a STRING write: line and paragraph separators are escaped too. */
export function quoteForText(text: string): string {
  return quoteJson(text).replace(/[\u2028\u2029]/g, (separator) => (separator === '\u2028' ? '\\u2028' : '\\u2029'))
}
