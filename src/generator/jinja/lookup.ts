import { asInteger, asText } from './arguments.ts'
import { fail, unsupported } from './error.ts'
import { formatBraces } from './format.ts'
import { callDictMethod, callListMethod, callTupleMethod } from './methods.ts'
import { callStringMethod } from './string-methods.ts'
import { represent } from './text.ts'
import {
  type CallArguments,
  characters,
  hashKey,
  isAbsent,
  isKind,
  type JinjaValue,
  tuple,
  typeName,
  undefinedValue,
} from './value.ts'

/** `target.name`: a method or attribute first, then an item of that key. */
export function getAttribute(target: JinjaValue, name: string): JinjaValue {
  refuse(target)
  return attributeOf(target, name) ?? itemOf(target, name) ?? missing(target, name)
}

/** `target[key]`: an item first, then, where the key is a string, the attribute. */
export function getItem(target: JinjaValue, key: JinjaValue): JinjaValue {
  refuse(target)
  const attribute = typeof key === 'string' ? key : undefined
  return (
    itemOf(target, key) ??
    (attribute === undefined ? undefined : attributeOf(target, attribute)) ??
    missing(target, key)
  )
}

export function missing(target: JinjaValue, key: JinjaValue): JinjaValue {
  const type = `${typeName(target)} object`
  return undefinedValue(
    typeof key === 'string' ? `'${type}' has no attribute '${key}'` : `${type} has no element ${represent(key)}`,
  )
}

function refuse(target: JinjaValue): void {
  if (isKind(target, 'markup'))
    unsupported('looking into the text of tojson', 'make it a plain string first: `"" ~ value`')
  if (isKind(target, 'undefined')) fail(target.message)
}

/** What Python's types have and nothing here gives an answer for; anything else that is missing is undefined in Python too. */
const PYTHON_ONLY = new Set(
  [
    'str.encode str.format_map str.maketrans str.translate dict.fromkeys range.start range.stop range.step range.count range.index',
    'int.real int.imag int.numerator int.denominator int.conjugate int.bit_length int.bit_count int.as_integer_ratio int.to_bytes',
    'bool.real bool.imag bool.numerator bool.denominator bool.conjugate bool.bit_length bool.bit_count bool.to_bytes',
    'float.real float.imag float.conjugate float.as_integer_ratio float.hex float.is_integer',
    'dict_keys.mapping dict_keys.isdisjoint dict_items.mapping dict_items.isdisjoint dict_values.mapping',
  ].flatMap((names) => names.split(' ')),
)

/** Undefined where there is none. Methods are found but not called. */
export function attributeOf(target: JinjaValue, name: string): JinjaValue | undefined {
  if (isKind(target, 'object')) return target.attribute(name)
  if (isKind(target, 'function')) return name === 'name' ? target.name : undefined
  if (isKind(target, 'tuple') && target.fields?.includes(name)) return target.items[target.fields.indexOf(name)]
  const call = methodOf(target, name)
  if (call) return { kind: 'function', name, call }
  return name.startsWith('__') || PYTHON_ONLY.has(`${typeName(target)}.${name}`)
    ? unsupported(`${typeName(target)}.${name}`)
    : undefined
}

function methodOf(target: JinjaValue, name: string): ((args: CallArguments) => JinjaValue) | undefined {
  if (typeof target === 'string')
    return name === 'format' ? (args) => formatBraces(target, args, resolvePath) : callStringMethod(target, name)
  if (Array.isArray(target)) return callListMethod(target, name)
  if (isKind(target, 'tuple')) return callTupleMethod(target.items, name)
  return isKind(target, 'dict') ? callDictMethod(target, name) : undefined
}

/** The rest of a field in `str.format`: `.name` is only an attribute, `[key]` only an item. */
function resolvePath(value: JinjaValue, path: string): JinjaValue {
  let result = value
  for (const [, name, key = ''] of path.matchAll(/\.([^.[]+)|\[([^\]]*)\]/g)) {
    const next = name === undefined ? itemOf(result, /^\d+$/.test(key) ? BigInt(key) : key) : attributeOf(result, name)
    result = next ?? fail(`this format text finds no "${name ?? key}"`)
  }
  return result
}

/** Undefined where there is none: an index out of range and a key that is missing are no errors in Jinja. */
function itemOf(target: JinjaValue, key: JinjaValue): JinjaValue | undefined {
  if (isKind(target, 'dict')) return isHashable(key) ? target.entries.get(hashKey(key))?.[1] : undefined
  const items = sequenceOf(target)
  if (!items || (typeof key !== 'bigint' && typeof key !== 'boolean')) return undefined
  const index = Number(key)
  return items.at(index < -items.length ? items.length : index)
}

function isHashable(key: JinjaValue): boolean {
  return !Array.isArray(key) && !isKind(key, 'dict')
}

function sequenceOf(target: JinjaValue): readonly JinjaValue[] | undefined {
  if (typeof target === 'string') return characters(target)
  if (Array.isArray(target)) return target
  if (isKind(target, 'tuple')) return target.items
  return isKind(target, 'view') && target.type === 'range' ? target.items() : undefined
}

/** `target[start:stop:step]`; unlike an item, a slice of something else is an error. Bounds as in Python: negative ones count from the end, those beyond an end are cut. */
export function getSlice(target: JinjaValue, start: JinjaValue, stop: JinjaValue, step: JinjaValue): JinjaValue {
  refuse(target)
  const items = sequenceOf(target)
  if (!items) fail(`a value of type ${typeName(target)} cannot be sliced`)
  const stride = isAbsent(step) ? 1 : asInteger(step, 'the step of a slice')
  if (stride === 0) fail('the step of a slice cannot be 0')
  const picked = pick(items, bounds(items.length, start, stop, stride), stride)
  if (typeof target === 'string') return picked.map((character) => asText(character, 'a character')).join('')
  return Array.isArray(target) ? picked : isKind(target, 'tuple') ? tuple(picked) : rangeSlice(picked)
}

function rangeSlice(items: JinjaValue[]): JinjaValue {
  const [first = 0n, second] = items as bigint[]
  const step = second === undefined ? 1n : second - first
  const text = `range(${first}, ${first + step * BigInt(items.length)}${step === 1n ? '' : `, ${step}`})`
  return { kind: 'view', type: 'range', items: () => items, text }
}

function bounds(length: number, start: JinjaValue, stop: JinjaValue, step: number): readonly [number, number] {
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1]
  const clamp = (value: JinjaValue, otherwise: number): number => {
    if (isAbsent(value)) return otherwise
    const index = asInteger(value, 'a bound of a slice')
    return Math.min(highest, Math.max(lowest, index < 0 ? index + length : index))
  }
  return step > 0 ? [clamp(start, 0), clamp(stop, length)] : [clamp(start, length - 1), clamp(stop, -1)]
}

function pick(items: readonly JinjaValue[], [from, to]: readonly [number, number], step: number): JinjaValue[] {
  const result: JinjaValue[] = []
  for (let index = from; step > 0 ? index < to : index > to; index += step) result.push(items[index]!)
  return result
}
