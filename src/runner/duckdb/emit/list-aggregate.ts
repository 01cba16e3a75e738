import type { AggregateExpression } from '../../../googlesql/resolved.ts'
import type { Type } from '../../../googlesql/types.ts'
import { duckDbType } from '../duckdb-type.ts'

/**
 * An aggregate over the elements of a list. `values` is the list of the argument's values (of all elements, for COUNT(*)), and may be
 * NULL.
 */
export type ListAggregate = (values: string, call: AggregateExpression) => string

/** How an aggregate is computed over a list; undefined where only DuckDB's aggregate is proven. */
export function listAggregate(call: AggregateExpression): ListAggregate | undefined {
  if (call.distinct || call.having || call.orderBy.length > 0 || call.limit !== undefined || call.safe || call.nulls)
    return undefined
  const type = call.arguments[0]?.type
  switch (call.name) {
    case 'COUNT_STAR':
      return (values) => `COALESCE(len(${values}), 0)`
    case 'COUNT':
      return (values) => `COALESCE(len(list_filter(${values}, lambda x: x IS NOT NULL)), 0)`
    case 'COUNTIF':
      return (values) => `COALESCE(len(list_filter(${values}, lambda x: x)), 0)`
    case 'SUM':
      return isScalar(type, ['INT64', 'FLOAT64', 'NUMERIC'])
        ? (values) => `CAST(list_sum(${values}) AS ${duckDbType(call.type)})`
        : undefined
    case 'MIN':
    case 'MAX':
      // MIN and MAX of FLOAT64 have their own mind about NaN
      return isScalar(type, ['BOOL', 'INT64', 'NUMERIC', 'STRING', 'BYTES', 'DATE', 'DATETIME', 'TIME', 'TIMESTAMP'])
        ? (values) => `list_${call.name.toLowerCase()}(${values})`
        : undefined
    case 'LOGICAL_OR':
      return (values) => `list_aggregate(${values}, 'bool_or')`
    case 'LOGICAL_AND':
      return (values) => `list_aggregate(${values}, 'bool_and')`
    default:
      return undefined
  }
}

function isScalar(type: Type | undefined, names: readonly string[]): boolean {
  return type?.kind === 'scalar' && names.includes(type.name)
}
