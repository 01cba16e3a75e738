import { tokenize, triviaBetween } from '../googlesql/lexer.ts'
import type { Token } from '../googlesql/token.ts'

/** A text in which what a formatter could misread is replaced by plain words, and the way back. */
export interface ProtectedText {
  readonly text: string
  restore(formatted: string): string
}

/**
 * Hides string and bytes literals (sql-formatter 15.9.0 ends a raw string at an escaped quote) and names with dashes, which must
 * stay in one piece (`my-project.dataset.table`).
 *
 * @throws {SqlError} a text that is no GoogleSQL
 */
export function protect(text: string): ProtectedText {
  const prefix = unusedPrefix(text)
  const hidden: string[] = []
  let result = ''
  let end = 0
  for (const piece of piecesToHide(tokenize(text))) {
    const original = text.slice(piece.start, piece.end)
    const name = `${prefix}${hidden.length}z`
    result +=
      text.slice(end, piece.start) + (piece.quoted ? `'${pad(name, original.length - 2)}'` : pad(name, original.length))
    hidden.push(original)
    end = piece.end
  }
  return {
    text: result + text.slice(end),
    restore: (formatted) =>
      formatted.replace(new RegExp(`'?${prefix}(\\d+)z_*'?`, 'g'), (_all, index) => hidden[Number(index)]!),
  }
}

/** As long as what it stands for, so that lines break where they would. */
function pad(name: string, length: number): string {
  return name.padEnd(Math.min(length, 200), '_')
}

function unusedPrefix(text: string): string {
  let prefix = 'hidden'
  while (text.includes(prefix)) prefix += 'x'
  return prefix
}

interface Piece {
  readonly start: number
  readonly end: number
  readonly quoted: boolean
}

function piecesToHide(tokens: readonly Token[]): Piece[] {
  const pieces: Piece[] = []
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index]!
    const last = dashedNameEnd(tokens, index)
    if (token.kind === 'string' || token.kind === 'bytes')
      pieces.push({ start: token.start, end: token.end, quoted: true })
    else if (last > index) pieces.push({ start: token.start, end: tokens[last]!.end, quoted: false })
    index = last
  }
  return pieces
}

/** The last token of `a-b-c` that begins at `index`, all without blanks between; `index` where there is no such name. */
function dashedNameEnd(tokens: readonly Token[], index: number): number {
  let last = index
  while (tokens[last]!.kind === 'word' && isGlued(tokens, last, '-') && isGlued(tokens, last + 1)) last += 2
  return last
}

function isGlued(tokens: readonly Token[], index: number, word?: string): boolean {
  const next = tokens[index + 1]
  return (
    next !== undefined &&
    next.kind !== 'end' &&
    next.start === tokens[index]!.end &&
    (word === undefined || next.word === word)
  )
}

/** Whether two texts differ in anything but blanks between tokens and the case of reserved words. */
export function changesMeaning(before: string, after: string): boolean {
  const [old, now] = [signs(before), signs(after)]
  // `> >` at the end of a type may become `>>`, but a shift may not be taken apart.
  const changed = (sign: Sign, index: number): boolean =>
    sign.text !== now[index]!.text || (sign.glued && !now[index]!.glued)
  return old.length !== now.length || old.some(changed) || !sameList(comments(before), comments(after))
}

interface Sign {
  readonly text: string
  /** The second half of `>>`. */
  readonly glued: boolean
}

function signs(text: string): Sign[] {
  return tokenize(text).flatMap((token) => {
    if (token.word === '>>')
      return [
        { text: '>', glued: false },
        { text: '>', glued: true },
      ]
    const isKeyword = token.reserved && token.kind === 'word'
    return [{ text: isKeyword ? token.word : text.slice(token.start, token.end), glued: false }]
  })
}

/** The comments of a text, blanks at their line ends aside. */
function comments(text: string): string[] {
  const found: string[] = []
  let position = 0
  for (const token of tokenize(text)) {
    for (const trivia of triviaBetween(text, position, token.start)) {
      if (trivia.kind === 'comment')
        found.push(text.slice(trivia.start, trivia.end).replace(/\s+$/gm, '').replace(/\n\s*/g, '\n'))
    }
    position = token.end
  }
  return found
}

function sameList(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index])
}
