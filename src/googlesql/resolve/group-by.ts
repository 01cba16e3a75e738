import { supportsEquality } from '../functions/comparable.ts'
import type { ComputedColumn, Expression } from '../resolved.ts'
import type { ExpressionSyntax, GroupBySyntax, GroupingItem, Span } from '../syntax.ts'
import type { Type } from '../types.ts'
import { formatType } from '../types.ts'
import { newColumn } from './context.ts'
import { resolveExpression } from './expression.ts'
import { fail } from './fail.ts'
import { impliedName } from './implied-name.ts'
import { isPlainLiteral } from './order-item.ts'
import { ordinalOf } from './query.ts'
import { fingerprint } from './same-expression.ts'
import type { SelectBlock, SelectItem } from './select-block.ts'
import { clauseContext, columnIds, containsAggregate, containsWindow, mentions, visibleItems } from './select-block.ts'

/** What a query is grouped by. */
export interface Grouping {
  readonly keys: ComputedColumn[]
  /** Of ROLLUP, CUBE and GROUPING SETS: positions in `keys`. */
  sets?: readonly (readonly number[])[]
  /** Items that are a key because GROUP BY names them, by alias or position. */
  readonly itemKeys: Map<SelectItem, number>
}

export function resolveGroupBy(block: SelectBlock, syntax: GroupBySyntax): Grouping {
  const grouping: Grouping = { keys: [], itemKeys: new Map() }
  if (syntax.kind === 'all') {
    groupByAll(block, grouping)
    return grouping
  }
  const plain = syntax.items.every((item) => item.kind === 'expression')
  const products = syntax.items.map((item) => groupingSets(item, block, grouping))
  if (!plain) grouping.sets = products.reduce(crossSets, [[]])
  return grouping
}

/** A key for an expression; the same expression has one key. */
export function addKey(
  grouping: Grouping,
  expression: Expression,
  name: string,
  block: SelectBlock,
  span: Span,
): number {
  refuseType(expression.type, span)
  const print = fingerprint(expression)
  const known = print === undefined ? -1 : grouping.keys.findIndex((key) => fingerprint(key.expression) === print)
  if (known >= 0) return known
  return grouping.keys.push({ column: newColumn(block.context.source, name, expression.type), expression }) - 1
}

/** Every item that is made of columns and of no aggregate. */
function groupByAll(block: SelectBlock, grouping: Grouping): void {
  const columns = columnIds(block.from.scan)
  for (const item of block.items) {
    if (
      containsAggregate(item.expression, block) ||
      containsWindow(item.expression, block) ||
      !mentions(item.expression, columns)
    )
      continue
    grouping.itemKeys.set(item, addKey(grouping, item.expression, item.name, block, item))
  }
}

type Sets = readonly (readonly number[])[]

function crossSets(left: Sets, right: Sets): Sets {
  return left.flatMap((first) => right.map((second) => [...new Set([...first, ...second])]))
}

function groupingSets(item: GroupingItem, block: SelectBlock, grouping: Grouping): Sets {
  switch (item.kind) {
    case 'expression':
      return [[keyOf(item.expression, block, grouping)]]
    case 'set':
      return [item.expressions.map((expression) => keyOf(expression, block, grouping))]
    case 'groupingSets':
      return item.items.flatMap((inner) => groupingSets(inner, block, grouping))
    default: {
      const units = item.sets.map((set) => set.map((expression) => keyOf(expression, block, grouping)))
      return item.kind === 'rollup' ? prefixes(units) : subsets(units)
    }
  }
}

/** All of `(a, b)`, then `(a)`, then `()`. */
function prefixes(units: Sets): Sets {
  return Array.from({ length: units.length + 1 }, (_, index) => units.slice(0, units.length - index).flat())
}

/** Every choice of units, the fullest first. */
function subsets([unit, ...others]: Sets): Sets {
  if (!unit) return [[]]
  const rest = subsets(others)
  return [...rest.map((set) => [...unit, ...set]), ...rest]
}

/** An ordinal or an alias is a SELECT item, and wins over a column of that name. */
function keyOf(syntax: ExpressionSyntax, block: SelectBlock, grouping: Grouping): number {
  const item = namedItem(syntax, block)
  if (item) return itemKey(item, block, grouping, syntax)
  if (isPlainLiteral(syntax)) return fail('invalid-query', 'Cannot GROUP BY literal values', syntax)
  const expression = resolveExpression(syntax, clauseContext(block, 'GROUP BY clause', {}))
  return addKey(grouping, expression, impliedName(syntax) ?? '', block, syntax)
}

function itemKey(item: SelectItem, block: SelectBlock, grouping: Grouping, span: Span): number {
  // Named twice, in two grouping sets, it is one key, even where its expression is like no other (a subquery, RAND).
  const known = grouping.itemKeys.get(item)
  if (known !== undefined) return known
  const what = item.name || String(visibleItems(block).indexOf(item) + 1)
  if (containsAggregate(item.expression, block))
    return fail(
      'invalid-query',
      `Column ${what} contains an aggregation function, which is not allowed in GROUP BY`,
      span,
    )
  if (containsWindow(item.expression, block))
    return fail('invalid-query', `Column ${what} contains an analytic function, which is not allowed in GROUP BY`, span)
  const key = addKey(grouping, item.expression, item.name, block, span)
  grouping.itemKeys.set(item, key)
  return key
}

function namedItem(syntax: ExpressionSyntax, block: SelectBlock): SelectItem | undefined {
  const items = visibleItems(block)
  const ordinal = ordinalOf(syntax)
  if (ordinal !== undefined)
    return (
      items[ordinal - 1] ?? fail('invalid-query', `GROUP BY is out of SELECT column number range: ${ordinal}`, syntax)
    )
  if (syntax.kind !== 'name') return undefined
  const { name } = syntax.path.names[0]!
  const found = items.filter((item) => item.name.toLowerCase() === name.toLowerCase())
  if (syntax.path.names.length > 1)
    return found.length && !isRange(name, block)
      ? fail('invalid-query', `Cannot GROUP BY field references from SELECT list alias ${name}`, syntax)
      : undefined
  if (found.length > 1)
    return fail(
      'ambiguous-column',
      `Name ${name} in GROUP BY clause is ambiguous; it may refer to multiple columns in the SELECT-list`,
      syntax,
    )
  return found[0]
}

/** A table's alias in front of a dot means the table, also where a column is named like it. */
function isRange(name: string, block: SelectBlock): boolean {
  const target = block.from.names.find(name)
  return target !== undefined && target !== 'ambiguous' && target.kind === 'range'
}

function refuseType(type: Type, span: Span): void {
  const element = type.kind === 'array' ? type.element : type
  if (!supportsEquality(element))
    fail('type-mismatch', `Grouping by expressions of type ${formatType(type)} is not allowed`, span)
}
