/** A finite decimal, exactly: (-1)^negative · digits · 10^-scale. */
export interface Decimal {
  readonly negative: boolean
  readonly digits: bigint
  readonly scale: number
}

/** How a half is rounded: C's printf takes the even neighbour, NUMERIC the one away from zero. */
export type Rounding = 'half-even' | 'half-away'

/** The value of a finite FLOAT64 to its last digit. Zero has no sign. */
export function decimalOfFloat(value: number): Decimal {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, Math.abs(value))
  const bits = view.getBigUint64(0)
  const biased = Number(bits >> 52n)
  const fraction = bits & 0xfffffffffffffn
  const mantissa = biased === 0 ? fraction : fraction | (1n << 52n)
  const exponent = (biased === 0 ? 1 : biased) - 1075
  // m · 2^-e is m · 5^e · 10^-e
  if (exponent >= 0) return { negative: value < 0, digits: mantissa << BigInt(exponent), scale: 0 }
  return { negative: value < 0, digits: mantissa * 5n ** BigInt(-exponent), scale: -exponent }
}

/** @param text decimal digits, as a NUMERIC prints */
export function decimalOfText(text: string): Decimal {
  const [whole, fraction = ''] = text.replace('-', '').split('.') as [string, string?]
  return { negative: text.startsWith('-'), digits: BigInt(whole + fraction), scale: fraction.length }
}

/** With exactly `scale` digits after the point (negative: that many zeros before it), rounded where it must be. */
export function rescale(value: Decimal, scale: number, rounding: Rounding): Decimal {
  if (scale >= value.scale) return { ...value, digits: value.digits * 10n ** BigInt(scale - value.scale), scale }
  const divisor = 10n ** BigInt(value.scale - scale)
  const quotient = value.digits / divisor
  const twice = (value.digits % divisor) * 2n
  const up = twice > divisor || (twice === divisor && (rounding === 'half-away' || quotient % 2n === 1n))
  return { ...value, digits: up ? quotient + 1n : quotient, scale }
}

/** The exponent that scientific notation gives it; 0 for zero. */
export function exponentOf(value: Decimal): number {
  return value.digits === 0n ? 0 : value.digits.toString().length - 1 - value.scale
}
