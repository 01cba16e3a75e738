import type { StructTypeField, TypeParameter, TypeSyntax } from '../syntax.ts'
import { skipColumnAttributes } from './column-attributes.ts'
import { accept, acceptAll, type Cursor, endOf, expect, fail, isNext, peek, take } from './cursor.ts'
import { isIdentifier, readIdentifier, readPath } from './names.ts'

export function readType(cursor: Cursor): TypeSyntax {
  const { start, word } = peek(cursor)
  if (acceptAll(cursor, 'ANY', 'TYPE')) return { kind: 'anyType', start, end: endOf(cursor) }
  if (acceptAll(cursor, 'ANY', 'TABLE')) return { kind: 'tableType', columns: [], start, end: endOf(cursor) }
  if (word === 'ARRAY' || word === 'RANGE') return readElementType(cursor, word === 'ARRAY' ? 'arrayType' : 'rangeType')
  if (word === 'STRUCT') return readStructType(cursor)
  if (word === 'TABLE' && peek(cursor, 1).word === '<') return readTableType(cursor)
  return readNamedType(cursor)
}

function readElementType(cursor: Cursor, kind: 'arrayType' | 'rangeType'): TypeSyntax {
  const { start } = take(cursor)
  expect(cursor, '<')
  const element = readType(cursor)
  closeAngle(cursor)
  return { kind, element, start, end: endOf(cursor) }
}

export function readStructType(cursor: Cursor): Extract<TypeSyntax, { kind: 'structType' }> {
  const { start } = expect(cursor, 'STRUCT')
  const fields = readFields(cursor)
  return { kind: 'structType', fields, start, end: endOf(cursor) }
}

function readTableType(cursor: Cursor): TypeSyntax {
  const { start } = take(cursor)
  return { kind: 'tableType', columns: readFields(cursor), start, end: endOf(cursor) }
}

function readFields(cursor: Cursor): StructTypeField[] {
  if (accept(cursor, '<>')) return []
  expect(cursor, '<')
  const fields: StructTypeField[] = []
  if (!isNext(cursor, '>')) {
    do fields.push(readField(cursor))
    while (accept(cursor, ','))
  }
  closeAngle(cursor)
  return fields
}

function readField(cursor: Cursor): StructTypeField {
  const { start } = peek(cursor)
  const named = isIdentifier(peek(cursor)) && startsType(cursor, 1)
  const name = named ? { name: readIdentifier(cursor) } : {}
  const type = readType(cursor)
  skipColumnAttributes(cursor)
  return { ...name, type, start, end: endOf(cursor) }
}

function startsType(cursor: Cursor, ahead: number): boolean {
  const token = peek(cursor, ahead)
  if (token.word === 'OPTIONS') return false
  return isIdentifier(token) || ['ARRAY', 'STRUCT', 'RANGE', 'INTERVAL'].includes(token.word)
}

/** `>`; where the lexer saw `>>`, its first half. */
function closeAngle(cursor: Cursor): void {
  const token = peek(cursor)
  if (token.word === '>>') {
    const middle = token.start + 1
    cursor.tokens.splice(cursor.index, 1, { ...token, word: '>', end: middle }, { ...token, word: '>', start: middle })
  }
  if (!isNext(cursor, '>')) fail(cursor, '> or ,')
  take(cursor)
}

function readNamedType(cursor: Cursor): TypeSyntax {
  const { start } = peek(cursor)
  const path = isNext(cursor, 'INTERVAL') ? intervalPath(cursor) : readPath(cursor, 'a type')
  const parameters = isNext(cursor, '(') ? { parameters: readTypeParameters(cursor) } : {}
  const collate = accept(cursor, 'COLLATE') ? { collate: readText(cursor) } : {}
  return { kind: 'namedType', path, ...parameters, ...collate, start, end: endOf(cursor) }
}

function intervalPath(cursor: Cursor) {
  const { text, start, end } = take(cursor)
  return { names: [{ name: text, quoted: false, start, end }], start, end }
}

function readTypeParameters(cursor: Cursor): TypeParameter[] {
  expect(cursor, '(')
  const parameters: TypeParameter[] = []
  do parameters.push(readTypeParameter(cursor))
  while (accept(cursor, ','))
  expect(cursor, ')')
  return parameters
}

function readTypeParameter(cursor: Cursor): TypeParameter {
  if (accept(cursor, 'MAX')) return 'MAX'
  if (peek(cursor).kind !== 'integer') fail(cursor, 'a number')
  return Number(take(cursor).text)
}

/** A string literal where only one may stand. */
export function readText(cursor: Cursor): string {
  const token = peek(cursor)
  if (token.kind !== 'string' || typeof token.value !== 'string') fail(cursor, 'a string')
  take(cursor)
  return token.value
}
