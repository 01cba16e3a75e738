import { type Decimal, exponentOf, type Rounding, rescale } from './exact-decimal.ts'

export interface FloatStyle {
  readonly conversion: 'f' | 'e' | 'g'
  readonly precision: number
  /** `#`: the point and its zeros stay. */
  readonly alternate: boolean
  /** `'`: commas between thousands. */
  readonly grouped: boolean
  readonly rounding: Rounding
}

/** The digits that C's `%f`, `%e` and `%g` write, without sign. */
export function printFloat(value: Decimal, style: FloatStyle): string {
  if (style.conversion === 'f') return fixed(value, style.precision, style)
  if (style.conversion === 'e') return scientific(value, style.precision, style)
  return general(value, style)
}

function general(value: Decimal, style: FloatStyle): string {
  const precision = Math.max(style.precision, 1)
  const exponent = exponentOf(significant(value, precision, style.rounding))
  const text =
    exponent < -4 || exponent >= precision
      ? scientific(value, precision - 1, style)
      : fixed(value, precision - 1 - exponent, style)
  return style.alternate ? text : withoutTrailingZeros(text)
}

function withoutTrailingZeros(text: string): string {
  const [mantissa, exponent] = text.split('e') as [string, string?]
  const shortest = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa
  return exponent === undefined ? shortest : `${shortest}e${exponent}`
}

function fixed(value: Decimal, precision: number, style: FloatStyle): string {
  const digits = rescale(value, precision, style.rounding)
    .digits.toString()
    .padStart(precision + 1, '0')
  const whole = digits.slice(0, digits.length - precision)
  return (style.grouped ? group(whole, 3, ',') : whole) + fraction(digits.slice(digits.length - precision), style)
}

function scientific(value: Decimal, precision: number, style: FloatStyle): string {
  const rounded = significant(value, precision + 1, style.rounding)
  const exponent = exponentOf(rounded)
  const digits = rounded.digits
    .toString()
    .slice(0, precision + 1)
    .padEnd(precision + 1, '0')
  const power = String(Math.abs(exponent)).padStart(2, '0')
  return `${digits[0]}${fraction(digits.slice(1), style)}e${exponent < 0 ? '-' : '+'}${power}`
}

function significant(value: Decimal, digits: number, rounding: Rounding): Decimal {
  return rescale(value, digits - 1 - exponentOf(value), rounding)
}

function fraction(digits: string, style: FloatStyle): string {
  return digits || style.alternate ? `.${digits}` : ''
}

/** `1234567` as `1,234,567`. */
export function group(digits: string, size: number, separator: string): string {
  const first = digits.length % size
  const groups = digits.slice(first).match(new RegExp(`.{${size}}`, 'g')) ?? []
  return [...(first > 0 ? [digits.slice(0, first)] : []), ...groups].join(separator)
}
