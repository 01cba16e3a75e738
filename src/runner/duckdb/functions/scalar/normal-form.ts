import { STRING } from '../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../emit-context.ts'

export type NormalForm = 'NFC' | 'NFKC' | 'NFD' | 'NFKD'

/** NORMALIZE. */
export function normalizeText(form: NormalForm): ScalarFunction {
  return {
    name: `normalize_${form}`,
    parameters: [STRING],
    returns: STRING,
    evaluate: (text) => (text as string).normalize(form),
  }
}

/** NORMALIZE_AND_CASEFOLD. */
export function casefoldText(form: NormalForm): ScalarFunction {
  return {
    name: `normalize_and_casefold_${form}`,
    parameters: [STRING],
    returns: STRING,
    evaluate: (text) => casefold((text as string).normalize(form)),
  }
}

/** Unicode's full case folding, letter by letter. */
export function casefold(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
  return /^[\u0000-\u007f]*$/.test(text) ? text.toLowerCase() : Array.from(text, foldLetter).join('')
}

function foldLetter(letter: string): string {
  const code = letter.codePointAt(0)!
  // Cherokee folds to its capitals, the dotless i to itself
  if ((code >= 0x13f8 && code <= 0x13fd) || (code >= 0xab70 && code <= 0xabbf)) return letter.toUpperCase()
  if ((code >= 0x13a0 && code <= 0x13f5) || code === 0x131) return letter
  // letter by letter, for a sigma must not see that it ends a word
  return Array.from(letter.toLowerCase().toUpperCase(), (capital) => capital.toLowerCase()).join('')
}
