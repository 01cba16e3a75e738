import type { ExpressionSyntax, RecursionDepth, WithEntry, WithSyntax } from '../syntax.ts'
import { accept, areNext, type Cursor, endOf, expect, fail, isNext } from './cursor.ts'
import { readComparand, readExpression } from './expression.ts'
import { readAsAlias, readIdentifier } from './names.ts'
import { readQuery, startsQuery } from './query.ts'

/** `WITH [RECURSIVE] name AS (…), …` */
export function readWith(cursor: Cursor): WithSyntax {
  const { start } = expect(cursor, 'WITH')
  const recursive = accept(cursor, 'RECURSIVE')
  const entries: WithEntry[] = []
  do entries.push(readWithEntry(cursor))
  while (accept(cursor, ','))
  return { recursive, entries, start, end: endOf(cursor) }
}

function readWithEntry(cursor: Cursor): WithEntry {
  if (startsQuery(cursor)) fail(cursor, 'the name of a WITH entry', 'take away the comma before the query')
  const name = readIdentifier(cursor, 'the name of a WITH entry')
  if (isNext(cursor, '(')) fail(cursor, 'AS', 'GoogleSQL takes no column list here; name the columns in the query')
  expect(cursor, 'AS')
  expect(cursor, '(')
  const query = readQuery(cursor)
  if (!accept(cursor, ')')) fail(cursor, `) after the query of ${name.name}`)
  const depth = areNext(cursor, 'WITH', 'DEPTH') ? { depth: readDepth(cursor) } : {}
  return { name, query, ...depth, start: name.start, end: endOf(cursor) }
}

function readDepth(cursor: Cursor): RecursionDepth {
  const { start } = expect(cursor, 'WITH')
  expect(cursor, 'DEPTH')
  const alias = readAsAlias(cursor)
  const bounds = readDepthBounds(cursor)
  return { ...alias, ...bounds, start, end: endOf(cursor) }
}

function readDepthBounds(cursor: Cursor): { lower?: ExpressionSyntax; upper?: ExpressionSyntax } {
  if (accept(cursor, 'MAX')) return { upper: readExpression(cursor) }
  if (!accept(cursor, 'BETWEEN')) return {}
  const lower = readComparand(cursor)
  expect(cursor, 'AND')
  return { lower, upper: readComparand(cursor) }
}
