import { FLOAT64, formatType } from '../../../googlesql/types.ts'
import type { EmitAggregate } from '../emit-context.ts'
import { type AggregateCall, type AggregateContext, aggregate, refuseModifiers } from './aggregate-call.ts'

/** Divides a sum of squares, or products, over `n` values. */
type Divisor = 'n' | 'n - 1'

/**
 * Variances in two passes over the values: the mean first, then the distances from it, less what the mean itself was off.
 * DuckDB's own, in one pass, lose digits where the mean is large.
 */
export function variance(divisor: Divisor, root: boolean): EmitAggregate {
  return (sql, call, context) => {
    refuse(call, context)
    const values = gathered(asFloat(sql[0]!, call, 0), `${sql[0]} IS NOT NULL`, call, context)
    return context.once(values, (v) =>
      context.once(meanOf(v), (mean) => {
        const result = `(${products(v, 'x', 'x', mean, mean)}) / (len(${v}) - ${divisor === 'n' ? 0 : 1})`
        const value = root ? `sqrt(greatest(${result}, 0))` : `greatest(${result}, 0)`
        return `CASE WHEN len(${v}) > ${divisor === 'n' ? 0 : 1} THEN ${checked(value, [v], call, context)} END`
      }),
    )
  }
}

/** COVAR_POP, COVAR_SAMP and CORR: of the pairs in which neither is NULL. */
export function covariance(measure: Divisor | 'correlation'): EmitAggregate {
  return (sql, call, context) => {
    refuse(call, context)
    const pair = `struct_pack(x := ${asFloat(sql[0]!, call, 0)}, y := ${asFloat(sql[1]!, call, 1)})`
    const pairs = gathered(pair, `${sql[0]} IS NOT NULL AND ${sql[1]} IS NOT NULL`, call, context)
    return context.once(pairs, (v) =>
      context.once(`struct_pack(x := ${meanOf(part(v, 'x'))}, y := ${meanOf(part(v, 'y'))})`, (mean) =>
        ofPairs(v, mean, measure, call, context),
      ),
    )
  }
}

function gathered(value: string, filter: string, call: AggregateCall, context: AggregateContext): string {
  return aggregate('list', [value], call, { ...context, orderBy: '' }, filter)
}

function meanOf(list: string): string {
  return `list_aggregate(${list}, 'favg')`
}

function part(pairs: string, name: string): string {
  return `list_transform(${pairs}, lambda p: p.${name})`
}

/** The sum of (a - mean of a) * (b - mean of b) over a list of numbers, or of structs of x and y where the means differ. */
function products(list: string, a: string, b: string, meanA: string, meanB: string): string {
  const value = (name: string) => (meanA.includes('.') ? `p.${name}` : 'p')
  const distance = (name: string, mean: string) => `(${value(name)} - ${mean})`
  const sum = (term: string) => `list_sum(list_transform(${list}, lambda p: ${term}))`
  const [left, right] = [distance(a, meanA), distance(b, meanB)]
  return `${sum(`${left} * ${right}`)} - ${sum(left)} * ${sum(right)} / len(${list})`
}

function ofPairs(
  pairs: string,
  mean: string,
  measure: Divisor | 'correlation',
  call: AggregateCall,
  context: AggregateContext,
): string {
  const sum = (a: string, b: string) => `(${products(pairs, a, b, `${mean}.${a}`, `${mean}.${b}`)})`
  const inputs = [part(pairs, 'x'), part(pairs, 'y')]
  if (measure === 'correlation') {
    const value = context.once(
      `struct_pack(xy := ${sum('x', 'y')}, xx := ${sum('x', 'x')}, yy := ${sum('y', 'y')})`,
      (s) => correlation(s, pairs, context),
    )
    return `CASE WHEN len(${pairs}) > 1 THEN ${value} END`
  }
  const least = measure === 'n' ? 0 : 1
  return `CASE WHEN len(${pairs}) > ${least} THEN ${checked(`${sum('x', 'y')} / (len(${pairs}) - ${least})`, inputs, call, context)} END`
}

/** NaN where one of both does not vary. Squares that leave the range of floats are refused. */
function correlation(sums: string, pairs: string, context: AggregateContext): string {
  const failure = context.fail(context.text('CORR of numbers whose squares are out of range'), FLOAT64)
  const [x, y] = [part(pairs, 'x'), part(pairs, 'y')]
  const varies = (list: string) => `list_max(${list}) > list_min(${list})`
  return context.once(`${sums}.xx * ${sums}.yy`, (product) => {
    const lost = `NOT isfinite(${product}) OR (${product} = 0 AND ${varies(x)} AND ${varies(y)})`
    return `CASE WHEN NOT (${finite([x, y])}) THEN CAST('nan' AS DOUBLE) WHEN ${lost} THEN ${failure} ELSE ${sums}.xy / sqrt(${product}) END`
  })
}

/** NaN or infinity among the values gives NaN; an overflow of finite ones is refused. */
function checked(value: string, inputs: readonly string[], call: AggregateCall, context: AggregateContext): string {
  const failure = context.fail(context.text(`${call.name}: floating point overflow`), FLOAT64)
  return context.once(
    value,
    (result) =>
      `CASE WHEN NOT (${finite(inputs)}) THEN CAST('nan' AS DOUBLE) WHEN NOT isfinite(${result}) THEN ${failure} ELSE ${result} END`,
  )
}

function finite(lists: readonly string[]): string {
  return lists.flatMap((list) => [`isfinite(list_max(${list}))`, `isfinite(list_min(${list}))`]).join(' AND ')
}

function asFloat(sql: string, call: AggregateCall, index: number): string {
  return formatType(call.arguments[index]!.type) === 'FLOAT64' ? sql : `CAST(${sql} AS DOUBLE)`
}

/** Decimals are exact in GoogleSQL until the last step; as floats they would not be. */
function refuse(call: AggregateCall, context: AggregateContext): void {
  refuseModifiers(call, context)
  const type = formatType(call.arguments[0]!.type)
  if (type !== 'FLOAT64')
    context.unsupported(`${call.name} of ${type} is not supported by the embedded warehouse`, call.span)
}
