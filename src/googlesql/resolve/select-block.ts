import type { AggregateExpression, Column, Expression, Scan, WindowExpression } from '../resolved.ts'
import type { SelectSyntax, Span, WindowSyntax } from '../syntax.ts'
import { INT64 } from '../types.ts'
import { columnReference, extend } from './build.ts'
import type { AggregateSink, ExpressionContext, QueryContext, WindowSink } from './context.ts'
import { newColumn } from './context.ts'
import { fail } from './fail.ts'
import type { FromResult } from './from.ts'
import type { Names, Scope } from './scope.ts'
import { createItemNames, within } from './scope.ts'
import { definedColumns, visitColumns } from './visit-tree.ts'

/** An entry of a SELECT list, stars already expanded. */
export interface SelectItem extends Span {
  readonly name: string
  /** What stands for it where its alias is used; computed as late as possible. */
  readonly column: Column
  /** Over what FROM gives; over the groups, once those are known. */
  expression: Expression
  /** Computed for others (the struct behind `f(x).*`), not shown. */
  readonly hidden: boolean
}

/** One SELECT while it is resolved: what its clauses can name, and the aggregates and windows found in them. */
export interface SelectBlock {
  readonly context: QueryContext
  /** With what is computed of its rows before anything else. */
  from: FromResult
  readonly scope: Scope
  readonly items: SelectItem[]
  readonly aggregates: { readonly column: Column; readonly expression: AggregateExpression }[]
  readonly groupings: (Span & { readonly column: Column; readonly argument: Expression })[]
  windows: { readonly column: Column; readonly expression: WindowExpression }[]
  readonly definitions: ReadonlyMap<string, WindowSyntax>
}

export function openBlock(from: FromResult, definitions: SelectSyntax['windows'], context: QueryContext): SelectBlock {
  const map = new Map<string, WindowSyntax>()
  for (const { name, window } of definitions) {
    if (map.has(name.name.toLowerCase())) fail('invalid-query', `Duplicate window alias ${name.name}`, name)
    map.set(name.name.toLowerCase(), window)
  }
  return {
    context,
    from,
    scope: within(from.names, context.outer),
    items: [],
    aggregates: [],
    groupings: [],
    windows: [],
    definitions: map,
  }
}

export interface ClauseRules {
  readonly aggregates?: boolean
  readonly windows?: boolean
  /** Aliases of the SELECT list can be named, before what FROM gives. */
  readonly aliases?: boolean
}

/** How an expression of one of the clauses is resolved. */
export function clauseContext(block: SelectBlock, clause: string, rules: ClauseRules): ExpressionContext {
  const scope = rules.aliases ? within(aliasNames(block), block.scope) : block.scope
  return {
    ...block.context,
    scope,
    clause,
    ...(rules.aggregates && {
      aggregates: aggregateSink(block, rules.aliases ? within(rawAliasNames(block), block.scope) : block.scope),
    }),
    ...(rules.windows && { windows: windowSink(block) }),
  }
}

export function visibleItems(block: SelectBlock): readonly SelectItem[] {
  return block.items.filter((item) => !item.hidden)
}

/** Makes the items' columns that `expressions` mention, and what those mention in turn, part of the scan. */
export function provideItems(scan: Scan, expressions: readonly Expression[], block: SelectBlock): Scan {
  const missing = new Map<number, SelectItem>()
  const byColumn = new Map(block.items.map((item) => [item.column.id, item]))
  for (const { id } of scan.columns) byColumn.delete(id)
  for (const expression of expressions) {
    visitColumns(expression, ({ id }) => {
      const item = byColumn.get(id)
      if (item) missing.set(id, item)
    })
  }
  if (!missing.size) return scan
  const items = [...missing.values()]
  const below = provideItems(
    scan,
    items.map((item) => item.expression),
    block,
  )
  const present = new Set(below.columns.map((column) => column.id))
  return extend(
    below,
    items.filter((item) => !present.has(item.column.id)),
  )
}

/** Whether a window function's result is part of an expression. */
export function containsWindow(expression: Expression, block: SelectBlock): boolean {
  return mentionsResult(expression, block.windows, block)
}

export function containsAggregate(expression: Expression, block: SelectBlock): boolean {
  return mentionsResult(expression, [...block.aggregates, ...block.groupings], block)
}

/** Hidden items stand between: `f(SUM(x)).*` shows fields of one. */
function mentionsResult(
  expression: Expression,
  results: readonly { readonly column: Column }[],
  block: SelectBlock,
): boolean {
  const ids = new Set(results.map(({ column }) => column.id))
  for (const item of block.items) if (item.hidden && mentions(item.expression, ids)) ids.add(item.column.id)
  return mentions(expression, ids)
}

/** Whether an expression mentions one of these columns. */
export function mentions(expression: Expression, ids: ReadonlySet<number>): boolean {
  let found = false
  if (ids.size) visitColumns(expression, ({ id }) => (found ||= ids.has(id)))
  return found
}

function aliasNames(block: SelectBlock): Names {
  return createItemNames(
    visibleItems(block).map((item) => ({ name: item.name, use: (span) => columnReference(item.column, span) })),
  )
}

/** Inside an aggregate an alias means its expression, row by row. */
function rawAliasNames(block: SelectBlock): Names {
  return createItemNames(
    visibleItems(block).map((item) => ({ name: item.name, use: (span) => rawItem(item, block, span) })),
  )
}

function rawItem(item: SelectItem, block: SelectBlock, span: Span): Expression {
  if (containsAggregate(item.expression, block))
    return fail('invalid-query', 'Aggregations of aggregations are not allowed', span)
  if (containsWindow(item.expression, block))
    return fail(
      'invalid-query',
      `Column ${item.name} contains an analytic function, which is not allowed in an aggregate`,
      span,
    )
  return item.expression
}

function aggregateSink(block: SelectBlock, scope: Scope): AggregateSink {
  return {
    scope,
    add: (expression, name) => {
      const column = newColumn(block.context.source, name, expression.type)
      block.aggregates.push({ column, expression })
      return column
    },
    addGrouping: (argument, span) => {
      const column = newColumn(block.context.source, 'grouping', INT64)
      block.groupings.push({ column, argument, start: span.start, end: span.end })
      return column
    },
  }
}

function windowSink(block: SelectBlock): WindowSink {
  return {
    definitions: block.definitions,
    add: (expression, name) => {
      const column = newColumn(block.context.source, name, expression.type)
      block.windows.push({ column, expression })
      return column
    },
  }
}

/** Columns that a scan brings into a query: all that could be named, and all that stands behind it. */
export function columnIds(scan: Scan): ReadonlySet<number> {
  return new Set([...scan.columns, ...definedColumns(scan)].map((column) => column.id))
}
