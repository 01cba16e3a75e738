import type { Type } from '../../googlesql/types.ts'
import { putMember, stringifyJson } from './json.ts'
import { isObject, type Json, type JsonObject, type Left, leave, scalarWriter, type WriteValue } from './ping-scalar.ts'
import { textOf } from './scalar-text.ts'
import { columnFor } from './snake-case.ts'

type Fields = readonly { readonly name: string; readonly type: Type }[]

/** A list whose items do not fit the column, so that the ping as a whole is broken. */
export class MisfitError extends Error {}

/**
 * Writes values of a raw ping in the form of a type, as Mozilla's ingestion does it: snake_case names, maps as lists of key and
 * value, lists of lists as records with `list`, tuples as records with `f0_`, texts for what a STRING cannot hold otherwise
 * (histograms). What no column names, and what does not fit its column, is left under its own name.
 *
 * The writer throws {MisfitError} where an item of a list of scalars has another type.
 *
 * @see https://github.com/mozilla/gcp-ingestion (payload format)
 */
export function valueWriter(type: Type): WriteValue {
  if (type.kind === 'array')
    return type.element.kind === 'struct' ? recordsWriter(type.element.fields) : listWriter(type.element)
  if (type.kind === 'struct') return recordWriter(type.fields)
  return type.kind === 'scalar' ? scalarWriter(type.name) : leave
}

interface Column {
  readonly key: string
  readonly write: WriteValue
  /** The record that it was last written in, and what it is called there. */
  record: number
  source: string
}

/** Names of a document type repeat from ping to ping. */
const MOST_NAMES = 10_000

function recordWriter(fields: Fields): WriteValue {
  const columns = new Map<string, Column>()
  for (const { name, type } of fields)
    columns.set(name, { key: `${JSON.stringify(name)}:`, write: valueWriter(type), record: 0, source: '' })
  const lists = fields.filter(({ type }) => type.kind === 'array').map(({ name }) => columns.get(name)!)
  const known = new Map<string, Column | null>()
  const find = (name: string): Column | null => {
    const column = columnFor(name, columns) ?? null
    if (known.size < MOST_NAMES) known.set(name, column)
    return column
  }
  let record = 0
  const write: WriteValue = (value, left) => {
    if (Array.isArray(value)) return writeTuple(value, left, write)
    if (!isObject(value)) return leave(value, left)
    record += 1
    let text = ''
    let rest: Record<string, Json> | undefined
    for (const name in value) {
      const column = known.get(name) ?? find(name)
      let written: string | undefined
      if (column === null) left.value = value[name]
      else written = column.write(value[name], left)
      if (left.value !== undefined) {
        rest ??= {}
        putMember(rest, name, left.value)
        left.value = undefined
      }
      if (column === null || written === undefined) continue
      if (column.record === record) return writeWithout(column.source, value, rest, left, write)
      column.record = record
      column.source = name
      text += text === '' ? column.key + written : `,${column.key}${written}`
    }
    for (const list of lists) if (list.record !== record) text += text === '' ? `${list.key}[]` : `,${list.key}[]`
    left.value = rest
    return `{${text}}`
  }
  return write
}

/** Of two names for one column the last counts. */
function writeWithout(
  name: string,
  record: JsonObject,
  rest: JsonObject | undefined,
  left: Left,
  write: WriteValue,
): string | undefined {
  const { [name]: _, ...others } = record
  const text = write(others, left)
  if (rest && name in rest) left.value = { ...(left.value as JsonObject | undefined), [name]: rest[name] }
  return text
}

/** `[a, b]` as `{f0_: a, f1_: b}`. */
function writeTuple(items: readonly Json[], left: Left, write: WriteValue): string | undefined {
  const text = write(Object.fromEntries(items.map((item, index) => [`f${index}_`, item])), left)
  const rest = left.value as JsonObject | undefined
  if (rest !== undefined) left.value = items.map((_, index) => rest[`f${index}_`] ?? null)
  return text
}

/** BigQuery has no NULL in a list, and a list short of an item would say something else than the ping did. */
function listWriter(element: Type): WriteValue {
  const write = valueWriter(element)
  return (value, left) => {
    if (!Array.isArray(value)) return leave(value, left)
    let text = ''
    for (const item of value) {
      const written = write(item, left)
      if (written === undefined) throw misfit(item, element)
      text += text === '' ? written : `,${written}`
    }
    return `[${text}]`
  }
}

function misfit(item: Json, element: Type): MisfitError {
  const wanted = element.kind === 'scalar' ? element.name : element.kind
  return new MisfitError(`${stringifyJson(item)} in a list of ${wanted}`)
}

function recordsWriter(fields: Fields): WriteValue {
  const write = recordWriter(fields)
  const writeMap = isMap(fields) ? mapWriter(fields[1]?.type) : undefined
  const isNested = isNestedList(fields)
  return (value, left) => {
    if (writeMap && isObject(value)) return writeMap(value, left)
    if (!Array.isArray(value)) return leave(value, left)
    const items = isNested ? value.map((item) => (Array.isArray(item) ? { list: item } : item)) : value
    const texts: string[] = []
    const rests = items.map((item) => {
      const text = write(item, left)
      const rest = left.value
      left.value = undefined
      texts.push(text ?? write({}, left)!)
      return rest
    })
    if (rests.some((rest) => rest !== undefined)) left.value = rests.map((rest) => rest ?? {})
    return `[${texts.join(',')}]`
  }
}

export function isMap(fields: readonly { readonly name: string }[]): boolean {
  return fields[0]?.name === 'key' && (fields.length === 1 || (fields.length === 2 && fields[1]!.name === 'value'))
}

function isNestedList(fields: Fields): boolean {
  return fields.length === 1 && fields[0]!.name === 'list' && fields[0]!.type.kind === 'array'
}

function mapWriter(type: Type | undefined): WriteValue {
  const write = type ? valueWriter(type) : leaveAll
  const absent = type?.kind === 'array' ? '[]' : undefined
  return (source, left) => {
    let text = ''
    let rest: Record<string, Json> | undefined
    for (const key in source as JsonObject) {
      const written = write((source as JsonObject)[key], left) ?? absent
      if (left.value !== undefined) {
        rest ??= {}
        putMember(rest, key, left.value)
        left.value = undefined
      }
      const value = written === undefined ? '' : `,"value":${written}`
      text += `${text === '' ? '' : ','}{"key":${textOf(key)}${value}}`
    }
    left.value = rest
    return `[${text}]`
  }
}

/** NULL too. */
function leaveAll(value: Json, left: Left): undefined {
  left.value = value
}
