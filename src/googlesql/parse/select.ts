import type {
  ExpressionSyntax,
  FromSyntax,
  GroupBySyntax,
  GroupingItem,
  Path,
  ReplaceItem,
  SelectItem,
  SelectSyntax,
} from '../syntax.ts'
import { accept, acceptAll, areNext, type Cursor, endOf, expect, fail, isNext, peek, take } from './cursor.ts'
import { readExpression } from './expression.ts'
import { readFrom } from './from.ts'
import { skipHint } from './hint-clause.ts'
import { readAlias, readIdentifier, readIdentifierList, readPath } from './names.ts'
import { readNamedWindows } from './window.ts'

export function readSelect(cursor: Cursor): SelectSyntax {
  const { start } = expect(cursor, 'SELECT')
  skipHint(cursor)
  const distinct = readDistinct(cursor)
  const as = isNext(cursor, 'AS') ? { as: readRowType(cursor) } : {}
  const items = readSelectItems(cursor)
  const clauses = readClauses(cursor)
  return { kind: 'select', distinct, ...as, items, ...clauses, start, end: endOf(cursor) }
}

interface Clauses {
  from?: FromSyntax
  where?: ExpressionSyntax
  groupBy?: GroupBySyntax
  having?: ExpressionSyntax
  qualify?: ExpressionSyntax
  windows: SelectSyntax['windows']
}

function readClauses(cursor: Cursor): Clauses {
  const clauses: Omit<Clauses, 'windows'> = {}
  if (accept(cursor, 'FROM')) clauses.from = readFrom(cursor)
  if (accept(cursor, 'WHERE')) clauses.where = readExpression(cursor)
  if (isNext(cursor, 'GROUP')) clauses.groupBy = readGroupBy(cursor)
  if (accept(cursor, 'HAVING')) clauses.having = readExpression(cursor)
  if (accept(cursor, 'QUALIFY')) clauses.qualify = readExpression(cursor)
  return { ...clauses, windows: readNamedWindows(cursor) }
}

export function readDistinct(cursor: Cursor): boolean {
  return accept(cursor, 'DISTINCT') || (accept(cursor, 'ALL') && false)
}

function readRowType(cursor: Cursor): 'STRUCT' | 'VALUE' | Path {
  expect(cursor, 'AS')
  if (accept(cursor, 'STRUCT')) return 'STRUCT'
  if (accept(cursor, 'VALUE')) return 'VALUE'
  return readPath(cursor, 'STRUCT, VALUE or a type name')
}

// ---------------------------------------------------------------- the SELECT list

/** Tokens that end a list, so that a comma before them is a trailing one. */
const listEnds: ReadonlySet<string> = new Set(
  'FROM WHERE GROUP HAVING QUALIFY WINDOW ORDER LIMIT UNION INTERSECT EXCEPT FULL INNER ) ; |>'.split(' '),
)

export function endsList(cursor: Cursor): boolean {
  const token = peek(cursor)
  return token.kind === 'end' || listEnds.has(token.word)
}

export function readSelectItems(cursor: Cursor): SelectItem[] {
  const items: SelectItem[] = []
  do {
    const { start } = peek(cursor)
    // no function of its own around the expression: frames bound how deep a text may nest
    items.push(
      accept(cursor, '*') ? readStarModifiers(cursor, {}, start) : finishItem(cursor, readExpression(cursor), start),
    )
  } while (accept(cursor, ',') && !endsList(cursor))
  return items
}

function finishItem(cursor: Cursor, expression: ExpressionSyntax, start: number): SelectItem {
  if (acceptAll(cursor, '.', '*')) return readStarModifiers(cursor, { base: expression }, start)
  const alias = readAlias(cursor)
  return { kind: 'expression', expression, ...alias, start, end: endOf(cursor) }
}

function readStarModifiers(cursor: Cursor, base: { base?: ExpressionSyntax }, start: number): SelectItem {
  const except = areNext(cursor, 'EXCEPT', '(') && accept(cursor, 'EXCEPT') ? readIdentifierList(cursor) : []
  const replace = acceptAll(cursor, 'REPLACE', '(') ? readReplace(cursor) : []
  return { kind: 'star', ...base, except, replace, start, end: endOf(cursor) }
}

function readReplace(cursor: Cursor): ReplaceItem[] {
  const items: ReplaceItem[] = []
  do items.push(readReplaceItem(cursor))
  while (accept(cursor, ',') && !isNext(cursor, ')'))
  expect(cursor, ')')
  return items
}

function readReplaceItem(cursor: Cursor): ReplaceItem {
  const { start } = peek(cursor)
  const expression = readExpression(cursor)
  accept(cursor, 'AS')
  const alias = readIdentifier(cursor, 'the name of the column to replace')
  return { expression, alias, start, end: endOf(cursor) }
}

// ---------------------------------------------------------------- GROUP BY

export function readGroupBy(cursor: Cursor): GroupBySyntax {
  const { start } = expect(cursor, 'GROUP')
  skipHint(cursor)
  expect(cursor, 'BY')
  if (accept(cursor, 'ALL')) return { kind: 'all', start, end: endOf(cursor) }
  const items: GroupingItem[] = []
  do items.push(readGroupingItem(cursor))
  while (accept(cursor, ','))
  return { kind: 'items', items, start, end: endOf(cursor) }
}

export function startsGroupingSets(cursor: Cursor): boolean {
  return (
    isNext(cursor, 'ROLLUP') ||
    isNext(cursor, 'CUBE') ||
    areNext(cursor, 'GROUPING', 'SETS') ||
    areNext(cursor, '(', ')')
  )
}

export function readGroupingItem(cursor: Cursor, inSets = false): GroupingItem {
  const { start } = peek(cursor)
  if (isNext(cursor, 'ROLLUP')) return readRollup(cursor, 'rollup')
  if (isNext(cursor, 'CUBE')) return readRollup(cursor, 'cube')
  if (acceptAll(cursor, 'GROUPING', 'SETS')) return readGroupingSets(cursor, start)
  if (acceptAll(cursor, '(', ')')) return { kind: 'set', expressions: [], start, end: endOf(cursor) }
  if (inSets && isNext(cursor, '(')) return { kind: 'set', expressions: readSet(cursor), start, end: endOf(cursor) }
  const expression = readExpression(cursor)
  return { kind: 'expression', expression, start, end: endOf(cursor) }
}

function readRollup(cursor: Cursor, kind: 'rollup' | 'cube'): GroupingItem {
  const { start } = take(cursor)
  expect(cursor, '(')
  const sets: ExpressionSyntax[][] = []
  do sets.push(isNext(cursor, '(') ? readSet(cursor) : [readExpression(cursor)])
  while (accept(cursor, ','))
  expect(cursor, ')')
  return { kind, sets, start, end: endOf(cursor) }
}

/** One expression in parentheses, or several as one set. */
function readSet(cursor: Cursor): ExpressionSyntax[] {
  const expression = readExpression(cursor)
  if (expression.kind !== 'struct' || !expression.tuple) return [expression]
  return expression.fields.map((field) => field.value)
}

function readGroupingSets(cursor: Cursor, start: number): GroupingItem {
  if (!accept(cursor, '(')) fail(cursor, '(')
  const items: GroupingItem[] = []
  do items.push(readGroupingItem(cursor, true))
  while (accept(cursor, ','))
  expect(cursor, ')')
  return { kind: 'groupingSets', items, start, end: endOf(cursor) }
}
