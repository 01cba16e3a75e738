import type {
  ArgumentSyntax,
  ArgumentValue,
  CallSyntax,
  ExpressionSyntax,
  Identifier,
  OrderItemSyntax,
  Path,
} from '../syntax.ts'
import { accept, acceptAll, areNext, type Cursor, endOf, expect, fail, isNext, peek, take } from './cursor.ts'
import { readExpression } from './expression.ts'
import { isIdentifier, readIdentifier, readPath, readPathFrom, readTablePath, toIdentifier } from './names.ts'
import { readOrderItems } from './order.ts'
import { startsQuery } from './query.ts'
import { readWindow } from './window.ts'

/** The name of a column or function; a reserved keyword is allowed where the caller has seen that a call follows. */
export function readCallablePath(cursor: Cursor): Path {
  const first = peek(cursor)
  if (!first.reserved) return readPath(cursor)
  take(cursor)
  return readPathFrom(cursor, [toIdentifier(first)], first.start)
}

/**
 * A call from its opening parenthesis on.
 *
 * @param list the arguments given already: of `value.F(…)`, the value
 */
export function readCall(cursor: Cursor, path: Path, start: number, list: ArgumentSyntax[] = []): CallSyntax {
  expect(cursor, '(')
  const distinct = accept(cursor, 'DISTINCT')
  if (!isNext(cursor, ')')) readArguments(cursor, list)
  const modifiers = readModifiers(cursor)
  if (!accept(cursor, ')')) fail(cursor, ') or ,')
  const over = accept(cursor, 'OVER') ? { over: readWindow(cursor) } : {}
  const end = endOf(cursor)
  return { kind: 'call', ...withoutSafe(path), arguments: list, distinct, ...modifiers, ...over, start, end }
}

function withoutSafe(path: Path): Pick<CallSyntax, 'name' | 'safe'> {
  const [first, second] = path.names
  if (second === undefined || first?.quoted || first?.name.toUpperCase() !== 'SAFE') return { name: path, safe: false }
  return { name: { names: path.names.slice(1), start: second.start, end: path.end }, safe: true }
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

/** `a, name => b, TABLE t, *, x -> x + 1`, behind those that are in the list already. */
export function readArguments(cursor: Cursor, list: ArgumentSyntax[] = []): ArgumentSyntax[] {
  do {
    const { start } = peek(cursor)
    const name = readArgumentName(cursor)
    const value = startsLambda(cursor) ? readLambda(cursor) : (readSpecialArgument(cursor) ?? readExpression(cursor))
    list.push({ ...name, value, start, end: endOf(cursor) })
  } while (accept(cursor, ','))
  return list
}

function readArgumentName(cursor: Cursor): { name?: Identifier } {
  if (peek(cursor, 1).word !== '=>') return {}
  const name = readIdentifier(cursor, 'the name of an argument')
  expect(cursor, '=>')
  return { name }
}

/** What may stand only as an argument; undefined where an expression comes. */
function readSpecialArgument(cursor: Cursor): ArgumentValue | undefined {
  const { start, word } = peek(cursor)
  if (areNext(cursor, '*', ')') && peek(cursor, -1).word === '(') {
    take(cursor)
    return { kind: 'star', start, end: endOf(cursor) }
  }
  const next = peek(cursor, 1)
  if (word === 'TABLE' && (isIdentifier(next) || next.kind === 'quoted'))
    return readObjectArgument(cursor, 'tableArgument')
  if (word === 'MODEL' && (isIdentifier(next) || next.kind === 'quoted'))
    return readObjectArgument(cursor, 'modelArgument')
  if (startsQuery(cursor)) fail(cursor, 'an argument', 'a query as argument needs parentheses of its own')
  return undefined
}

function readObjectArgument(cursor: Cursor, kind: 'tableArgument' | 'modelArgument'): ArgumentValue {
  const { start } = take(cursor)
  const path = readTablePath(cursor)
  return { kind, path, start, end: endOf(cursor) }
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
