import { SqlError } from '../../googlesql/sql-error.ts'
import { classify } from './classify.ts'
import { layoutWords } from './layout-words.ts'
import type { Piece } from './piece.ts'
import { scanSql, scanTemplate } from './scan.ts'
import { skeleton, type Way } from './skeleton.ts'

/**
 * Whether two templates are the same but for white space that means nothing and the case of words that the formatter knows: the
 * same pieces one by one, and the same tokens in what they could give.
 */
export function sameTemplate(before: string, after: string): boolean {
  const [old, now] = [scanTemplate(before), scanTemplate(after)]
  if (!samePieces(old, now)) return false
  if (!old.some(({ kind }) => kind === 'statement')) return true
  return (['first', 'last'] satisfies Way[]).every((way) => sameSql(skeleton(before, way), skeleton(after, way)))
}

/** The same of two texts without templates; two that are no GoogleSQL are the same if they are one. */
export function sameSql(before: string, after: string): boolean {
  const [old, now] = [before, after].map(readSql)
  return old === undefined || now === undefined ? before === after : samePieces(old, now)
}

function readSql(text: string): readonly Piece[] | undefined {
  try {
    return scanSql(text)
  } catch (error) {
    if (error instanceof SqlError) return undefined
    throw error
  }
}

function samePieces(old: readonly Piece[], now: readonly Piece[]): boolean {
  const [left, right] = [signsOf(old), signsOf(now)]
  const isSame = (sign: Sign, index: number) =>
    sign.text === right[index]!.text && (!sign.isGlued || right[index]!.isAdjacent)
  return left.length === right.length && left.every(isSame) && sameLetters(old, now)
}

interface Sign {
  readonly text: string
  /** May not come apart from the one before. */
  readonly isGlued: boolean
  /** Stands directly behind it. */
  readonly isAdjacent: boolean
}

/** `> >` at the end of a type may become `>>`, but a shift may not be taken apart. */
function halves(sign: Sign): Sign[] {
  return [
    { ...sign, text: '>' },
    { text: '>', isGlued: true, isAdjacent: true },
  ]
}

function signsOf(pieces: readonly Piece[]): Sign[] {
  return pieces.flatMap(({ kind, text, word, before, isJoined }) => {
    const isKnown = kind === 'word' && layoutWords.has(word)
    const sign: Sign = { text: isKnown ? word : text, isGlued: isJoined, isAdjacent: before === '' }
    return word === '>>' ? halves(sign) : [sign]
  })
}

/** Whether words that may be names have the same letters. */
function sameLetters(old: readonly Piece[], now: readonly Piece[]): boolean {
  const [left, right] = [old, now].map((pieces) =>
    classify(pieces)
      .map(({ text }) => text)
      .join('')
      .replace(/\s+/g, ''),
  )
  return left === right
}
