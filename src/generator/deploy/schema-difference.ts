import { formatType } from '../../googlesql/types.ts'
import type { SchemaField } from '../project/table-schema.ts'
import type { Detail } from './detail.ts'

/**
 * What differs between the columns that are wanted and those that are there; names differ by nothing but case are the same. Order is
 * not compared: columns go by name.
 */
export function schemaDetails(
  desired: readonly SchemaField[],
  actual: readonly SchemaField[],
  withDescriptions: boolean,
  path = '',
): readonly Detail[] {
  const added = desired.filter((field) => !named(actual, field.name))
  const dropped = actual.filter((field) => !named(desired, field.name))
  return [
    ...added.map((field): Detail => ({ mark: '+', text: `column ${path}${field.name} ${typeText(field)}` })),
    ...desired.flatMap((field) => {
      const present = named(actual, field.name)
      return present ? fieldDetails(field, present, withDescriptions, path) : []
    }),
    ...dropped.map((field) => droppedDetail(`${path}${field.name}`)),
  ]
}

function droppedDetail(column: string): Detail {
  return {
    mark: '-',
    text: `column ${column}, which schema.yaml does not have`,
    destructive: true,
    droppedColumn: column,
  }
}

function named(fields: readonly SchemaField[], name: string): SchemaField | undefined {
  return fields.find((field) => field.name.toLowerCase() === name.toLowerCase())
}

function typeText({ type, mode }: SchemaField): string {
  return mode === 'REPEATED' ? `ARRAY<${formatType(type)}>` : formatType(type)
}

function fieldDetails(
  desired: SchemaField,
  actual: SchemaField,
  withDescriptions: boolean,
  path: string,
): readonly Detail[] {
  const name = `${path}${desired.name}`
  if (!sameShape(desired, actual)) {
    const text = `column ${name}: ${typeText(actual)} → ${typeText(desired)}`
    return [{ mark: '~', text, destructive: true }]
  }
  const isRelaxed = actual.mode === 'REQUIRED' && desired.mode === 'NULLABLE'
  const isDescribed =
    withDescriptions &&
    desired.description !== undefined &&
    desired.description.trim() !== (actual.description ?? '').trim()
  return [
    ...(isRelaxed ? [{ mark: '~' as const, text: `column ${name}: REQUIRED → NULLABLE` }] : []),
    ...(isDescribed ? [{ mark: '~' as const, text: `column ${name}: description` }] : []),
    ...(desired.type.kind === 'struct'
      ? schemaDetails(innerFields(desired), innerFields(actual), withDescriptions, `${name}.`)
      : []),
  ]
}

/** Equal but for the fields inside of structs. */
function sameShape(left: SchemaField, right: SchemaField): boolean {
  if ((left.mode === 'REPEATED') !== (right.mode === 'REPEATED')) return false
  if (left.type.kind === 'struct' || right.type.kind === 'struct') return left.type.kind === right.type.kind
  return formatType(left.type) === formatType(right.type)
}

/** The fields of a struct, whose descriptions only `fields` knows. */
export function innerFields({ type, fields }: SchemaField): readonly SchemaField[] {
  if (fields !== undefined) return fields
  if (type.kind !== 'struct') return []
  return type.fields.map(({ name, type: own }) =>
    own.kind === 'array' ? { name, type: own.element, mode: 'REPEATED' } : { name, type: own, mode: 'NULLABLE' },
  )
}

/** The columns that are there as they are wanted, then those to be added, NULLABLE since rows may be there; none is taken away. */
export function mergedSchema(desired: readonly SchemaField[], actual: readonly SchemaField[]): readonly SchemaField[] {
  const present = actual.map((field) => {
    const wanted = named(desired, field.name)
    return wanted ? mergedField(wanted, field) : field
  })
  return [...present, ...desired.filter((field) => !named(actual, field.name)).map(asAdded)]
}

function mergedField(wanted: SchemaField, field: SchemaField): SchemaField {
  const isRelaxed = field.mode === 'REQUIRED' && wanted.mode === 'NULLABLE'
  const description = wanted.description ?? field.description
  return {
    name: field.name,
    type: field.type,
    mode: isRelaxed ? 'NULLABLE' : field.mode,
    ...(description !== undefined && { description }),
    ...(field.type.kind === 'struct' && { fields: mergedSchema(innerFields(wanted), innerFields(field)) }),
  }
}

function asAdded(field: SchemaField): SchemaField {
  const mode = field.mode === 'REQUIRED' ? 'NULLABLE' : field.mode
  return field.fields === undefined ? { ...field, mode } : { ...field, mode, fields: field.fields.map(asAdded) }
}
