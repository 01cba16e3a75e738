import { coerce } from '../coercion.ts'
import { supportsEquality } from '../functions/comparable.ts'
import type { Column, Expression, OrderItem, Scan } from '../resolved.ts'
import type { SelectSyntax, Span } from '../syntax.ts'
import { formatType } from '../types.ts'
import { columnReference, extend, spanOf } from './build.ts'
import type { QueryContext } from './context.ts'
import { newColumn } from './context.ts'
import { fail, unsupported } from './fail.ts'
import { createRegrouper } from './regroup.ts'
import type { Relation, RelationColumn } from './relation.ts'
import type { Clauses } from './select.ts'
import type { SelectBlock, SelectItem } from './select-block.ts'
import { columnIds, provideItems, visibleItems } from './select-block.ts'
import { isConstant } from './visit-tree.ts'

/** Shows the items, ordered; columns that only ORDER BY uses are still there. */
export function plainRelation(block: SelectBlock, rows: Scan, { order }: Clauses): Relation {
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
  const given = new Set(below.columns.map((column) => column.id))
  const columns = items.map((item) =>
    shownColumn(item, present.has(item.column.id) ? undefined : ownColumn(item, given)),
  )
  const computed = items.filter((item, index) => columns[index]!.column === item.column && !present.has(item.column.id))
  return { scan: orderScan(extend(below, computed), order), columns, valueTable: false }
}

/** The column that an item is without more ado; one of a query around this one must be made a column of this one. */
function ownColumn({ expression }: SelectItem, given: ReadonlySet<number>): Column | undefined {
  return expression.kind === 'column' && given.has(expression.column.id) ? expression.column : undefined
}

function shownColumn({ name, expression, column }: SelectItem, own: Column | undefined): RelationColumn {
  return { name, column: own ?? column, ...(isConstant(expression) && { literal: expression }) }
}

/** One row for all that look the same; only shown columns can order them. */
export function distinctRelation(block: SelectBlock, rows: Scan, { order }: Clauses): Relation {
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
export function asRow(
  relation: Relation,
  as: NonNullable<SelectSyntax['as']>,
  span: Span,
  context: QueryContext,
): Relation {
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

function orderScan(input: Scan, items: readonly OrderItem[]): Scan {
  return items.length ? { kind: 'order', input, items, columns: input.columns } : input
}
