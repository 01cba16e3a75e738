import type { AggregateExpression, WindowExpression } from '../../../googlesql/resolved.ts'
import type { AggregateParts, EmitContext } from '../emit-context.ts'

export type AggregateCall = AggregateExpression | WindowExpression
export type AggregateContext = EmitContext & AggregateParts

/** One DuckDB aggregate: `name(DISTINCT arguments ORDER BY …) FILTER (WHERE …) OVER (…)`, as the call and its place ask. */
export function aggregate(
  name: string,
  sql: readonly string[],
  call: AggregateCall,
  context: AggregateContext,
  filter?: string,
): string {
  const distinct = call.distinct ? 'DISTINCT ' : ''
  const order = context.orderBy === '' ? '' : ` ${context.orderBy}`
  const kept = filter === undefined ? '' : ` FILTER (WHERE ${filter})`
  return `${name}(${distinct}${sql.join(', ')}${order})${kept}${context.over}`
}

/** An aggregate over the same rows for which neither DISTINCT nor an order matters. */
export function plainAggregate(
  name: string,
  sql: readonly string[],
  context: AggregateContext,
  filter?: string,
): string {
  return `${name}(${sql.join(', ')})${filter === undefined ? '' : ` FILTER (WHERE ${filter})`}${context.over}`
}

/** @throws {SqlError} `unsupported` where the call has what only ARRAY_AGG and its kin take here */
export function refuseModifiers(call: AggregateCall, context: EmitContext): void {
  if (call.kind === 'aggregate' && call.having)
    context.unsupported(
      `${call.name} with HAVING ${call.having.extreme} is not supported by the embedded warehouse`,
      call.span,
    )
  if (call.kind === 'aggregate' && call.limit !== undefined)
    context.unsupported(`${call.name} with LIMIT is not supported by the embedded warehouse`, call.span)
  if (call.nulls === 'RESPECT')
    context.unsupported(`${call.name} with RESPECT NULLS is not supported by the embedded warehouse`, call.span)
}
