import type { BinaryOperator } from './ast.ts'
import { fail, unsupported } from './error.ts'
import { formatPercent } from './format.ts'
import { floatModulo, floorDivide, floorModulo, toFloat } from './number.ts'
import { toText } from './text.ts'
import { isKind, type JinjaValue, tuple, typeName } from './value.ts'

/** An `int ** int` beyond this many bits is refused instead of filling the memory. */
const MAXIMUM_BITS = 1_000_000n

/** Applies a binary operator as Python does. @throws {JinjaError} where Python raises */
export function applyOperator(operator: BinaryOperator, left: JinjaValue, right: JinjaValue): JinjaValue {
  if (operator === 'Concat') return toText(left) + toText(right)
  if (isKind(left, 'markup') || isKind(right, 'markup')) {
    unsupported('an operator on the text of tojson', 'join it with `~`, which takes it as it is')
  }
  refuseUndefined(left)
  if (operator === 'Mod' && typeof left === 'string') return formatPercent(left, right)
  refuseUndefined(right)
  const a = asNumber(left)
  const b = asNumber(right)
  if (a !== undefined && b !== undefined) return calculate(operator, a, b)
  return (
    combineSequences(operator, left, right) ??
    operate(operator, left, right) ??
    failOperands(SIGNS[operator], left, right)
  )
}

const SIGNS: Readonly<Record<BinaryOperator, string>> = {
  Add: '+',
  Sub: '-',
  Mul: '*',
  Div: '/',
  FloorDiv: '//',
  Mod: '%',
  Pow: '**',
  Concat: '~',
}

function operate(operator: BinaryOperator, left: JinjaValue, right: JinjaValue): JinjaValue | undefined {
  const sign = SIGNS[operator]
  if (sign !== '+' && sign !== '-' && sign !== '*') return undefined
  const own = isKind(left, 'object') ? left.operate?.(sign, right, false) : undefined
  return own ?? (isKind(right, 'object') ? right.operate?.(sign, left, true) : undefined)
}

export function failOperands(sign: string, left: JinjaValue, right: JinjaValue): never {
  return fail(`${typeName(left)} ${sign} ${typeName(right)} is not possible`)
}

/** Bools are 0 and 1. */
export function asNumber(value: JinjaValue): bigint | number | undefined {
  if (typeof value === 'boolean') return value ? 1n : 0n
  return typeof value === 'bigint' || typeof value === 'number' ? value : undefined
}

function calculate(operator: BinaryOperator, left: bigint | number, right: bigint | number): bigint | number {
  if (typeof left === 'bigint' && typeof right === 'bigint') {
    if (operator !== 'Div' && !(operator === 'Pow' && right < 0n)) return calculateIntegers(operator, left, right)
  }
  return calculateFloats(operator, Number(left), Number(right), left, right)
}

function calculateIntegers(operator: BinaryOperator, left: bigint, right: bigint): bigint {
  switch (operator) {
    case 'Add':
      return left + right
    case 'Sub':
      return left - right
    case 'Mul':
      return left * right
    case 'FloorDiv':
      return floorDivide(left, nonZero(right))
    case 'Mod':
      return floorModulo(left, nonZero(right))
    default:
      return power(left, right)
  }
}

function power(base: bigint, exponent: bigint): bigint {
  const bits = BigInt(base.toString(2).length) * exponent
  if (bits > MAXIMUM_BITS) fail('this power is too large')
  return base ** exponent
}

function calculateFloats(
  operator: BinaryOperator,
  left: number,
  right: number,
  exactLeft: bigint | number,
  exactRight: bigint | number,
): number {
  if (typeof exactLeft === 'bigint') toFloat(exactLeft)
  if (typeof exactRight === 'bigint') toFloat(exactRight)
  switch (operator) {
    case 'Add':
      return left + right
    case 'Sub':
      return left - right
    case 'Mul':
      return left * right
    case 'Div':
      return left / nonZero(right)
    case 'FloorDiv':
      return floorFloat(left, nonZero(right))
    case 'Mod':
      return floatModulo(left, nonZero(right))
    default:
      return floatPower(left, right)
  }
}

/** By way of the remainder, as Python does it: `1 // 0.1` is 9.0. */
function floorFloat(left: number, right: number): number {
  const quotient = (left - floatModulo(left, right)) / right
  const floored = Math.floor(quotient)
  return quotient - floored > 0.5 ? floored + 1 : floored
}

function floatPower(base: number, exponent: number): number {
  if (base === 0 && exponent < 0) fail('0 cannot be raised to a negative power')
  if (base < 0 && !Number.isInteger(exponent)) fail('a negative number has no such power')
  return base ** exponent
}

function nonZero<T extends bigint | number>(value: T): T {
  return value === 0n || value === 0 ? fail('division by zero') : value
}

function combineSequences(operator: BinaryOperator, left: JinjaValue, right: JinjaValue): JinjaValue | undefined {
  if (operator === 'Add') return concatenate(left, right)
  if (operator !== 'Mul') return undefined
  return typeof right === 'bigint' || typeof right === 'boolean'
    ? repeat(left, Number(right))
    : typeof left === 'bigint' || typeof left === 'boolean'
      ? repeat(right, Number(left))
      : undefined
}

function concatenate(left: JinjaValue, right: JinjaValue): JinjaValue | undefined {
  if (typeof left === 'string' && typeof right === 'string') return left + right
  if (Array.isArray(left) && Array.isArray(right)) return [...left, ...right]
  return isKind(left, 'tuple') && isKind(right, 'tuple') ? tuple([...left.items, ...right.items]) : undefined
}

function repeat(value: JinjaValue, times: number): JinjaValue | undefined {
  const count = Math.max(0, times)
  const size = typeof value === 'string' ? value.length : Array.isArray(value) ? value.length : 0
  if (size * count > 100_000_000) fail('this repetition is too long')
  if (typeof value === 'string') return value.repeat(count)
  const items = Array.isArray(value) ? value : isKind(value, 'tuple') ? value.items : undefined
  if (!items) return undefined
  const repeated = Array.from({ length: count }, () => items).flat() as JinjaValue[]
  return Array.isArray(value) ? repeated : tuple(repeated)
}

export function negate(value: JinjaValue): JinjaValue {
  refuseUndefined(value)
  const number = asNumber(value)
  if (number === undefined && isKind(value, 'object')) return applyOperator('Mul', value, -1n)
  return number === undefined ? fail(`-${typeName(value)} is not possible`) : -number
}

export function affirm(value: JinjaValue): JinjaValue {
  refuseUndefined(value)
  return asNumber(value) ?? fail(`+${typeName(value)} is not possible`)
}

/** @throws {JinjaError} with the reason why the value is not there */
export function refuseUndefined(value: JinjaValue): void {
  if (isKind(value, 'undefined')) fail(value.message)
}
