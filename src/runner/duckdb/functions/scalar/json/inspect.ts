import { arrayOf, BOOL, INT64, JSON_TYPE, STRING } from '../../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../../emit-context.ts'
import { findJson } from './find.ts'
import { quoteForText } from './lenient.ts'
import { readJson } from './parse.ts'
import { parsePath, rememberingLast } from './path.ts'
import { compareText, type Json, printJson, sortedEntries } from './value.ts'

/** JSON_KEYS(json, max_depth, mode): every path of keys to that depth, each once, sorted. A NULL depth is without limit. */
export const jsonKeys: ScalarFunction = {
  name: 'json_keys',
  parameters: [JSON_TYPE, INT64, STRING],
  returns: arrayOf(STRING),
  acceptsNull: true,
  evaluate: (text, depth, mode) => {
    if (text === null || mode === null) return null
    if (depth !== null && (depth as bigint) <= 0n) throw new Error('max_depth of JSON_KEYS must be positive')
    const arrays = ARRAY_LEVELS[(mode as string).toLowerCase()]
    if (arrays === undefined) throw new Error(`the mode of JSON_KEYS must be strict, lax or lax recursive, not ${mode}`)
    const keys = new Set<string>()
    collectKeys(
      readJson(text as string),
      '',
      depth === null ? Number.POSITIVE_INFINITY : Number(depth),
      { arrays, left: arrays },
      keys,
    )
    return [...keys].sort(compareText)
  },
}

/** How many arrays inside one another are looked through. */
const ARRAY_LEVELS: Readonly<Record<string, number>> = {
  strict: 0,
  lax: 1,
  'lax recursive': Number.POSITIVE_INFINITY,
  'recursive lax': Number.POSITIVE_INFINITY,
}

function collectKeys(
  value: Json,
  prefix: string,
  depth: number,
  through: { readonly arrays: number; readonly left: number },
  keys: Set<string>,
): void {
  if (Array.isArray(value)) {
    if (through.left === 0) return
    for (const item of value) collectKeys(item, prefix, depth, { ...through, left: through.left - 1 }, keys)
  }
  if (!(value instanceof Map) || depth === 0) return
  for (const [key, item] of value) {
    const path = prefix === '' ? spelledKey(key) : `${prefix}.${spelledKey(key)}`
    keys.add(path)
    collectKeys(item, path, depth - 1, { ...through, left: through.arrays }, keys)
  }
}

/** Quoted where it would be read as two, or where JSON escapes something in it. */
function spelledKey(key: string): string {
  const quoted = quoteForText(key)
  return key.includes('.') || quoted !== `"${key}"` ? quoted : key
}

/** JSON_TYPE(json). */
export const jsonTypeName: ScalarFunction = {
  name: 'json_type_name',
  parameters: [JSON_TYPE],
  returns: STRING,
  evaluate: (text) => {
    const value = readJson(text as string)
    if (value === null) return 'null'
    if (Array.isArray(value)) return 'array'
    if (value instanceof Map) return 'object'
    return typeof value === 'bigint' ? 'number' : typeof value
  },
}

/**
 * JSON_CONTAINS(json, other): objects hold all members of the other, arrays all its elements (each somewhere), scalars are equal;
 * an array also contains a scalar that is one of its elements.
 */
export const jsonContains: ScalarFunction = {
  name: 'json_contains',
  parameters: [JSON_TYPE, JSON_TYPE],
  returns: BOOL,
  evaluate: (text, other) => {
    const [value, wanted] = [readJson(text as string), readJson(other as string)]
    if (Array.isArray(value) && !isNested(wanted)) return value.some((item) => contains(item, wanted))
    return contains(value, wanted)
  },
}

function contains(value: Json, wanted: Json): boolean {
  if (Array.isArray(wanted))
    return Array.isArray(value) && wanted.every((item) => value.some((own) => contains(own, item)))
  if (wanted instanceof Map) {
    return value instanceof Map && [...wanted].every(([key, item]) => value.has(key) && contains(value.get(key)!, item))
  }
  return isNumber(value) && isNumber(wanted) ? equalNumbers(value, wanted) : value === wanted
}

function isNested(value: Json): boolean {
  return Array.isArray(value) || value instanceof Map
}

function isNumber(value: Json): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}

function equalNumbers(a: number | bigint, b: number | bigint): boolean {
  if (typeof a === typeof b) return a === b
  const [whole, float] = typeof a === 'bigint' ? [a, Number(b)] : [BigInt(b), a]
  return Number.isInteger(float) && BigInt(float) === whole
}

/** JSON_FLATTEN(json): what is in an array and the arrays in it, to any depth. */
export const jsonFlatten: ScalarFunction = {
  name: 'json_flatten',
  parameters: [JSON_TYPE],
  returns: arrayOf(JSON_TYPE),
  evaluate: (text) => flatten(readJson(text as string)).map(printJson),
}

function flatten(value: Json): Json[] {
  return Array.isArray(value) ? value.flatMap(flatten) : [value]
}

/** JSON_STRIP_NULLS(json, path, include_arrays, remove_empty). */
export function jsonStripNulls(): ScalarFunction {
  const path = rememberingLast((text) => parsePath(text, 'change').steps)
  return {
    name: 'json_strip_nulls',
    parameters: [JSON_TYPE, STRING, BOOL, BOOL],
    returns: JSON_TYPE,
    acceptsNull: true,
    evaluate: (text, pathText, includeArrays, removeEmpty) => {
      if (text === null) return null
      const root = readJson(text as string)
      if (pathText === null || includeArrays === null || removeEmpty === null) return printJson(root)
      const steps = path(pathText as string)
      const options = { arrays: includeArrays as boolean, empty: removeEmpty as boolean }
      if (steps.length === 0) return printJson(strip(root, options) ?? null)
      const [parent, last] = [findJson(root, steps.slice(0, -1)), steps.at(-1)!]
      const value =
        parent instanceof Map ? parent.get(last.name) : Array.isArray(parent) ? parent[Number(last.name)] : undefined
      if (value !== undefined) {
        const stripped = strip(value, options) ?? null
        if (parent instanceof Map) parent.set(last.name, stripped)
        if (Array.isArray(parent)) parent[Number(last.name)] = stripped
      }
      return printJson(root)
    },
  }
}

interface StripOptions {
  readonly arrays: boolean
  readonly empty: boolean
}

/** Undefined where nothing is left. */
function strip(value: Json, options: StripOptions): Json | undefined {
  if (value instanceof Map) {
    const members = sortedEntries(value).flatMap(([key, item]) => {
      const left = strip(item, options)
      return left === undefined || left === null ? [] : [[key, left] as const]
    })
    return members.length === 0 && options.empty ? undefined : new Map(members)
  }
  if (Array.isArray(value)) return stripArray(value, options)
  return value
}

function stripArray(items: readonly Json[], options: StripOptions): Json | undefined {
  // without include_arrays the elements stay, whatever is in them is stripped
  const left = options.arrays
    ? items.map((item) => strip(item, options)).filter((item) => item !== undefined && item !== null)
    : items.map((item) => strip(item, { ...options, empty: false }) ?? null)
  return left.length === 0 && options.empty ? undefined : (left as Json[])
}
