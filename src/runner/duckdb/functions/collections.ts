import { formatType } from '../../../googlesql/types.ts'
import type { EmitAggregate } from '../emit-context.ts'
import { aggregate, type AggregateCall, type AggregateContext } from './aggregate-call.ts'

/** ARRAY_AGG keeps NULLs unless told otherwise; without rows it is NULL. */
export const arrayAgg: EmitAggregate = (sql, call, context) => {
  refuseHaving(call, context)
  const filter = call.nulls === 'IGNORE' ? `${sql[0]} IS NOT NULL` : undefined
  return limited(aggregate('list', sql, call, context, filter), call, context)
}

/** NULL arrays are left out; LIMIT counts arrays. */
export const arrayConcatAgg: EmitAggregate = (sql, call, context) => {
  refuseHaving(call, context)
  return `flatten(${limited(aggregate('list', sql, call, context, `${sql[0]} IS NOT NULL`), call, context)})`
}

export const stringAgg: EmitAggregate = (sql, call, context) => {
  refuseHaving(call, context)
  const bytes = formatType(call.type) === 'BYTES'
  const text = (value: string) => (bytes ? `hex(${value})` : value)
  const delimiter = sql[1] === undefined ? (bytes ? "'2C'" : "','") : text(sql[1])
  const joined = joinedText(text(sql[0]!), delimiter, call, context)
  return bytes ? `unhex(${joined})` : joined
}

function joinedText(value: string, delimiter: string, call: AggregateCall, context: AggregateContext): string {
  const second = call.arguments[1]
  if (second?.kind === 'literal' && second.value === null) return context.fail(context.text('the delimiter of STRING_AGG is NULL'), call.type)
  if (call.kind === 'window' || call.limit === undefined) return aggregate('string_agg', [value, delimiter], call, context)
  return `array_to_string(${limited(aggregate('list', [value], call, context, `${value} IS NOT NULL`), call, context)}, ${delimiter})`
}

function limited(list: string, call: AggregateCall, context: AggregateContext): string {
  if (call.kind === 'window' || call.limit === undefined) return list
  return call.limit === 0 ? `CASE WHEN FALSE THEN ${list} END` : `(${list})[1:${call.limit}]`
}

function refuseHaving(call: AggregateCall, context: AggregateContext): void {
  if (call.kind === 'aggregate' && call.having) context.unsupported(`${call.name} with HAVING ${call.having.extreme}`, call.span)
}
