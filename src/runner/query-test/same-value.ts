import type { Type } from '../../googlesql/types.ts'
import type { Value } from '../../googlesql/value.ts'
import { parseJson } from '../load/json.ts'

/** How far apart, relative to the larger, two FLOAT64 may be that count as equal: sums in another order differ in the last digits. */
const TOLERANCE = 1e-9

/** Whether two values of a type are equal as tests see it: a NULL array is an empty one, floats may differ by `TOLERANCE`. */
export function isSameValue(left: Value, right: Value, type: Type): boolean {
  if (type.kind === 'array') return isSameArray(left as Values, right as Values, type.element)
  if (left === null || right === null) return left === right
  if (type.kind === 'struct') {
    return type.fields.every((field, index) =>
      isSameValue((left as Value[])[index]!, (right as Value[])[index]!, field.type),
    )
  }
  if (type.kind === 'scalar' && type.name === 'FLOAT64') return isNear(left as number, right as number)
  return keyOf(left, type) === keyOf(right, type)
}

type Values = readonly Value[] | null

function isSameArray(left: Values, right: Values, element: Type): boolean {
  const [first, second] = [left ?? [], right ?? []]
  return first.length === second.length && first.every((item, index) => isSameValue(item, second[index]!, element))
}

function isNear(left: number, right: number): boolean {
  if (left === right || (Number.isNaN(left) && Number.isNaN(right))) return true
  const difference = Math.abs(left - right)
  return difference <= TOLERANCE * Math.max(Math.abs(left), Math.abs(right)) && Number.isFinite(difference)
}

export interface KeyOptions {
  /** Leaves floats out, so that rows that differ in them alone have one key. */
  readonly withoutFloats?: boolean
}

/** A text that equal values share and different ones do not; floats exactly. */
export function keyOf(value: Value, type: Type, options: KeyOptions = {}): string {
  if (type.kind === 'array')
    return `[${((value ?? []) as Value[]).map((item) => keyOf(item, type.element, options)).join()}]`
  if (value === null) return 'null'
  if (type.kind === 'struct')
    return `{${type.fields.map((field, index) => keyOf((value as Value[])[index]!, field.type, options)).join()}}`
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (type.kind !== 'scalar') return JSON.stringify(value)
  if (type.name === 'FLOAT64') return options.withoutFloats ? 'float' : String(value)
  if (type.name === 'JSON') return sortedJson(parseJson(String(value)))
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value)
}

/** Members of JSON objects have no order. */
function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join()}]`
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1))
  return `{${members.map(([key, item]) => `${JSON.stringify(key)}:${sortedJson(item)}`).join()}}`
}
