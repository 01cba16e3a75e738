import { tokenize } from '../lexer.ts'
import { SqlError } from '../sql-error.ts'
import type { Span } from '../syntax.ts'
import type { Token } from '../token.ts'
import { hintFor } from './hints.ts'

/** A place in the tokens of a text. Every `read…` function takes one, consumes what it reads and leaves it behind that. */
export interface Cursor {
  readonly text: string
  readonly tokens: Token[]
  index: number
  /** `?` parameters seen so far. */
  positionalParameters: number
}

/** @throws {SqlError} `syntax` */
export function openCursor(text: string): Cursor {
  return { text, tokens: tokenize(text), index: 0, positionalParameters: 0 }
}

/** The token `ahead` places from here; past the end, the end token. */
export function peek(cursor: Cursor, ahead = 0): Token {
  return cursor.tokens[cursor.index + ahead] ?? (cursor.tokens[cursor.tokens.length - 1] as Token)
}

/** Whether the next token is this keyword (upper case) or symbol. */
export function isNext(cursor: Cursor, word: string): boolean {
  return peek(cursor).word === word
}

/** Whether these keywords and symbols come next, in this order. */
export function areNext(cursor: Cursor, ...words: readonly string[]): boolean {
  return words.every((word, ahead) => peek(cursor, ahead).word === word)
}

export function take(cursor: Cursor): Token {
  const token = peek(cursor)
  if (token.kind !== 'end') cursor.index++
  return token
}

/** Consumes the word where it is next; says whether it was. */
export function accept(cursor: Cursor, word: string): boolean {
  if (peek(cursor).word !== word) return false
  cursor.index++
  return true
}

/** Consumes the words where all of them are next; says whether they were. */
export function acceptAll(cursor: Cursor, ...words: readonly string[]): boolean {
  if (!areNext(cursor, ...words)) return false
  cursor.index += words.length
  return true
}

/** @throws {SqlError} `syntax` where another token is next */
export function expect(cursor: Cursor, word: string): Token {
  if (peek(cursor).word !== word) fail(cursor, word)
  return take(cursor)
}

export function expectAll(cursor: Cursor, ...words: readonly string[]): void {
  for (const word of words) expect(cursor, word)
}

/** Where the last consumed token ends. */
export function endOf(cursor: Cursor): number {
  return cursor.tokens[cursor.index - 1]?.end ?? 0
}

/** Refuses the next token: `expected ) but found keyword FROM`. */
export function fail(cursor: Cursor, expected: string, hint = hintFor(cursor, expected)): never {
  const token = peek(cursor)
  throw new SqlError(
    'syntax',
    `expected ${expected} but found ${describe(cursor, token)}`,
    token,
    hint === undefined ? {} : { hint },
  )
}

/** Refuses a stretch of text for a reason of its own. */
export function refuse(span: Span, message: string, hint?: string): never {
  const { start, end } = span
  throw new SqlError('syntax', message, { start, end }, hint === undefined ? {} : { hint })
}

function describe(cursor: Cursor, token: Token): string {
  if (token.kind === 'end') return 'the end of the text'
  const written = cursor.text.slice(token.start, Math.min(token.end, token.start + 40))
  return token.reserved ? `the keyword ${token.word}` : written
}
