import { STRING } from '../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../emit-context.ts'

/** UPPER of any text: full mappings, `ß` is `SS` (DuckDB maps code point by code point). */
export const upperText: ScalarFunction = {
  name: 'upper_text',
  parameters: [STRING],
  returns: STRING,
  evaluate: (text) => (text as string).toUpperCase(),
}

/** LOWER of any text; a sigma at the end of a word is `ς`. */
export const lowerText: ScalarFunction = {
  name: 'lower_text',
  parameters: [STRING],
  returns: STRING,
  evaluate: (text) => (text as string).toLowerCase(),
}

/** INITCAP(text, delimiters). Letters map to single code points here: `ß` stays. */
export const initcapText: ScalarFunction = {
  name: 'initcap',
  parameters: [STRING, STRING],
  returns: STRING,
  evaluate: (text, delimiters) => {
    const separators = new Set(delimiters as string)
    let starts = true
    return Array.from(text as string, (character) => {
      const before = starts
      starts = separators.has(character)
      if (starts) return character
      return before ? upperLetter(character) : lowerLetter(character)
    }).join('')
  },
}

/** What separates words where INITCAP is not told. */
export const INITCAP_DELIMITERS =
  '\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000' +
  '[](){}/|<>!?@"^#$&~_,.:;*%+-\\'

function upperLetter(letter: string): string {
  const mapped = letter.toUpperCase()
  if (Array.from(mapped).length === 1) return mapped
  return IOTA_BELOW.get(letter) ?? letter
}

function lowerLetter(letter: string): string {
  return letter === '\u0130' ? 'i' : letter.toLowerCase()
}

/** Greek vowels with an iota below have a capital of their own, which JavaScript's full mapping passes over. */
const IOTA_BELOW: ReadonlyMap<string, string> = new Map([
  ...[0x1f80, 0x1f90, 0x1fa0].flatMap((first) =>
    Array.from({ length: 8 }, (_, index) => pair(first + index, first + index + 8)),
  ),
  pair(0x1fb3, 0x1fbc),
  pair(0x1fc3, 0x1fcc),
  pair(0x1ff3, 0x1ffc),
])

function pair(lower: number, upper: number): readonly [string, string] {
  return [String.fromCodePoint(lower), String.fromCodePoint(upper)]
}
