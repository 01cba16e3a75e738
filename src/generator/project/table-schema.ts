import type { CatalogColumn } from '../../googlesql/catalog.ts'
import {
  arrayOf,
  SCALAR_TYPE_NAMES,
  type ScalarType,
  type ScalarTypeName,
  structOf,
  type Type,
} from '../../googlesql/types.ts'
import type { Field } from '../query-job.ts'
import { mapsAt, present, textAt, type YamlMap } from '../yaml/value.ts'

/**
 * A column, or a field of one, as a `schema.yaml` declares it. `type` is the element's type where the mode is REPEATED
 * (as in BigQuery's REST field); `columnType` gives the whole type.
 */
export interface SchemaField extends Field {
  /** Of a RECORD, with their descriptions. */
  readonly fields?: readonly SchemaField[]
}

export interface TableSchema {
  readonly fields: readonly SchemaField[]
}

/** The type of a column's values: an array where the mode is REPEATED. */
export function columnType(field: Field): Type {
  return field.mode === 'REPEATED' ? arrayOf(field.type) : field.type
}

export function catalogColumns(schema: TableSchema): readonly CatalogColumn[] {
  return schema.fields.map((field) => ({ name: field.name, type: columnType(field) }))
}

/** Reads a list of fields in BigQuery's REST form; one whose type is not known is left out. */
export function readSchemaFields(maps: readonly YamlMap[]): readonly SchemaField[] {
  return maps.flatMap((map) => readSchemaField(map) ?? [])
}

function readSchemaField(map: YamlMap): SchemaField | undefined {
  const name = textAt(map, 'name')
  const fields = readSchemaFields(mapsAt(map, 'fields'))
  const type = fieldType(textAt(map, 'type') ?? '', fields, map)
  if (name === undefined || type === undefined) return undefined
  const mode = MODES[textAt(map, 'mode')?.toUpperCase() ?? ''] ?? 'NULLABLE'
  return {
    name,
    type,
    mode,
    ...present({ description: textAt(map, 'description') }),
    ...(fields.length > 0 && { fields }),
  }
}

const MODES: Readonly<Record<string, Field['mode']>> = { REQUIRED: 'REQUIRED', REPEATED: 'REPEATED' }

const ALIASES: Readonly<Record<string, ScalarTypeName>> = { INTEGER: 'INT64', FLOAT: 'FLOAT64', BOOLEAN: 'BOOL' }

const SCALARS: ReadonlyMap<string, ScalarType> = new Map(
  SCALAR_TYPE_NAMES.map((name) => [name, { kind: 'scalar', name }]),
)

function fieldType(name: string, fields: readonly SchemaField[], map: YamlMap): Type | undefined {
  const upper = name.toUpperCase()
  if (upper === 'RECORD' || upper === 'STRUCT') {
    return structOf(fields.map((field) => ({ name: field.name, type: columnType(field) })))
  }
  if (upper === 'RANGE') return rangeType(map)
  return SCALARS.get(ALIASES[upper] ?? upper)
}

function rangeType(map: YamlMap): Type | undefined {
  const element = SCALARS.get(textAt((map.rangeElementType ?? {}) as YamlMap, 'type')?.toUpperCase() ?? '')
  return element && { kind: 'range', element }
}
