import { formatType, type Type } from '../../../googlesql/types.ts'
import type { EmitAggregate } from '../emit-context.ts'
import { type AggregateCall, type AggregateContext, plainAggregate, refuseModifiers } from './aggregate-call.ts'

/** NaN among the values is the answer of MAX and MIN; for DuckDB it is only the greatest. */
export const maximum: EmitAggregate = (sql, call, context) => {
  refuseModifiers(call, context)
  refuseRange(call.type, call, context)
  return plainAggregate('max', sql, context)
}

export const minimum: EmitAggregate = (sql, call, context) => {
  refuseModifiers(call, context)
  refuseRange(call.type, call, context)
  const least = plainAggregate('min', sql, context)
  if (formatType(call.type) !== 'FLOAT64') return least
  return `CASE WHEN ${plainAggregate('bool_or', [`isnan(${sql[0]})`], context)} THEN CAST('nan' AS DOUBLE) ELSE ${least} END`
}

/**
 * ANY_VALUE takes no NULL while there is a value.
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/aggregate_functions#any_value
 */
export const anyValue: EmitAggregate = (sql, call, context) => {
  if (call.kind === 'aggregate' && call.having)
    return valueAtExtreme(sql[0]!, context.having!, call.having.expression.type, call.having.extreme, call, context)
  return call.nulls === 'RESPECT' ? plainAggregate('first', sql, context) : plainAggregate('any_value', sql, context)
}

/** `MAX_BY(x, y)` is `ANY_VALUE(x HAVING MAX y)`. */
export function valueBy(extreme: 'MAX' | 'MIN'): EmitAggregate {
  return (sql, call, context) => valueAtExtreme(sql[0]!, sql[1]!, call.arguments[1]!.type, extreme, call, context)
}

/** Rows with a NULL key don't count; a NaN among the keys is their extreme, which no key equals. Among equals, a value before NULL. */
function valueAtExtreme(
  value: string,
  key: string,
  keyType: Type,
  extreme: 'MAX' | 'MIN',
  call: AggregateCall,
  context: AggregateContext,
): string {
  refuseRange(keyType, call, context)
  const preferred = extreme === 'MAX' ? 'IS NOT NULL' : 'IS NULL'
  const rank = `struct_pack(k := ${key}, v := ${value} ${preferred})`
  const found = plainAggregate(
    extreme === 'MAX' ? 'arg_max_null' : 'arg_min_null',
    [value, rank],
    context,
    `${key} IS NOT NULL`,
  )
  if (formatType(keyType) !== 'FLOAT64') return found
  return `CASE WHEN coalesce(${plainAggregate('bool_or', [`isnan(${key})`], context)}, FALSE) THEN NULL ELSE ${found} END`
}

function refuseRange(type: Type, call: AggregateCall, context: AggregateContext): void {
  if (type.kind === 'range')
    context.unsupported(`${call.name} of ${formatType(type)} is not supported by the embedded warehouse`, call.span)
}
