import { NUMERIC, STRING } from '../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../emit-context.ts'
import { divideRounded, writeNumeric } from './numeric-text.ts'

/** A sign may stand before or behind, commas anywhere among the whole digits, blanks around all of them. */
const FORM =
  /^\s*(?<before>[+-]?)\s*(?<whole>[\d,]*)(?:\.(?<fraction>\d*))?(?:[eE](?<exponent>[+-]?\d+))?\s*(?<behind>[+-]?)\s*$/

/** PARSE_NUMERIC. @see https://cloud.google.com/bigquery/docs/reference/standard-sql/conversion_functions#parse_numeric */
export const parseNumeric: ScalarFunction = {
  name: 'parse_numeric',
  parameters: [STRING],
  returns: NUMERIC,
  evaluate: (text) => {
    const fields = FORM.exec(text as string)?.groups
    if (!fields || !isNumber(fields)) throw new Error(`invalid input to PARSE_NUMERIC: ${JSON.stringify(text)}`)
    const digits = BigInt(`${fields['whole']!.replaceAll(',', '')}${fields['fraction'] ?? ''}`)
    const value = inBillionths(digits, Number(fields['exponent'] ?? 0) - (fields['fraction'] ?? '').length)
    return writeNumeric(fields['before'] === '-' || fields['behind'] === '-' ? -value : value)
  },
}

function isNumber(fields: Readonly<Record<string, string | undefined>>): boolean {
  return /\d/.test(`${fields['whole']}${fields['fraction'] ?? ''}`) && !(fields['before'] && fields['behind'])
}

/** `digits * 10^exponent`, rounded half away from zero. */
function inBillionths(digits: bigint, exponent: number): bigint {
  if (digits === 0n || exponent + 9 < -100_000) return 0n
  if (exponent > 100) throw new Error('numeric overflow')
  return exponent >= -9 ? digits * 10n ** BigInt(exponent + 9) : divideRounded(digits, 10n ** BigInt(-9 - exponent))
}
