import type { AggregateExpression } from '../../../googlesql/resolved.ts'
import type { Type } from '../../../googlesql/types.ts'
import { duckDbType } from '../duckdb-type.ts'

export interface ListAggregate {
  /** Whether the SQL reads the list more than once. */
  readonly isRepeated: boolean
  /**
   * @param values the list of the argument's values (of all elements, for COUNT(*)); it may be NULL
   * @param fail fails the query with a message, as an expression of the call's type
   */
  readonly emit: (values: string, fail: (message: string) => string) => string
}

/** How an aggregate is computed over a list; undefined where only DuckDB's aggregate is proven. */
export function listAggregate(call: AggregateExpression): ListAggregate | undefined {
  if (call.distinct || call.having || call.orderBy.length > 0 || call.limit !== undefined || call.safe || call.nulls)
    return undefined
  const type = call.arguments[0]?.type
  switch (call.name) {
    case 'COUNT_STAR':
      return simple((values) => `COALESCE(len(${values}), 0)`)
    case 'COUNT':
      return simple((values) => `COALESCE(len(list_filter(${values}, lambda x: x IS NOT NULL)), 0)`)
    case 'COUNTIF':
      return simple((values) => `COALESCE(len(list_filter(${values}, lambda x: x)), 0)`)
    case 'SUM':
      if (isScalar(type, ['FLOAT64'])) return { isRepeated: true, emit: floatSum }
      return isScalar(type, ['INT64', 'NUMERIC'])
        ? simple((values) => `CAST(list_sum(${values}) AS ${duckDbType(call.type)})`)
        : undefined
    case 'MIN':
    case 'MAX':
      // MIN and MAX of FLOAT64 have their own mind about NaN
      return isScalar(type, ORDERED) ? simple((values) => `list_${call.name.toLowerCase()}(${values})`) : undefined
    case 'LOGICAL_OR':
      return simple((values) => `list_aggregate(${values}, 'bool_or')`)
    case 'LOGICAL_AND':
      return simple((values) => `list_aggregate(${values}, 'bool_and')`)
    default:
      return undefined
  }
}

const ORDERED = ['BOOL', 'INT64', 'NUMERIC', 'STRING', 'BYTES', 'DATE', 'DATETIME', 'TIME', 'TIMESTAMP']

function simple(emit: (values: string) => string): ListAggregate {
  return { isRepeated: false, emit }
}

/** Finite numbers whose sum is not are an error. */
function floatSum(values: string, fail: (message: string) => string): string {
  const isOverflow = `isinf(list_sum(${values})) AND len(list_filter(${values}, lambda x: NOT isfinite(x))) = 0`
  return `CASE WHEN ${isOverflow} THEN ${fail('SUM: floating point overflow')} ELSE list_sum(${values}) END`
}

function isScalar(type: Type | undefined, names: readonly string[]): boolean {
  return type?.kind === 'scalar' && names.includes(type.name)
}
