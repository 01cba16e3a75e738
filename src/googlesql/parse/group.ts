import type { ExpressionSyntax, QuerySyntax } from '../syntax.ts'
import { accept, type Cursor, endOf, expect, isNext, peek } from './cursor.ts'
import { readExpression } from './expression.ts'
import { continueQuery, readQuery, startsQuery } from './query.ts'

/** What stands between two parentheses: a query, or expressions between commas. */
export type Group =
  | { readonly kind: 'query'; readonly query: QuerySyntax }
  | { readonly kind: 'list'; readonly items: readonly ExpressionSyntax[] }

/**
 * Reads `( … )`. `((SELECT 1))` is a query in a query, `((SELECT 1) + 1)` an expression and `((SELECT 1) UNION ALL (SELECT 2))`
 * a query again: what follows the inner parenthesis decides, so no token is read twice.
 */
export function readGroup(cursor: Cursor): Group {
  expect(cursor, '(')
  if (startsQuery(cursor)) {
    const query = readQuery(cursor)
    expect(cursor, ')')
    return { kind: 'query', query }
  }
  const opensGroup = isNext(cursor, '(')
  const { start } = peek(cursor)
  const first = readExpression(cursor)
  if (
    opensGroup &&
    first.kind === 'subquery' &&
    first.form === 'scalar' &&
    first.start === start &&
    first.end === endOf(cursor)
  ) {
    if (endsQuery(cursor)) return readRestOfQuery(cursor, first.query, start)
  }
  return { kind: 'list', items: readRestOfList(cursor, first) }
}

const queryContinuations: ReadonlySet<string> = new Set([
  ')',
  'UNION',
  'INTERSECT',
  'EXCEPT',
  'ORDER',
  'LIMIT',
  '|>',
  'FULL',
  'LEFT',
  'INNER',
])

function endsQuery(cursor: Cursor): boolean {
  return queryContinuations.has(peek(cursor).word)
}

function readRestOfQuery(cursor: Cursor, inner: QuerySyntax, start: number): Group {
  const query = continueQuery(cursor, inner, start)
  expect(cursor, ')')
  return { kind: 'query', query }
}

function readRestOfList(cursor: Cursor, first: ExpressionSyntax): ExpressionSyntax[] {
  const items = [first]
  while (accept(cursor, ',')) items.push(readExpression(cursor))
  expect(cursor, ')')
  return items
}
