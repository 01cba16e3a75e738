import type { Type } from '../../googlesql/types.ts'
import type { Value } from '../../googlesql/value.ts'
import { nameFields, type ResultColumn } from '../duckdb/fields.ts'
import { parseJson } from '../load/json.ts'

/** A value as JSON can hold it: records by name without what is NULL, integers exact, what JSON has no form for as text. */
export type PlainValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly PlainValue[]
  | { readonly [name: string]: PlainValue }

export function plainRow(
  row: readonly Value[],
  columns: readonly ResultColumn[],
): { readonly [name: string]: PlainValue } {
  return record(
    row,
    columns.map(({ name, type }) => ({ name, type: nameFields(type) })),
  )
}

export function plainValue(value: Value, type: Type): PlainValue {
  if (type.kind === 'array') return ((value ?? []) as readonly Value[]).map((item) => plainValue(item, type.element))
  if (value === null) return null
  if (type.kind === 'struct') return record(value as readonly Value[], type.fields)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (type.kind === 'scalar' && type.name === 'JSON') return parseJson(String(value)) as PlainValue
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  return value as PlainValue
}

function record(values: readonly Value[], fields: readonly { readonly name: string; readonly type: Type }[]) {
  const members = fields.map(({ name, type }, index) => [name, plainValue(values[index]!, type)] as const)
  return Object.fromEntries(members.filter(([, value]) => value !== null))
}
