import type { Expression } from '../../../googlesql/resolved.ts'
import { formatType } from '../../../googlesql/types.ts'
import type { EmitAggregate } from '../emit-context.ts'
import { type AggregateCall, type AggregateContext, aggregate, refuseModifiers } from './aggregate-call.ts'
import { constantOf } from './instant.ts'

/** The APPROX_ functions give the exact answer, which is one that BigQuery may give. */
export const approximationsAggregates: Readonly<Record<string, EmitAggregate>> = {
  APPROX_COUNT_DISTINCT: (sql, _call, context) => `count(DISTINCT ${sql[0]})${context.over}`,
  APPROX_QUANTILES: quantiles,
  APPROX_TOP_COUNT: topCount,
  APPROX_TOP_SUM: topSum,
}

/**
 * `APPROX_QUANTILES(x, n)`: the least value, then the values at or below which i of n parts of all lie.
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/approximate_aggregate_functions#approx_quantiles
 */
function quantiles(sql: readonly string[], call: AggregateCall, context: AggregateContext): string {
  const count = countOf(call.arguments[1], call, context)
  const float = formatType(call.arguments[0]!.type) === 'FLOAT64'
  const order = `ORDER BY ${float && !call.distinct ? `isnan(${sql[0]}) DESC, ` : ''}${sql[0]} NULLS FIRST`
  if (float && call.distinct)
    context.unsupported('APPROX_QUANTILES of distinct FLOAT64 is not supported by the embedded warehouse', call.span)
  const filter = call.nulls === 'RESPECT' ? undefined : `${sql[0]} IS NOT NULL`
  const sorted = aggregate('list', [sql[0]!], call, { ...context, orderBy: order }, filter)
  return context.once(sorted, (v) => {
    const position = `greatest(1, (i * len(${v}) + ${count - 1n}) // ${count})`
    return `CASE WHEN len(${v}) > 0 THEN list_transform(range(0, ${count + 1n}), lambda i: (${v})[${position}]) END`
  })
}

/** NULL is a value here, too. */
function topCount(sql: readonly string[], call: AggregateCall, context: AggregateContext): string {
  if (call.distinct)
    context.unsupported('APPROX_TOP_COUNT with DISTINCT is not supported by the embedded warehouse', call.span)
  const count = countOf(call.arguments[1], call, context)
  const value = sql[0]!
  const counted = `list_transform(map_entries(coalesce(histogram(${value})${context.over}, MAP {})), lambda e: struct_pack("value" := e.key, "count" := CAST(e.value AS BIGINT)))`
  const nulls = `count(*) FILTER (WHERE ${value} IS NULL)${context.over}`
  const withNulls = `CASE WHEN ${nulls} > 0 THEN list_append(${counted}, struct_pack("value" := NULL, "count" := ${nulls})) ELSE ${counted} END`
  const sorted = `list_sort(list_transform(${withNulls}, lambda e: struct_pack(n := - e."count", e := e)))`
  return `CASE WHEN count(*)${context.over} > 0 THEN CAST(list_transform((${sorted})[1:${count}], lambda s: s.e) AS ${context.typeName(call.type)}) END`
}

/** Sums of weights by value; NULL is a value, and a sum of no weights is NULL and last. A weight may not be negative. */
function topSum(sql: readonly string[], call: AggregateCall, context: AggregateContext): string {
  refuseModifiers(call, context)
  if (call.distinct)
    context.unsupported('APPROX_TOP_SUM with DISTINCT is not supported by the embedded warehouse', call.span)
  const count = countOf(call.arguments[2], call, context)
  const weight = call.arguments[1]!.type
  const failure = context.fail(context.text('a weight of APPROX_TOP_SUM is negative or NaN'), call.type)
  const pairs = aggregate('list', [`struct_pack(v := ${sql[0]}, w := ${sql[1]})`], call, context)
  return context.once(pairs, (p) => {
    const wrong = formatType(weight) === 'FLOAT64' ? 'e.w < 0 OR isnan(e.w)' : 'e.w < 0'
    const values = `list_distinct(list_transform(${p}, lambda e: struct_pack(k := e.v)))`
    const weights = `list_transform(list_filter(${p}, lambda e: e.v IS NOT DISTINCT FROM d.k), lambda e: e.w)`
    const sums = `list_transform(${values}, lambda d: struct_pack("value" := d.k, "sum" := CAST(list_sum(${weights}) AS ${context.typeName(weight)})))`
    const sorted = `list_sort(list_transform(${sums}, lambda e: struct_pack(missing := e."sum" IS NULL, n := - e."sum", e := e)))`
    const top = `CAST(list_transform((${sorted})[1:${count}], lambda s: s.e) AS ${context.typeName(call.type)})`
    return `CASE WHEN len(list_filter(${p}, lambda e: ${wrong})) > 0 THEN ${failure} WHEN ${p} IS NOT NULL THEN ${top} END`
  })
}

function countOf(expression: Expression | undefined, call: AggregateCall, context: AggregateContext): bigint {
  return (
    constantOf(expression) ??
    context.unsupported(
      `${call.name} with a number that is not a literal is not supported by the embedded warehouse`,
      call.span,
    )
  )
}
