import { columnType } from '../../generator/project/table-schema.ts'
import type { Field } from '../../generator/query-job.ts'
import type { CatalogColumn } from '../../googlesql/catalog.ts'
import { SqlError } from '../../googlesql/sql-error.ts'
import { arrayOf, structOf, type Type } from '../../googlesql/types.ts'

export { columnType }

export function fieldOfType(name: string, type: Type): Field {
  return type.kind === 'array' ? { name, type: type.element, mode: 'REPEATED' } : { name, type, mode: 'NULLABLE' }
}

/** Columns as a query gives them: their names may be empty. */
export interface ResultColumn {
  readonly name: string
  readonly type: Type
}

/** The names that a result's columns have in BigQuery: the first without one is `f0_`, the second `f1_`. */
export function nameColumns(columns: readonly ResultColumn[]): readonly ResultColumn[] {
  let unnamed = 0
  return columns.map(({ name, type }) => ({ name: name || `f${unnamed++}_`, type }))
}

/**
 * BigQuery gives no result with two columns of one name, though a subquery may have them.
 *
 * @throws {SqlError} `invalid-query`
 */
export function refuseRepeatedNames(columns: readonly ResultColumn[]): void {
  const names = columns.map(({ name }) => name.toLowerCase())
  const repeated = columns.find(({ name }, index) => name !== '' && names.indexOf(name.toLowerCase()) < index)
  if (repeated === undefined) return
  const message = `Duplicate column names in the result are not supported. Found duplicate(s): ${repeated.name}`
  throw new SqlError('invalid-query', message, WHOLE_TEXT, { hint: 'give one of them another name with AS' })
}

const WHOLE_TEXT = { start: 0, end: 0 }

/** The schema of a table made from a query's result, whose anonymous struct fields become `_field_1`, `_field_2` …. */
export function schemaOfColumns(columns: readonly ResultColumn[]): readonly Field[] {
  return nameColumns(columns).map(({ name, type }) => fieldOfType(name, nameFields(type)))
}

/** The type with a name for every field, as a table has it. */
export function nameFields(type: Type): Type {
  if (type.kind === 'array') return arrayOf(nameFields(type.element))
  if (type.kind !== 'struct') return type
  return structOf(
    type.fields.map((field, index) => ({ name: field.name || `_field_${index + 1}`, type: nameFields(field.type) })),
  )
}

export function catalogColumns(schema: readonly Field[]): readonly CatalogColumn[] {
  return schema.map((field) => ({ name: field.name, type: columnType(field) }))
}
