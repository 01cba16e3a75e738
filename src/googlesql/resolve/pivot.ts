import { asOperand, coerce, coercionCost, isUntyped } from '../coercion.ts'
import type { AggregateExpression, Column, ComputedColumn, Expression } from '../resolved.ts'
import type { Identifier, PivotSyntax, Span } from '../syntax.ts'
import { BOOL, formatType, INT64, sameType } from '../types.ts'
import { callBuiltin, literal, untypedNull } from './build.ts'
import type { QueryContext } from './context.ts'
import { newColumn } from './context.ts'
import { resolveExpression } from './expression.ts'
import { fail, unsupported } from './fail.ts'
import type { FromResult } from './from.ts'
import { pivotColumnName } from './pivot-name.ts'
import { relationNames } from './relation.ts'
import { fingerprint } from './same-expression.ts'
import { clauseContext, openBlock } from './select-block.ts'
import { starColumns } from './select-list.ts'
import { visitExpressionParts, visitScanParts } from './visit-tree.ts'

interface PivotAggregate extends Span {
  readonly alias: string
  readonly expression: AggregateExpression
}

interface PivotValue {
  readonly alias?: string
  readonly value: Expression
}

/**
 * PIVOT groups by every column that it does not mention, with one aggregate per value over the rows that have it.
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/query-syntax#pivot_operator
 */
export function resolvePivot(
  input: FromResult,
  pivot: PivotSyntax,
  alias: Identifier | undefined,
  context: QueryContext,
): FromResult {
  if (input.scan.kind === 'unnest') return fail('invalid-query', 'PIVOT is not allowed with array scans', pivot)
  const block = openBlock(input, [], context)
  const selector = resolveExpression(pivot.for, clauseContext(block, 'PIVOT FOR expression', {}))
  const aggregates = pivotAggregates(pivot, input, context)
  const values = pivotValues(pivot, selector, input, context)
  const used = usedColumns([selector, ...aggregates.flatMap(({ expression }) => argumentsOf(expression))])
  const kept = starColumns(input.names, pivot).filter(({ expression }) => !used.has(fingerprint(expression)!))
  const keys = kept.map(
    ({ name, expression }): ComputedColumn => ({
      column: newColumn(context.source, name, expression.type),
      expression,
    }),
  )
  const cells = values.flatMap((value) => aggregates.map((aggregate) => pivotCell(aggregate, selector, value, context)))
  const columns = [...keys, ...cells].map(({ column }) => column)
  const scan = { kind: 'aggregate', input: input.scan, keys, aggregates: cells, columns } as const
  return {
    scan,
    names: relationNames(
      { columns: columns.map((column) => ({ name: column.name, column })), valueTable: false },
      alias?.name,
    ),
  }
}

function pivotAggregates(pivot: PivotSyntax, input: FromResult, context: QueryContext): readonly PivotAggregate[] {
  if (pivot.aggregates.length > 1 && pivot.aggregates.some((aggregate) => !aggregate.alias)) {
    return fail(
      'invalid-query',
      'PIVOT expression must specify an alias unless it is the only pivot expression in the PIVOT clause',
      pivot,
    )
  }
  return pivot.aggregates.map(({ expression, alias }) => {
    const block = openBlock(input, [], context)
    const value = resolveExpression(expression, clauseContext(block, 'PIVOT expression', { aggregates: true }))
    const [aggregate, ...others] = block.aggregates
    if (value.kind !== 'column' || !aggregate || others.length || value.column.id !== aggregate.column.id) {
      return fail('invalid-query', 'PIVOT expression must be an aggregate function call', expression)
    }
    return { alias: alias?.name ?? '', expression: aggregate.expression, start: expression.start, end: expression.end }
  })
}

function pivotValues(
  pivot: PivotSyntax,
  selector: Expression,
  input: FromResult,
  context: QueryContext,
): readonly PivotValue[] {
  const constant = { ...clauseContext(openBlock(input, [], context), 'PIVOT IN list', {}), scope: undefined }
  return pivot.values.map(({ expression, alias }) => {
    const value = resolveExpression(expression, constant)
    if (
      !coercionCost(asOperand(value), selector.type) ||
      !(isUntyped(value) || value.kind === 'literal' || sameType(value.type, selector.type))
    ) {
      return fail(
        'type-mismatch',
        `PIVOT IN list item must be type ${formatType(selector.type)} to match the PIVOT FOR expression; found ${formatType(value.type)}`,
        expression,
      )
    }
    const coerced = coerce(value, selector.type)
    return { ...(alias && { alias: alias.name }), value: coerced }
  })
}

function pivotCell(
  aggregate: PivotAggregate,
  selector: Expression,
  { alias, value }: PivotValue,
  context: QueryContext,
) {
  const condition = callBuiltin('$not', [callBuiltin('$is_distinct_from', [selector, value], value.span)], value.span)
  const expression = onlyWhere(aggregate.expression, condition, aggregate)
  const name =
    alias === undefined ? pivotColumnName(aggregate.alias, value) : [aggregate.alias, alias].filter(Boolean).join('_')
  const column: Column = newColumn(context.source, name, expression.type)
  return { column, expression }
}

/** Aggregates that pass over NULL arguments see nothing of the other rows, if their argument is NULL there. */
const SKIPS_NULL = new Set([
  'SUM',
  'AVG',
  'MIN',
  'MAX',
  'COUNT',
  'COUNTIF',
  'LOGICAL_AND',
  'LOGICAL_OR',
  'BIT_AND',
  'BIT_OR',
  'BIT_XOR',
  'STRING_AGG',
  'STDDEV_SAMP',
  'STDDEV_POP',
  'VAR_SAMP',
  'VAR_POP',
  'COVAR_POP',
  'COVAR_SAMP',
  'CORR',
  'APPROX_COUNT_DISTINCT',
])

function onlyWhere(aggregate: AggregateExpression, condition: Expression, span: Span): AggregateExpression {
  if (aggregate.name === 'COUNT_STAR') return { ...aggregate, name: 'COUNTIF', arguments: [condition] }
  if (aggregate.name === 'ANY_VALUE' && !aggregate.having) {
    const chosen = callBuiltin('IF', [condition, literal(1n, INT64, span), untypedNull(span)], span)
    return { ...aggregate, having: { extreme: 'MAX', expression: chosen } }
  }
  if (aggregate.having || (!SKIPS_NULL.has(aggregate.name) && aggregate.nulls !== 'IGNORE')) {
    const hint = aggregate.name === 'ARRAY_AGG' ? ' unless IGNORE NULLS is specified' : ''
    return unsupported(`${aggregate.name} as PIVOT expression${hint}`, span)
  }
  const [first, ...rest] = aggregate.arguments
  return {
    ...aggregate,
    arguments: [callBuiltin('IF', [typedCondition(condition), first!, untypedNull(span)], span), ...rest],
  }
}

function typedCondition(condition: Expression): Expression {
  return coerce(condition, BOOL)
}

function argumentsOf(aggregate: AggregateExpression): readonly Expression[] {
  return [
    ...aggregate.arguments,
    ...aggregate.orderBy.map((item) => item.expression),
    ...(aggregate.having ? [aggregate.having.expression] : []),
  ]
}

/** Fingerprints of all columns, and fields of rows, in these expressions. */
function usedColumns(expressions: readonly Expression[]): ReadonlySet<string> {
  const used = new Set<string>()
  const visit = (expression: Expression): void => {
    if (expression.kind === 'column' || expression.kind === 'field') used.add(fingerprint(expression) ?? '')
    visitExpressionParts(expression, {
      expression: visit,
      scan: (scan) => visitScanParts(scan, { expression: visit, scan: () => {} }),
    })
  }
  expressions.forEach(visit)
  return used
}
