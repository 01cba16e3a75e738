import type { QueryParameter } from '../../generator/query-job.ts'
import type { StructField, Type } from '../../googlesql/types.ts'
import type { Value } from '../../googlesql/value.ts'

/** `QueryParameterType` of the API. */
interface TypeResource {
  readonly type: string
  readonly arrayType?: TypeResource
  readonly structTypes?: readonly { readonly name: string; readonly type: TypeResource }[]
  readonly rangeElementType?: TypeResource
}

/** `QueryParameterValue` of the API: every scalar is a text, NULL a null. */
interface ValueResource {
  readonly value?: string | null
  readonly arrayValues?: readonly ValueResource[]
  readonly structValues?: Readonly<Record<string, ValueResource>>
  readonly rangeValue?: { readonly start: ValueResource; readonly end: ValueResource }
}

export interface ParameterResource {
  readonly name: string
  readonly parameterType: TypeResource
  readonly parameterValue: ValueResource
}

/** @see https://cloud.google.com/bigquery/docs/reference/rest/v2/QueryParameter */
export function resourceOfParameter({ name, type, value }: QueryParameter): ParameterResource {
  return { name, parameterType: typeResource(type), parameterValue: valueResource(type, value) }
}

function typeResource(type: Type): TypeResource {
  if (type.kind === 'scalar') return { type: type.name }
  if (type.kind === 'array') return { type: 'ARRAY', arrayType: typeResource(type.element) }
  if (type.kind === 'range') return { type: 'RANGE', rangeElementType: typeResource(type.element) }
  return {
    type: 'STRUCT',
    structTypes: type.fields.map((field, index) => ({
      name: fieldName(field, index),
      type: typeResource(field.type),
    })),
  }
}

function valueResource(type: Type, value: Value): ValueResource {
  if (type.kind === 'array') return { arrayValues: elements(value).map((item) => valueResource(type.element, item)) }
  if (value === null) return { value: null }
  if (type.kind === 'struct') {
    const items = elements(value)
    return {
      structValues: Object.fromEntries(
        type.fields.map((field, index) => [fieldName(field, index), valueResource(field.type, items[index] ?? null)]),
      ),
    }
  }
  return type.kind === 'range' ? rangeResource(value) : { value: scalarText(value) }
}

/** A NULL array cannot be bound: BigQuery takes it for an empty one. */
function elements(value: Value): readonly Value[] {
  return Array.isArray(value) ? value : []
}

/** The API binds fields by name. */
function fieldName({ name }: StructField, index: number): string {
  return name || `_field_${index + 1}`
}

function rangeResource(value: Value): ValueResource {
  const [, start, end] = /^\[(.*), (.*)\)$/s.exec(String(value)) ?? []
  const bound = (text: string | undefined): ValueResource => ({
    value: text === undefined || /^(UNBOUNDED|NULL)$/i.test(text) ? null : text,
  })
  return { rangeValue: { start: bound(start), end: bound(end) } }
}

function scalarText(value: Value): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : String(value)
}
