import { layoutWords } from '../../src/generator/format/layout-words.ts'
import type { Piece } from '../../src/generator/format/piece.ts'
import { scanTemplate } from '../../src/generator/format/scan.ts'

/**
 * The same template badly laid out: other white space, other letters in keywords. What would be another text, or is a known
 * difference between the formatters, stays: words that stand together, comments' lines, the letters of possible names.
 */
export function scramble(text: string, seed: number): string {
  const random = randomNumbers(seed)
  const pieces = scanTemplate(text)
  let isOff = false
  let result = ''
  for (const [at, piece] of pieces.entries()) {
    if (isComment(piece))
      isOff = /format\s*:?\s*off/.test(piece.text) || (isOff && !/format\s*:?\s*on/.test(piece.text))
    const stays = isOff || isComment(piece) || at === 0 || isComment(pieces[at - 1]!)
    result +=
      (stays ? piece.before : otherBlanks(pieces[at - 1]!, piece, random())) +
      (isOff ? piece.text : letters(pieces, at, random()))
  }
  return `${result}\n`
}

/** @see Numerical Recipes: a linear congruential generator is random enough, and the same everywhere */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

function isComment({ kind }: Piece): boolean {
  return kind === 'lineComment' || kind === 'blockComment' || kind === 'templateComment'
}

function otherBlanks(previous: Piece, { before, word }: Piece, random: number): string {
  if (before === '') {
    const isFree = /^[,)\]]$/.test(word) || /^[([]$/.test(previous.word)
    return isFree && random < 0.2 ? (random < 0.1 ? ' ' : '\n  ') : ''
  }
  if (random < 0.4) return ' '
  if (random < 0.6) return '\n'
  if (random < 0.7) return '\n\n     '
  return random < 0.8 ? '\t' : before
}

/** Of reserved words, and of functions before their bracket. */
function letters(pieces: readonly Piece[], at: number, random: number): string {
  const { kind, word, text } = pieces[at]!
  const next = pieces[at + 1]
  const isName = pieces[at - 1]?.word === '.' || next?.word === '.' || pieces[at - 1]?.word === '@' || text !== word
  const isFree = kind === 'word' && layoutWords.has(word) && !isName
  return isFree && random < 0.5 ? text.toLowerCase() : text
}
