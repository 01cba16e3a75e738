import type { Field } from '../../../generator/query-job.ts'
import {
  SCALAR_TYPE_NAMES,
  type ScalarType,
  type ScalarTypeName,
  structOf,
  type Type,
} from '../../../googlesql/types.ts'
import { columnType, fieldOfType } from '../fields.ts'

/** A field as BigQuery's REST API writes one, with GoogleSQL's names of types. */
interface FieldJson {
  readonly name: string
  readonly type: string
  readonly mode: Field['mode']
  readonly description?: string | undefined
  readonly fields?: readonly FieldJson[]
  readonly rangeElementType?: { readonly type: string }
}

export function fieldToJson(field: Field): FieldJson {
  const { name, mode, description } = field
  return { name, ...typeToJson(field.type), mode, description }
}

function typeToJson(type: Type): Pick<FieldJson, 'type' | 'fields' | 'rangeElementType'> {
  if (type.kind === 'scalar') return { type: type.name }
  if (type.kind === 'range') return { type: 'RANGE', rangeElementType: { type: type.element.name } }
  if (type.kind === 'array') throw new Error('an array of arrays cannot be stored')
  return { type: 'STRUCT', fields: type.fields.map((field) => fieldToJson(fieldOfType(field.name, field.type))) }
}

/** @throws {Error} what is wrong with it */
export function fieldsFromJson(json: unknown): readonly Field[] {
  if (!Array.isArray(json)) throw new Error('its schema is not a list of fields')
  return json.map((field) => fieldFromJson(field))
}

function fieldFromJson(json: unknown): Field {
  const { name, mode, description } = (json ?? {}) as Partial<FieldJson>
  if (typeof name !== 'string' || name === '') throw new Error('a field has no name')
  if (mode !== 'NULLABLE' && mode !== 'REQUIRED' && mode !== 'REPEATED')
    throw new Error(`the mode of ${name} is ${JSON.stringify(mode)}`)
  return { name, type: typeFromJson(json as FieldJson), mode, ...(typeof description === 'string' && { description }) }
}

function typeFromJson({ name, type, fields, rangeElementType }: FieldJson): Type {
  if (type === 'STRUCT') {
    return structOf(fieldsFromJson(fields).map((field) => ({ name: field.name, type: columnType(field) })))
  }
  if (type === 'RANGE') return { kind: 'range', element: scalarFromJson(name, rangeElementType?.type) }
  return scalarFromJson(name, type)
}

function scalarFromJson(name: string, type: unknown): ScalarType {
  if (SCALAR_TYPE_NAMES.includes(type as ScalarTypeName)) return { kind: 'scalar', name: type as ScalarTypeName }
  throw new Error(`the type of ${name} is ${JSON.stringify(type)}`)
}
