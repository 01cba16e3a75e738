import { asInteger, asText, type Bound, bindArguments } from './jinja-arguments.ts'
import { fail, unsupported } from './jinja-error.ts'
import { formatPercent } from './jinja-format.ts'
import { toJson } from './jinja-json.ts'
import { attributeOf, getItem, missing } from './jinja-lookup.ts'
import { callDictMethod, pairsOf } from './jinja-methods.ts'
import { readFloat, readInteger, roundFloat, roundInteger, toFloat } from './jinja-number.ts'
import { applyOperator, asNumber, isEqual, order, refuseUndefined } from './jinja-operators.ts'
import { capitalize, center, replace, reversed, splitLines, strip } from './jinja-string-methods.ts'
import { runTest } from './jinja-tests.ts'
import { toText } from './jinja-text.ts'
import {
  type CallArguments,
  characters,
  dict,
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
} from './jinja-value.ts'

type Filter = (value: JinjaValue, args: CallArguments, name: string) => JinjaValue

/** `value | name(args)`. @throws {JinjaError} where Jinja raises, and for filters that are for HTML or chance */
export function runFilter(name: string, value: JinjaValue, args: CallArguments): JinjaValue {
  return filterNamed(name)(value, args, `the filter ${name}`)
}

export function isFilter(name: string): boolean {
  return Object.hasOwn(FILTERS, name) || Object.hasOwn(NOT_FOR_SQL, name)
}

function filterNamed(name: string): Filter {
  const filter = Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined
  if (filter) return filter
  const reason = Object.hasOwn(NOT_FOR_SQL, name) ? NOT_FOR_SQL[name] : undefined
  return reason ? unsupported(`the filter "${name}" is ${reason}`) : fail(`there is no filter "${name}"`)
}

const NOT_FOR_SQL: Readonly<Record<string, string>> = {
  e: 'for HTML',
  escape: 'for HTML',
  forceescape: 'for HTML',
  safe: 'for HTML',
  striptags: 'for HTML',
  urlize: 'for HTML',
  xmlattr: 'for HTML',
  pprint: 'for debugging',
  random: 'different every time',
  wordwrap: 'not supported',
  filesizeformat: 'not supported',
}

function filter(signature: string, run: (value: JinjaValue, ...bound: Bound) => JinjaValue): Filter {
  return (value, args, name) => run(value, ...bindArguments(name, signature, args))
}

const FILTERS: Readonly<Record<string, Filter>> = {
  abs: filter('', absolute),
  attr: filter('name', (value, name) => attributeOf(value, toText(name!)) ?? missing(value, toText(name!))),
  batch: filter('linecount fill_with?', (value, size, fill) =>
    iterator(batch(value, asInteger(size, 'the size'), fill)),
  ),
  capitalize: filter('', (value) => capitalize(toText(value))),
  center: filter('width?', (value, width) =>
    center(toText(value), width === undefined ? 80 : asInteger(width, 'the width')),
  ),
  count: filter('', length),
  d: filter('default_value? boolean?', defaultTo),
  default: filter('default_value? boolean?', defaultTo),
  dictsort: filter('case_sensitive? by? reverse?', dictSort),
  first: filter('', first),
  float: filter('default?', (value, otherwise) => float(value) ?? otherwise ?? 0),
  format: (value, args) =>
    formatPercent(toText(value), args.named.size > 0 ? dict(args.named) : tuple(args.positional)),
  groupby: filter('attribute default? case_sensitive?', groupBy),
  indent: filter('width? first? blank?', indent),
  int: filter('default? base?', int),
  items: filter('', (value) => iterator(isKind(value, 'undefined') ? [] : itemsOf(value))),
  join: filter('d? attribute?', join),
  last: filter('', last),
  length: filter('', length),
  list: filter('', (value) => Array.from(iterate(value))),
  lower: filter('', (value) => toText(value).toLowerCase()),
  map: (value, args) => iterator(map(value, args)),
  max: filter('case_sensitive? attribute?', (value, caseSensitive, attribute) =>
    extreme(value, caseSensitive, attribute, 1),
  ),
  min: filter('case_sensitive? attribute?', (value, caseSensitive, attribute) =>
    extreme(value, caseSensitive, attribute, -1),
  ),
  reject: (value, args) => iterator(select(value, args, false, false)),
  rejectattr: (value, args) => iterator(select(value, args, false, true)),
  replace: filter('old new count?', (value, old, by, limit) =>
    replace(toText(value), toText(old!), toText(by!), limit),
  ),
  reverse: filter('', reverse),
  round: filter('precision? method?', round),
  select: (value, args) => iterator(select(value, args, true, false)),
  selectattr: (value, args) => iterator(select(value, args, true, true)),
  slice: filter('slices fill_with?', (value, size, fill) =>
    iterator(slice(value, asInteger(size, 'the number of slices'), fill)),
  ),
  sort: filter('reverse? case_sensitive? attribute?', sort),
  string: filter('', toText),
  sum: filter('attribute? start?', sum),
  title: filter('', (value) => titleWords(toText(value))),
  tojson: filter('indent?', (value, width) => ({ kind: 'markup', text: toJson(value, width) })),
  trim: filter('chars?', (value, chars) => strip(toText(value), chars, true, true)),
  truncate: filter('length? killwords? end? leeway?', truncate),
  unique: filter('case_sensitive? attribute?', (value, caseSensitive, attribute) =>
    iterator(unique(value, caseSensitive, attribute)),
  ),
  upper: filter('', (value) => toText(value).toUpperCase()),
  urlencode: filter('', urlEncode),
  wordcount: filter('', (value) => BigInt(toText(value).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0)),
}

function absolute(value: JinjaValue): JinjaValue {
  refuseUndefined(value)
  const number = asNumber(value) ?? fail(`a value of type ${typeName(value)} has no absolute value`)
  return number < 0 || Object.is(number, -0) ? -number : number
}

function* batch(value: JinjaValue, size: number, fill: JinjaValue | undefined): Generator<JinjaValue> {
  const items = Array.from(iterate(value))
  for (let start = 0; start < items.length; start += size) {
    const part = items.slice(start, start + size)
    while (!isAbsent(fill) && part.length < size) part.push(fill)
    yield part
  }
}

function* slice(value: JinjaValue, slices: number, fill: JinjaValue | undefined): Generator<JinjaValue> {
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

function length(value: JinjaValue): JinjaValue {
  const size = sizeOf(value)
  return size === undefined ? fail(`a value of type ${typeName(value)} has no length`) : BigInt(size)
}

function defaultTo(value: JinjaValue, otherwise?: JinjaValue, boolean?: JinjaValue): JinjaValue {
  const replaced = isKind(value, 'undefined') || (boolean !== undefined && isTrue(boolean) && !isTrue(value))
  return replaced ? (otherwise ?? '') : value
}

function itemsOf(value: JinjaValue): Iterable<JinjaValue> {
  if (!isKind(value, 'dict')) return fail('only a dict has items')
  return iterate(callDictMethod(value, 'items')!({ positional: [], named: new Map() }))
}

function dictSort(value: JinjaValue, caseSensitive?: JinjaValue, by?: JinjaValue, reverse_?: JinjaValue): JinjaValue {
  const position =
    by === undefined || by === 'key' ? 0 : by === 'value' ? 1 : fail('dictsort sorts by "key" or "value"')
  if (!isKind(value, 'dict')) return fail('dictsort sorts a dict')
  const pairs = pairsOf(value)
  const keys = pairs.map((pair) => foldCase(pair[position], caseSensitive))
  return sortBy(pairs, keys, reverse_).map((pair) => tuple(pair))
}

function first(value: JinjaValue): JinjaValue {
  for (const item of iterate(value)) return item
  return undefinedValue('the first item of an empty sequence was used')
}

function last(value: JinjaValue): JinjaValue {
  if (isKind(value, 'iterator')) return fail('a generator has no last item; make it a list first (`| list | last`)')
  return Array.from(iterate(value)).at(-1) ?? undefinedValue('the last item of an empty sequence was used')
}

function float(value: JinjaValue): number | undefined {
  refuseUndefined(value)
  if (typeof value === 'string') return readFloat(value)
  const number = asNumber(value)
  return typeof number === 'bigint' ? toFloat(number) : number
}

function int(value: JinjaValue, otherwise?: JinjaValue, base?: JinjaValue): JinjaValue {
  refuseUndefined(value)
  const radix = base === undefined ? 10 : asInteger(base, 'the base')
  const whole = typeof value === 'string' ? readInteger(value, radix) : undefined
  if (whole !== undefined) return whole
  const number = typeof value === 'string' ? readFloat(value) : asNumber(value)
  if (typeof number === 'bigint') return number
  if (number === undefined || Number.isNaN(number)) return otherwise ?? 0n
  return Number.isFinite(number) ? BigInt(Math.trunc(number)) : (otherwise ?? 0n)
}

function join(value: JinjaValue, separator?: JinjaValue, attribute?: JinjaValue): JinjaValue {
  const pick = attributePath(attribute)
  return Array.from(iterate(value), (item) => toText(pick(item))).join(toText(separator ?? ''))
}

function* map(value: JinjaValue, args: CallArguments): Generator<JinjaValue> {
  if (!isTrue(value)) return
  const attribute = args.named.get('attribute')
  const pick = attribute === undefined ? undefined : attributePath(attribute, args.named.get('default'))
  const name = pick ? '' : asText(args.positional[0], 'the filter of map()')
  const rest = { positional: args.positional.slice(1), named: args.named }
  for (const item of iterate(value)) yield pick ? pick(item) : runFilter(name, item, rest)
}

function* select(value: JinjaValue, args: CallArguments, wanted: boolean, byAttribute: boolean): Generator<JinjaValue> {
  if (!isTrue(value)) return
  const offset = byAttribute ? 1 : 0
  const pick = attributePath(byAttribute ? (args.positional[0] ?? fail('the attribute is missing')) : undefined)
  const test = args.positional[offset]
  const rest = { positional: args.positional.slice(offset + 1), named: args.named }
  for (const item of iterate(value)) {
    const picked = pick(item)
    const holds = test === undefined ? isTrue(picked) : runTest(toText(test), picked, rest, isFilter)
    if (holds === wanted) yield item
  }
}

/** Reads `a.b.0`, dots and all; missing parts give `otherwise` where there is one. */
function attributePath(attribute?: JinjaValue, otherwise?: JinjaValue): (item: JinjaValue) => JinjaValue {
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

function sort(
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

/** Stable, also in reverse. */
function sortBy<T>(items: readonly T[], keys: readonly JinjaValue[], reverse_?: JinjaValue): T[] {
  const sign = reverse_ !== undefined && isTrue(reverse_) ? -1 : 1
  const indices = items.map((_, index) => index)
  return indices.sort((a, b) => sign * order(keys[a]!, keys[b]!)).map((index) => items[index]!)
}

function extreme(
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

function* unique(value: JinjaValue, caseSensitive?: JinjaValue, attribute?: JinjaValue): Generator<JinjaValue> {
  const pick = attributePath(attribute)
  const seen = new Set<string>()
  for (const item of iterate(value)) {
    const key = hashKey(foldCase(pick(item), caseSensitive))
    if (!seen.has(key)) yield item
    seen.add(key)
  }
}

function groupBy(
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

function sum(value: JinjaValue, attribute?: JinjaValue, start?: JinjaValue): JinjaValue {
  const pick = attributePath(attribute)
  if (typeof start === 'string') fail('sum() adds no strings; use join()')
  return Array.from(iterate(value), pick).reduce((total, item) => applyOperator('Add', total, item), start ?? 0n)
}

function reverse(value: JinjaValue): JinjaValue {
  if (typeof value === 'string') return reversed(value)
  if (!isIterable(value)) fail('only a sequence can be reversed')
  const items = Array.from(iterate(value)).reverse()
  return isKind(value, 'iterator') ? items : iterator(items)
}

function round(value: JinjaValue, precision?: JinjaValue, method?: JinjaValue): JinjaValue {
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

/** Words part at white space, hyphens and opening brackets. */
function titleWords(text: string): string {
  return text
    .split(/([-\s({[<]+)/u)
    .map((word) =>
      characters(word)
        .map((character, index) => (index === 0 ? character.toUpperCase() : character.toLowerCase()))
        .join(''),
    )
    .join('')
}

function indent(value: JinjaValue, width?: JinjaValue, first_?: JinjaValue, blank?: JinjaValue): JinjaValue {
  const indentation =
    typeof width === 'string' ? width : ' '.repeat(width === undefined ? 4 : asInteger(width, 'the width'))
  const everyLine = blank !== undefined && isTrue(blank)
  const [head = '', ...rest] = splitLines(`${asText(value, 'what is indented')}\n`)
  const lines = rest.map((line) => (line !== '' || everyLine ? indentation + line : line))
  const text = [head, ...lines].join('\n')
  return first_ !== undefined && isTrue(first_) ? indentation + text : text
}

function truncate(
  value: JinjaValue,
  length_?: JinjaValue,
  killWords?: JinjaValue,
  end?: JinjaValue,
  leeway?: JinjaValue,
): JinjaValue {
  const limit = length_ === undefined ? 255 : asInteger(length_, 'the length')
  const tail = end === undefined ? '...' : asText(end, 'the end')
  const tolerance = isAbsent(leeway) ? 5 : asInteger(leeway, 'the leeway')
  if (limit < characters(tail).length || tolerance < 0)
    fail('truncate() has a length shorter than its end, or a negative leeway')
  if (Number(length(value)) <= limit + tolerance) return value
  const text = characters(asText(value, 'what is truncated'))
  const cut = text.slice(0, limit - characters(tail).length).join('')
  if (killWords !== undefined && isTrue(killWords)) return cut + tail
  const space = cut.lastIndexOf(' ')
  return (space < 0 ? cut : cut.slice(0, space)) + tail
}

function urlEncode(value: JinjaValue): JinjaValue {
  if (typeof value === 'string' || !isIterable(value)) return quoteUrl(toText(value), false)
  return pairsOf(value)
    .map((pair) => pair.map((part) => quoteUrl(toText(part), true)).join('='))
    .join('&')
}

function quoteUrl(text: string, inQuery: boolean): string {
  const quoted = encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return inQuery ? quoted.replaceAll('%20', '+') : quoted.replaceAll('%2F', '/')
}
