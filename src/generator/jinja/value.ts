import { fail } from './error.ts'
import { PYTHON_SPACE } from './lexer.ts'

/**
 * A value of a template, with Python's types: bool boolean · int bigint · float number · str string · list array
 * (it may change in place) · everything else one of the objects below.
 */
export type JinjaValue =
  | boolean
  | bigint
  | number
  | string
  | JinjaValue[]
  | None
  | Tuple
  | Dict
  | Undefined
  | Callable
  | JinjaObject
  | Markup
  | Iterator_
  | View

/** Not `null`, so that `??` in our code only ever means "not given". */
export interface None {
  readonly kind: 'none'
}

export const NONE: None = { kind: 'none' }

export interface Tuple {
  readonly kind: 'tuple'
  readonly items: readonly JinjaValue[]
  /** Of a named tuple. */
  readonly fields?: readonly string[]
}

/** Insertion-ordered; keyed by `hashKey` so that 1, 1.0 and True are one key. */
export interface Dict {
  readonly kind: 'dict'
  readonly entries: Map<string, readonly [JinjaValue, JinjaValue]>
}

/** What a name without a value gives. It prints as nothing; nearly all else fails with `message`. */
export interface Undefined {
  readonly kind: 'undefined'
  readonly message: string
  /** Of an "if" without "else": prints as nothing wherever it is printed. */
  readonly isMissingElse?: true
}

export interface Callable {
  readonly kind: 'function'
  readonly name: string
  call(args: CallArguments): JinjaValue
}

export interface CallArguments {
  readonly positional: readonly JinjaValue[]
  readonly named: ReadonlyMap<string, JinjaValue>
}

/** A namespace, a module, `loop`: attributes by name, perhaps callable. */
export interface JinjaObject {
  readonly kind: 'object'
  readonly type: string
  attribute(name: string): JinjaValue | undefined
  readonly setAttribute?: (name: string, value: JinjaValue) => void
  readonly call?: (args: CallArguments) => JinjaValue
  /** What `this + other` gives, `other + this` where `reversed`; undefined where that is not possible. */
  readonly operate?: (operator: '+' | '-' | '*', other: JinjaValue, reversed: boolean) => JinjaValue | undefined
  /** What Python prints, where that is not an address in memory. */
  readonly text?: () => string
}

/** The text that `tojson` gives: it prints as a string, but Jinja escapes what is added to it. */
export interface Markup {
  readonly kind: 'markup'
  readonly text: string
}

/** Runs once, as a Python generator does. */
export interface Iterator_ {
  readonly kind: 'iterator'
  readonly iterator: Iterator<JinjaValue>
}

/** `range(…)` and the live views of a dict. */
export interface View {
  readonly kind: 'view'
  readonly type: 'range' | 'dict_keys' | 'dict_values' | 'dict_items'
  readonly items: () => readonly JinjaValue[]
  /** Of a range: how Python prints it. */
  readonly text?: string
}

export function tuple(items: readonly JinjaValue[], fields?: readonly string[]): Tuple {
  return fields ? { kind: 'tuple', items, fields } : { kind: 'tuple', items }
}

export function dict(pairs: Iterable<readonly [JinjaValue, JinjaValue]> = []): Dict {
  const result: Dict = { kind: 'dict', entries: new Map() }
  for (const [key, value] of pairs) dictSet(result, key, value)
  return result
}

export function dictSet(target: Dict, key: JinjaValue, value: JinjaValue): void {
  const hash = hashKey(key)
  target.entries.set(hash, [target.entries.get(hash)?.[0] ?? key, value])
}

export function undefinedValue(message: string): Undefined {
  return { kind: 'undefined', message }
}

export function iterator(items: Iterable<JinjaValue>): Iterator_ {
  return { kind: 'iterator', iterator: items[Symbol.iterator]() }
}

export function isKind<
  K extends 'none' | 'markup' | 'tuple' | 'dict' | 'undefined' | 'function' | 'object' | 'iterator' | 'view',
>(value: JinjaValue, kind: K): value is Extract<JinjaValue, { kind: K }> {
  return typeof value === 'object' && !Array.isArray(value) && value.kind === kind
}

/** Not given, or given as None: most optional parameters of Python make no difference. */
export function isAbsent(value: JinjaValue | undefined): value is None | undefined {
  return value === undefined || isKind(value, 'none')
}

/** Python's name of the type, as its messages say it. */
export function typeName(value: JinjaValue): string {
  if (Array.isArray(value)) return 'list'
  switch (typeof value) {
    case 'boolean':
      return 'bool'
    case 'bigint':
      return 'int'
    case 'number':
      return 'float'
    case 'string':
      return 'str'
    default:
      break
  }
  if (value.kind === 'none') return 'NoneType'
  if (value.kind === 'markup') return 'Markup'
  if (value.kind === 'object' || value.kind === 'view') return value.type
  return value.kind === 'iterator' ? 'generator' : value.kind
}

export function isTrue(value: JinjaValue): boolean {
  if (value === false || value === 0n || value === 0 || value === '') return false
  if (typeof value !== 'object') return true
  if (Array.isArray(value)) return value.length > 0
  if (value.kind === 'undefined' || value.kind === 'none') return false
  const size = sizeOf(value)
  return size === undefined || size > 0
}

/** Code points, as Python counts a string. */
export function characters(text: string): string[] {
  return Array.from(text)
}

/** Python's `len`, undefined where the type has none. */
export function sizeOf(value: JinjaValue): number | undefined {
  if (typeof value === 'string') return characters(value).length
  if (Array.isArray(value)) return value.length
  if (typeof value !== 'object') return undefined
  switch (value.kind) {
    case 'tuple':
      return value.items.length
    case 'dict':
      return value.entries.size
    case 'view':
      return value.items().length
    case 'undefined':
      return 0
    case 'markup':
      return characters(value.text).length
    default:
      return undefined
  }
}

/** What a loop over the value gives. An iterator is used up by it. */
export function iterate(value: JinjaValue): Iterable<JinjaValue> {
  if (typeof value === 'string') return characters(value)
  if (Array.isArray(value)) return value
  if (typeof value === 'object') {
    if (value.kind === 'tuple') return value.items
    if (value.kind === 'dict') return Array.from(value.entries.values(), ([key]) => key)
    if (value.kind === 'view') return value.items()
    if (value.kind === 'undefined') return []
    if (value.kind === 'markup') return characters(value.text)
    if (value.kind === 'iterator') return { [Symbol.iterator]: () => value.iterator }
  }
  return fail(`a value of type ${typeName(value)} cannot be iterated`)
}

export function isIterable(value: JinjaValue): boolean {
  return sizeOf(value) !== undefined || isKind(value, 'iterator')
}

/** One text for all keys that Python takes for equal. */
export function hashKey(value: JinjaValue): string {
  if (typeof value === 'string') return `s${value}`
  if (isKind(value, 'none')) return 'none'
  if (isKind(value, 'markup')) return hashKey(value.text)
  if (typeof value === 'boolean') return `n${Number(value)}`
  if (typeof value === 'bigint') return `n${value}`
  if (typeof value === 'number') return Number.isInteger(value) ? `n${BigInt(value)}` : `n${value}`
  if (isKind(value, 'tuple')) return `t${JSON.stringify(value.items.map(hashKey))}`
  if (isKind(value, 'undefined')) return 'undefined'
  return fail(`a value of type ${typeName(value)} cannot be a key (unhashable)`)
}

/** Whether a character is white space for Python. */
export function isSpace(character: string): boolean {
  return SPACE.test(character)
}

const SPACE = new RegExp(`^[${PYTHON_SPACE}]$`)
