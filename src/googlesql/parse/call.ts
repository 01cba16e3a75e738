import type {
  ArgumentSyntax,
  ArgumentValue,
  CallSyntax,
  ExpressionSyntax,
  Identifier,
  OrderItemSyntax,
  Path,
} from '../syntax.ts'
import { accept, acceptAll, type Cursor, endOf, expect, fail, isNext, peek, take } from './cursor.ts'
import { readExpression } from './expression.ts'
import { isIdentifier, readIdentifier, readPath, readPathFrom, readTablePath, toIdentifier } from './names.ts'
import { readOrderItems } from './order.ts'
import { readQuery, startsQuery } from './query.ts'
import { readWindow } from './window.ts'

/** The name of a column or function; a reserved keyword is allowed where the caller has seen that a call follows. */
export function readCallablePath(cursor: Cursor): Path {
  return peek(cursor).reserved ? readPathFrom(cursor, [toIdentifier(take(cursor))]) : readPath(cursor)
}

/** The argument list and everything behind it, of the function `path`. */
export function readCall(cursor: Cursor, path: Path): CallSyntax {
  const [first] = path.names
  const safe = path.names.length > 1 && first !== undefined && !first.quoted && first.name.toUpperCase() === 'SAFE'
  const names = safe ? path.names.slice(1) : path.names
  const name: Path = { names, start: names[0]?.start ?? path.start, end: path.end }
  return finishCall(cursor, name, safe, [], path.start)
}

/** `value.F(…)`: the call `F(value, …)`. */
export function readCallOn(
  cursor: Cursor,
  base: ExpressionSyntax,
  names: readonly Identifier[],
  start: number,
): CallSyntax {
  const name: Path = { names, start: names[0]?.start ?? start, end: endOf(cursor) }
  return finishCall(cursor, name, false, [{ value: base, start: base.start, end: base.end }], start)
}

function finishCall(
  cursor: Cursor,
  name: Path,
  safe: boolean,
  given: readonly ArgumentSyntax[],
  start: number,
): CallSyntax {
  expect(cursor, '(')
  const distinct = accept(cursor, 'DISTINCT')
  const written = isNext(cursor, ')') ? [] : readArguments(cursor)
  const modifiers = readModifiers(cursor)
  if (!accept(cursor, ')')) fail(cursor, ') or ,')
  const over = accept(cursor, 'OVER') ? { over: readWindow(cursor) } : {}
  return {
    kind: 'call',
    name,
    safe,
    arguments: [...given, ...written],
    distinct,
    ...modifiers,
    ...over,
    start,
    end: endOf(cursor),
  }
}

interface CallModifiers {
  nulls?: 'IGNORE' | 'RESPECT'
  having?: { extreme: 'MAX' | 'MIN'; expression: ExpressionSyntax }
  orderBy: OrderItemSyntax[]
  limit?: ExpressionSyntax
}

function readModifiers(cursor: Cursor): CallModifiers {
  const modifiers: CallModifiers = { orderBy: [] }
  if (isNext(cursor, ')')) return modifiers
  if (acceptAll(cursor, 'IGNORE', 'NULLS')) modifiers.nulls = 'IGNORE'
  else if (acceptAll(cursor, 'RESPECT', 'NULLS')) modifiers.nulls = 'RESPECT'
  if (accept(cursor, 'HAVING')) modifiers.having = readHaving(cursor)
  if (acceptAll(cursor, 'ORDER', 'BY')) modifiers.orderBy = readOrderItems(cursor)
  if (accept(cursor, 'LIMIT')) modifiers.limit = readExpression(cursor)
  return modifiers
}

function readHaving(cursor: Cursor): { extreme: 'MAX' | 'MIN'; expression: ExpressionSyntax } {
  const extreme = peek(cursor).word
  if (extreme !== 'MAX' && extreme !== 'MIN') fail(cursor, 'MAX or MIN')
  take(cursor)
  return { extreme, expression: readExpression(cursor) }
}

/** `a, name => b, TABLE t, *, x -> x + 1` */
export function readArguments(cursor: Cursor): ArgumentSyntax[] {
  const list: ArgumentSyntax[] = []
  do list.push(readArgument(cursor))
  while (accept(cursor, ','))
  return list
}

function readArgument(cursor: Cursor): ArgumentSyntax {
  const { start } = peek(cursor)
  if (peek(cursor, 1).word !== '=>') {
    const value = readArgumentValue(cursor)
    return { value, start, end: endOf(cursor) }
  }
  const name = readIdentifier(cursor, 'the name of an argument')
  take(cursor)
  const value = readArgumentValue(cursor)
  return { name, value, start, end: endOf(cursor) }
}

function readArgumentValue(cursor: Cursor): ArgumentValue {
  const { start, word } = peek(cursor)
  if (accept(cursor, '*')) return { kind: 'star', start, end: endOf(cursor) }
  const next = peek(cursor, 1)
  if (word === 'TABLE' && (isIdentifier(next) || next.kind === 'quoted'))
    return readObjectArgument(cursor, 'tableArgument')
  if (word === 'MODEL' && (isIdentifier(next) || next.kind === 'quoted'))
    return readObjectArgument(cursor, 'modelArgument')
  if (startsLambda(cursor)) return readLambda(cursor)
  if (startsQuery(cursor)) return readBareQuery(cursor)
  return readExpression(cursor)
}

function readObjectArgument(cursor: Cursor, kind: 'tableArgument' | 'modelArgument'): ArgumentValue {
  const { start } = take(cursor)
  const path = readTablePath(cursor)
  return { kind, path, start, end: endOf(cursor) }
}

/** A query that is the whole argument needs no parentheses of its own. */
function readBareQuery(cursor: Cursor): ArgumentValue {
  const query = readQuery(cursor)
  return { kind: 'subquery', form: 'scalar', query, start: query.start, end: query.end }
}

/** `x -> …` or `(x, y) -> …` */
function startsLambda(cursor: Cursor): boolean {
  if (peek(cursor).word !== '(') return isIdentifier(peek(cursor)) && peek(cursor, 1).word === '->'
  let ahead = 1
  while (isIdentifier(peek(cursor, ahead)) && peek(cursor, ahead + 1).word === ',') ahead += 2
  if (isIdentifier(peek(cursor, ahead))) ahead++
  return peek(cursor, ahead).word === ')' && peek(cursor, ahead + 1).word === '->'
}

function readLambda(cursor: Cursor): ExpressionSyntax {
  const { start } = peek(cursor)
  const parameters: Identifier[] = []
  const listed = accept(cursor, '(')
  while (isIdentifier(peek(cursor))) {
    parameters.push(readIdentifier(cursor))
    accept(cursor, ',')
  }
  if (listed) expect(cursor, ')')
  expect(cursor, '->')
  const body = readExpression(cursor)
  return { kind: 'lambda', parameters, body, start, end: endOf(cursor) }
}
