import type { QueryBody, QuerySyntax, WithSyntax } from '../syntax.ts'
import { accept, acceptAll, type Cursor, endOf, expect, fail, isNext, peek, take } from './cursor.ts'
import { readExpression } from './expression.ts'
import { readFrom } from './from.ts'
import { readOrderItems } from './order.ts'
import { readPipes } from './pipe.ts'
import { readSelect } from './select.ts'
import { readSetOperations } from './set-operation.ts'
import { readWith } from './with.ts'

/** Whether a query that is not in parentheses begins here, or `ahead` tokens on; `WITH(` begins an expression. */
export function startsQuery(cursor: Cursor, ahead = 0): boolean {
  const { word } = peek(cursor, ahead)
  if (word === 'WITH') return peek(cursor, ahead + 1).word !== '('
  return word === 'SELECT' || word === 'FROM'
}

export function readQuery(cursor: Cursor): QuerySyntax {
  const { start } = peek(cursor)
  const clause = isNext(cursor, 'WITH') ? { with: readWith(cursor) } : {}
  const bodyStart = peek(cursor).start
  const first = isNext(cursor, 'SELECT') ? readSelect(cursor) : readBody(cursor)
  return finishQuery(cursor, clause, readSetOperations(cursor, first, bodyStart), start)
}

/** A query that begins at `start` with another one in parentheses, which has been read. */
export function continueQuery(cursor: Cursor, inner: QuerySyntax, start: number): QuerySyntax {
  return finishQuery(cursor, {}, readSetOperations(cursor, inner, start), start)
}

function finishQuery(cursor: Cursor, clause: { with?: WithSyntax }, body: QueryBody, start: number): QuerySyntax {
  const orderBy = acceptAll(cursor, 'ORDER', 'BY') ? readOrderItems(cursor) : []
  const limit = readLimit(cursor)
  const pipes = isNext(cursor, '|>') ? readPipes(cursor) : []
  return { kind: 'query', ...clause, body, orderBy, ...limit, pipes, start, end: endOf(cursor) }
}

/** `LIMIT n [OFFSET m]`; empty where none is written. */
export function readLimit(cursor: Cursor) {
  if (!accept(cursor, 'LIMIT')) return {}
  const limit = readExpression(cursor)
  if (isNext(cursor, ',')) fail(cursor, 'OFFSET', 'write LIMIT count OFFSET skipped')
  return accept(cursor, 'OFFSET') ? { limit, offset: readExpression(cursor) } : { limit }
}

export function readBody(cursor: Cursor): QueryBody {
  const { start, word } = peek(cursor)
  if (word === 'SELECT') return readSelect(cursor)
  if (word === 'FROM') {
    take(cursor)
    return { kind: 'fromQuery', from: readFrom(cursor), start, end: endOf(cursor) }
  }
  if (!accept(cursor, '(')) fail(cursor, 'SELECT, FROM, WITH or (')
  const query = readQuery(cursor)
  expect(cursor, ')')
  return query
}
