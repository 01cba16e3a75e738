import type { OrderItem, Scan } from '../resolved.ts'
import type { ExpressionSyntax, PipeAggregateItem, PipeSyntax } from '../syntax.ts'
import { columnReference, narrow } from './build.ts'
import type { QueryContext } from './context.ts'
import { resolveExpression } from './expression.ts'
import { fail } from './fail.ts'
import type { FromResult } from './from.ts'
import type { Grouping } from './group-by.ts'
import { addKey, resolveGroupBy } from './group-by.ts'
import { impliedName } from './implied-name.ts'
import { orderItem } from './order-item.ts'
import { ordinalOf } from './query.ts'
import { aggregateScan, createRegrouper, regroupBlock } from './regroup.ts'
import { createNames } from './scope.ts'
import type { SelectBlock } from './select-block.ts'
import { clauseContext, columnIds, openBlock, provideItems } from './select-block.ts'
import { addItem } from './select-list.ts'

type AggregateSyntax = Extract<PipeSyntax, { kind: 'aggregate' }>

interface Ordered {
  readonly item: PipeAggregateItem
  readonly column: Parameters<typeof columnReference>[0]
}

/** AGGREGATE shows the grouping columns, then the aggregates; marks of order at any of them order the result. */
export function aggregatePipe(table: FromResult, pipe: AggregateSyntax, context: QueryContext): FromResult {
  if (!pipe.items.length && !pipe.groupBy.length && !pipe.grouping) {
    return fail('invalid-query', 'Pipe AGGREGATE cannot have both an empty aggregate list and an empty GROUP BY', pipe)
  }
  const block = openBlock(table, [], context)
  for (const item of pipe.items) addAggregate(block, item)
  const { grouping, keys } = pipeGrouping(block, pipe)
  regroupBlock(block, grouping, createRegrouper([], columnIds(table.scan), 'is not aggregated'))
  const items = block.items.map((item, index): Ordered & { name: string } => ({
    item: pipe.items[index]!,
    column: item.column,
    name: item.name,
  }))
  const shown = [...keys, ...items]
  const scan = provideItems(
    aggregateScan(block, grouping),
    block.items.map((item) => columnReference(item.column, item)),
    block,
  )
  const columns = shown.map(({ name, column }) => ({ name, column }))
  return {
    scan: ordered(
      narrow(
        scan,
        columns.map(({ column }) => column),
      ),
      shown,
      pipe,
      new Set(keys),
    ),
    names: createNames(columns, []),
  }
}

function addAggregate(block: SelectBlock, item: PipeAggregateItem): void {
  const before = block.aggregates.length + block.groupings.length
  const value = resolveExpression(item.expression, clauseContext(block, 'pipe AGGREGATE', { aggregates: true }))
  if (block.aggregates.length + block.groupings.length === before)
    fail('invalid-query', 'Pipe AGGREGATE cannot include non-aggregate expressions', item)
  addItem(block, item.alias?.name ?? impliedName(item.expression) ?? '', value, item)
}

/** The columns that are grouped by, under their names; ROLLUP and its like show every column once. */
function pipeGrouping(
  block: SelectBlock,
  pipe: AggregateSyntax,
): { grouping: Grouping; keys: (Ordered & { name: string })[] } {
  const [span] = pipe.items
  if (pipe.grouping) {
    const hidden = { ...block, items: [] }
    const grouping = resolveGroupBy(hidden, pipe.grouping)
    return {
      grouping,
      keys: grouping.keys.map(({ column }) => ({
        item: { expression: NO_EXPRESSION, start: pipe.start, end: pipe.end },
        column,
        name: column.name,
      })),
    }
  }
  const grouping: Grouping = { keys: [], itemKeys: new Map() }
  const keys = pipe.groupBy.map((item) => {
    if (ordinalOf(item.expression) !== undefined)
      fail('invalid-query', 'GROUP BY ordinal not allowed in pipe AGGREGATE', item)
    const name = item.alias?.name ?? impliedName(item.expression) ?? ''
    const expression = resolveExpression(item.expression, clauseContext(block, 'GROUP BY clause', {}))
    const key = addKey(grouping, expression, name, block, span ?? item)
    return { item, column: grouping.keys[key]!.column, name }
  })
  return { grouping, keys }
}

const NO_EXPRESSION: ExpressionSyntax = { kind: 'integer', text: '1', start: 0, end: 0 }

function ordered(scan: Scan, shown: readonly Ordered[], pipe: AggregateSyntax, keys: ReadonlySet<Ordered>): Scan {
  const items = shown.flatMap(({ item, column }, index): OrderItem[] => {
    const order = item.order ?? (pipe.andOrderBy && keys.has(shown[index]!) ? { descending: false } : undefined)
    return order
      ? [
          orderItem(
            { ...order, expression: item.expression, start: item.start, end: item.end },
            columnReference(column, item),
            'ORDER BY',
          ),
        ]
      : []
  })
  return items.length ? { kind: 'order', input: scan, items, columns: scan.columns } : scan
}
