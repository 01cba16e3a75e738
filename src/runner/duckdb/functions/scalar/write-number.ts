import { FLOAT64, NUMERIC, STRING } from '../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../emit-context.ts'
import { type Decimal, decimalOfFloat, decimalOfText, type Rounding, rescale } from './exact-decimal.ts'

/** A number's format: perhaps a sign and `$`, then digits (`9` hides leading zeros, `0` shows them), commas and a point. */
interface NumberFormat {
  readonly sign: '' | 'S' | 'endS' | 'MI' | 'PR'
  readonly dollar: boolean
  readonly whole: string
  readonly fraction: string
  readonly hasPoint: boolean
}

/**
 * Undefined for formats that are not known here (exponents, hexadecimal, roman …).
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/format-elements#format_numeric_type_as_string
 */
export function readNumberFormat(format: string): NumberFormat | undefined {
  const match = /^(S?)(\$?)([09][09,]*|(?=\.))(?:(\.)([09]*))?(S|MI|PR)?$/i.exec(format)
  if (!match || (match[1] && match[6])) return undefined
  const [, first, dollar, whole, point, fraction = '', last = ''] = match
  const sign = first ? 'S' : last.toUpperCase() === 'S' ? 'endS' : (last.toUpperCase() as '' | 'MI' | 'PR')
  return { sign, dollar: dollar !== '', whole: whole!, fraction, hasPoint: point !== undefined }
}

/** `CAST(x AS STRING FORMAT f)` of a FLOAT64, whose exact value is rounded half to even. */
export const writeFloat: ScalarFunction = {
  name: 'write_float64_format',
  parameters: [STRING, FLOAT64],
  returns: STRING,
  evaluate: (format, value) => {
    if (!Number.isFinite(value)) throw new Error('a number that is not finite cannot be written in this format')
    return write(format as string, decimalOfFloat(value as number), 'half-even')
  },
}

/** `CAST(x AS STRING FORMAT f)` of an INT64 or NUMERIC. */
export const writeNumeric: ScalarFunction = {
  name: 'write_numeric_format',
  parameters: [STRING, NUMERIC],
  returns: STRING,
  evaluate: (format, value) => write(format as string, decimalOfText(value as string), 'half-away'),
}

function write(text: string, value: Decimal, rounding: Rounding): string {
  const format = readNumberFormat(text)!
  const rounded = rescale(value, format.fraction.length, rounding)
  const digits = rounded.digits.toString().padStart(format.fraction.length + 1, '0')
  const whole = digits.slice(0, digits.length - format.fraction.length)
  const fraction = digits.slice(digits.length - format.fraction.length)
  const body =
    writeWhole(format, whole) +
    (format.hasPoint ? `.${fitting(format, whole) ? fraction : '#'.repeat(fraction.length)}` : '')
  return withSign(format, body, value.negative && rounded.digits !== 0n)
}

function fitting({ whole }: NumberFormat, digits: string): boolean {
  return (digits === '0' ? 0 : digits.length) <= whole.replaceAll(',', '').length
}

function writeWhole(format: NumberFormat, digits: string): string {
  const places = format.whole.replaceAll(',', '')
  if (!fitting(format, digits)) return format.whole.replaceAll(/[09]/g, '#')
  const firstZero = places.indexOf('0')
  const shown = Math.max(
    digits === '0' ? (format.hasPoint ? 0 : 1) : digits.length,
    firstZero < 0 ? 0 : places.length - firstZero,
  )
  const padded = digits.padStart(places.length, '0')
  let place = 0
  return [...format.whole]
    .map((character) => {
      const isShown = place >= places.length - shown
      if (character === ',') return isShown && place > places.length - shown ? ',' : ''
      place += 1
      return isShown ? padded[place - 1] : ''
    })
    .join('')
}

/** The sign stands before the first digit; all is moved to the right of as many places as the format has. */
function withSign({ sign, dollar, whole, fraction, hasPoint }: NumberFormat, body: string, negative: boolean): string {
  const amount = (dollar ? '$' : '') + body
  const width = whole.length + fraction.length + (hasPoint ? 1 : 0) + (dollar ? 1 : 0) + 1
  switch (sign) {
    case '':
      return `${negative ? '-' : ''}${amount}`.padStart(width)
    case 'S':
      return `${negative ? '-' : '+'}${amount}`.padStart(width)
    case 'endS':
      return `${amount}${negative ? '-' : '+'}`.padStart(width)
    case 'MI':
      return `${amount}${negative ? '-' : ' '}`.padStart(width)
    case 'PR':
      return (negative ? `<${amount}>` : `${amount} `).padStart(width + 1)
  }
}
