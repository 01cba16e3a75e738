import { asInteger, asText, type Bound, bindArguments } from './arguments.ts'
import { fail, unsupported } from './error.ts'
import { formatPercent } from './format.ts'
import { toJson } from './json.ts'
import { attributeOf, missing } from './lookup.ts'
import { callDictMethod } from './methods.ts'
import { absolute, float, int, round } from './number-filters.ts'
import {
  attributePath,
  batch,
  dictSort,
  extreme,
  first,
  groupBy,
  join,
  last,
  length,
  reverse,
  slice,
  sort,
  sum,
  unique,
} from './sequence-filters.ts'
import { capitalize, center, replace, strip } from './string-methods.ts'
import { runTest } from './tests.ts'
import { toText } from './text.ts'
import { indent, titleWords, truncate, urlEncode } from './text-filters.ts'
import { type CallArguments, dict, isKind, isTrue, iterate, iterator, type JinjaValue, tuple } from './value.ts'

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
  capitalize: filter('', (value) => likeInput(value, capitalize(toText(value)))),
  center: filter('width?', (value, width) =>
    likeInput(value, center(toText(value), width === undefined ? 80 : asInteger(width, 'the width'))),
  ),
  count: filter('', length),
  d: filter('default_value? boolean?', defaultTo),
  default: filter('default_value? boolean?', defaultTo),
  dictsort: filter('case_sensitive? by? reverse?', dictSort),
  first: filter('', first),
  float: filter('default?', (value, otherwise) => float(value) ?? otherwise ?? 0),
  format: (value, args) =>
    formatPercent(
      isKind(value, 'markup') ? asText(value, 'the format text') : toText(value),
      args.named.size > 0 ? dict(args.named) : tuple(args.positional),
    ),
  groupby: filter('attribute default? case_sensitive?', groupBy),
  indent: filter('width? first? blank?', indent),
  int: filter('default? base?', int),
  items: filter('', (value) => iterator(isKind(value, 'undefined') ? [] : itemsOf(value))),
  join: filter('d? attribute?', join),
  last: filter('', last),
  length: filter('', length),
  list: filter('', (value) => Array.from(iterate(value))),
  lower: filter('', (value) => likeInput(value, toText(value).toLowerCase())),
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
  string: filter('', (value) => likeInput(value, toText(value))),
  sum: filter('attribute? start?', sum),
  title: filter('', (value) => titleWords(toText(value))),
  tojson: filter('indent?', (value, width) => ({ kind: 'markup', text: toJson(value, width) })),
  trim: filter('chars?', (value, chars) => likeInput(value, strip(toText(value), chars, true, true))),
  truncate: filter('length? killwords? end? leeway?', truncate),
  unique: filter('case_sensitive? attribute?', (value, caseSensitive, attribute) =>
    iterator(unique(value, caseSensitive, attribute)),
  ),
  upper: filter('', (value) => likeInput(value, toText(value).toUpperCase())),
  urlencode: filter('', urlEncode),
  wordcount: filter('', (value) => BigInt(toText(value).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0)),
}

/** Filters of texts leave what tojson made what it is. */
function likeInput(value: JinjaValue, text: string): JinjaValue {
  return isKind(value, 'markup') ? { kind: 'markup', text } : text
}

function defaultTo(value: JinjaValue, otherwise?: JinjaValue, boolean?: JinjaValue): JinjaValue {
  const replaced = isKind(value, 'undefined') || (boolean !== undefined && isTrue(boolean) && !isTrue(value))
  return replaced ? (otherwise ?? '') : value
}

function itemsOf(value: JinjaValue): Iterable<JinjaValue> {
  if (!isKind(value, 'dict')) return fail('only a dict has items')
  return iterate(callDictMethod(value, 'items')!({ positional: [], named: new Map() }))
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
