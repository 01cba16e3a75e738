import { tokenize, triviaBetween } from '../../googlesql/lexer.ts'
import { SqlError } from '../../googlesql/sql-error.ts'
import { layoutWords } from './layout-words.ts'
import type { Piece } from './piece.ts'
import { scanTemplate } from './scan.ts'
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

function samePieces(old: readonly Piece[], now: readonly Piece[]): boolean {
  return sameSigns(old.flatMap(signsOfPiece), now.flatMap(signsOfPiece))
}

function signsOfPiece({ kind, text, word, before, isJoined }: Piece): Sign[] {
  const sign: Sign = { text: signText(text, kind === 'word'), isGlued: isJoined, isAdjacent: before === '' }
  return word === '>>' ? halves(sign) : [sign]
}

/** The same of two texts without templates. */
export function sameSql(before: string, after: string): boolean {
  const [old, now] = [signsOfSql(before), signsOfSql(after)]
  return old === undefined || now === undefined ? old === now : sameSigns(old, now)
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

function sameSigns(old: readonly Sign[], now: readonly Sign[]): boolean {
  return (
    old.length === now.length &&
    old.every((sign, index) => sign.text === now[index]!.text && (!sign.isGlued || now[index]!.isAdjacent))
  )
}

/** Tokens and comments in their order; undefined of what is no GoogleSQL. */
function signsOfSql(text: string): Sign[] | undefined {
  try {
    const signs: Sign[] = []
    let end = 0
    for (const token of tokenize(text)) {
      for (const { kind, ...span } of triviaBetween(text, end, token.start))
        if (kind === 'comment') signs.push(loose(text.slice(span.start, span.end).trimEnd()))
      const sign = loose(signText(text.slice(token.start, token.end), token.kind === 'word'), token.start === end)
      signs.push(...(token.word === '>>' ? halves(sign) : [sign]))
      end = token.end
    }
    return signs
  } catch (error) {
    if (error instanceof SqlError) return undefined
    throw error
  }
}

function loose(text: string, isAdjacent = false): Sign {
  return { text, isGlued: false, isAdjacent }
}

function signText(text: string, isWord: boolean): string {
  const word = isWord ? text.toUpperCase() : ''
  return layoutWords.has(word) ? word : text
}
