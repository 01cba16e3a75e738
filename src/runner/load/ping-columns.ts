import type { Type } from '../../googlesql/types.ts'
import { putMember, stringifyJson } from './json.ts'
import { snakeCase } from './snake-case.ts'

type Json = unknown
type JsonObject = Readonly<Record<string, Json>>

/** A value in a column's form, and what of it the column has no place for. Either may be absent. */
interface Fitted {
  readonly value?: Json
  readonly rest?: Json
}

/** A list whose items do not fit the column, so that the ping as a whole is broken. */
export class MisfitError extends Error {}

/**
 * The fields of a raw ping in the form of a table's columns, as Mozilla's ingestion does it: snake_case names, maps as
 * lists of key and value, lists of lists as records with `list`, tuples as records with `f0_`, texts for what a STRING column
 * cannot hold otherwise (histograms). What no column names, and what does not fit its column, stays in `rest` under its own name.
 *
 * @throws {MisfitError} an item of a list of scalars has another type
 * @see https://github.com/mozilla/gcp-ingestion (payload format)
 */
export function fitRecord(
  source: JsonObject,
  fields: ReadonlyMap<string, Type>,
): { value: JsonObject; rest: JsonObject } {
  const value: Record<string, Json> = {}
  const rest: Record<string, Json> = {}
  for (const [name, item] of Object.entries(source)) {
    const column = fields.has(name) ? name : columnName(name)
    const type = fields.get(column)
    const fitted = type === undefined ? { rest: item } : fit(item, type)
    if (fitted.value !== undefined) value[column] = fitted.value
    if (fitted.rest !== undefined) putMember(rest, name, fitted.rest)
  }
  return { value, rest }
}

/** The columns of a record type by name; made once per type. */
export function fieldMap(fields: readonly { readonly name: string; readonly type: Type }[]): ReadonlyMap<string, Type> {
  const known = fieldMaps.get(fields)
  if (known) return known
  const map = new Map(fields.map((field) => [field.name, field.type]))
  fieldMaps.set(fields, map)
  return map
}

const fieldMaps = new WeakMap<object, ReadonlyMap<string, Type>>()

/** A column's name cannot begin with a digit. */
function columnName(name: string): string {
  const converted = snakeCase(name)
  return /^\d/.test(converted) ? `_${converted}` : converted
}

function fit(value: Json, type: Type): Fitted {
  if (value === null || value === undefined) return {}
  if (type.kind === 'array') return fitArray(value, type.element)
  if (type.kind === 'struct') return fitStruct(value, type.fields)
  return type.kind === 'scalar' ? fitScalar(value, type.name) : { rest: value }
}

function fitStruct(value: Json, fields: readonly { readonly name: string; readonly type: Type }[]): Fitted {
  if (Array.isArray(value)) return fitTuple(value, fields)
  if (!isObject(value)) return { rest: value }
  const fitted = fitRecord(value, fieldMap(fields))
  return { value: fitted.value, ...unlessEmpty(fitted.rest) }
}

/** `[a, b]` as `{f0_: a, f1_: b}`. */
function fitTuple(items: readonly Json[], fields: readonly { readonly name: string; readonly type: Type }[]): Fitted {
  const named = Object.fromEntries(items.map((item, index) => [`f${index}_`, item]))
  const fitted = fitRecord(named, fieldMap(fields))
  if (Object.keys(fitted.rest).length === 0) return { value: fitted.value }
  return { value: fitted.value, rest: items.map((_, index) => fitted.rest[`f${index}_`] ?? null) }
}

function fitArray(value: Json, element: Type): Fitted {
  if (element.kind === 'struct' && isMap(element.fields) && isObject(value))
    return fitMap(value, element.fields[1]?.type)
  if (!Array.isArray(value)) return { rest: value }
  if (element.kind !== 'struct') return { value: value.map((item) => fitItem(item, element)) }
  const nested = nestedList(element.fields)
  return fitRecords(nested ? value.map((item) => (Array.isArray(item) ? { list: item } : item)) : value, element)
}

function fitRecords(items: readonly Json[], element: Type): Fitted {
  const fitted = items.map((item) => fit(item, element))
  const value = fitted.map((item) => item.value ?? {})
  if (fitted.every((item) => item.rest === undefined)) return { value }
  return { value, rest: fitted.map((item) => item.rest ?? {}) }
}

/** BigQuery has no NULL in a list, and a list short of an item would say something else than the ping did. */
function fitItem(item: Json, element: Type): Json {
  const { value } = fit(item, element)
  if (value === undefined)
    throw new MisfitError(
      `${stringifyJson(item)} in a list of ${element.kind === 'scalar' ? element.name : element.kind}`,
    )
  return value
}

function isMap(fields: readonly { readonly name: string }[]): boolean {
  return fields[0]?.name === 'key' && (fields.length === 1 || (fields.length === 2 && fields[1]!.name === 'value'))
}

function nestedList(fields: readonly { readonly name: string; readonly type: Type }[]): boolean {
  return fields.length === 1 && fields[0]!.name === 'list' && fields[0]!.type.kind === 'array'
}

function fitMap(source: JsonObject, valueType: Type | undefined): Fitted {
  const rest: Record<string, Json> = {}
  const value = Object.entries(source).map(([key, item]) => {
    const fitted: Fitted = valueType === undefined ? { rest: item } : fit(item, valueType)
    if (fitted.rest !== undefined) putMember(rest, key, fitted.rest)
    return fitted.value === undefined ? { key } : { key, value: fitted.value }
  })
  return { value, ...unlessEmpty(rest) }
}

function fitScalar(value: Json, name: string): Fitted {
  switch (name) {
    case 'STRING':
      return { value: typeof value === 'string' ? value : stringifyJson(value) }
    case 'INT64':
      if (typeof value === 'boolean') return { value: Number(value) }
      return isInt64(value) ? { value } : { rest: value }
    case 'FLOAT64':
      if (typeof value === 'boolean') return { value: Number(value) }
      return typeof value === 'number' || typeof value === 'bigint' ? { value } : { rest: value }
    case 'BOOL':
      return typeof value === 'boolean' ? { value } : { rest: value }
    default:
      return { value }
  }
}

function unlessEmpty(rest: JsonObject): Fitted {
  return Object.keys(rest).length === 0 ? {} : { rest }
}

export function isInt64(value: Json): boolean {
  return Number.isSafeInteger(value) || (typeof value === 'bigint' && BigInt.asIntN(64, value) === value)
}

export function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
