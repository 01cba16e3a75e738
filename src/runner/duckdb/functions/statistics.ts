import { FLOAT64, formatType } from '../../../googlesql/types.ts'
import type { EmitAggregate } from '../emit-context.ts'
import { type AggregateCall, type AggregateContext, aggregate, refuseModifiers } from './aggregate-call.ts'
import { numericStatistics } from './scalar/numeric-statistics.ts'

/** Divides a sum of squares, or products, over `n` values. */
type Divisor = 'n' | 'n - 1'

/**
 * Variances in two passes over the values: the mean first, then the distances from it, less what the mean itself was off.
 * DuckDB's own, in one pass, lose digits where the mean is large.
 */
export function variance(divisor: Divisor, root: boolean): EmitAggregate {
  return (sql, call, context) => {
    refuseModifiers(call, context)
    const values = gathered(sql[0]!, `${sql[0]} IS NOT NULL`, call, context)
    if (isNumeric(call, context)) return numericVariance(values, divisor, root, context)
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
    refuseModifiers(call, context)
    const pair = `struct_pack(x := ${sql[0]}, y := ${sql[1]})`
    const pairs = gathered(pair, `${sql[0]} IS NOT NULL AND ${sql[1]} IS NOT NULL`, call, context)
    if (isNumeric(call, context)) return numericCovariance(pairs, measure, context)
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

function numericVariance(values: string, divisor: Divisor, root: boolean, context: AggregateContext): string {
  const variance = (v: string) => `${context.use(numericStatistics)}(${v}, ${v}, ${context.text(divisor)})`
  return context.once(values, (v) => (root ? `sqrt(${variance(v)})` : variance(v)))
}

function numericCovariance(pairs: string, measure: Divisor | 'correlation', context: AggregateContext): string {
  return context.once(
    pairs,
    (p) => `${context.use(numericStatistics)}(${part(p, 'x')}, ${part(p, 'y')}, ${context.text(measure)})`,
  )
}

/** Decimals are exact in GoogleSQL until the last step; as floats they would not be. */
function isNumeric(call: AggregateCall, context: AggregateContext): boolean {
  const type = formatType(call.arguments[0]!.type)
  if (type === 'BIGNUMERIC')
    context.unsupported(`${call.name} of BIGNUMERIC is not supported by the embedded warehouse`, call.span)
  return type === 'NUMERIC'
}
