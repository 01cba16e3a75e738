import type { Type } from '../../googlesql/types.ts'
import { ColumnText } from './column-text.ts'
import { parseJson, putMember } from './json.ts'
import { isWrittenPlainly, type Json, type JsonObject, type Left, type WriteValue } from './ping-scalar.ts'
import { isMap, valueWriter } from './ping-value.ts'
import { columnFor } from './snake-case.ts'

/** A column, and how it takes what a ping says. */
export interface PingColumn {
  readonly name: string
  readonly write: WriteValue
  /** What is written stands in the row as it is; otherwise a row's writer has to look at it. */
  readonly isPlain: boolean
}

/** Made once a table: the writers learn the names that its pings use. */
export function pingColumns(
  fields: readonly { readonly name: string; readonly type: Type }[],
): ReadonlyMap<string, PingColumn> {
  return new Map(fields.map(({ name, type }) => [name, { name, write: valueWriter(type), isPlain: isPlain(type) }]))
}

/** The fields of a raw ping as columns, and what they have no place for, under its own names. */
export function fitPing(
  ping: JsonObject,
  columns: ReadonlyMap<string, PingColumn>,
): { value: Record<string, Json>; rest: Record<string, Json> } {
  const value: Record<string, Json> = {}
  const rest: Record<string, Json> = {}
  const left: Left = { value: undefined }
  for (const name in ping) {
    const column = columnFor(name, columns)
    const text = column?.write(ping[name], left)
    if (column && text !== undefined) value[column.name] = column.isPlain ? new ColumnText(text) : parseJson(text)
    const remains = column === undefined ? ping[name] : left.value
    if (remains !== undefined) putMember(rest, name, remains)
    left.value = undefined
  }
  return { value, rest }
}

function isPlain(type: Type): boolean {
  if (type.kind === 'scalar') return isWrittenPlainly(type.name)
  if (type.kind === 'array') return isPlain(type.element) && !hasOtherKeys(type.element)
  return type.kind === 'struct' && type.fields.every((field) => isPlain(field.type))
}

/** Keys are written as texts. */
function hasOtherKeys(element: Type): boolean {
  if (element.kind !== 'struct' || !isMap(element.fields)) return false
  const { type } = element.fields[0]!
  return !(type.kind === 'scalar' && type.name === 'STRING')
}
