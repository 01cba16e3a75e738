import type { ExpressionSyntax, FromSyntax, Identifier, OffsetSyntax, Path } from '../syntax.ts'
import { readArguments } from './call.ts'
import { accept, acceptAll, areNext, type Cursor, endOf, expect, fail, isNext, peek } from './cursor.ts'
import { readExpression } from './expression.ts'
import { skipHint } from './hint-clause.ts'
import { readJoins } from './join.ts'
import { isIdentifier, readAsAlias, readIdentifier, readTablePath } from './names.ts'
import { readPivot, readUnpivot, startsPivot, startsUnpivot } from './pivot.ts'
import { continueQuery, readQuery, startsQuery } from './query.ts'
import { startsSetOperation } from './set-operation.ts'

/** What follows `FROM`: tables, joins, commas. */
export function readFrom(cursor: Cursor): FromSyntax {
  return readJoins(cursor, readFromItem(cursor), true)
}

/** One table, subquery, UNNEST, table function or parenthesized join, with what is attached to it. */
export function readFromItem(cursor: Cursor): FromSyntax {
  const { start } = peek(cursor)
  if (isNext(cursor, '(')) return readPivots(cursor, readParenthesized(cursor), start)
  if (isNext(cursor, 'UNNEST')) return readPivots(cursor, readUnnest(cursor), start)
  const path = readTablePath(cursor, 'a table name')
  skipHint(cursor)
  const item = isNext(cursor, '(') ? readTableFunction(cursor, path) : readTable(cursor, path)
  return readPivots(cursor, item, start)
}

interface TableParts {
  alias?: Identifier
  offset?: OffsetSyntax
  systemTime?: ExpressionSyntax
  sample?: ExpressionSyntax
}

function readTable(cursor: Cursor, path: Path): FromSyntax {
  const parts = readTableParts(cursor)
  return { kind: 'table', path, ...parts, start: path.start, end: endOf(cursor) }
}

/** Alias, WITH OFFSET, FOR SYSTEM_TIME AS OF and TABLESAMPLE, each at most once. */
function readTableParts(cursor: Cursor): TableParts {
  const parts: TableParts = {}
  for (;;) {
    if (parts.alias === undefined && startsTableAlias(cursor)) parts.alias = readTableAlias(cursor)
    else if (parts.offset === undefined && areNext(cursor, 'WITH', 'OFFSET')) parts.offset = readOffset(cursor)
    else if (parts.systemTime === undefined && isNext(cursor, 'FOR')) parts.systemTime = readSystemTime(cursor)
    else if (parts.sample === undefined && isNext(cursor, 'TABLESAMPLE')) parts.sample = readSample(cursor)
    else return parts
  }
}

function startsTableAlias(cursor: Cursor): boolean {
  if (isNext(cursor, 'AS')) return true
  return isIdentifier(peek(cursor)) && !startsPivot(cursor) && !startsUnpivot(cursor)
}

function readTableAlias(cursor: Cursor): Identifier {
  return readAsAlias(cursor).alias ?? readIdentifier(cursor)
}

function readOptionalAlias(cursor: Cursor): { alias?: Identifier } {
  return startsTableAlias(cursor) ? { alias: readTableAlias(cursor) } : {}
}

function readOffset(cursor: Cursor): OffsetSyntax {
  const { start } = expect(cursor, 'WITH')
  expect(cursor, 'OFFSET')
  const alias = readOptionalAlias(cursor)
  return { ...alias, start, end: endOf(cursor) }
}

export function readSystemTime(cursor: Cursor): ExpressionSyntax {
  expect(cursor, 'FOR')
  if (!accept(cursor, 'SYSTEM_TIME') && !acceptAll(cursor, 'SYSTEM', 'TIME')) fail(cursor, 'SYSTEM_TIME')
  expect(cursor, 'AS')
  expect(cursor, 'OF')
  return readExpression(cursor)
}

/** `TABLESAMPLE SYSTEM (10 PERCENT)` */
export function readSample(cursor: Cursor): ExpressionSyntax {
  expect(cursor, 'TABLESAMPLE')
  if (!accept(cursor, 'SYSTEM')) fail(cursor, 'SYSTEM')
  expect(cursor, '(')
  const percent = readExpression(cursor)
  if (!accept(cursor, 'PERCENT')) fail(cursor, 'PERCENT')
  expect(cursor, ')')
  return percent
}

function readUnnest(cursor: Cursor): FromSyntax {
  const { start } = expect(cursor, 'UNNEST')
  expect(cursor, '(')
  const array = readExpression(cursor)
  expect(cursor, ')')
  skipHint(cursor)
  const alias = readOptionalAlias(cursor)
  const offset = areNext(cursor, 'WITH', 'OFFSET') ? { offset: readOffset(cursor) } : {}
  return { kind: 'unnest', array, ...alias, ...offset, start, end: endOf(cursor) }
}

function readTableFunction(cursor: Cursor, name: Path): FromSyntax {
  expect(cursor, '(')
  const list = isNext(cursor, ')') ? [] : readArguments(cursor)
  expect(cursor, ')')
  const alias = readOptionalAlias(cursor)
  return { kind: 'tableFunction', name, arguments: list, ...alias, start: name.start, end: endOf(cursor) }
}

/** `(SELECT …) AS t`, `(a JOIN b …)`, or either of them in more parentheses. */
function readParenthesized(cursor: Cursor): FromSyntax {
  const { start } = expect(cursor, '(')
  if (startsQuery(cursor)) {
    const query = readQuery(cursor)
    return finishSubquery(cursor, query, start)
  }
  const opensGroup = isNext(cursor, '(')
  const item = readFromItem(cursor)
  if (opensGroup && item.kind === 'subquery' && item.alias === undefined && endsSubquery(cursor)) {
    return finishSubquery(cursor, continueQuery(cursor, item.query, item.start), start)
  }
  const joined = readJoins(cursor, item, false)
  expect(cursor, ')')
  return joined
}

const queryContinuations: ReadonlySet<string> = new Set([')', 'ORDER', 'LIMIT', '|>'])

function endsSubquery(cursor: Cursor): boolean {
  return queryContinuations.has(peek(cursor).word) || startsSetOperation(cursor)
}

function finishSubquery(
  cursor: Cursor,
  query: Extract<FromSyntax, { kind: 'subquery' }>['query'],
  start: number,
): FromSyntax {
  if (!accept(cursor, ')')) fail(cursor, ') after the subquery')
  const alias = readOptionalAlias(cursor)
  const sample = isNext(cursor, 'TABLESAMPLE') ? { sample: readSample(cursor) } : {}
  return { kind: 'subquery', query, ...alias, ...sample, start, end: endOf(cursor) }
}

function readPivots(cursor: Cursor, first: FromSyntax, start: number): FromSyntax {
  let input = first
  for (;;) {
    if (startsPivot(cursor)) {
      const pivot = readPivot(cursor)
      input = { kind: 'pivot', input, pivot, ...readOptionalAlias(cursor), start, end: endOf(cursor) }
    } else if (startsUnpivot(cursor)) {
      const unpivot = readUnpivot(cursor)
      input = { kind: 'unpivot', input, unpivot, ...readOptionalAlias(cursor), start, end: endOf(cursor) }
    } else return input
  }
}
