import type { ExpressionSyntax, FrameBound, FrameSyntax, Identifier, WindowSyntax } from '../syntax.ts'
import { accept, acceptAll, type Cursor, endOf, expect, fail, isNext, peek, take } from './cursor.ts'
import { readComparand, readExpression } from './expression.ts'
import { isIdentifier, readIdentifier } from './names.ts'
import { readOrderItems } from './order.ts'

/** What follows `OVER` or `WINDOW w AS`: a name, or a definition in parentheses. */
export function readWindow(cursor: Cursor): WindowSyntax {
  const { start } = peek(cursor)
  if (isIdentifier(peek(cursor))) {
    const name = readIdentifier(cursor)
    return { name, partitionBy: [], orderBy: [], start, end: endOf(cursor) }
  }
  if (!accept(cursor, '(')) fail(cursor, 'a window name or (')
  const name = isIdentifier(peek(cursor)) ? { name: readIdentifier(cursor) } : {}
  const partitionBy = acceptAll(cursor, 'PARTITION', 'BY') ? readExpressions(cursor) : []
  const orderBy = acceptAll(cursor, 'ORDER', 'BY') ? readOrderItems(cursor) : []
  const frame = isNext(cursor, 'ROWS') || isNext(cursor, 'RANGE') ? { frame: readFrame(cursor) } : {}
  if (!accept(cursor, ')')) fail(cursor, 'PARTITION BY, ORDER BY, ROWS, RANGE or )')
  return { ...name, partitionBy, orderBy, ...frame, start, end: endOf(cursor) }
}

function readFrame(cursor: Cursor): FrameSyntax {
  const { word, start } = take(cursor)
  const between = accept(cursor, 'BETWEEN')
  const from = readBound(cursor)
  if (between) expect(cursor, 'AND')
  const to: FrameBound = between ? readBound(cursor) : { kind: 'currentRow' }
  return { unit: word === 'ROWS' ? 'ROWS' : 'RANGE', from, to, start, end: endOf(cursor) }
}

function readBound(cursor: Cursor): FrameBound {
  if (acceptAll(cursor, 'UNBOUNDED', 'PRECEDING')) return { kind: 'unboundedPreceding' }
  if (acceptAll(cursor, 'UNBOUNDED', 'FOLLOWING')) return { kind: 'unboundedFollowing' }
  if (acceptAll(cursor, 'CURRENT', 'ROW')) return { kind: 'currentRow' }
  const offset = readComparand(cursor)
  if (accept(cursor, 'PRECEDING')) return { kind: 'preceding', offset }
  if (accept(cursor, 'FOLLOWING')) return { kind: 'following', offset }
  return fail(cursor, 'PRECEDING or FOLLOWING')
}

/** `WINDOW w AS (…), v AS w`; empty where none is written. */
export function readNamedWindows(cursor: Cursor): { name: Identifier; window: WindowSyntax }[] {
  if (!accept(cursor, 'WINDOW')) return []
  const windows: { name: Identifier; window: WindowSyntax }[] = []
  do {
    const name = readIdentifier(cursor, 'a window name')
    expect(cursor, 'AS')
    windows.push({ name, window: readWindow(cursor) })
  } while (accept(cursor, ','))
  return windows
}

/** `a, b` */
export function readExpressions(cursor: Cursor): ExpressionSyntax[] {
  const expressions: ExpressionSyntax[] = []
  do expressions.push(readExpression(cursor))
  while (accept(cursor, ','))
  return expressions
}
