import type { Comparison } from './ast.ts'
import { fail } from './error.ts'
import { asNumber, failOperands, refuseUndefined } from './operators.ts'
import { hashKey, isKind, iterate, type JinjaValue, typeName } from './value.ts'

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
  if (isKind(left, 'markup')) return order(left.text, right, sign)
  if (isKind(right, 'markup')) return order(left, right.text, sign)
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
  if (isKind(container, 'markup')) return contains(container.text, item)
  if (isKind(item, 'markup')) return contains(container, item.text)
  if (typeof container === 'string') {
    if (typeof item !== 'string') fail(`only a string can be in a string, not ${typeName(item)}`)
    return container.includes(item)
  }
  if (isKind(container, 'dict')) return container.entries.has(hashKey(item))
  for (const candidate of iterate(container)) if (isEqual(candidate, item)) return true
  return false
}
