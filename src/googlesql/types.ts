/**
 * GoogleSQL types as plain data.
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/data-types
 */
export const SCALAR_TYPE_NAMES = [
  'BOOL',
  'INT64',
  'FLOAT64',
  'NUMERIC',
  'BIGNUMERIC',
  'STRING',
  'BYTES',
  'DATE',
  'DATETIME',
  'TIME',
  'TIMESTAMP',
  'INTERVAL',
  'JSON',
  'GEOGRAPHY',
] as const

export type ScalarTypeName = (typeof SCALAR_TYPE_NAMES)[number]

export interface ScalarType {
  readonly kind: 'scalar'
  readonly name: ScalarTypeName
}

export interface ArrayType {
  readonly kind: 'array'
  readonly element: Type
}

export interface StructField {
  /** Empty where the field has no name. */
  readonly name: string
  readonly type: Type
}

export interface StructType {
  readonly kind: 'struct'
  readonly fields: readonly StructField[]
}

export interface RangeType {
  readonly kind: 'range'
  readonly element: ScalarType
}

export type Type = ScalarType | ArrayType | StructType | RangeType

function scalar(name: ScalarTypeName): ScalarType {
  return { kind: 'scalar', name }
}

export const BOOL = scalar('BOOL')
export const INT64 = scalar('INT64')
export const FLOAT64 = scalar('FLOAT64')
export const NUMERIC = scalar('NUMERIC')
export const BIGNUMERIC = scalar('BIGNUMERIC')
export const STRING = scalar('STRING')
export const BYTES = scalar('BYTES')
export const DATE = scalar('DATE')
export const DATETIME = scalar('DATETIME')
export const TIME = scalar('TIME')
export const TIMESTAMP = scalar('TIMESTAMP')
export const INTERVAL = scalar('INTERVAL')
export const JSON_TYPE = scalar('JSON')
export const GEOGRAPHY = scalar('GEOGRAPHY')

export function arrayOf(element: Type): ArrayType {
  return { kind: 'array', element }
}

export function structOf(fields: readonly StructField[]): StructType {
  return { kind: 'struct', fields }
}

/** The type as GoogleSQL writes it: `ARRAY<STRUCT<key STRING, value INT64>>`. */
export function formatType(type: Type): string {
  if (type.kind === 'scalar') return type.name
  if (type.kind === 'array') return `ARRAY<${formatType(type.element)}>`
  if (type.kind === 'range') return `RANGE<${formatType(type.element)}>`
  return `STRUCT<${type.fields.map((field) => (field.name ? `${field.name} ` : '') + formatType(field.type)).join(', ')}>`
}

/** Equal in everything but, for structs, the names of fields, which never decide whether values can be exchanged. */
export function sameType(left: Type, right: Type): boolean {
  if (left.kind === 'scalar') return right.kind === 'scalar' && left.name === right.name
  if (left.kind === 'array') return right.kind === 'array' && sameType(left.element, right.element)
  if (left.kind === 'range') return right.kind === 'range' && sameType(left.element, right.element)
  return (
    right.kind === 'struct' &&
    left.fields.length === right.fields.length &&
    left.fields.every((field, index) => sameType(field.type, right.fields[index]!.type))
  )
}
