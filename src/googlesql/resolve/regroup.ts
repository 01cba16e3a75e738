import type { AggregateScan, ComputedColumn, Expression, Scan } from '../resolved.ts'
import type { Span } from '../syntax.ts'
import { columnReference } from './build.ts'
import { fail } from './fail.ts'
import type { Grouping } from './group-by.ts'
import type { TreeMapper } from './map-tree.ts'
import { mapExpressionParts, mapScanParts, mapWindow } from './map-tree.ts'
import { fingerprint } from './same-expression.ts'
import type { SelectBlock } from './select-block.ts'

/** Rewrites expressions over rows into expressions over groups. */
export interface Regrouper {
  /** @throws {SqlError} where a column is used that is neither grouped nor aggregated */
  rewrite(expression: Expression, clause: string): Expression
  /** The same, where the expression as a whole may also be what is grouped by: `SELECT a + 1 … GROUP BY a + 1`. */
  rewriteWhole(expression: Expression, clause: string): Expression
}

/**
 * @param ids the columns that only groups give a value
 * @param because how a column that is left over is refused: `is neither grouped nor aggregated`
 */
export function createRegrouper(keys: readonly ComputedColumn[], ids: ReadonlySet<number>, because: string): Regrouper {
  const byPrint = new Map<string, ComputedColumn>()
  for (const key of keys) {
    const print = fingerprint(key.expression)
    if (print !== undefined && !byPrint.has(print)) byPrint.set(print, key)
  }
  const keyOf = (expression: Expression) => {
    const print = fingerprint(expression)
    const key = print === undefined ? undefined : byPrint.get(print)
    return key && columnReference(key.column, expression.span)
  }
  const mapperFor = (clause: string): TreeMapper => {
    const mapper: TreeMapper = {
      expression: (expression) => {
        if (expression.kind === 'column')
          return ids.has(expression.column.id)
            ? (keyOf(expression) ?? refuse(expression.column.name, clause, because, expression.span))
            : expression
        return (expression.kind === 'field' && keyOf(expression)) || mapExpressionParts(expression, mapper)
      },
      scan: (scan): Scan => mapScanParts(scan, mapper),
    }
    return mapper
  }
  return {
    rewrite: (expression, clause) => mapperFor(clause).expression(expression),
    rewriteWhole: (expression, clause) => keyOf(expression) ?? mapperFor(clause).expression(expression),
  }
}

function refuse(name: string, clause: string, because: string, span: Span): never {
  return fail('invalid-query', `${clause} expression references column ${name} which ${because}`, span)
}

/** Turns a block's items and windows to groups. Aggregates keep reading rows. */
export function regroupBlock(block: SelectBlock, grouping: Grouping, regrouper: Regrouper): void {
  for (const item of block.items) {
    const key = grouping.itemKeys.get(item)
    item.expression =
      key === undefined
        ? regrouper.rewriteWhole(item.expression, 'SELECT list')
        : columnReference(grouping.keys[key]!.column, item)
  }
  const mapper: TreeMapper = {
    expression: (expression) => regrouper.rewrite(expression, 'Analytic function'),
    scan: (scan) => scan,
  }
  block.windows = block.windows.map(({ column, expression }) => ({ column, expression: mapWindow(expression, mapper) }))
}

export function aggregateScan(block: SelectBlock, grouping: Grouping): AggregateScan {
  const groupings = block.groupings.map(({ column, argument, ...span }) => ({
    column,
    key: groupingKey(argument, grouping, span),
  }))
  const columns = [...grouping.keys, ...block.aggregates, ...groupings].map(({ column }) => column)
  return {
    kind: 'aggregate',
    input: block.from.scan,
    keys: grouping.keys,
    aggregates: block.aggregates,
    ...(grouping.sets && { groupingSets: grouping.sets }),
    ...(groupings.length && { groupings }),
    columns,
  }
}

function groupingKey(argument: Expression, grouping: Grouping, span: Span): number {
  const print = fingerprint(argument)
  const key = grouping.keys.findIndex((candidate) => print !== undefined && fingerprint(candidate.expression) === print)
  return key >= 0
    ? key
    : fail('invalid-query', 'GROUPING must have an argument that exists within the group-by expression list', span)
}
