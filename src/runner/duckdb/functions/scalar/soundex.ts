import { STRING } from '../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../emit-context.ts'

/**
 * SOUNDEX: the first letter as it is, then the codes of three consonants. Equal codes in a row count once, whatever vowels stand
 * between them; what is no ASCII letter is passed over.
 */
export const soundexText: ScalarFunction = {
  name: 'soundex',
  parameters: [STRING],
  returns: STRING,
  evaluate: (text) => {
    const letters = (text as string).replace(/[^A-Za-z]/g, '')
    if (letters === '') return ''
    let last = codeOf(letters[0]!)
    let codes = ''
    for (const letter of letters.slice(1)) {
      const code = codeOf(letter)
      if (code !== '' && code !== last) codes += code
      if (code !== '') last = code
    }
    return letters[0]! + codes.slice(0, 3).padEnd(3, '0')
  },
}

const GROUPS = ['BFPV', 'CGJKQSXZ', 'DT', 'L', 'MN', 'R']

/** Empty for vowels, H, W and Y. */
function codeOf(letter: string): string {
  const group = GROUPS.findIndex((letters) => letters.includes(letter.toUpperCase()))
  return group < 0 ? '' : String(group + 1)
}
