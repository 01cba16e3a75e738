import { supportsEquality } from '../functions/comparable.ts'
import { matchCall } from '../functions/match.ts'
import type { BuiltinFunction } from '../functions/table.ts'
import { findBuiltin } from '../functions/table.ts'
import type { AggregateExpression, Expression, OrderItem } from '../resolved.ts'
import type { CallSyntax, ExpressionSyntax } from '../syntax.ts'
import { formatType } from '../types.ts'
import { columnReference, spanOf } from './build.ts'
import { resolveArguments, resolveLambda } from './call.ts'
import { refuseModifiers } from './call-modifiers.ts'
import type { AggregateSink, ExpressionContext } from './context.ts'
import { rowContext } from './context.ts'
import { resolveExpression } from './expression.ts'
import { fail } from './fail.ts'
import { resolveOrderItem } from './order-item.ts'
import { isIdentical } from './same-expression.ts'

/** The aggregate goes to the query that it belongs to; what stays is the column of its result. */
export function resolveAggregateCall(
  written: BuiltinFunction,
  syntax: CallSyntax,
  context: ExpressionContext,
): Expression {
  const sink = context.aggregates ?? refuseAggregate(written.name, syntax, context)
  const inner = rowContext(context, sink.scope, AGGREGATE_ARGUMENT)
  const expression = aggregateExpression(written, syntax, inner)
  return columnReference(sink.add(expression, written.name.toLowerCase()), syntax)
}

/** For messages, and to tell an aggregate in an aggregate from one in a WHERE clause. */
const AGGREGATE_ARGUMENT = 'aggregate argument'

/** `COUNT(*)` is a function of its own. */
export function countsRows(syntax: CallSyntax): boolean {
  return syntax.arguments.length === 1 && syntax.arguments[0]!.value.kind === 'star'
}

/** GROUPING(x), which is 1 where the grouping set of the row leaves out x. */
export function resolveGrouping(syntax: CallSyntax, context: ExpressionContext): Expression {
  const sink: AggregateSink = context.aggregates ?? refuseAggregate('GROUPING', syntax, context)
  const argument = syntax.arguments[0]?.value
  if (
    syntax.arguments.length !== 1 ||
    !argument ||
    argument.kind === 'star' ||
    argument.kind === 'tableArgument' ||
    argument.kind === 'modelArgument'
  ) {
    return fail('invalid-argument', 'GROUPING takes one expression of the GROUP BY clause', syntax)
  }
  const value = resolveExpression(argument, rowContext(context, sink.scope, AGGREGATE_ARGUMENT))
  return columnReference(sink.addGrouping(value, syntax), syntax)
}

function aggregateExpression(
  written: BuiltinFunction,
  syntax: CallSyntax,
  inner: ExpressionContext,
): AggregateExpression {
  const builtin = countsRows(syntax) && written.name === 'COUNT' ? findBuiltin('COUNT_STAR')! : written
  if (builtin !== written && syntax.distinct) fail('invalid-query', 'COUNT(*) cannot be used with DISTINCT', syntax)
  refuseModifiers(builtin.name, syntax)
  const given = builtin === written ? resolveArguments(builtin, syntax, inner) : []
  const matched = matchCall(builtin, given, syntax, resolveLambda(inner))
  const orderBy = syntax.orderBy.map((item) => resolveOrderItem(item, inner, 'aggregate ORDER BY'))
  if (syntax.distinct) {
    refuseIncomparable(matched.arguments, syntax)
    refuseOtherOrder(orderBy, matched.arguments, syntax)
  }
  return {
    kind: 'aggregate',
    name: matched.entry.name,
    arguments: matched.arguments,
    distinct: syntax.distinct,
    ...(syntax.nulls && { nulls: syntax.nulls }),
    ...(syntax.having && {
      having: { extreme: syntax.having.extreme, expression: resolveExpression(syntax.having.expression, inner) },
    }),
    orderBy,
    ...(syntax.limit && { limit: literalCount(syntax.limit, inner) }),
    safe: syntax.safe,
    type: matched.type,
    span: spanOf(syntax),
  }
}

function literalCount(syntax: ExpressionSyntax, context: ExpressionContext): number {
  const value = resolveExpression(syntax, context)
  if (value.kind !== 'literal' || typeof value.value !== 'bigint' || value.value < 0n) {
    return fail('invalid-argument', 'LIMIT in an aggregate expects a non-negative integer literal', syntax)
  }
  return Number(value.value)
}

function refuseIncomparable(values: readonly Expression[], syntax: CallSyntax): void {
  for (const { type } of values) {
    if (supportsEquality(type.kind === 'array' ? type.element : type)) continue
    fail(
      'type-mismatch',
      `Aggregate functions with DISTINCT cannot be used with arguments of type ${formatType(type)}`,
      syntax,
    )
  }
}

function refuseOtherOrder(orderBy: readonly OrderItem[], values: readonly Expression[], syntax: CallSyntax): void {
  for (const { expression } of orderBy) {
    if (values.some((value) => isIdentical(value, expression))) continue
    fail(
      'invalid-query',
      'An aggregate function that has both DISTINCT and ORDER BY arguments can only ORDER BY expressions that are arguments to the function',
      syntax,
    )
  }
}

function refuseAggregate(name: string, syntax: CallSyntax, context: ExpressionContext): never {
  if (context.clause === AGGREGATE_ARGUMENT)
    return fail('invalid-query', 'Aggregations of aggregations are not allowed', syntax)
  return fail('invalid-query', `Aggregate function ${name} not allowed in ${context.clause}`, syntax)
}
