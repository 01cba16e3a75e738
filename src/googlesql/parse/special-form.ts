import type { ExpressionSyntax, StructExpressionField, WhenSyntax } from '../syntax.ts'
import { accept, acceptAll, type Cursor, endOf, expect, expectAll, fail, isNext, peek, take } from './cursor.ts'
import { readExpression } from './expression.ts'
import { readInterval, readParameter, readRangeLiteral } from './literal.ts'
import { isIdentifier, readAsAlias, readIdentifier } from './names.ts'
import { readQuery, startsQuery } from './query.ts'
import { readStructType, readType } from './type.ts'

/** Expressions with a grammar of their own, by first word. One that gives undefined has consumed nothing. */
export const specialForms: ReadonlyMap<string, (cursor: Cursor) => ExpressionSyntax | undefined> = new Map(
  Object.entries({
    CASE: readCase,
    CAST: readCast,
    SAFE_CAST: readCast,
    EXTRACT: readExtract,
    ARRAY: readArray,
    '[': readArray,
    STRUCT: readStruct,
    EXISTS: readSubquery,
    INTERVAL: readInterval,
    RANGE: readRangeLiteral,
    WITH: readWithExpression,
    '@': readParameter,
    '@@': readParameter,
    '?': readParameter,
  }),
)

function readCase(cursor: Cursor): ExpressionSyntax {
  const { start } = expect(cursor, 'CASE')
  const operand = isNext(cursor, 'WHEN') ? {} : { operand: readExpression(cursor) }
  const whens: WhenSyntax[] = []
  do whens.push(readWhen(cursor))
  while (isNext(cursor, 'WHEN'))
  const otherwise = accept(cursor, 'ELSE') ? { otherwise: readExpression(cursor) } : {}
  if (!accept(cursor, 'END')) fail(cursor, 'WHEN, ELSE or END')
  return { kind: 'case', ...operand, whens, ...otherwise, start, end: endOf(cursor) }
}

function readWhen(cursor: Cursor): WhenSyntax {
  const { start } = expect(cursor, 'WHEN')
  const when = readExpression(cursor)
  expect(cursor, 'THEN')
  const then = readExpression(cursor)
  return { when, then, start, end: endOf(cursor) }
}

function readCast(cursor: Cursor): ExpressionSyntax | undefined {
  if (peek(cursor, 1).word !== '(') return undefined
  const { start, word } = take(cursor)
  expect(cursor, '(')
  const operand = readExpression(cursor)
  expect(cursor, 'AS')
  const type = readType(cursor)
  const format = accept(cursor, 'FORMAT') ? { format: readExpression(cursor) } : {}
  const timeZone = readTimeZone(cursor)
  expect(cursor, ')')
  return { kind: 'cast', safe: word === 'SAFE_CAST', operand, type, ...format, ...timeZone, start, end: endOf(cursor) }
}

function readTimeZone(cursor: Cursor): { timeZone?: ExpressionSyntax } {
  return acceptAll(cursor, 'AT', 'TIME', 'ZONE') ? { timeZone: readExpression(cursor) } : {}
}

function readExtract(cursor: Cursor): ExpressionSyntax {
  const { start } = expect(cursor, 'EXTRACT')
  expect(cursor, '(')
  const part = readDatePart(cursor)
  expect(cursor, 'FROM')
  const operand = readExpression(cursor)
  const timeZone = readTimeZone(cursor)
  expect(cursor, ')')
  return { kind: 'extract', part, operand, ...timeZone, start, end: endOf(cursor) }
}

/** `DAY`, `WEEK(MONDAY)` */
function readDatePart(cursor: Cursor): string {
  const name = readIdentifier(cursor, 'a part such as DAY').name.toUpperCase()
  if (!accept(cursor, '(')) return name
  const day = readIdentifier(cursor, 'a weekday').name.toUpperCase()
  expect(cursor, ')')
  return `${name}(${day})`
}

/** `[a, b]`, `ARRAY[a, b]`, `ARRAY<T>[a, b]`, `ARRAY(SELECT …)` */
function readArray(cursor: Cursor): ExpressionSyntax {
  const { start } = peek(cursor)
  if (isNext(cursor, 'ARRAY') && peek(cursor, 1).word === '(') return readSubquery(cursor)
  const type = isNext(cursor, 'ARRAY') && peek(cursor, 1).word === '<' ? readType(cursor) : undefined
  if (type === undefined) accept(cursor, 'ARRAY')
  const elementType = type?.kind === 'arrayType' ? { elementType: type.element } : {}
  expect(cursor, '[')
  const elements: ExpressionSyntax[] = []
  if (!isNext(cursor, ']')) {
    do elements.push(readExpression(cursor))
    while (accept(cursor, ','))
  }
  if (!accept(cursor, ']')) fail(cursor, ', or ]')
  return { kind: 'array', ...elementType, elements, start, end: endOf(cursor) }
}

/** `ARRAY(SELECT …)`, `EXISTS(SELECT …)` */
function readSubquery(cursor: Cursor): ExpressionSyntax {
  const { start, word } = take(cursor)
  const form = word === 'ARRAY' ? 'array' : 'exists'
  expect(cursor, '(')
  if (!startsQuery(cursor) && !isNext(cursor, '(')) {
    fail(cursor, 'a query', form === 'array' ? 'an array of values is written [a, b]' : undefined)
  }
  const query = readQuery(cursor)
  expect(cursor, ')')
  return { kind: 'subquery', form, query, start, end: endOf(cursor) }
}

/** `STRUCT(1 AS a, b)`, `STRUCT<a INT64>(1)` */
function readStruct(cursor: Cursor): ExpressionSyntax {
  const { start } = peek(cursor)
  const typed = ['<', '<>'].includes(peek(cursor, 1).word)
  const type = typed ? { type: readStructType(cursor) } : {}
  if (!typed) expect(cursor, 'STRUCT')
  expect(cursor, '(')
  const fields: StructExpressionField[] = []
  if (!isNext(cursor, ')')) {
    do fields.push(readStructField(cursor))
    while (accept(cursor, ','))
  }
  if (!accept(cursor, ')')) fail(cursor, ', or )')
  return { kind: 'struct', tuple: false, ...type, fields, start, end: endOf(cursor) }
}

function readStructField(cursor: Cursor): StructExpressionField {
  const { start } = peek(cursor)
  const value = readExpression(cursor)
  const alias = readAsAlias(cursor)
  return { value, ...alias, start, end: endOf(cursor) }
}

/** `WITH(a AS 1, b AS a + 1, a * b)`, a value and not a query. */
function readWithExpression(cursor: Cursor): ExpressionSyntax | undefined {
  if (peek(cursor, 1).word !== '(') return undefined
  const { start } = take(cursor)
  expect(cursor, '(')
  const variables: { name: ReturnType<typeof readIdentifier>; value: ExpressionSyntax }[] = []
  while (isIdentifier(peek(cursor)) && peek(cursor, 1).word === 'AS') {
    const name = readIdentifier(cursor)
    expect(cursor, 'AS')
    variables.push({ name, value: readExpression(cursor) })
    expectAll(cursor, ',')
  }
  const body = readExpression(cursor)
  expect(cursor, ')')
  return { kind: 'with', variables, body, start, end: endOf(cursor) }
}
