/**
 * FLOAT64 as `CAST(x AS STRING)` writes it: 15 significant digits where they read back as the same number, else 17, in the
 * manner of C's `%g`. Neither 0 nor NaN has a sign.
 */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (value === 0) return '0'
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value)
  const short = formatSignificant(value, 15)
  return Number(short) === value ? short : formatSignificant(value, 17)
}

/** `%.<digits>g`: an exponent of at least two digits where it is below -4 or not below `digits`; no needless zeros. */
export function formatSignificant(value: number, digits: number): string {
  const [mantissa, exponentText] = roundedToEven(value, digits).split('e') as [string, string]
  const exponent = Number(exponentText)
  const sign = mantissa.startsWith('-') ? '-' : ''
  const significant = mantissa.replace(/[-.]/g, '').replace(/0+$/, '') || '0'
  if (exponent < -4 || exponent >= digits) return sign + scientific(significant, exponent)
  return sign + positional(significant, exponent)
}

/** `toExponential`, but a half goes to the even digit as in C; JavaScript rounds it up. */
function roundedToEven(value: number, digits: number): string {
  const longer = value.toExponential(digits)
  const exact = () => /^0*$/.test(mantissaOf(value.toExponential(digits + 30)).slice(mantissaOf(longer).length))
  const half = /[02468]\.?5e/.test(longer) && exact()
  return half ? longer.replace(/\.?5e/, 'e') : value.toExponential(digits - 1)
}

function mantissaOf(text: string): string {
  return text.slice(0, text.indexOf('e'))
}

function scientific(significant: string, exponent: number): string {
  const fraction = significant.length > 1 ? `.${significant.slice(1)}` : ''
  return `${significant[0]}${fraction}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

function positional(significant: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${significant}`
  const whole = significant.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  const fraction = significant.slice(exponent + 1)
  return fraction ? `${whole}.${fraction}` : whole
}

/** A decimal of `scale` digits after the point, without needless zeros: 15 with scale 1 is `1.5`. */
export function formatDecimal(unscaled: bigint, scale: number): string {
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0')
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '')
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, digits.length - scale)}${fraction && `.${fraction}`}`
}

/** The reverse of `formatDecimal`. @param text canonical, with at most `scale` digits after the point */
export function unscaledDecimal(text: string, scale: number): bigint {
  const [whole, fraction = ''] = text.split('.') as [string, string?]
  return BigInt(whole + fraction.padEnd(scale, '0'))
}
