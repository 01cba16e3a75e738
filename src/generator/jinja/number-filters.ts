import { asInteger } from './arguments.ts'
import { fail } from './error.ts'
import { readFloat, readInteger, roundFloat, roundInteger, toFloat } from './number.ts'
import { asNumber, refuseUndefined } from './operators.ts'
import { type JinjaValue, typeName } from './value.ts'

export function absolute(value: JinjaValue): JinjaValue {
  refuseUndefined(value)
  const number = asNumber(value) ?? fail(`a value of type ${typeName(value)} has no absolute value`)
  return number < 0 || Object.is(number, -0) ? -number : number
}

export function float(value: JinjaValue): number | undefined {
  refuseUndefined(value)
  if (typeof value === 'string') return readFloat(value)
  const number = asNumber(value)
  return typeof number === 'bigint' ? toFloat(number) : number
}

export function int(value: JinjaValue, otherwise?: JinjaValue, base?: JinjaValue): JinjaValue {
  refuseUndefined(value)
  const radix = base === undefined ? 10 : asInteger(base, 'the base')
  const whole = typeof value === 'string' ? readInteger(value, radix) : undefined
  if (whole !== undefined) return whole
  const number = typeof value === 'string' ? readFloat(value) : asNumber(value)
  if (typeof number === 'bigint') return number
  if (number === undefined || Number.isNaN(number)) return otherwise ?? 0n
  return Number.isFinite(number) ? BigInt(Math.trunc(number)) : (otherwise ?? 0n)
}

export function round(value: JinjaValue, precision?: JinjaValue, method?: JinjaValue): JinjaValue {
  refuseUndefined(value)
  const decimals = precision === undefined ? 0 : asInteger(precision, 'the precision')
  const number = asNumber(value) ?? fail(`a value of type ${typeName(value)} cannot be rounded`)
  if (method === undefined || method === 'common') {
    if (typeof number === 'bigint') return decimals < 0 ? roundInteger(number, decimals) : number
    return roundFloat(number, decimals)
  }
  if (method !== 'ceil' && method !== 'floor') fail('round() knows the methods common, ceil and floor')
  return Math[method as 'ceil' | 'floor'](Number(number) * 10 ** decimals) / 10 ** decimals
}
