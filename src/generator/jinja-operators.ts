import type { BinaryOperator, Comparison } from './jinja-ast.ts'
import { fail, unsupported } from './jinja-error.ts'
import { formatPercent } from './jinja-format.ts'
import { floatModulo, floorDivide, floorModulo, toFloat } from './jinja-number.ts'
import { toText } from './jinja-text.ts'
import { hashKey, isKind, iterate, type JinjaValue, tuple, typeName } from './jinja-value.ts'

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

function failOperands(sign: string, left: JinjaValue, right: JinjaValue): never {
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

export function compare(operator: Comparison, left: JinjaValue, right: JinjaValue): boolean {
  switch (operator) {
    case '==':
      return isEqual(left, right)
    case '!=':
      return !isEqual(left, right)
    case 'in':
      return contains(right, left)
    case 'not in':
      return !contains(right, left)
    case '<':
      return order(left, right, '<') < 0
    case '<=':
      return order(left, right, '<=') <= 0
    case '>':
      return order(left, right, '>') > 0
    default:
      return order(left, right, '>=') >= 0
  }
}

export function isEqual(left: JinjaValue, right: JinjaValue): boolean {
  if (isKind(left, 'markup')) return isEqual(left.text, right)
  if (isKind(right, 'markup')) return isEqual(left, right.text)
  const a = asNumber(left)
  const b = asNumber(right)
  // biome-ignore lint/suspicious/noDoubleEquals: int and float compare by value
  if (a !== undefined && b !== undefined) return a == b
  if (isKind(left, 'undefined') || isKind(right, 'undefined'))
    return isKind(left, 'undefined') && isKind(right, 'undefined')
  if (Array.isArray(left) && Array.isArray(right)) return equalItems(left, right)
  if (isKind(left, 'tuple') && isKind(right, 'tuple')) return equalItems(left.items, right.items)
  if (isKind(left, 'view') && isKind(right, 'view')) {
    return left.type === right.type && left.type !== 'dict_values' && equalItems(left.items(), right.items())
  }
  if (isKind(left, 'dict') && isKind(right, 'dict')) {
    const pairs = [...left.entries]
    return left.entries.size === right.entries.size && pairs.every(([key, [, value]]) => isEqualIn(right, key, value))
  }
  return left === right
}

function isEqualIn(dict: Extract<JinjaValue, { kind: 'dict' }>, key: string, value: JinjaValue): boolean {
  const other = dict.entries.get(key)
  return other !== undefined && isEqual(value, other[1])
}

function equalItems(left: readonly JinjaValue[], right: readonly JinjaValue[]): boolean {
  return left.length === right.length && left.every((item, index) => isEqual(item, right[index]!))
}

/** Negative, zero or positive; NaN where a NaN is compared, which no comparison with 0 holds for. */
export function order(left: JinjaValue, right: JinjaValue, sign = '<'): number {
  refuseUndefined(left)
  refuseUndefined(right)
  const a = asNumber(left)
  const b = asNumber(right)
  if (a !== undefined && b !== undefined)
    return Number.isNaN(Number(a)) || Number.isNaN(Number(b)) ? Number.NaN : a < b ? -1 : a > b ? 1 : 0
  if (typeof left === 'string' && typeof right === 'string') return compareStrings(left, right)
  const [x, y] = [itemsOf(left), itemsOf(right)]
  if (!x || !y || Array.isArray(left) !== Array.isArray(right)) return failOperands(sign, left, right)
  const different = x.findIndex((item, index) => index >= y.length || !isEqual(item, y[index]!))
  if (different < 0) return x.length - y.length
  return different >= y.length ? 1 : order(x[different]!, y[different]!, sign)
}

function itemsOf(value: JinjaValue): readonly JinjaValue[] | undefined {
  return Array.isArray(value) ? value : isKind(value, 'tuple') ? value.items : undefined
}

/** By code point; JavaScript's own order is by UTF-16 unit. */
export function compareStrings(left: string, right: string): number {
  if (left === right) return 0
  let index = 0
  while (index < left.length && left.charCodeAt(index) === right.charCodeAt(index)) index += 1
  if (index >= left.length || index >= right.length) return left.length - right.length
  const start = index > 0 && isHighSurrogate(left.charCodeAt(index - 1)) ? index - 1 : index
  return left.codePointAt(start)! - right.codePointAt(start)!
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}

export function contains(container: JinjaValue, item: JinjaValue): boolean {
  if (typeof container === 'string') {
    if (typeof item !== 'string') fail(`only a string can be in a string, not ${typeName(item)}`)
    return container.includes(item)
  }
  if (isKind(container, 'dict')) return container.entries.has(hashKey(item))
  for (const candidate of iterate(container)) if (isEqual(candidate, item)) return true
  return false
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
