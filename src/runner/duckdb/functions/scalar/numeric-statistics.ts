import { arrayOf, FLOAT64, NUMERIC, STRING } from '../../../../googlesql/types.ts'
import type { Value } from '../../../../googlesql/value.ts'
import type { ScalarFunction } from '../../emit-context.ts'
import { readDecimal } from './numeric-text.ts'

const SQUARE_SCALE = 10n ** 18n

/**
 * Statistics of NUMERIC, exact until the last step: `(xs, ys, measure)`, of lists of one length without NULLs; the same list twice
 * for a variance. NULL where there are too few values.
 */
export const numericStatistics: ScalarFunction = {
  name: 'numeric_statistics',
  parameters: [arrayOf(NUMERIC), arrayOf(NUMERIC), STRING],
  returns: FLOAT64,
  evaluate: (xs, ys, measure) => {
    const [left, right] = [readAll(xs!), readAll(ys!)]
    const count = BigInt(left.length)
    const least = measure === 'n' ? 0n : 1n
    if (count <= least) return null
    if (measure === 'correlation') return correlation(left, right)
    return quotient(comoment(left, right), SQUARE_SCALE * count * (count - least))
  },
}

function readAll(values: Value): readonly bigint[] {
  return (values as readonly string[]).map((value) => readDecimal(value, 9))
}

/** n * sum(xy) - sum(x) * sum(y), which is n squared times the covariance. */
function comoment(left: readonly bigint[], right: readonly bigint[]): bigint {
  const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n)
  return BigInt(left.length) * sum(left.map((value, index) => value * right[index]!)) - sum(left) * sum(right)
}

function correlation(left: readonly bigint[], right: readonly bigint[]): number {
  const both = comoment(left, right)
  const product = comoment(left, left) * comoment(right, right)
  if (product === 0n) return Number.NaN
  const size = Math.sqrt(quotient(both * both, product))
  return both < 0n ? -size : size
}

/** The float nearest to a fraction but for the last bit. */
function quotient(dividend: bigint, divisor: bigint): number {
  const shift = Math.max(0, 80 + divisor.toString(2).length - dividend.toString(2).length)
  return Number((dividend << BigInt(shift)) / divisor) / 2 ** shift
}
