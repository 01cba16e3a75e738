import { arrayOf, BOOL, formatType, JSON_TYPE, STRING, type Type } from '../../../../../googlesql/types.ts'
import type { Value } from '../../../../../googlesql/value.ts'
import type { ScalarFunction } from '../../../emit-context.ts'
import { parseJson, type WideNumbers } from './parse.ts'
import { jsonText, toJson } from './typed.ts'
import { type JsonObject, printJson } from './value.ts'

/** PARSE_JSON(text, wide_number_mode). */
export const parseJsonText: ScalarFunction = {
  name: 'parse_json',
  parameters: [STRING, STRING],
  returns: JSON_TYPE,
  evaluate: (text, mode) => printJson(parseJson(text as string, wideNumbers(mode as string))),
}

/** @throws when it is neither `exact` nor `round` */
export function wideNumbers(mode: string): WideNumbers {
  if (mode !== 'exact' && mode !== 'round') throw new Error(`wide_number_mode must be exact or round, not ${mode}`)
  return mode
}

/** TO_JSON(value, stringify_wide_numbers) of values of `type`. */
export function toJsonFunction(type: Type): ScalarFunction {
  return {
    name: `to_json(${formatType(type)})`,
    parameters: [type, BOOL],
    returns: JSON_TYPE,
    acceptsNull: true,
    evaluate: (value, stringifyWide) =>
      stringifyWide === null ? null : printJson(toJson(value ?? null, type, stringifyWide as boolean)),
  }
}

/** TO_JSON_STRING(value, pretty_print). */
export function toJsonStringFunction(type: Type): ScalarFunction {
  return {
    name: `to_json_string(${formatType(type)})`,
    parameters: [type, BOOL],
    returns: STRING,
    acceptsNull: true,
    evaluate: (value, pretty) => (pretty === null ? null : jsonText(value ?? null, type, pretty ? '' : undefined)),
  }
}

/** JSON_ARRAY(value, …) of values of these types. */
export function jsonArrayFunction(types: readonly Type[]): ScalarFunction {
  return {
    name: `json_array(${types.map(formatType).join(', ')})`,
    parameters: types,
    returns: JSON_TYPE,
    acceptsNull: true,
    evaluate: (...values) => printJson(types.map((type, index) => toJson(values[index] ?? null, type))),
  }
}

/** JSON_OBJECT(key, value, …): `types` are those of the values. */
export function jsonObjectFunction(types: readonly Type[]): ScalarFunction {
  return {
    name: `json_object(${types.map(formatType).join(', ')})`,
    parameters: types.flatMap((type) => [STRING, type]),
    returns: JSON_TYPE,
    acceptsNull: true,
    evaluate: (...values) =>
      printObject(types.map((type, index) => [values[2 * index] ?? null, values[2 * index + 1] ?? null, type])),
  }
}

/** JSON_OBJECT(keys, values). */
export function jsonObjectOfArrays(element: Type): ScalarFunction {
  return {
    name: `json_object_of(${formatType(element)})`,
    parameters: [arrayOf(STRING), arrayOf(element)],
    returns: JSON_TYPE,
    acceptsNull: true,
    evaluate: (keys, values) => {
      if (keys === null || values === null) throw new Error('JSON_OBJECT takes no NULL for its keys or its values')
      const items = values as readonly Value[]
      const names = keys as readonly Value[]
      if (names.length !== items.length)
        throw new Error(`JSON_OBJECT got ${names.length} keys and ${items.length} values`)
      return printObject(names.map((name, index) => [name, items[index] ?? null, element]))
    },
  }
}

function printObject(members: readonly (readonly [key: Value, value: Value, type: Type])[]): string {
  const object: JsonObject = new Map()
  for (const [key, value, type] of members) {
    if (key === null) throw new Error('a key of JSON_OBJECT must not be NULL')
    if (!object.has(key as string)) object.set(key as string, toJson(value, type))
  }
  return printJson(object)
}
