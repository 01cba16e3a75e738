import type { JoinType, PipeSyntax, QuerySyntax } from '../syntax.ts'
import { readArguments } from './call.ts'
import { accept, type Cursor, endOf, expect, fail, isNext, peek, take } from './cursor.ts'
import { readExpression } from './expression.ts'
import { readFromItem, readSample } from './from.ts'
import { readCondition, readJoinType } from './join.ts'
import { readAlias, readIdentifier, readTablePath } from './names.ts'
import { readOrderItems } from './order.ts'
import { readAggregate } from './pipe-aggregate.ts'
import { readPivot, readUnpivot } from './pivot.ts'
import { readLimit, readQuery } from './query.ts'
import { endsList, readDistinct, readSelectItems } from './select.ts'
import { readSetOperator, startsSetOperation } from './set-operation.ts'
import { readNamedWindows } from './window.ts'
import { readWith } from './with.ts'

/** Every `|> …` that follows. */
export function readPipes(cursor: Cursor): PipeSyntax[] {
  const pipes: PipeSyntax[] = []
  while (accept(cursor, '|>')) pipes.push(readPipe(cursor))
  return pipes
}

/** Pipe operators by first word; JOIN and set operations begin with several and come first. */
const operators: ReadonlyMap<string, (cursor: Cursor, start: number) => PipeSyntax> = new Map(
  Object.entries({
    SELECT: readPipeSelect,
    EXTEND: readExtend,
    SET: readSet,
    DROP: readDrop,
    RENAME: readRename,
    AS: readAs,
    WHERE: readWhere,
    LIMIT: readPipeLimit,
    ORDER: readPipeOrder,
    AGGREGATE: readAggregate,
    DISTINCT: readPipeDistinct,
    CALL: readPipeCall,
    WINDOW: readPipeWindow,
    PIVOT: readPipePivot,
    UNPIVOT: readPipeUnpivot,
    TABLESAMPLE: readPipeSample,
    WITH: readPipeWith,
  }),
)

function readPipe(cursor: Cursor): PipeSyntax {
  const { start, word } = peek(cursor)
  if (startsSetOperation(cursor)) return readPipeSetOperation(cursor, start)
  const joinType = readJoinType(cursor)
  if (joinType !== undefined) return readPipeJoin(cursor, joinType, start)
  const read = operators.get(word)
  if (read === undefined) fail(cursor, 'a pipe operator such as SELECT, WHERE or AGGREGATE')
  return read(cursor, start)
}

function readPipeSelect(cursor: Cursor, start: number): PipeSyntax {
  take(cursor)
  const distinct = readDistinct(cursor)
  const items = readSelectItems(cursor)
  const windows = readNamedWindows(cursor)
  return { kind: 'select', distinct, items, windows, start, end: endOf(cursor) }
}

function readExtend(cursor: Cursor, start: number): PipeSyntax {
  take(cursor)
  const items = readSelectItems(cursor)
  const windows = readNamedWindows(cursor)
  return { kind: 'extend', items, windows, start, end: endOf(cursor) }
}

function readPipeWindow(cursor: Cursor, start: number): PipeSyntax {
  take(cursor)
  return { kind: 'window', items: readSelectItems(cursor), start, end: endOf(cursor) }
}

function readSet(cursor: Cursor, start: number): PipeSyntax {
  take(cursor)
  const items = readList(cursor, () => {
    const column = readIdentifier(cursor, 'a column name')
    expect(cursor, '=')
    return { column, value: readExpression(cursor) }
  })
  return { kind: 'set', items, start, end: endOf(cursor) }
}

function readDrop(cursor: Cursor, start: number): PipeSyntax {
  take(cursor)
  const columns = readList(cursor, () => readIdentifier(cursor, 'a column name'))
  return { kind: 'drop', columns, start, end: endOf(cursor) }
}

function readRename(cursor: Cursor, start: number): PipeSyntax {
  take(cursor)
  const columns = readList(cursor, () => {
    const from = readIdentifier(cursor, 'a column name')
    accept(cursor, 'AS')
    return { from, to: readIdentifier(cursor, 'the new name') }
  })
  return { kind: 'rename', columns, start, end: endOf(cursor) }
}

/** Items between commas; the last comma may trail. */
export function readList<Item>(cursor: Cursor, readItem: () => Item): Item[] {
  const items = [readItem()]
  while (accept(cursor, ',') && !endsList(cursor)) items.push(readItem())
  return items
}

function readAs(cursor: Cursor, start: number): PipeSyntax {
  take(cursor)
  return { kind: 'as', alias: readIdentifier(cursor, 'an alias name'), start, end: endOf(cursor) }
}

function readWhere(cursor: Cursor, start: number): PipeSyntax {
  take(cursor)
  return { kind: 'where', condition: readExpression(cursor), start, end: endOf(cursor) }
}

function readPipeLimit(cursor: Cursor, start: number): PipeSyntax {
  const { limit, offset } = readLimit(cursor)
  if (limit === undefined) fail(cursor, 'LIMIT')
  return { kind: 'limit', limit, ...(offset && { offset }), start, end: endOf(cursor) }
}

function readPipeOrder(cursor: Cursor, start: number): PipeSyntax {
  take(cursor)
  expect(cursor, 'BY')
  return { kind: 'orderBy', items: readOrderItems(cursor), start, end: endOf(cursor) }
}

function readPipeDistinct(cursor: Cursor, start: number): PipeSyntax {
  take(cursor)
  return { kind: 'distinct', start, end: endOf(cursor) }
}

function readPipeJoin(cursor: Cursor, type: JoinType, start: number): PipeSyntax {
  const right = readFromItem(cursor)
  const condition = isNext(cursor, 'ON') || isNext(cursor, 'USING') ? readCondition(cursor) : {}
  return { kind: 'join', type, right, ...condition, start, end: endOf(cursor) }
}

/** `UNION ALL (…), (…)` */
function readPipeSetOperation(cursor: Cursor, start: number): PipeSyntax {
  const operator = readSetOperator(cursor)
  const queries = readList(cursor, () => readParenthesizedQuery(cursor))
  return { kind: 'setOperation', ...operator, queries, start, end: endOf(cursor) }
}

function readParenthesizedQuery(cursor: Cursor): QuerySyntax {
  if (!accept(cursor, '(')) fail(cursor, 'a query in parentheses')
  const query = readQuery(cursor)
  expect(cursor, ')')
  return query
}

function readPipeCall(cursor: Cursor, start: number): PipeSyntax {
  take(cursor)
  const name = readTablePath(cursor, 'the name of a table function')
  expect(cursor, '(')
  const list = isNext(cursor, ')') ? [] : readArguments(cursor)
  expect(cursor, ')')
  const alias = readAlias(cursor)
  return { kind: 'call', name, arguments: list, ...alias, start, end: endOf(cursor) }
}

function readPipePivot(cursor: Cursor, start: number): PipeSyntax {
  const pivot = readPivot(cursor)
  const alias = readAlias(cursor)
  return { kind: 'pivot', pivot, ...alias, start, end: endOf(cursor) }
}

function readPipeUnpivot(cursor: Cursor, start: number): PipeSyntax {
  const unpivot = readUnpivot(cursor)
  const alias = readAlias(cursor)
  return { kind: 'unpivot', unpivot, ...alias, start, end: endOf(cursor) }
}

function readPipeSample(cursor: Cursor, start: number): PipeSyntax {
  return { kind: 'sample', percent: readSample(cursor), start, end: endOf(cursor) }
}

function readPipeWith(cursor: Cursor, start: number): PipeSyntax {
  return { kind: 'with', with: readWith(cursor), start, end: endOf(cursor) }
}
