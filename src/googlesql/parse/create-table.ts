import type { ColumnDefinition, ExpressionSyntax, Identifier, OptionSyntax, Path, StatementSyntax } from '../syntax.ts'
import { readColumnAttributes, readOptions, skipTableConstraint } from './column-attributes.ts'
import { type CreateHead, modifiers, readIfNotExists } from './create-head.ts'
import { accept, acceptAll, type Cursor, endOf, expect, fail, isNext } from './cursor.ts'
import { readExpression } from './expression.ts'
import { readSystemTime } from './from.ts'
import { readIdentifier, readTablePath } from './names.ts'
import { readOther } from './other-statement.ts'
import { readQuery, startsQuery } from './query.ts'
import { readText, readType } from './type.ts'
import { readExpressions } from './window.ts'

interface TableClauses {
  like?: Path
  copy?: Path
  clone?: Path
  systemTime?: ExpressionSyntax
  defaultCollate?: string
  partitionBy?: ExpressionSyntax
  clusterBy: readonly ExpressionSyntax[]
  options: readonly OptionSyntax[]
}

export function readCreateTable(cursor: Cursor, head: CreateHead, external: boolean): StatementSyntax {
  const ifNotExists = readIfNotExists(cursor)
  const path = readTablePath(cursor)
  const columns = isNext(cursor, '(') ? { columns: readColumns(cursor) } : {}
  const clauses = readTableClauses(cursor)
  const query = accept(cursor, 'AS') ? { query: readQuery(cursor) } : {}
  const { start } = head
  return {
    kind: 'createTable',
    external,
    path,
    ...modifiers(head, ifNotExists),
    ...columns,
    ...clauses,
    ...query,
    start,
    end: endOf(cursor),
  }
}

function readColumns(cursor: Cursor): ColumnDefinition[] {
  expect(cursor, '(')
  const columns: ColumnDefinition[] = []
  while (!isNext(cursor, ')')) {
    if (!skipTableConstraint(cursor)) columns.push(readColumn(cursor))
    if (!accept(cursor, ',')) break
  }
  if (!accept(cursor, ')')) fail(cursor, ', or )')
  return columns
}

function readColumn(cursor: Cursor): ColumnDefinition {
  const name = readIdentifier(cursor, 'a column name')
  const type = readType(cursor)
  const attributes = readColumnAttributes(cursor)
  return { name, type, ...attributes, start: name.start, end: endOf(cursor) }
}

/** Everything between the columns and the query, in any order. */
function readTableClauses(cursor: Cursor): TableClauses {
  const clauses: TableClauses = { clusterBy: [], options: [] }
  while (readTableClause(cursor, clauses));
  return clauses
}

function readTableClause(cursor: Cursor, clauses: TableClauses): boolean {
  if (accept(cursor, 'LIKE')) clauses.like = readTablePath(cursor)
  else if (accept(cursor, 'COPY')) clauses.copy = readTablePath(cursor)
  else if (accept(cursor, 'CLONE')) clauses.clone = readTablePath(cursor)
  else if (isNext(cursor, 'FOR') && clauses.clone !== undefined) clauses.systemTime = readSystemTime(cursor)
  else if (acceptAll(cursor, 'PARTITION', 'BY')) clauses.partitionBy = readExpression(cursor)
  else if (acceptAll(cursor, 'CLUSTER', 'BY')) clauses.clusterBy = readExpressions(cursor)
  else if (isNext(cursor, 'OPTIONS')) clauses.options = readOptions(cursor)
  else if (acceptAll(cursor, 'DEFAULT', 'COLLATE')) clauses.defaultCollate = readText(cursor)
  else if (acceptAll(cursor, 'WITH', 'CONNECTION')) readTablePath(cursor, 'the name of a connection')
  else if (acceptAll(cursor, 'WITH', 'PARTITION', 'COLUMNS')) {
    if (isNext(cursor, '(')) readColumns(cursor)
  } else return false
  return true
}

export function readCreateView(cursor: Cursor, head: CreateHead, materialized: boolean): StatementSyntax {
  const ifNotExists = readIfNotExists(cursor)
  const path = readTablePath(cursor, 'a view name')
  const columns = isNext(cursor, '(') ? readViewColumns(cursor) : []
  const { partitionBy, clusterBy, options } = readTableClauses(cursor)
  expect(cursor, 'AS')
  const { start } = head
  if (isNext(cursor, 'REPLICA'))
    return { ...readOther(cursor, 0), kind: 'other', verb: 'CREATE MATERIALIZED VIEW', start }
  if (!startsQuery(cursor) && !isNext(cursor, '(')) fail(cursor, 'a query')
  const query = readQuery(cursor)
  return {
    kind: 'createView',
    materialized,
    path,
    ...modifiers(head, ifNotExists),
    columns,
    ...(partitionBy && { partitionBy }),
    clusterBy,
    options,
    query,
    start,
    end: endOf(cursor),
  }
}

/** `(a OPTIONS (…), b)` */
function readViewColumns(cursor: Cursor): Identifier[] {
  expect(cursor, '(')
  const columns: Identifier[] = []
  do {
    columns.push(readIdentifier(cursor, 'a column name'))
    readOptions(cursor)
  } while (accept(cursor, ',') && !isNext(cursor, ')'))
  expect(cursor, ')')
  return columns
}
