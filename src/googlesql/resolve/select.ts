import type { Expression, OrderItem, Scan } from '../resolved.ts'
import type { ExpressionSyntax, OrderItemSyntax, SelectSyntax } from '../syntax.ts'
import { columnReference, condition, filter, narrow } from './build.ts'
import type { QueryContext } from './context.ts'
import { resolveExpression } from './expression.ts'
import { fail } from './fail.ts'
import type { FromResult } from './from.ts'
import { resolveFrom } from './from.ts'
import type { Grouping } from './group-by.ts'
import { resolveGroupBy } from './group-by.ts'
import { orderItem } from './order-item.ts'
import type { QueryTail } from './query.ts'
import { limitScan, ordinalOf } from './query.ts'
import { aggregateScan, createRegrouper, regroupBlock } from './regroup.ts'
import type { Relation } from './relation.ts'
import { NO_NAMES, within } from './scope.ts'
import type { SelectBlock } from './select-block.ts'
import { clauseContext, columnIds, openBlock, provideItems, visibleItems } from './select-block.ts'
import { resolveItems } from './select-list.ts'
import { asRow, distinctRelation, plainRelation } from './select-output.ts'
import { windowScan } from './window-scan.ts'

/** The clauses behind the SELECT list, resolved over rows and then turned to groups. */
export interface Clauses {
  having?: Expression
  qualify?: Expression
  order: OrderItem[]
}

/**
 * One SELECT with the ORDER BY and LIMIT behind it, for ORDER BY may name what the list does not show.
 * @throws {SqlError}
 */
export function resolveSelect(select: SelectSyntax, tail: QueryTail, context: QueryContext): Relation {
  const block = openBlock(filteredFrom(select, tail, context), select.windows, context)
  const rules = { aggregates: select.from !== undefined, windows: select.from !== undefined }
  resolveItems(
    block,
    select.items,
    clauseContext(block, select.from ? 'SELECT list' : 'SELECT without FROM clause', rules),
  )
  const clauses = resolveClauses(block, select, tail)
  const grouping = groupBlock(block, select, clauses)
  const rows = rowsBeforeList(block, grouping, clauses)
  const shown = select.distinct ? distinctRelation(block, rows, clauses) : plainRelation(block, rows, clauses)
  const relation = select.as ? asRow(shown, select.as, select, context) : shown
  const narrowed = narrow(
    relation.scan,
    relation.columns.map(({ column }) => column),
  )
  return { ...relation, scan: limitScan(narrowed, tail, context) }
}

function filteredFrom(select: SelectSyntax, tail: QueryTail, context: QueryContext): FromResult {
  if (!select.from) {
    refuseWithoutFrom(select, tail)
    return { scan: { kind: 'singleRow', columns: [] }, names: NO_NAMES }
  }
  const from = resolveFrom(select.from, context)
  if (!select.where) return from
  const value = resolveExpression(select.where, {
    ...context,
    scope: within(from.names, context.outer),
    clause: 'WHERE clause',
  })
  return { ...from, scan: filter(from.scan, condition(value, 'WHERE clause')) }
}

function refuseWithoutFrom(select: SelectSyntax, tail: QueryTail): void {
  const { where, groupBy, having, qualify, distinct } = select
  const clauses = {
    'a WHERE clause': where,
    'a GROUP BY clause': groupBy,
    'a HAVING clause': having,
    'a QUALIFY clause': qualify,
    'an ORDER BY clause': tail.orderBy[0],
    'SELECT DISTINCT': distinct ? select : undefined,
  }
  for (const [name, written] of Object.entries(clauses)) {
    if (written) fail('invalid-query', `Query without FROM clause cannot have ${name}`, written)
  }
}

function resolveClauses(block: SelectBlock, select: SelectSyntax, tail: QueryTail): Clauses {
  const clauses: Clauses = { order: [] }
  if (select.having) clauses.having = resolveCondition(block, select.having, 'HAVING clause', false)
  if (select.qualify) {
    clauses.qualify = resolveCondition(block, select.qualify, 'QUALIFY clause', true)
    if (!block.windows.length)
      fail('invalid-query', 'The QUALIFY clause requires analytic function to be present', select.qualify)
  }
  clauses.order = tail.orderBy.map((item) => orderItem(item, resolveOrdered(block, item, select), 'ORDER BY'))
  return clauses
}

function resolveCondition(block: SelectBlock, syntax: ExpressionSyntax, clause: string, windows: boolean): Expression {
  return condition(
    resolveExpression(syntax, clauseContext(block, clause, { aggregates: true, windows, aliases: true })),
    clause,
  )
}

function resolveOrdered(block: SelectBlock, item: OrderItemSyntax, select: SelectSyntax): Expression {
  const ordinal = ordinalOf(item.expression)
  if (ordinal !== undefined) {
    const shown = visibleItems(block)[ordinal - 1]
    return shown
      ? columnReference(shown.column, item.expression)
      : fail('invalid-query', `ORDER BY is out of SELECT column number range: ${ordinal}`, item.expression)
  }
  const clause = select.distinct ? 'ORDER BY clause after SELECT DISTINCT' : 'ORDER BY clause'
  return resolveExpression(
    item.expression,
    clauseContext(block, clause, { aggregates: true, windows: !select.distinct, aliases: true }),
  )
}

/** Turns everything to groups, where there are any. */
function groupBlock(block: SelectBlock, select: SelectSyntax, clauses: Clauses): Grouping | undefined {
  const aggregated = block.aggregates.length > 0 || block.groupings.length > 0
  if (select.having && !select.groupBy && !aggregated)
    fail('invalid-query', 'The HAVING clause requires GROUP BY or aggregation to be present', select.having)
  if (!select.groupBy && !aggregated) return undefined
  const grouping: Grouping = select.groupBy ? resolveGroupBy(block, select.groupBy) : { keys: [], itemKeys: new Map() }
  const regrouper = createRegrouper(grouping.keys, columnIds(block.from.scan), 'is neither grouped nor aggregated')
  regroupBlock(block, grouping, regrouper)
  if (clauses.having) clauses.having = regrouper.rewrite(clauses.having, 'HAVING clause')
  if (clauses.qualify) clauses.qualify = regrouper.rewrite(clauses.qualify, 'QUALIFY clause')
  clauses.order = clauses.order.map((item) => ({
    ...item,
    expression: regrouper.rewriteWhole(item.expression, 'ORDER BY clause'),
  }))
  return grouping
}

/** Groups, HAVING, windows and QUALIFY, in this order; items that these name are computed on the way. */
function rowsBeforeList(block: SelectBlock, grouping: Grouping | undefined, { having, qualify }: Clauses): Scan {
  let scan: Scan = grouping ? aggregateScan(block, grouping) : block.from.scan
  if (having) scan = filter(provideItems(scan, [having], block), having)
  if (block.windows.length) scan = windowScan(scan, block)
  return qualify ? filter(provideItems(scan, [qualify], block), qualify) : scan
}
