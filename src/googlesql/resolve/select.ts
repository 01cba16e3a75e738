import { coerce } from '../coercion.ts'
import { supportsEquality } from '../functions/comparable.ts'
import type { Column, Expression, OrderItem, Scan } from '../resolved.ts'
import type { ExpressionSyntax, OrderItemSyntax, SelectSyntax, Span } from '../syntax.ts'
import { formatType } from '../types.ts'
import { columnReference, condition, extend, filter, narrow, spanOf } from './build.ts'
import type { QueryContext } from './context.ts'
import { newColumn } from './context.ts'
import { resolveExpression } from './expression.ts'
import { fail, unsupported } from './fail.ts'
import type { FromResult } from './from.ts'
import { resolveFrom } from './from.ts'
import type { Grouping } from './group-by.ts'
import { resolveGroupBy } from './group-by.ts'
import { orderItem } from './order-item.ts'
import type { QueryTail } from './query.ts'
import { limitScan, ordinalOf } from './query.ts'
import { aggregateScan, createRegrouper, regroupBlock } from './regroup.ts'
import type { Relation, RelationColumn } from './relation.ts'
import { NO_NAMES, within } from './scope.ts'
import type { SelectBlock, SelectItem } from './select-block.ts'
import { clauseContext, columnIds, containsWindow, openBlock, provideItems, visibleItems } from './select-block.ts'
import { resolveItems } from './select-list.ts'
import { isConstant, visitColumns } from './visit-tree.ts'

/** The clauses behind the SELECT list, resolved over rows and then turned to groups. */
interface Clauses {
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

export function windowScan(scan: Scan, block: SelectBlock): Scan {
  const parts = block.windows.flatMap(({ expression }) => [
    ...expression.arguments,
    ...expression.partitionBy,
    ...expression.orderBy.map((item) => item.expression),
  ])
  for (const part of parts) refuseNestedWindow(part, block)
  const input = provideItems(scan, parts, block)
  return {
    kind: 'window',
    input,
    calls: block.windows,
    columns: [...input.columns, ...block.windows.map(({ column }) => column)],
  }
}

/** An alias of an item that holds a window function cannot stand inside another. */
function refuseNestedWindow(part: Expression, block: SelectBlock): void {
  visitColumns(part, (column, reference) => {
    const item = block.items.find((candidate) => candidate.column.id === column.id)
    if (item && containsWindow(item.expression, block)) {
      fail(
        'invalid-query',
        `Column ${item.name} contains an analytic function, which is not allowed in another`,
        reference.span,
      )
    }
  })
}

/** Shows the items, ordered; columns that only ORDER BY uses are still there. */
function plainRelation(block: SelectBlock, rows: Scan, { order }: Clauses): Relation {
  const items = visibleItems(block)
  const ordered = provideItems(
    rows,
    order.map((item) => item.expression),
    block,
  )
  const present = new Set(ordered.columns.map((column) => column.id))
  const below = provideItems(
    ordered,
    items.map((item) => item.expression),
    block,
  )
  const computed = items.filter((item) => item.expression.kind !== 'column' && !present.has(item.column.id))
  const columns = items.map((item): RelationColumn => shownColumn(item, outputColumn(item, present)))
  return { scan: orderScan(extend(below, computed), order), columns, valueTable: false }
}

function outputColumn(item: SelectItem, present: ReadonlySet<number>): Column {
  return item.expression.kind === 'column' && !present.has(item.column.id) ? item.expression.column : item.column
}

function shownColumn({ name, expression }: SelectItem, column: Column): RelationColumn {
  return { name, column, ...(isConstant(expression) && { literal: expression }) }
}

function orderScan(input: Scan, items: readonly OrderItem[]): Scan {
  return items.length ? { kind: 'order', input, items, columns: input.columns } : input
}

/** One row for all that look the same; only shown columns can order them. */
function distinctRelation(block: SelectBlock, rows: Scan, { order }: Clauses): Relation {
  const items = visibleItems(block)
  const references = items.map((item) => columnReference(item.column, item))
  const input = provideItems(rows, references, block)
  const keys = items.map((item, index) => ({
    column: newColumn(block.context.source, item.name, item.column.type),
    expression: references[index]!,
  }))
  for (const item of items) refuseDistinct(item)
  const regrouper = createRegrouper(
    [...keys, ...rawKeys(items, keys)],
    columnIds(input),
    'is not visible after SELECT DISTINCT',
  )
  const scan: Scan = { kind: 'aggregate', input, keys, aggregates: [], columns: keys.map(({ column }) => column) }
  const ordered = order.map((item) => ({ ...item, expression: regrouper.rewrite(item.expression, 'ORDER BY clause') }))
  return {
    scan: orderScan(scan, ordered),
    columns: keys.map(({ column }, index) => ({ name: items[index]!.name, column })),
    valueTable: false,
  }
}

/** `SELECT DISTINCT t.x AS a … ORDER BY t.x`: a shown column can also be named as FROM does. */
function rawKeys(items: readonly SelectItem[], keys: readonly { readonly column: Column }[]) {
  return items.flatMap(({ expression }, index) =>
    ['column', 'field'].includes(expression.kind) ? [{ column: keys[index]!.column, expression }] : [],
  )
}

function refuseDistinct(item: SelectItem): void {
  const { type } = item.column
  if (!supportsEquality(type.kind === 'array' ? type.element : type)) {
    fail('type-mismatch', `Column ${item.name} of type ${formatType(type)} cannot be used in SELECT DISTINCT`, item)
  }
}

/** SELECT AS STRUCT makes a row one value; SELECT AS VALUE has just one. */
function asRow(relation: Relation, as: NonNullable<SelectSyntax['as']>, span: Span, context: QueryContext): Relation {
  if (as === 'VALUE') {
    if (relation.columns.length !== 1)
      return fail('invalid-query', 'SELECT AS VALUE query must have exactly one column', span)
    return { ...relation, columns: relation.columns.map((column) => ({ ...column, name: '' })), valueTable: true }
  }
  if (as !== 'STRUCT') return unsupported('SELECT AS a named type', as)
  const fields = relation.columns.map(({ name, column }) => ({ name, type: column.type }))
  const values = relation.columns.map(({ column, literal }) => literal ?? columnReference(column, span))
  const row = newColumn(context.source, '', { kind: 'struct', fields })
  const expression: Expression = { kind: 'struct', values, type: row.type, span: spanOf(span) }
  const scan = extend(relation.scan, [{ column: row, expression: coerce(expression, row.type) }])
  return {
    scan,
    columns: [{ name: '', column: row, ...(isConstant(expression) && { literal: expression }) }],
    valueTable: true,
  }
}
