import type { PipeSyntax } from '../syntax.ts'
import { columnReference, condition, filter, narrow } from './build.ts'
import type { QueryContext } from './context.ts'
import { newColumn } from './context.ts'
import { resolveExpression } from './expression.ts'
import { fail } from './fail.ts'
import type { FromResult } from './from.ts'
import { resolveJoin } from './join.ts'
import { orderItem } from './order-item.ts'
import { aggregatePipe } from './pipe-aggregate.ts'
import { callPipe } from './pipe-call.ts'
import { dropPipe, renamePipe, setPipe } from './pipe-columns.ts'
import { resolvePivot } from './pivot.ts'
import { limitScan, ordinalOf, resolveQuery } from './query.ts'
import type { Relation } from './relation.ts'
import { relationNames, rowNames, soleRow } from './relation.ts'
import { sampled } from './sample.ts'
import type { Names } from './scope.ts'
import { createNames } from './scope.ts'
import type { SelectBlock } from './select-block.ts'
import { clauseContext, openBlock, provideItems, visibleItems } from './select-block.ts'
import { resolveItems, starColumns } from './select-list.ts'
import { uniteRelations } from './set-operation.ts'
import { resolveUnpivot } from './unpivot.ts'
import { windowScan } from './window-scan.ts'
import { openWith } from './with.ts'

type Pipe<Kind extends PipeSyntax['kind']> = Extract<PipeSyntax, { kind: Kind }>

/**
 * The operators behind `|>`, one after the other. Each sees the columns that the one before it gives.
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/pipe-syntax
 */
export function resolvePipes(start: FromResult, pipes: readonly PipeSyntax[], context: QueryContext): Relation {
  let table = start
  let inner = context
  const closers: ((relation: Relation) => Relation)[] = []
  for (const pipe of pipes) {
    if (pipe.kind === 'with') {
      const opened = openWith(pipe.with, inner)
      inner = opened.context
      closers.push(opened.close)
    } else table = applyPipe(table, pipe, inner)
  }
  return closers.reduceRight((relation, close) => close(relation), tableRelation(table))
}

function applyPipe(table: FromResult, pipe: Exclude<PipeSyntax, { kind: 'with' }>, context: QueryContext): FromResult {
  switch (pipe.kind) {
    case 'select':
      return selectPipe(table, pipe, context)
    case 'extend':
    case 'window':
      return extendPipe(table, pipe, context)
    case 'where':
      return wherePipe(table, pipe, context)
    case 'set':
      return setPipe(table, pipe, context)
    case 'drop':
      return dropPipe(table, pipe)
    case 'rename':
      return renamePipe(table, pipe)
    case 'as':
      return { ...table, names: renamedTable(table.names, pipe.alias.name) }
    case 'limit':
      return { ...table, scan: limitScan(table.scan, pipe, context) }
    case 'orderBy':
      return orderPipe(table, pipe, context)
    case 'aggregate':
      return aggregatePipe(table, pipe, context)
    case 'distinct':
      return distinctTable(table, pipe, context)
    case 'join':
      return resolveJoin(table, pipe, context)
    case 'setOperation':
      return setOperationPipe(table, pipe, context)
    case 'call':
      return callPipe(table, pipe, context)
    case 'pivot':
      return resolvePivot(table, pipe.pivot, pipe.alias, context)
    case 'unpivot':
      return resolveUnpivot(table, pipe.unpivot, pipe.alias, context)
    case 'sample':
      return { ...table, scan: sampled(table.scan, pipe.percent, context) }
  }
}

/** What the columns of a pipe's end are as a query's. */
export function tableRelation({ scan, names }: FromResult): Relation {
  const row = soleRow(names)
  if (row) return { scan: narrow(scan, [row]), columns: [{ name: '', column: row }], valueTable: true }
  const columns = names.columns.filter((column) => !column.hidden).map(({ name, column }) => ({ name, column }))
  return {
    scan: narrow(
      scan,
      columns.map(({ column }) => column),
    ),
    columns,
    valueTable: false,
  }
}

function renamedTable(names: Names, alias: string): Names {
  const row = soleRow(names)
  return row
    ? rowNames(row, alias)
    : createNames(names.columns, [{ name: alias, names: createNames(names.columns, []) }])
}

function selectPipe(table: FromResult, pipe: Pipe<'select'>, context: QueryContext): FromResult {
  const block = openBlock(table, pipe.windows, context)
  resolveItems(block, pipe.items, clauseContext(block, 'pipe SELECT', { windows: true }))
  const columns = visibleItems(block).map(({ name, column }) => ({ name, column }))
  const scan = narrow(
    itemScan(block),
    columns.map(({ column }) => column),
  )
  const selected = { scan, names: createNames(columns, []) }
  return pipe.distinct ? distinctTable(selected, pipe, context) : selected
}

function extendPipe(table: FromResult, pipe: Pipe<'extend' | 'window'>, context: QueryContext): FromResult {
  const block = openBlock(table, pipe.kind === 'extend' ? pipe.windows : [], context)
  resolveItems(block, pipe.items, clauseContext(block, `pipe ${pipe.kind.toUpperCase()}`, { windows: true }))
  if (pipe.kind === 'window' && !block.windows.length) {
    return fail(
      'invalid-query',
      'Pipe WINDOW expression must include a window function call (with an OVER clause)',
      pipe,
    )
  }
  const added = visibleItems(block).map(({ name, column }) => ({ name, column }))
  return { scan: itemScan(block), names: createNames([...table.names.columns, ...added], table.names.ranges) }
}

/** Windows first, then the items over them. */
function itemScan(block: SelectBlock) {
  const { scan: rows } = block.from
  const scan = block.windows.length ? windowScan(rows, block) : rows
  return provideItems(
    scan,
    visibleItems(block).map((item) => columnReference(item.column, item)),
    block,
  )
}

function wherePipe(table: FromResult, pipe: Pipe<'where'>, context: QueryContext): FromResult {
  const block = openBlock(table, [], context)
  const value = condition(
    resolveExpression(pipe.condition, clauseContext(block, 'pipe WHERE clause', { windows: true })),
    'pipe WHERE clause',
  )
  const scan = block.windows.length ? windowScan(table.scan, block) : table.scan
  return { ...table, scan: filter(scan, value) }
}

function orderPipe(table: FromResult, pipe: Pipe<'orderBy'>, context: QueryContext): FromResult {
  const block = openBlock(table, [], context)
  const inner = clauseContext(block, 'pipe ORDER BY', { windows: true })
  const shown = starColumns(table.names, pipe)
  const items = pipe.items.map((item) => {
    const ordinal = ordinalOf(item.expression)
    const expression =
      ordinal === undefined ? resolveExpression(item.expression, inner) : shown[ordinal - 1]?.expression
    return orderItem(
      item,
      expression ?? fail('invalid-query', `ORDER BY is out of column number range: ${ordinal}`, item),
      'ORDER BY',
    )
  })
  const input = block.windows.length ? windowScan(table.scan, block) : table.scan
  return { ...table, scan: { kind: 'order', input, items, columns: input.columns } }
}

export function distinctTable(
  table: FromResult,
  pipe: { readonly start: number; readonly end: number },
  context: QueryContext,
): FromResult {
  const relation = tableRelation(table)
  const keys = relation.columns.map(({ name, column }) => ({
    column: newColumn(context.source, name, column.type),
    expression: columnReference(column, pipe),
  }))
  const columns = keys.map(({ column }) => ({ name: column.name, column }))
  const scan = {
    kind: 'aggregate',
    input: relation.scan,
    keys,
    aggregates: [],
    columns: keys.map(({ column }) => column),
  } as const
  return { scan, names: namesLike({ columns, valueTable: relation.valueTable }, table.names) }
}

function setOperationPipe(table: FromResult, pipe: Pipe<'setOperation'>, context: QueryContext): FromResult {
  const inputs = pipe.queries.map((query) => resolveQuery(query, context))
  const first = tableRelation(table)
  const asRows = first.valueTable && inputs.every((input) => input.columns.length === 1)
  const united = uniteRelations(pipe, [first, ...inputs], context.source)
  return { scan: united.scan, names: namesLike({ ...united, valueTable: asRows }, table.names) }
}

/** Rows of a value table keep the alias that they had. */
function namesLike(relation: Pick<Relation, 'columns' | 'valueTable'>, before: Names): Names {
  const alias = relation.valueTable ? before.ranges.find((range) => range.row)?.name : undefined
  return relationNames(relation, alias)
}
