import { isEqual, order } from './comparison.ts'
import { fail } from './error.ts'
import { getItem } from './lookup.ts'
import { pairsOf } from './methods.ts'
import { applyOperator } from './operators.ts'
import { reversed } from './string-methods.ts'
import { toText } from './text.ts'
import {
  hashKey,
  isAbsent,
  isIterable,
  isKind,
  isTrue,
  iterate,
  iterator,
  type JinjaValue,
  sizeOf,
  tuple,
  typeName,
  undefinedValue,
} from './value.ts'

export function* batch(value: JinjaValue, size: number, fill: JinjaValue | undefined): Generator<JinjaValue> {
  const items = Array.from(iterate(value))
  for (let start = 0; start < items.length; start += size) {
    const part = items.slice(start, start + size)
    while (!isAbsent(fill) && part.length < size) part.push(fill)
    yield part
  }
}

export function* slice(value: JinjaValue, slices: number, fill: JinjaValue | undefined): Generator<JinjaValue> {
  const items = Array.from(iterate(value))
  const [size, larger] = [Math.floor(items.length / slices), items.length % slices]
  let start = 0
  for (let number = 0; number < slices; number += 1) {
    const end = start + size + (number < larger ? 1 : 0)
    const part = items.slice(start, end)
    if (!isAbsent(fill) && number >= larger) part.push(fill)
    yield part
    start = end
  }
}

export function dictSort(
  value: JinjaValue,
  caseSensitive?: JinjaValue,
  by?: JinjaValue,
  reverse_?: JinjaValue,
): JinjaValue {
  const position =
    by === undefined || by === 'key' ? 0 : by === 'value' ? 1 : fail('dictsort sorts by "key" or "value"')
  if (!isKind(value, 'dict')) return fail('dictsort sorts a dict')
  const pairs = pairsOf(value)
  const keys = pairs.map((pair) => foldCase(pair[position], caseSensitive))
  return sortBy(pairs, keys, reverse_).map((pair) => tuple(pair))
}

export function first(value: JinjaValue): JinjaValue {
  for (const item of iterate(value)) return item
  return undefinedValue('the first item of an empty sequence was used')
}

export function last(value: JinjaValue): JinjaValue {
  if (isKind(value, 'iterator')) return fail('a generator has no last item; make it a list first (`| list | last`)')
  return Array.from(iterate(value)).at(-1) ?? undefinedValue('the last item of an empty sequence was used')
}

export function join(value: JinjaValue, separator?: JinjaValue, attribute?: JinjaValue): JinjaValue {
  const pick = attributePath(attribute)
  return Array.from(iterate(value), (item) => toText(pick(item))).join(toText(separator ?? ''))
}

export function sort(
  value: JinjaValue,
  reverse_?: JinjaValue,
  caseSensitive?: JinjaValue,
  attribute?: JinjaValue,
): JinjaValue {
  const paths = typeof attribute === 'string' ? attribute.split(',') : [attribute]
  const picks = paths.map((path) => attributePath(path))
  const items = Array.from(iterate(value))
  return sortBy(
    items,
    items.map((item) => picks.map((pick) => foldCase(pick(item), caseSensitive))),
    reverse_,
  )
}

export function extreme(
  value: JinjaValue,
  caseSensitive: JinjaValue | undefined,
  attribute: JinjaValue | undefined,
  sign: 1 | -1,
): JinjaValue {
  const pick = attributePath(attribute)
  let best: { item: JinjaValue; key: JinjaValue } | undefined
  for (const item of iterate(value)) {
    const key = foldCase(pick(item), caseSensitive)
    if (!best || sign * order(key, best.key) > 0) best = { item, key }
  }
  return best ? best.item : undefinedValue('the extreme of an empty sequence was used')
}

export function* unique(value: JinjaValue, caseSensitive?: JinjaValue, attribute?: JinjaValue): Generator<JinjaValue> {
  const pick = attributePath(attribute)
  const seen = new Set<string>()
  for (const item of iterate(value)) {
    const key = hashKey(foldCase(pick(item), caseSensitive))
    if (!seen.has(key)) yield item
    seen.add(key)
  }
}

export function groupBy(
  value: JinjaValue,
  attribute?: JinjaValue,
  otherwise?: JinjaValue,
  caseSensitive?: JinjaValue,
): JinjaValue {
  const pick = attributePath(attribute, otherwise)
  const keyOf = (item: JinjaValue): JinjaValue => foldCase(pick(item), caseSensitive)
  const items = Array.from(iterate(value))
  const groups: { key: JinjaValue; items: JinjaValue[] }[] = []
  for (const item of sortBy(items, items.map(keyOf))) {
    const group = groups.at(-1)
    if (group && isEqual(group.key, keyOf(item))) group.items.push(item)
    else groups.push({ key: keyOf(item), items: [item] })
  }
  return groups.map((group) => tuple([pick(group.items[0]!), group.items], ['grouper', 'list']))
}

export function sum(value: JinjaValue, attribute?: JinjaValue, start?: JinjaValue): JinjaValue {
  const pick = attributePath(attribute)
  if (typeof start === 'string') fail('sum() adds no strings; use join()')
  return Array.from(iterate(value), pick).reduce((total, item) => applyOperator('Add', total, item), start ?? 0n)
}

export function reverse(value: JinjaValue): JinjaValue {
  if (typeof value === 'string') return reversed(value)
  if (isKind(value, 'markup')) return { kind: 'markup', text: reversed(value.text) }
  if (!isIterable(value)) fail('only a sequence can be reversed')
  const items = Array.from(iterate(value)).reverse()
  return isKind(value, 'iterator') ? items : iterator(items)
}

export function length(value: JinjaValue): JinjaValue {
  const size = sizeOf(value)
  return size === undefined ? fail(`a value of type ${typeName(value)} has no length`) : BigInt(size)
}

/** Reads `a.b.0`, dots and all; missing parts give `otherwise` where there is one. */
export function attributePath(attribute?: JinjaValue, otherwise?: JinjaValue): (item: JinjaValue) => JinjaValue {
  if (isAbsent(attribute)) return (item) => item
  const parts = typeof attribute === 'string' ? attribute.split('.').map(pathPart) : [attribute]
  return (item) =>
    parts.reduce((value, part) => {
      const next = getItem(value, part)
      return isKind(next, 'undefined') && !isAbsent(otherwise) ? otherwise : next
    }, item)
}

function pathPart(part: string): JinjaValue {
  return /^\d+$/.test(part) ? BigInt(part) : part
}

function foldCase(value: JinjaValue, caseSensitive?: JinjaValue): JinjaValue {
  const sensitive = caseSensitive !== undefined && isTrue(caseSensitive)
  return typeof value === 'string' && !sensitive ? value.toLowerCase() : value
}

/** Stable, also in reverse. */
function sortBy<T>(items: readonly T[], keys: readonly JinjaValue[], reverse_?: JinjaValue): T[] {
  const sign = reverse_ !== undefined && isTrue(reverse_) ? -1 : 1
  const indices = items.map((_, index) => index)
  return indices.sort((a, b) => sign * order(keys[a]!, keys[b]!)).map((index) => items[index]!)
}
