import type { ExpressionSyntax, LiteralTypeName } from '../syntax.ts'
import type { Token } from '../token.ts'
import { accept, type Cursor, endOf, expect, fail, isNext, peek, refuse, take } from './cursor.ts'
import { readExpression } from './expression.ts'
import { isIdentifier } from './names.ts'
import { readType } from './type.ts'

const literalTypes: ReadonlyMap<string, LiteralTypeName> = new Map([
  ['DATE', 'DATE'],
  ['DATETIME', 'DATETIME'],
  ['TIME', 'TIME'],
  ['TIMESTAMP', 'TIMESTAMP'],
  ['NUMERIC', 'NUMERIC'],
  ['DECIMAL', 'NUMERIC'],
  ['BIGNUMERIC', 'BIGNUMERIC'],
  ['BIGDECIMAL', 'BIGNUMERIC'],
  ['JSON', 'JSON'],
])

/** Whether a literal begins with this token: a number, a string, `DATE '…'`, TRUE, NULL. */
export function isLiteral(cursor: Cursor, token: Token): boolean {
  if (token.kind === 'word') {
    if (token.reserved) return token.word === 'NULL' || token.word === 'TRUE' || token.word === 'FALSE'
    return literalTypes.has(token.word) && peek(cursor, 1).kind === 'string'
  }
  return token.kind !== 'symbol' && token.kind !== 'quoted' && token.kind !== 'end'
}

export function readLiteral(cursor: Cursor): ExpressionSyntax {
  const token = peek(cursor)
  const { start, end } = token
  if (token.kind === 'integer' || token.kind === 'float') return readNumber(cursor, token.kind)
  if (token.kind === 'string') return { kind: 'string', value: readStrings(cursor), start, end: endOf(cursor) }
  if (token.kind === 'bytes') return readBytes(cursor)
  take(cursor)
  if (token.word === 'NULL') return { kind: 'null', start, end }
  if (token.reserved) return { kind: 'boolean', value: token.word === 'TRUE', start, end }
  return {
    kind: 'typedLiteral',
    type: literalTypes.get(token.word) ?? 'JSON',
    value: readStrings(cursor),
    start,
    end: endOf(cursor),
  }
}

function readNumber(cursor: Cursor, kind: 'integer' | 'float'): ExpressionSyntax {
  const { text, start, end } = take(cursor)
  const next = peek(cursor)
  if (next.start === end && !text.endsWith('.') && (isIdentifier(next) || next.reserved)) {
    refuse({ start, end: next.end }, `put a blank between the number ${text} and what follows it`)
  }
  return { kind, text, start, end }
}

/** Strings that follow each other are one. */
function readStrings(cursor: Cursor): string {
  let value = ''
  let previousEnd = -1
  while (peek(cursor).kind === 'string') {
    const token = take(cursor)
    if (token.start === previousEnd) refuse(token, 'put a blank between two strings that are to be joined')
    previousEnd = token.end
    value += token.value
  }
  if (peek(cursor).kind === 'bytes') refuse(peek(cursor), 'a string and a bytes literal cannot be joined')
  return value
}

function readBytes(cursor: Cursor): ExpressionSyntax {
  const { start } = peek(cursor)
  const bytes: number[] = []
  while (peek(cursor).kind === 'bytes') for (const byte of take(cursor).value as Uint8Array) bytes.push(byte)
  if (peek(cursor).kind === 'string') refuse(peek(cursor), 'a bytes literal and a string cannot be joined')
  return { kind: 'bytes', value: Uint8Array.from(bytes), start, end: endOf(cursor) }
}

/** `INTERVAL 3 DAY`, `INTERVAL '1-2' YEAR TO MONTH`. */
export function readInterval(cursor: Cursor): ExpressionSyntax {
  const { start } = expect(cursor, 'INTERVAL')
  const value = readExpression(cursor)
  const part = readPart(cursor)
  const toPart = accept(cursor, 'TO') ? { toPart: readPart(cursor) } : {}
  return { kind: 'interval', value, part, ...toPart, start, end: endOf(cursor) }
}

function readPart(cursor: Cursor): string {
  if (!isIdentifier(peek(cursor))) fail(cursor, 'a part such as DAY')
  return take(cursor).text.toUpperCase()
}

/** `RANGE<DATE> '[2024-01-01, 2024-02-01)'` */
export function readRangeLiteral(cursor: Cursor): ExpressionSyntax | undefined {
  if (peek(cursor, 1).word !== '<') return undefined
  const { start } = peek(cursor)
  const type = readType(cursor)
  if (type.kind !== 'rangeType' || peek(cursor).kind !== 'string')
    fail(cursor, 'a string such as "[2024-01-01, 2024-02-01)"')
  return {
    kind: 'typedLiteral',
    type: 'RANGE',
    value: readStrings(cursor),
    element: type.element,
    start,
    end: endOf(cursor),
  }
}

/** `@name`, `@@system.variable`, `?` */
export function readParameter(cursor: Cursor): ExpressionSyntax {
  const { word, start, end } = take(cursor)
  if (word === '?') return { kind: 'parameter', position: ++cursor.positionalParameters, start, end }
  const names = [readParameterName(cursor)]
  if (word === '@') return { kind: 'parameter', name: names[0] ?? '', start, end: endOf(cursor) }
  while (isNext(cursor, '.')) {
    take(cursor)
    names.push(readParameterName(cursor))
  }
  return { kind: 'systemVariable', names, start, end: endOf(cursor) }
}

function readParameterName(cursor: Cursor): string {
  const token = peek(cursor)
  if (token.kind !== 'word' && token.kind !== 'quoted') fail(cursor, 'the name of a parameter')
  return take(cursor).text
}
