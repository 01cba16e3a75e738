import type { EmitAggregate } from '../emit-context.ts'
import { formatType } from '../../../googlesql/types.ts'
import { aggregate, type AggregateCall, type AggregateContext, refuseModifiers } from './aggregate-call.ts'

/** Divides a sum of squares, or products, over `n` values. */
type Divisor = 'n' | 'n - 1'

/**
 * Variances in two passes over the values: the mean first, then the squares of the distances from it. DuckDB's own, in one pass,
 * lose digits where the mean is large.
 */
export function variance(divisor: Divisor, root: boolean): EmitAggregate {
  return (sql, call, context) => {
    refuse(call, context)
    const values = aggregate('list', [asFloat(sql[0]!, call, 0)], call, { ...context, orderBy: '' }, `${sql[0]} IS NOT NULL`)
    return context.once(values, (v) =>
      context.once(`list_aggregate(${v}, 'favg')`, (mean) => {
        const squares = `list_sum(list_transform(${v}, lambda x: (x - ${mean}) * (x - ${mean})))`
        const result = `${squares} / (len(${v}) - ${divisor === 'n' ? 0 : 1})`
        return `CASE WHEN len(${v}) > ${divisor === 'n' ? 0 : 1} THEN ${root ? `sqrt(${result})` : result} END`
      }),
    )
  }
}

/** COVAR_POP, COVAR_SAMP and CORR: of the pairs in which neither is NULL. */
export function covariance(measure: Divisor | 'correlation'): EmitAggregate {
  return (sql, call, context) => {
    refuse(call, context)
    const pair = `struct_pack(x := ${asFloat(sql[0]!, call, 0)}, y := ${asFloat(sql[1]!, call, 1)})`
    const pairs = aggregate('list', [pair], call, { ...context, orderBy: '' }, `${sql[0]} IS NOT NULL AND ${sql[1]} IS NOT NULL`)
    return context.once(pairs, (v) => context.once(means(v), (mean) => ofPairs(v, mean, measure)))
  }
}

function means(pairs: string): string {
  const mean = (field: string) => `list_aggregate(list_transform(${pairs}, lambda p: p.${field}), 'favg')`
  return `struct_pack(x := ${mean('x')}, y := ${mean('y')})`
}

function ofPairs(pairs: string, mean: string, measure: Divisor | 'correlation'): string {
  const products = (a: string, b: string) => `list_sum(list_transform(${pairs}, lambda p: (p.${a} - ${mean}.${a}) * (p.${b} - ${mean}.${b})))`
  if (measure === 'correlation') {
    return `CASE WHEN len(${pairs}) > 1 THEN ${products('x', 'y')} / sqrt(${products('x', 'x')} * ${products('y', 'y')}) END`
  }
  const least = measure === 'n' ? 0 : 1
  return `CASE WHEN len(${pairs}) > ${least} THEN ${products('x', 'y')} / (len(${pairs}) - ${least}) END`
}

function asFloat(sql: string, call: AggregateCall, index: number): string {
  return formatType(call.arguments[index]!.type) === 'FLOAT64' ? sql : `CAST(${sql} AS DOUBLE)`
}

/** Decimals are exact in GoogleSQL until the last step; as floats they would not be. */
function refuse(call: AggregateCall, context: AggregateContext): void {
  refuseModifiers(call, context)
  const type = formatType(call.arguments[0]!.type)
  if (type !== 'FLOAT64') context.unsupported(`${call.name} of ${type}`, call.span)
}
