import { BIGNUMERIC, INT64, NUMERIC, STRING } from '../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../emit-context.ts'
import { divideRounded, readDecimal, writeDecimal, writeNumeric } from './numeric-text.ts'

const ONE = 1_000_000_000n

export const numericMultiply: ScalarFunction = {
  name: 'numeric_multiply',
  parameters: [NUMERIC, NUMERIC],
  returns: NUMERIC,
  evaluate: (a, b) => writeNumeric(divideRounded(read(a) * read(b), ONE)),
}

export const numericDivide: ScalarFunction = {
  name: 'numeric_divide',
  parameters: [NUMERIC, NUMERIC],
  returns: NUMERIC,
  evaluate: (a, b) => writeNumeric(divideRounded(read(a) * ONE, nonzero(read(b)))),
}

const BIG_ONE = 10n ** 15n

/** Products of BIGNUMERIC. @throws where the exact product has more decimals than DuckDB's 15 */
export const bignumericMultiply: ScalarFunction = {
  name: 'bignumeric_multiply',
  parameters: [BIGNUMERIC, BIGNUMERIC],
  returns: BIGNUMERIC,
  evaluate: (a, b) => exactly(readDecimal(a as string, 15) * readDecimal(b as string, 15), BIG_ONE),
}

/** Quotients of BIGNUMERIC. @throws where the quotient has more decimals than DuckDB's 15 */
export const bignumericDivide: ScalarFunction = {
  name: 'bignumeric_divide',
  parameters: [BIGNUMERIC, BIGNUMERIC],
  returns: BIGNUMERIC,
  evaluate: (a, b) => exactly(readDecimal(a as string, 15) * BIG_ONE, nonzero(readDecimal(b as string, 15))),
}

function exactly(dividend: bigint, divisor: bigint): string {
  const whole = dividend / divisor
  if (dividend % divisor !== 0n || whole >= 10n ** 38n || whole <= -(10n ** 38n)) {
    throw new Error(
      'a BIGNUMERIC beyond 15 decimals or 23 digits before the point is not supported by the embedded warehouse',
    )
  }
  return writeDecimal(whole, 15)
}

/** DIV: the whole part of the quotient. */
export const numericDiv: ScalarFunction = {
  name: 'numeric_div',
  parameters: [NUMERIC, NUMERIC],
  returns: NUMERIC,
  evaluate: (a, b) => writeNumeric((read(a) / nonzero(read(b))) * ONE),
}

/** Rounds half to even at a digit; negative digits are before the point. */
export const numericRound: ScalarFunction = {
  name: 'numeric_round',
  parameters: [NUMERIC, INT64, STRING],
  returns: NUMERIC,
  evaluate: (value, digits, mode) => {
    const unit = unitOf(digits as bigint)
    if (unit === undefined) return value!
    if (unit === 0n) return '0'
    const round = rounding(mode as string)
    return writeNumeric(round(read(value), unit) * unit)
  },
}

function rounding(mode: string): (value: bigint, unit: bigint) => bigint {
  if (mode === 'ROUND_HALF_AWAY_FROM_ZERO') return divideRounded
  if (mode === 'TRUNC') return (value, unit) => value / unit
  if (mode === 'ROUND_HALF_EVEN') return divideHalfEven
  throw new Error(`unknown rounding mode ${mode}; use ROUND_HALF_AWAY_FROM_ZERO or ROUND_HALF_EVEN`)
}

/** What one step is at a digit, in billionths: none where every digit is kept, 0 where none is. */
function unitOf(digits: bigint): bigint | undefined {
  if (digits >= 9n) return undefined
  return digits < -30n ? 0n : 10n ** (9n - digits)
}

function divideHalfEven(value: bigint, unit: bigint): bigint {
  const nearest = divideRounded(value, unit)
  const tie = (value % unit) * 2n === unit || (value % unit) * 2n === -unit
  return tie && nearest % 2n !== 0n ? value / unit : nearest
}

function read(value: unknown): bigint {
  return readDecimal(value as string, 9)
}

function nonzero(value: bigint): bigint {
  if (value === 0n) throw new Error('division by zero')
  return value
}
