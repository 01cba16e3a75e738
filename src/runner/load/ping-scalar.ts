import { stringifyJson } from './json.ts'
import { textOf } from './scalar-text.ts'

export type Json = unknown
export type JsonObject = Readonly<Record<string, Json>>

/** What the value last written holds that its column has no place for; undefined where there is none. */
export interface Left {
  value: Json
}

/** A value of a ping as JSON text in the form of a column; undefined where it is absent, or left. */
export type WriteValue = (value: Json, left: Left) => string | undefined

/** Scalars of these types are in the form of `scalar-text.ts`; those of others are as the ping has them. */
const WRITERS: Readonly<Record<string, WriteValue>> = {
  // what is no text becomes one
  STRING: (value) => textOf(typeof value === 'string' ? value : stringifyJson(value)),
  INT64: (value, left) => {
    if (isInt64(value)) return value === 0 ? '0' : String(value)
    return typeof value === 'boolean' ? String(Number(value)) : leave(value, left)
  },
  FLOAT64: (value, left) => {
    if (typeof value === 'number') return Object.is(value, -0) ? '-0.0' : String(value)
    return typeof value === 'bigint' || typeof value === 'boolean' ? String(Number(value)) : leave(value, left)
  },
  BOOL: (value, left) => (typeof value === 'boolean' ? String(value) : leave(value, left)),
}

export function scalarWriter(type: string): WriteValue {
  const write = WRITERS[type] ?? stringifyJson
  return (value, left) => (value === null || value === undefined ? undefined : write(value, left))
}

/** Whether a value of the type stands in a row as `scalarWriter` writes it. */
export function isWrittenPlainly(type: string): boolean {
  return type in WRITERS
}

export function leave(value: Json, left: Left): undefined {
  left.value = value ?? undefined
}

export function isInt64(value: Json): boolean {
  return Number.isSafeInteger(value) || (typeof value === 'bigint' && BigInt.asIntN(64, value) === value)
}

export function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
