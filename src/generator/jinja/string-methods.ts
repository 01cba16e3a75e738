import { asInteger, asText, type Bound, bindArguments } from './arguments.ts'
import { fail } from './error.ts'
import {
  type CallArguments,
  characters,
  isAbsent,
  isKind,
  isSpace,
  isTrue,
  iterate,
  type JinjaValue,
  tuple,
} from './value.ts'

interface Method {
  readonly signature: string
  run(text: string, ...bound: Bound): JinjaValue
}

/** `text.name(…)` of Python's str; undefined where str has no such method, or none that is used in templates. */
export function callStringMethod(text: string, name: string): ((args: CallArguments) => JinjaValue) | undefined {
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined
  return method && ((args) => method.run(text, ...bindArguments(name, method.signature, args)))
}

const METHODS: Readonly<Record<string, Method>> = {
  capitalize: { signature: '', run: capitalize },
  casefold: { signature: '', run: (text) => text.toLowerCase().replaceAll('ß', 'ss') },
  center: {
    signature: 'width fill?',
    run: (text, width, fill) => center(text, asInteger(width, 'the width'), fillOf(fill)),
  },
  count: {
    signature: 'part start? end?',
    run: (text, part, start, end) => count(text, asText(part, 'the part'), start, end),
  },
  endswith: {
    signature: 'suffix start? end?',
    run: (text, suffix, start, end) => affix(text, suffix, start, end, (part, whole) => whole.endsWith(part)),
  },
  expandtabs: {
    signature: 'tabsize?',
    run: (text, size) => expandTabs(text, size === undefined ? 8 : asInteger(size, 'the size')),
  },
  find: { signature: 'part start? end?', run: (text, part, start, end) => find(text, part, start, end, false) },
  index: {
    signature: 'part start? end?',
    run: (text, ...bound) => found(find(text, bound[0], bound[1], bound[2], false)),
  },
  isalnum: { signature: '', run: (text) => /^[\p{L}\p{N}]+$/u.test(text) },
  isalpha: { signature: '', run: (text) => /^\p{L}+$/u.test(text) },
  isascii: { signature: '', run: (text) => characters(text).every((character) => character.codePointAt(0)! < 128) },
  isdecimal: { signature: '', run: (text) => /^\p{Nd}+$/u.test(text) },
  isdigit: { signature: '', run: (text) => /^[\p{Nd}²³¹⁰⁴-⁹₀-₉]+$/u.test(text) },
  isidentifier: { signature: '', run: (text) => /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(text) },
  islower: { signature: '', run: (text) => /\p{Lowercase}/u.test(text) && !/[\p{Uppercase}\p{Lt}]/u.test(text) },
  isnumeric: { signature: '', run: (text) => /^\p{N}+$/u.test(text) },
  isprintable: { signature: '', run: (text) => !/[\p{C}\p{Z}]/u.test(text.replaceAll(' ', '')) },
  isspace: { signature: '', run: (text) => text !== '' && characters(text).every(isSpace) },
  istitle: { signature: '', run: (text) => /\p{L}/u.test(text) && titleCase(text) === text },
  isupper: { signature: '', run: (text) => /\p{Uppercase}/u.test(text) && !/[\p{Lowercase}\p{Lt}]/u.test(text) },
  join: { signature: 'items', run: (text, items) => joinStrings(text, items!) },
  ljust: { signature: 'width fill?', run: (text, width, fill) => text + padding(text, width, fill) },
  lower: { signature: '', run: (text) => text.toLowerCase() },
  lstrip: { signature: 'chars?', run: (text, chars) => strip(text, chars, true, false) },
  partition: {
    signature: 'separator',
    run: (text, separator) => partition(text, asText(separator, 'the separator'), false),
  },
  removeprefix: { signature: 'prefix', run: (text, prefix) => removePrefix(text, asText(prefix, 'the prefix')) },
  removesuffix: { signature: 'suffix', run: (text, suffix) => removeSuffix(text, asText(suffix, 'the suffix')) },
  replace: {
    signature: 'old new count?',
    run: (text, old, by, limit) => replace(text, asText(old, 'the old text'), asText(by, 'the new text'), limit),
  },
  rfind: { signature: 'part start? end?', run: (text, part, start, end) => find(text, part, start, end, true) },
  rindex: {
    signature: 'part start? end?',
    run: (text, ...bound) => found(find(text, bound[0], bound[1], bound[2], true)),
  },
  rjust: { signature: 'width fill?', run: (text, width, fill) => padding(text, width, fill) + text },
  rpartition: {
    signature: 'separator',
    run: (text, separator) => partition(text, asText(separator, 'the separator'), true),
  },
  rsplit: { signature: 'sep? maxsplit?', run: (text, separator, limit) => split(text, separator, limit, true) },
  rstrip: { signature: 'chars?', run: (text, chars) => strip(text, chars, false, true) },
  split: { signature: 'sep? maxsplit?', run: (text, separator, limit) => split(text, separator, limit, false) },
  splitlines: { signature: 'keepends?', run: (text, keep) => splitLines(text, keep !== undefined && isTrue(keep)) },
  startswith: {
    signature: 'prefix start? end?',
    run: (text, prefix, start, end) => affix(text, prefix, start, end, (part, whole) => whole.startsWith(part)),
  },
  strip: { signature: 'chars?', run: (text, chars) => strip(text, chars, true, true) },
  swapcase: { signature: '', run: swapCase },
  title: { signature: '', run: titleCase },
  upper: { signature: '', run: (text) => text.toUpperCase() },
  zfill: { signature: 'width', run: (text, width) => zeroFill(text, asInteger(width, 'the width')) },
}

export function capitalize(text: string): string {
  const [first = '', ...rest] = characters(text)
  return first.toUpperCase() + rest.join('').toLowerCase()
}

/** Python's `str.title`: every letter after a non-letter is upper case. */
function titleCase(text: string): string {
  return text.toLowerCase().replace(/\p{L}+/gu, (word) => capitalize(word))
}

function swapCase(text: string): string {
  return characters(text)
    .map((character) => (character === character.toLowerCase() ? character.toUpperCase() : character.toLowerCase()))
    .join('')
}

/** Where both sides cannot be equal, Python (3.11) puts the larger one by parity. */
export function center(text: string, width: number, fill = ' '): string {
  const missing = width - characters(text).length
  if (missing <= 0) return text
  const left = Math.floor(missing / 2) + (missing & width & 1)
  return fill.repeat(left) + text + fill.repeat(missing - left)
}

function padding(text: string, width: JinjaValue | undefined, fill: JinjaValue | undefined): string {
  return fillOf(fill).repeat(Math.max(0, asInteger(width, 'the width') - characters(text).length))
}

function fillOf(fill: JinjaValue | undefined): string {
  if (fill === undefined) return ' '
  const text = asText(fill, 'the fill character')
  return characters(text).length === 1 ? text : fail('the fill character must be one character')
}

/** The part of the text between two positions as Python slices it, and where it begins, in code points. */
function between(
  text: string,
  start: JinjaValue | undefined,
  end: JinjaValue | undefined,
): { part: string; offset: number } {
  const all = characters(text)
  const from = position(start, 0, all.length)
  return { part: all.slice(from, position(end, all.length, all.length)).join(''), offset: from }
}

function position(value: JinjaValue | undefined, otherwise: number, length: number): number {
  if (isAbsent(value)) return otherwise
  const index = asInteger(value, 'a position')
  return index < 0 ? Math.max(0, index + length) : Math.min(index, length)
}

function count(text: string, wanted: string, start: JinjaValue | undefined, end: JinjaValue | undefined): bigint {
  const { part } = between(text, start, end)
  return BigInt(wanted === '' ? characters(part).length + 1 : part.split(wanted).length - 1)
}

function find(
  text: string,
  wanted: JinjaValue | undefined,
  start: JinjaValue | undefined,
  end: JinjaValue | undefined,
  last: boolean,
): bigint {
  const { part, offset } = between(text, start, end)
  const needle = asText(wanted, 'the part')
  const at = last ? part.lastIndexOf(needle) : part.indexOf(needle)
  return at < 0 ? -1n : BigInt(offset + characters(part.slice(0, at)).length)
}

function found(position_: bigint): bigint {
  return position_ < 0n ? fail('substring not found') : position_
}

function affix(
  text: string,
  wanted: JinjaValue | undefined,
  start: JinjaValue | undefined,
  end: JinjaValue | undefined,
  test: (part: string, whole: string) => boolean,
): boolean {
  const { part } = between(text, start, end)
  const options = wanted !== undefined && isKind(wanted, 'tuple') ? wanted.items : [wanted]
  return options.some((option) => test(asText(option, 'the text to look for'), part))
}

function expandTabs(text: string, size: number): string {
  let column = 0
  let result = ''
  for (const character of text) {
    const piece = character === '\t' ? ' '.repeat(size > 0 ? size - (column % size) : 0) : character
    column = character === '\n' || character === '\r' ? 0 : column + piece.length
    result += piece
  }
  return result
}

function joinStrings(separator: string, items: JinjaValue): string {
  const parts = Array.from(iterate(items))
  return parts.map((part) => asText(part, 'every item of join()')).join(separator)
}

export function strip(text: string, chars: JinjaValue | undefined, left: boolean, right: boolean): string {
  const given = isAbsent(chars) ? undefined : characters(asText(chars, 'the characters to strip'))
  const strippable = (character: string): boolean => (given ? given.includes(character) : isSpace(character))
  const all = characters(text)
  let start = 0
  let end = all.length
  while (left && start < end && strippable(all[start]!)) start += 1
  while (right && end > start && strippable(all[end - 1]!)) end -= 1
  return all.slice(start, end).join('')
}

function partition(text: string, separator: string, last: boolean): JinjaValue {
  if (separator === '') fail('the separator is empty')
  const at = last ? text.lastIndexOf(separator) : text.indexOf(separator)
  if (at < 0) return tuple(last ? ['', '', text] : [text, '', ''])
  return tuple([text.slice(0, at), separator, text.slice(at + separator.length)])
}

function removePrefix(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text
}

function removeSuffix(text: string, suffix: string): string {
  return suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text
}

export function replace(text: string, old: string, by: string, limit: JinjaValue | undefined): string {
  const times = isAbsent(limit) ? -1 : asInteger(limit, 'the count')
  if (times < 0) return old === '' ? ['', ...characters(text), ''].join(by) : text.replaceAll(old, () => by)
  const parts = old === '' ? ['', ...characters(text), ''] : text.split(old)
  return parts.reduce((result, part, index) => result + (index <= times ? by : old) + part)
}

function split(
  text: string,
  separator: JinjaValue | undefined,
  limit: JinjaValue | undefined,
  fromRight: boolean,
): string[] {
  const maximum = limit === undefined ? -1 : asInteger(limit, 'maxsplit')
  if (isAbsent(separator)) return splitAtSpace(text, maximum, fromRight)
  const mark = asText(separator, 'the separator')
  if (mark === '') fail('the separator is empty')
  const parts = text.split(mark)
  if (maximum < 0 || parts.length <= maximum + 1) return parts
  if (fromRight) return [parts.slice(0, parts.length - maximum).join(mark), ...parts.slice(parts.length - maximum)]
  return [...parts.slice(0, maximum), parts.slice(maximum).join(mark)]
}

function splitAtSpace(text: string, maximum: number, fromRight: boolean): string[] {
  if (fromRight) return splitAtSpace(reversed(text), maximum, false).map(reversed).reverse()
  const parts: string[] = []
  let rest = strip(text, undefined, true, false)
  while (rest !== '' && (maximum < 0 || parts.length < maximum)) {
    const end = characters(rest).findIndex(isSpace)
    const word = end < 0 ? rest : characters(rest).slice(0, end).join('')
    parts.push(word)
    rest = strip(rest.slice(word.length), undefined, true, false)
  }
  return rest === '' ? parts : [...parts, strip(rest, undefined, false, true)]
}

export function reversed(text: string): string {
  return characters(text).reverse().join('')
}

const LINE_ENDS = '\\n\\r\\v\\f\\x1c-\\x1e\\x85\\u2028\\u2029'
const LINE = new RegExp(`[^${LINE_ENDS}]*(?:\\r\\n|[${LINE_ENDS}])|[^${LINE_ENDS}]+$`, 'g')
const LINE_END = new RegExp(`(?:\\r\\n|[${LINE_ENDS}])$`)

/** Python's line ends are more than `\n`; the last line counts only if it is not empty. */
export function splitLines(text: string, keepEnds = false): string[] {
  const lines = text.match(LINE) ?? []
  return keepEnds ? [...lines] : lines.map((line) => line.replace(LINE_END, ''))
}

function zeroFill(text: string, width: number): string {
  const sign = /^[+-]/.exec(text)?.[0] ?? ''
  return sign + '0'.repeat(Math.max(0, width - characters(text).length)) + text.slice(sign.length)
}
