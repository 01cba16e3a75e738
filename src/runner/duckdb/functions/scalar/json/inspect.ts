import { arrayOf, BOOL, JSON_TYPE, STRING } from '../../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../../emit-context.ts'
import { readJson } from './parse.ts'
import { type Json, printJson } from './value.ts'

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
