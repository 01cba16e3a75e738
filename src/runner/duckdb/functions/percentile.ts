import type { AggregateCall, AggregateContext } from './aggregate-call.ts'

/**
 * The fraction of PERCENTILE_CONT or PERCENTILE_DISC as SQL. DuckDB multiplies it with the number of rows and may round down to
 * a whole number where the exact product is a little more: 0.2, as a float, of 5 rows reaches into the second. `discrete` takes
 * the next float in that case.
 */
export function percentileFraction(call: AggregateCall, context: AggregateContext, discrete: boolean): string {
  const expression = call.arguments[1]!
  const value = expression.kind === 'literal' ? Number(expression.value) : Number.NaN
  if (expression.kind === 'literal' && expression.value === null)
    return context.unsupported(
      `${call.name} with a NULL fraction is not supported by the embedded warehouse`,
      call.span,
    )
  if (Number.isNaN(value))
    return context.unsupported(
      `${call.name} with a fraction that is not a literal is not supported by the embedded warehouse`,
      call.span,
    )
  if (value < 0 || value > 1) return context.unsupported(`the fraction ${value} is not between 0 and 1`, call.span)
  return `CAST('${discrete && exceedsItsDigits(value) ? value + Number.EPSILON * 2 ** Math.floor(Math.log2(value)) : value}' AS DOUBLE)`
}

/** Whether the float is more than the decimal number that it was written as. */
function exceedsItsDigits(value: number): boolean {
  const exact = value.toFixed(60)
  return exact > `${value}`.padEnd(exact.length, '0')
}
