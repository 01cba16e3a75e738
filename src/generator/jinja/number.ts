import { fail } from './error.ts'

/** An integer literal of Python: `1_000`, `0x1f`, `0b1`, `0o7`. */
export function parseInteger(text: string): bigint {
  return BigInt(text.replaceAll('_', '').toLowerCase())
}

/** A float as Python prints it: the shortest digits that read back the same, always with a point or an exponent. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const [digits = '', exponentText = ''] = value.toExponential().split('e')
  const exponent = Number(exponentText)
  if (exponent < -4 || exponent >= 16)
    return `${digits}e${exponentSign(exponent)}${String(Math.abs(exponent)).padStart(2, '0')}`
  const fixed = exponent < 0 ? value.toFixed(digits.replace(/[-.]/g, '').length - 1 - exponent) : String(value)
  return fixed.includes('.') ? fixed : `${fixed}.0`
}

export function exponentSign(exponent: number): string {
  return exponent < 0 ? '-' : '+'
}

/** Rounds to `precision` decimals, ties to even, on the exact binary value as Python does. */
export function roundFloat(value: number, precision: number): number {
  if (!Number.isFinite(value)) return value
  if (precision > 100) return value
  if (precision < 0) return Number(roundInteger(BigInt(Math.trunc(value)), precision, value % 1 !== 0))
  return Number(roundToText(value, precision))
}

/** As `toFixed`, but ties go to the even digit (toFixed takes the larger one); decimals up to 100. */
export function roundToText(value: number, decimals: number): string {
  const rounded = value.toFixed(decimals)
  if (Math.abs(value) >= 1e21) return BigInt(value).toString() + (decimals > 0 ? `.${'0'.repeat(decimals)}` : '')
  // A tie is a finite decimal fraction with one digit more, a 5: a double that has one shows it within 100 digits.
  const exact = value.toFixed(100)
  const rest = exact.slice(exact.indexOf('.') + 1 + decimals)
  if (!/^50*$/.test(rest)) return rounded
  const down = exact.slice(0, exact.indexOf('.') + (decimals > 0 ? 1 + decimals : 0))
  const lastDigit = Number(down.at(-1))
  if (lastDigit % 2 === 0) return down
  return value < 0 ? (-Number(up(down.slice(1)))).toFixed(decimals) : up(down)

  function up(text: string): string {
    const unit = BigInt(text.replace('.', '')) + 1n
    const padded = unit.toString().padStart(decimals + 1, '0')
    return decimals > 0 ? `${padded.slice(0, -decimals)}.${padded.slice(-decimals)}` : padded
  }
}

/** Rounds to tens, hundreds …: `precision` is negative. `above` says that a fraction was cut off. */
export function roundInteger(value: bigint, precision: number, above = false): bigint {
  const unit = 10n ** BigInt(-precision)
  const down = floorDivide(value, unit)
  const twice = (value - down * unit) * 2n
  const up = twice > unit || (twice === unit && (above || down % 2n !== 0n))
  return (down + (up ? 1n : 0n)) * unit
}

export function floorDivide(left: bigint, right: bigint): bigint {
  const quotient = left / right
  return left % right !== 0n && left < 0n !== right < 0n ? quotient - 1n : quotient
}

/** The remainder that has the sign of the divisor. */
export function floorModulo(left: bigint, right: bigint): bigint {
  const remainder = left % right
  return remainder !== 0n && remainder < 0n !== right < 0n ? remainder + right : remainder
}

export function floatModulo(left: number, right: number): number {
  const remainder = left % right
  if (remainder === 0) return right < 0 || Object.is(right, -0) ? -0 : 0
  return remainder < 0 !== right < 0 ? remainder + right : remainder
}

/** Exact where a double can hold it; fails where it is too large, as Python does. */
export function toFloat(value: bigint): number {
  const result = Number(value)
  if (!Number.isFinite(result)) fail('this integer is too large for a float')
  return result
}

/** `int(text, base)` of Python; undefined where it is not a number. */
export function readInteger(text: string, base = 10): bigint | undefined {
  const match = /^\s*([+-]?)(0[xX]|0[oO]|0[bB])?([0-9a-zA-Z]+(?:_[0-9a-zA-Z]+)*)\s*$/.exec(text)
  if (!match) return undefined
  const [, sign = '', prefix = '', digits = ''] = match
  const prefixBase = { '0x': 16, '0o': 8, '0b': 2 }[prefix.toLowerCase()]
  const radix = base === 0 ? (prefixBase ?? 10) : base
  if (prefix && prefixBase !== radix) return undefined
  const value = digitsToInteger(digits.replaceAll('_', ''), radix)
  return value === undefined || sign !== '-' ? value : -value
}

function digitsToInteger(digits: string, radix: number): bigint | undefined {
  let value = 0n
  for (const digit of digits) {
    const number = Number.parseInt(digit, 36)
    if (Number.isNaN(number) || number >= radix) return undefined
    value = value * BigInt(radix) + BigInt(number)
  }
  return value
}

/** `float(text)` of Python; undefined where it is not a number. */
export function readFloat(text: string): number | undefined {
  const trimmed = text.trim()
  if (/^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i.test(trimmed)) {
    return Number(trimmed.replaceAll('_', ''))
  }
  if (/^[+-]?inf(inity)?$/i.test(trimmed))
    return trimmed.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return /^[+-]?nan$/i.test(trimmed) ? Number.NaN : undefined
}
