import { FLOAT64, INT64 } from '../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../emit-context.ts'
import { divideRounded } from './numeric-text.ts'

/** ROUND(x, digits) of the exact binary value, half away from zero: 0.9305 is a little less, so it becomes 0.93. */
export const floatRound: ScalarFunction = {
  name: 'float_round',
  parameters: [FLOAT64, INT64],
  returns: FLOAT64,
  evaluate: (value, digits) => atDigit(value as number, Number(digits), divideRounded),
}

/** TRUNC(x, digits) of the exact binary value. */
export const floatTruncate: ScalarFunction = {
  name: 'float_trunc',
  parameters: [FLOAT64, INT64],
  returns: FLOAT64,
  evaluate: (value, digits) => atDigit(value as number, Number(digits), (dividend, divisor) => dividend / divisor),
}

/** @throws when the rounded number is too large */
function atDigit(value: number, digits: number, cut: (dividend: bigint, divisor: bigint) => bigint): number {
  if (!Number.isFinite(value) || digits > 1100 || value === 0) return value
  if (digits < -309) return 0
  const [mantissa, exponent] = split(value)
  // value = mantissa * 2^exponent; in units of the wanted digit it is numerator / denominator
  const numerator = mantissa * 2n ** BigInt(Math.max(exponent, 0)) * 10n ** BigInt(Math.max(digits, 0))
  const denominator = 2n ** BigInt(Math.max(-exponent, 0)) * 10n ** BigInt(Math.max(-digits, 0))
  const result = Number(`${cut(numerator, denominator)}e${-digits}`)
  if (!Number.isFinite(result)) throw new Error('floating point overflow')
  return result
}

const BITS = new DataView(new ArrayBuffer(8))

/** A finite number as a whole number times a power of two. */
function split(value: number): [bigint, number] {
  BITS.setFloat64(0, value)
  const bits = BITS.getBigUint64(0)
  const biased = Number((bits >> 52n) & 0x7ffn)
  const fraction = bits & 0xfffffffffffffn
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n
  return [value < 0 ? -mantissa : mantissa, Math.max(biased, 1) - 1075]
}
