import type { AggregateExpression } from '../../../googlesql/resolved.ts'
import { formatType } from '../../../googlesql/types.ts'
import type { EmitAggregate } from '../emit-context.ts'
import { type AggregateCall, type AggregateContext, aggregate } from './aggregate-call.ts'

/** ARRAY_AGG keeps NULLs unless told otherwise; without rows it is NULL. */
export const arrayAgg: EmitAggregate = (sql, call, context) => {
  const filter = call.nulls === 'IGNORE' ? `${sql[0]} IS NOT NULL` : undefined
  if (call.kind === 'aggregate' && call.having) return limited(atExtreme(sql[0]!, call, context, filter), call)
  return limited(aggregate('list', sql, call, context, filter), call)
}

/** The values where the key of `HAVING MAX key` is at its extreme; a NaN, which equals no key, leaves none. */
function atExtreme(
  value: string,
  call: AggregateExpression,
  context: AggregateContext,
  filter: string | undefined,
): string {
  const { extreme, expression } = call.having!
  if (call.distinct || expression.type.kind === 'range') refuseHaving(call, context)
  const pair = `struct_pack(v := ${value}, k := ${context.having})`
  const pairs = aggregate('list', [pair], call, context, `${context.having} IS NOT NULL`)
  return context.once(pairs, (p) => {
    const keys = `list_transform(${p}, lambda e: e.k)`
    const best = `${extreme === 'MAX' ? 'list_max' : 'list_min'}(${keys})`
    const nan = formatType(expression.type) === 'FLOAT64' ? `NOT isnan(list_max(${keys})) AND ` : ''
    const kept = `list_filter(${p}, lambda e: ${nan}e.k = ${best}${filter === undefined ? '' : ' AND e.v IS NOT NULL'})`
    return context.once(`list_transform(${kept}, lambda e: e.v)`, (v) => `CASE WHEN len(${v}) > 0 THEN ${v} END`)
  })
}

/** NULL arrays are left out; LIMIT counts arrays. */
export const arrayConcatAgg: EmitAggregate = (sql, call, context) => {
  refuseHaving(call, context)
  return `flatten(${limited(aggregate('list', sql, call, context, `${sql[0]} IS NOT NULL`), call)})`
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
  if (second?.kind === 'literal' && second.value === null)
    return context.fail(context.text('the delimiter of STRING_AGG is NULL'), call.type)
  if (call.kind === 'window' || call.limit === undefined)
    return aggregate('string_agg', [value, delimiter], call, context)
  return `array_to_string(${limited(aggregate('list', [value], call, context, `${value} IS NOT NULL`), call)}, ${delimiter})`
}

function limited(list: string, call: AggregateCall): string {
  if (call.kind === 'window' || call.limit === undefined) return list
  return call.limit === 0 ? `CASE WHEN FALSE THEN ${list} END` : `(${list})[1:${call.limit}]`
}

function refuseHaving(call: AggregateCall, context: AggregateContext): void {
  if (call.kind === 'aggregate' && call.having)
    context.unsupported(
      `${call.name} with HAVING ${call.having.extreme} is not supported by the embedded warehouse`,
      call.span,
    )
}
