/** Decimal numbers as whole numbers of their last digit. */

const NUMERIC_LIMIT = 10n ** 38n

/** `'12.5'` with `scale` 9 is 12500000000. The text has no more decimals than `scale`, and no exponent. */
export function readDecimal(text: string, scale: number): bigint {
  const [whole = '', fraction = ''] = text.split('.')
  return BigInt(whole + fraction.padEnd(scale, '0'))
}

/** The shortest text of `value` billionths. @throws beyond NUMERIC's 29 digits before the point */
export function writeNumeric(value: bigint): string {
  if (value >= NUMERIC_LIMIT || value <= -NUMERIC_LIMIT) throw new Error('numeric overflow')
  return writeDecimal(value, 9)
}

/** The shortest text of `value` units of the digit at `scale`. */
export function writeDecimal(value: bigint, scale: number): string {
  const digits = `${value < 0n ? -value : value}`.padStart(scale + 1, '0')
  const fraction = digits.slice(-scale).replace(/0+$/, '')
  return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}${fraction && `.${fraction}`}`
}

/** Rounds half away from zero. */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor
  const rest = dividend % divisor
  const twice = (rest < 0n ? -rest : rest) * 2n
  if (twice < (divisor < 0n ? -divisor : divisor)) return quotient
  return dividend < 0n === divisor < 0n ? quotient + 1n : quotient - 1n
}
