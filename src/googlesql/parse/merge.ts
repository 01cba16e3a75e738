import type { MergeClause, MergeSyntax } from '../syntax.ts'
import { accept, acceptAll, type Cursor, endOf, expect, expectAll, fail, isNext } from './cursor.ts'
import { readUpdateItems, readValues } from './dml.ts'
import { readExpression } from './expression.ts'
import { readFromItem } from './from.ts'
import { readAlias, readIdentifierList, readTablePath } from './names.ts'

/** `MERGE [INTO] target USING source ON condition WHEN …` */
export function readMerge(cursor: Cursor): MergeSyntax {
  const { start } = expect(cursor, 'MERGE')
  accept(cursor, 'INTO')
  const table = readTablePath(cursor)
  const alias = readAlias(cursor)
  expect(cursor, 'USING')
  const source = readFromItem(cursor)
  expect(cursor, 'ON')
  const on = readExpression(cursor)
  if (!isNext(cursor, 'WHEN')) fail(cursor, 'WHEN')
  const clauses: MergeClause[] = []
  while (isNext(cursor, 'WHEN')) clauses.push(readClause(cursor))
  return { kind: 'merge', table, ...alias, source, on, clauses, start, end: endOf(cursor) }
}

function readClause(cursor: Cursor): MergeClause {
  const { start } = expect(cursor, 'WHEN')
  const when = readWhen(cursor)
  const condition = accept(cursor, 'AND') ? { condition: readExpression(cursor) } : {}
  expect(cursor, 'THEN')
  const action = readAction(cursor)
  return { when, ...condition, action, start, end: endOf(cursor) }
}

function readWhen(cursor: Cursor): MergeClause['when'] {
  if (accept(cursor, 'MATCHED')) return 'matched'
  expectAll(cursor, 'NOT', 'MATCHED')
  if (acceptAll(cursor, 'BY', 'SOURCE')) return 'notMatchedBySource'
  if (isNext(cursor, 'BY')) expectAll(cursor, 'BY', 'TARGET')
  return 'notMatchedByTarget'
}

function readAction(cursor: Cursor): MergeClause['action'] {
  if (accept(cursor, 'DELETE')) return { kind: 'delete' }
  if (accept(cursor, 'UPDATE')) {
    expect(cursor, 'SET')
    return { kind: 'update', items: readUpdateItems(cursor) }
  }
  if (!accept(cursor, 'INSERT')) fail(cursor, 'INSERT, UPDATE or DELETE')
  const columns = isNext(cursor, '(') ? readIdentifierList(cursor) : []
  if (accept(cursor, 'ROW')) return { kind: 'insert', columns }
  if (!isNext(cursor, 'VALUES')) fail(cursor, columns.length === 0 ? 'ROW, VALUES or columns' : 'VALUES or ROW')
  expectAll(cursor, 'VALUES')
  return { kind: 'insert', columns, values: readValues(cursor) }
}
