import type { DefaultOr, Identifier, InsertSource, StatementSyntax, UpdateItem } from '../syntax.ts'
import { accept, type Cursor, endOf, expect, fail, isNext, peek } from './cursor.ts'
import { readExpression } from './expression.ts'
import { readFrom } from './from.ts'
import { isIdentifier, readAlias, readIdentifierList, readPath, readTablePath } from './names.ts'
import { readQuery, startsQuery } from './query.ts'

export function readInsert(cursor: Cursor): StatementSyntax {
  const { start } = expect(cursor, 'INSERT')
  if (isNext(cursor, 'OVERWRITE')) fail(cursor, 'INTO', 'GoogleSQL has no INSERT OVERWRITE; delete the rows first')
  accept(cursor, 'INTO')
  const table = readTablePath(cursor)
  const columns = isNext(cursor, '(') && isIdentifier(peek(cursor, 1)) ? readIdentifierList(cursor) : []
  const source = readInsertSource(cursor)
  return { kind: 'insert', table, columns, source, start, end: endOf(cursor) }
}

function readInsertSource(cursor: Cursor): InsertSource {
  if (accept(cursor, 'VALUES')) return { kind: 'values', rows: readRows(cursor) }
  if (!startsQuery(cursor) && !isNext(cursor, '(')) fail(cursor, 'VALUES or a query')
  return { kind: 'query', query: readQuery(cursor) }
}

function readRows(cursor: Cursor) {
  const rows: { values: DefaultOr[]; start: number; end: number }[] = []
  do {
    const { start } = peek(cursor)
    const values = readValues(cursor)
    rows.push({ values, start, end: endOf(cursor) })
  } while (accept(cursor, ','))
  return rows
}

/** `(1, DEFAULT)` */
export function readValues(cursor: Cursor): DefaultOr[] {
  expect(cursor, '(')
  const values: DefaultOr[] = []
  do values.push(readDefaultOr(cursor))
  while (accept(cursor, ','))
  if (!accept(cursor, ')')) fail(cursor, ', or )')
  return values
}

function readDefaultOr(cursor: Cursor): DefaultOr {
  const { start, end } = peek(cursor)
  return accept(cursor, 'DEFAULT') ? { kind: 'default', start, end } : readExpression(cursor)
}

export function readUpdate(cursor: Cursor): StatementSyntax {
  const { start } = expect(cursor, 'UPDATE')
  const table = readTablePath(cursor)
  const alias = readAlias(cursor)
  expect(cursor, 'SET')
  const items = readUpdateItems(cursor)
  const from = accept(cursor, 'FROM') ? { from: readFrom(cursor) } : {}
  const where = readWhere(cursor, 'UPDATE')
  return { kind: 'update', table, ...alias, items, ...from, where, start, end: endOf(cursor) }
}

export function readUpdateItems(cursor: Cursor): UpdateItem[] {
  const items: UpdateItem[] = []
  do items.push(readUpdateItem(cursor))
  while (accept(cursor, ','))
  return items
}

function readUpdateItem(cursor: Cursor): UpdateItem {
  const target = readPath(cursor, 'a column name')
  expect(cursor, '=')
  const value = readDefaultOr(cursor)
  return { target, value, start: target.start, end: endOf(cursor) }
}

function readWhere(cursor: Cursor, statement: string) {
  if (!accept(cursor, 'WHERE')) fail(cursor, 'WHERE', `every ${statement} needs one; WHERE TRUE means all rows`)
  return readExpression(cursor)
}

export function readDelete(cursor: Cursor): StatementSyntax {
  const { start } = expect(cursor, 'DELETE')
  accept(cursor, 'FROM')
  const table = readTablePath(cursor)
  const alias: { alias?: Identifier } = readAlias(cursor)
  const where = readWhere(cursor, 'DELETE')
  return { kind: 'delete', table, ...alias, where, start, end: endOf(cursor) }
}

export function readTruncate(cursor: Cursor): StatementSyntax {
  const { start } = expect(cursor, 'TRUNCATE')
  if (!accept(cursor, 'TABLE')) fail(cursor, 'TABLE')
  return { kind: 'truncate', table: readTablePath(cursor), start, end: endOf(cursor) }
}
