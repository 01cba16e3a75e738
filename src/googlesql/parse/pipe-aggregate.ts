import type { GroupBySyntax, GroupingItem, PipeAggregateItem, PipeSyntax } from '../syntax.ts'
import { accept, acceptAll, areNext, type Cursor, endOf, expect, isNext, peek, refuse, take } from './cursor.ts'
import { readExpression } from './expression.ts'
import { isIdentifier, readAlias } from './names.ts'
import { readOrder, startsOrder } from './order.ts'
import { readList } from './pipe.ts'
import { endsList, readGroupingItem, startsGroupingSets } from './select.ts'

/** `AGGREGATE SUM(x) AS s, … [GROUP [AND ORDER] BY k, …]` */
export function readAggregate(cursor: Cursor, start: number): PipeSyntax {
  take(cursor)
  const items = endsList(cursor) ? [] : readList(cursor, () => readAggregateItem(cursor))
  const { groupBy, grouping, andOrderBy } = readPipeGroupBy(cursor)
  return { kind: 'aggregate', items, groupBy, andOrderBy, ...(grouping && { grouping }), start, end: endOf(cursor) }
}

type PipeGroupBy = Pick<Extract<PipeSyntax, { kind: 'aggregate' }>, 'groupBy' | 'andOrderBy' | 'grouping'>

/** ROLLUP and the like anywhere in the list, or ALL, make it a `grouping`, whose items take no order. */
function readPipeGroupBy(cursor: Cursor): PipeGroupBy {
  const andOrderBy = areNext(cursor, 'GROUP', 'AND', 'ORDER', 'BY')
  if (!isNext(cursor, 'GROUP')) return { groupBy: [], andOrderBy }
  const { start } = take(cursor)
  if (andOrderBy) acceptAll(cursor, 'AND', 'ORDER')
  expect(cursor, 'BY')
  if (!andOrderBy && accept(cursor, 'ALL'))
    return { groupBy: [], andOrderBy, grouping: { kind: 'all', start, end: endOf(cursor) } }
  const items = readList(cursor, () =>
    startsGroupingSets(cursor) ? readGroupingItem(cursor) : readAggregateItem(cursor),
  )
  if (!items.some((item) => 'kind' in item)) return { groupBy: items as PipeAggregateItem[], andOrderBy }
  const grouping: GroupBySyntax = { kind: 'items', items: items.map(toGroupingItem), start, end: endOf(cursor) }
  return { groupBy: [], andOrderBy, grouping }
}

function toGroupingItem(item: GroupingItem | PipeAggregateItem): GroupingItem {
  if ('kind' in item) return item
  if (item.order !== undefined) refuse(item, 'an item beside ROLLUP, CUBE or GROUPING SETS takes no order')
  const { expression, alias, start, end } = item
  return { kind: 'expression', expression, ...(alias && { alias }), start, end }
}

function readAggregateItem(cursor: Cursor): PipeAggregateItem {
  const { start } = peek(cursor)
  const expression = readExpression(cursor)
  const alias = isIdentifier(peek(cursor)) || isNext(cursor, 'AS') ? readAlias(cursor) : {}
  const order = startsOrder(cursor) ? { order: readOrder(cursor) } : {}
  return { expression, ...alias, ...order, start, end: endOf(cursor) }
}
