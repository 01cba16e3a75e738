import type { Field, Partitioning, PartitionUnit } from '../../generator/query-job.ts'
import type { ResultField } from '../../googlesql/result-field.ts'
import { type ScalarType, structOf, type Type } from '../../googlesql/types.ts'
import { columnType } from '../duckdb/fields.ts'
import type { FieldResource, TableResource, TimePartitioningResource } from './resources.ts'

/** The API still says the names of legacy SQL. */
const LEGACY: Readonly<Record<string, string>> = {
  INTEGER: 'INT64',
  FLOAT: 'FLOAT64',
  BOOLEAN: 'BOOL',
  RECORD: 'STRUCT',
}

export function typeName(name: string): string {
  return LEGACY[name] ?? name
}

export function fieldOfResource(resource: FieldResource): Field {
  const { name, mode, description } = resource
  return {
    name,
    type: typeOfResource(resource),
    mode: mode === 'REQUIRED' || mode === 'REPEATED' ? mode : 'NULLABLE',
    ...(description !== undefined && { description }),
  }
}

function typeOfResource({ type, fields = [], rangeElementType }: FieldResource): Type {
  const name = typeName(type)
  if (name === 'STRUCT') {
    return structOf(fields.map((field) => ({ name: field.name, type: columnType(fieldOfResource(field)) })))
  }
  if (name === 'RANGE') return { kind: 'range', element: scalar(rangeElementType?.type ?? 'DATE') }
  return scalar(name)
}

function scalar(name: string): ScalarType {
  return { kind: 'scalar', name: typeName(name) as ScalarType['name'] }
}

/** The field as the API wants it. `fields` of a RECORD with descriptions (a `SchemaField`) keep them. */
export function resourceOfField(field: Field & { readonly fields?: readonly Field[] }): FieldResource {
  const { name, type, mode, description } = field
  return {
    name,
    ...typeResource(type, field.fields),
    mode,
    ...(description !== undefined && { description }),
  }
}

function typeResource(type: Type, fields?: readonly Field[]): Omit<FieldResource, 'name'> {
  if (type.kind === 'array') throw new Error('an array is a mode, and no array holds one')
  if (type.kind === 'range') return { type: 'RANGE', rangeElementType: { type: type.element.name } }
  if (type.kind === 'scalar') return { type: type.name }
  const inner =
    fields ??
    type.fields.map(
      ({ name, type }): Field =>
        type.kind === 'array' ? { name, type: type.element, mode: 'REPEATED' } : { name, type, mode: 'NULLABLE' },
    )
  return { type: 'RECORD', fields: inner.map(resourceOfField) }
}

export function resultFieldOfResource(resource: FieldResource): ResultField {
  const { name, mode, fields, rangeElementType } = resource
  const type = typeName(resource.type)
  return {
    name,
    type: type === 'RANGE' ? `RANGE<${rangeElementType?.type ?? 'DATE'}>` : type,
    mode: mode === 'REPEATED' ? 'REPEATED' : 'NULLABLE',
    ...(type === 'STRUCT' && { fields: (fields ?? []).map(resultFieldOfResource) }),
  }
}

const DAY_MS = 86_400_000

export function partitioningOfResource(table: TableResource): Partitioning | undefined {
  const { timePartitioning } = table
  if (timePartitioning === undefined) return undefined
  const { type, field, expirationMs, requirePartitionFilter } = timePartitioning
  return {
    unit: type as PartitionUnit,
    ...(field !== undefined && { field }),
    requirePartitionFilter: table.requirePartitionFilter ?? requirePartitionFilter ?? false,
    ...(expirationMs !== undefined && { expirationDays: Number(expirationMs) / DAY_MS }),
  }
}

export function resourceOfPartitioning({ unit, field, expirationDays }: Partitioning): TimePartitioningResource {
  return {
    type: unit,
    ...(field !== undefined && { field }),
    ...(expirationDays !== undefined && { expirationMs: String(Math.round(expirationDays * DAY_MS)) }),
  }
}
