import { isReserved } from './keywords.ts'
import { SqlError } from './sql-error.ts'
import { readString } from './string-literal.ts'
import type { Span } from './syntax.ts'
import type { Token } from './token.ts'

export interface Trivia extends Span {
  readonly kind: 'blank' | 'comment'
}

/**
 * Cuts a text into tokens with exact spans; the last one has kind `end`.
 *
 * @throws {SqlError} `syntax` for an unclosed literal or comment, a wrong escape or a character that begins nothing
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/lexical
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let position = skipTrivia(text, 0)
  while (position < text.length) {
    const token = readToken(text, position, tokens.at(-1))
    tokens.push(token)
    position = skipTrivia(text, token.end)
  }
  tokens.push({ kind: 'end', start: text.length, end: text.length, word: '', text: '', reserved: false })
  return tokens
}

/** The blanks and comments from `start` to `end`, a range that holds nothing else. */
export function triviaBetween(text: string, start: number, end: number): Trivia[] {
  const trivia: Trivia[] = []
  let position = start
  while (position < end) {
    const comment = commentEnd(text, position)
    const next = comment ?? Math.min(blankEnd(text, position), end)
    trivia.push({ kind: comment === undefined ? 'blank' : 'comment', start: position, end: next })
    position = next
  }
  return trivia
}

function skipTrivia(text: string, start: number): number {
  let position = start
  for (;;) {
    const afterBlank = blankEnd(text, position)
    const next = commentEnd(text, afterBlank) ?? afterBlank
    if (next === position) return position
    position = next
  }
}

function blankEnd(text: string, start: number): number {
  let position = start
  while (position < text.length && isBlank(text.charCodeAt(position))) position++
  return position
}

/** Where the comment at `start` ends (before its line break), or undefined where there is none. */
function commentEnd(text: string, start: number): number | undefined {
  const first = text[start]
  if (first === '#' || (first === '-' && text[start + 1] === '-')) return lineEnd(text, start)
  if (first !== '/' || text[start + 1] !== '*') return undefined
  const close = text.indexOf('*/', start + 2)
  if (close >= 0) return close + 2
  throw new SqlError('syntax', 'this comment is never closed; expected */', { start, end: start + 2 })
}

function lineEnd(text: string, start: number): number {
  let position = start
  while (position < text.length && text[position] !== '\n' && text[position] !== '\r') position++
  return position
}

function readToken(text: string, start: number, previous: Token | undefined): Token {
  const code = text.charCodeAt(start)
  if (isWordStart(code)) return (mayPrefixString(code) && readString(text, start)) || readWord(text, start)
  if (isDigit(code) || (code === 46 && startsFraction(text, start, previous))) return readNumber(text, start, previous)
  if (code === 34 || code === 39) return readString(text, start) ?? unknownCharacter(text, start)
  if (code === 96) return readQuotedName(text, start)
  return readSymbol(text, start)
}

/** `r'…'`, `B"…"` */
function mayPrefixString(code: number): boolean {
  return code === 114 || code === 82 || code === 98 || code === 66
}

function readWord(text: string, start: number): Token {
  const end = wordEnd(text, start)
  const name = text.slice(start, end)
  const word = name.toUpperCase()
  return { kind: 'word', start, end, word, text: name, reserved: isReserved(word) }
}

function wordEnd(text: string, start: number): number {
  let position = start
  while (position < text.length && isWordPart(text.charCodeAt(position))) position++
  return position
}

/** `.5` is a number, but not in `a.5`, where a name goes on. */
function startsFraction(text: string, start: number, previous: Token | undefined): boolean {
  if (!isDigit(text.charCodeAt(start + 1))) return false
  return (
    previous === undefined || previous.end !== start || (previous.kind === 'symbol' && !')]'.includes(previous.word))
  )
}

const numberPattern = /0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y
const digitsPattern = /\d+/y

function readNumber(text: string, start: number, previous: Token | undefined): Token {
  const pattern = continuesDashedName(text, start, previous) ? digitsPattern : numberPattern
  pattern.lastIndex = start
  const digits = pattern.exec(text)?.[0] ?? ''
  const kind = /^0[xX]|^\d+$/.test(digits) ? 'integer' : 'float'
  return { kind, start, end: start + digits.length, word: '', text: digits, reserved: false }
}

/** The `123` of `my-project-123.dataset.table` is not the start of the number `123.`; nor the `1` of `a.1`. */
function continuesDashedName(text: string, start: number, previous: Token | undefined): boolean {
  if (previous === undefined || previous.end !== start) return false
  if (previous.word === '.') return true
  return previous.word === '-' && /^\d+\.[A-Za-z_`]/.test(text.slice(start, start + 64))
}

function readQuotedName(text: string, start: number): Token {
  const pattern = /`((?:[^`\\\n\r]|\\.)*)`/y
  pattern.lastIndex = start
  const name = pattern.exec(text)?.[1]
  if (name === undefined) {
    throw new SqlError('syntax', 'this back-quoted name is never closed; expected `', {
      start,
      end: lineEnd(text, start),
    })
  }
  const end = start + name.length + 2
  if (name === '') throw new SqlError('syntax', 'a back-quoted name cannot be empty', { start, end })
  return { kind: 'quoted', start, end, word: '', text: name.replace(/\\(.)/g, '$1'), reserved: false }
}

const longSymbols: ReadonlySet<string> = new Set([
  '|>',
  '||',
  '<<',
  '>>',
  '<=',
  '>=',
  '<>',
  '!=',
  '=>',
  '->',
  '@@',
  '+=',
  '-=',
])
const shortSymbols = '()[]{}<>=+-*/,.;:?@|&^~!%$\\'

function readSymbol(text: string, start: number): Token {
  const two = text.slice(start, start + 2)
  const word = longSymbols.has(two) ? two : (two[0] ?? '')
  if (!shortSymbols.includes(word) && word.length === 1) return unknownCharacter(text, start)
  return { kind: 'symbol', start, end: start + word.length, word, text: '', reserved: false }
}

function unknownCharacter(text: string, start: number): never {
  const character = String.fromCodePoint(text.codePointAt(start) ?? 0)
  const hint = /[\u2018-\u201f]/.test(character)
    ? 'typographic quotes are no quotes in SQL; write \' or "'
    : 'a name with characters other than A-Z, a-z, 0-9 and _ must be back-quoted'
  throw new SqlError(
    'syntax',
    `unexpected character ${JSON.stringify(character)}`,
    { start, end: start + character.length },
    { hint },
  )
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function isWordStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95
}

function isWordPart(code: number): boolean {
  return isWordStart(code) || isDigit(code)
}

function isBlank(code: number): boolean {
  if (code < 128) return code === 32 || (code >= 9 && code <= 13)
  return code === 0xa0 || code === 0x3000 || code === 0xfeff || code === 0x202f || (code >= 0x2000 && code <= 0x200a)
}
