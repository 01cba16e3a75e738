import { NUMERIC } from '../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../emit-context.ts'
import { divideRounded, readDecimal, writeNumeric } from './numeric-text.ts'

/**
 * Roots, logarithms and powers of NUMERIC, correct to the last digit: computed with 60 decimals and rounded once.
 */
const ONE = 1_000_000_000n
const PRECISION = 10n ** 60n
const WIDEN = PRECISION / ONE
const LN_2 = logarithmNearOne(PRECISION * 2n)
const LN_10 = logarithm(PRECISION * 10n)

export const numericSqrt = unary('numeric_sqrt', (value) => {
  if (value < 0n) throw new Error('SQRT of a negative number')
  return (root(4n * value * ONE, 2n) + 1n) / 2n
})

export const numericCbrt = unary('numeric_cbrt', (value) => {
  const size = value < 0n ? -value : value
  const rounded = (root(8n * size * ONE * ONE, 3n) + 1n) / 2n
  return value < 0n ? -rounded : rounded
})

export const numericExp = unary('numeric_exp', (value) => narrow(exponential(value * WIDEN)))

export const numericLn = unary('numeric_ln', (value) => narrow(logarithm(positive(value) * WIDEN)))

export const numericLog10 = unary('numeric_log10', (value) => narrow(divide(logarithm(positive(value) * WIDEN), LN_10)))

export const numericLog = binary('numeric_log', (value, base) => {
  if (base === ONE) throw new Error('LOG to the base 1')
  return narrow(divide(logarithm(positive(value) * WIDEN), logarithm(positive(base) * WIDEN)))
})

export const numericPower = binary('numeric_power', (base, exponent) => {
  if (exponent === 0n) return ONE
  if (base === 0n && exponent < 0n) throw new Error('division by zero')
  if (base === 0n) return 0n
  const whole = exponent % ONE === 0n
  if (base < 0n && !whole) throw new Error('a negative NUMERIC cannot be raised to a fractional power')
  return whole && exponent > -64n * ONE && exponent < 64n * ONE
    ? wholePower(base, exponent / ONE)
    : realPower(base, exponent)
})

function unary(name: string, compute: (value: bigint) => bigint): ScalarFunction {
  return { name, parameters: [NUMERIC], returns: NUMERIC, evaluate: (value) => writeNumeric(compute(read(value))) }
}

function binary(name: string, compute: (left: bigint, right: bigint) => bigint): ScalarFunction {
  const evaluate: ScalarFunction['evaluate'] = (left, right) => writeNumeric(compute(read(left), read(right)))
  return { name, parameters: [NUMERIC, NUMERIC], returns: NUMERIC, evaluate }
}

function read(value: unknown): bigint {
  return readDecimal(value as string, 9)
}

function positive(value: bigint): bigint {
  if (value <= 0n) throw new Error('logarithm of zero or a negative number')
  return value
}

function narrow(value: bigint): bigint {
  return divideRounded(value, WIDEN)
}

function divide(left: bigint, right: bigint): bigint {
  return (left * PRECISION) / right
}

/** An exact fraction, rounded once. */
function wholePower(base: bigint, exponent: bigint): bigint {
  const size = exponent < 0n ? -exponent : exponent
  const numerator = base ** size
  const denominator = ONE ** size
  return exponent < 0n ? divideRounded(denominator * ONE, numerator) : divideRounded(numerator * ONE, denominator)
}

function realPower(base: bigint, exponent: bigint): bigint {
  const odd = (exponent / ONE) % 2n !== 0n
  const size = base < 0n ? -base : base
  const result = narrow(exponential((logarithm(size * WIDEN) * exponent) / ONE))
  return base < 0n && odd ? -result : result
}

/** The largest whole number whose power is not above `value`; by Newton's method from above. */
function root(value: bigint, degree: bigint): bigint {
  if (value < 2n) return value
  let guess = 1n << (BigInt(value.toString(2).length) / degree + 1n)
  for (;;) {
    const next = ((degree - 1n) * guess + value / guess ** (degree - 1n)) / degree
    if (next >= guess) return guess
    guess = next
  }
}

/**
 * e^x for x in units of `PRECISION`.
 * @throws beyond NUMERIC; and beyond e^38, where the evaluator's own last digits are not exact, so BigQuery's are not known
 */
function exponential(x: bigint): bigint {
  if (x > 67n * PRECISION) throw new Error('numeric overflow')
  if (x > 38n * PRECISION) throw new Error('an exponential of NUMERIC beyond 17 digits is not supported')
  if (x < -70n * PRECISION) return 0n
  const halvings = divideRounded(x, LN_2)
  const rest = x - halvings * LN_2
  let term = PRECISION
  let sum = PRECISION
  for (let n = 1n; term !== 0n; n++) {
    term = (term * rest) / PRECISION / n
    sum += term
  }
  return halvings >= 0n ? sum << halvings : sum >> -halvings
}

function logarithm(x: bigint): bigint {
  let doublings = 0n
  let near = x
  for (; near > (PRECISION * 3n) / 2n; doublings++) near /= 2n
  for (; near < (PRECISION * 3n) / 4n; doublings--) near *= 2n
  return logarithmNearOne(near) + doublings * LN_2
}

/** 2 artanh((x - 1) / (x + 1)), a series that converges fast near 1. */
function logarithmNearOne(x: bigint): bigint {
  const ratio = divide(x - PRECISION, x + PRECISION)
  const square = (ratio * ratio) / PRECISION
  let power = ratio
  let sum = ratio
  for (let n = 3n; power !== 0n; n += 2n) {
    power = (power * square) / PRECISION
    sum += power / n
  }
  return 2n * sum
}
