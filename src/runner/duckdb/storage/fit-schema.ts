import { WarehouseError } from '../../../errors.ts'
import type { Field, QueryJob } from '../../../generator/query-job.ts'
import { fitType } from '../../../googlesql/fit-type.ts'
import { formatType, type Type } from '../../../googlesql/types.ts'
import { columnType, fieldOfType, nameFields, type ResultColumn } from '../fields.ts'
import { findField } from './stored-table.ts'

export type SchemaUpdates = QueryJob['schemaUpdateOptions']

/**
 * The schema that a table has after rows with these columns were written into it: BigQuery's rules. Columns go by name, fields of
 * structs too; one that the rows lack is NULL or an empty array; a new one needs ALLOW_FIELD_ADDITION; types must be the same.
 *
 * @param columns named, by `nameColumns`
 * @param table names the destination in messages
 * @throws {WarehouseError} `schema-mismatch`
 */
export function fitSchema(
  schema: readonly Field[],
  columns: readonly ResultColumn[],
  table: string,
  updates: SchemaUpdates,
): readonly Field[] {
  const named = columns.map(({ name, type }) => ({ name, type: nameFields(type) }))
  checkNames(named)
  const additions = named.filter(({ name }) => findField(schema, name) === undefined)
  if (additions.length > 0 && !updates.includes('ALLOW_FIELD_ADDITION'))
    throw unknownColumn(additions[0]!, schema, table)
  const known = schema.map((field) => fitField(field, named, table, updates))
  return [...known, ...additions.map(({ name, type }) => fieldOfType(name, type))]
}

/** @see https://cloud.google.com/bigquery/docs/schemas#column_names */
const RESERVED = /^(?:_PARTITION|_TABLE_|_FILE_|_ROW_TIMESTAMP|__ROOT__|_COLIDENTIFIER)/i

/** @throws {WarehouseError} `schema-mismatch`: names that differ by nothing, or only by case, and names kept for BigQuery itself */
export function checkNames(columns: readonly ResultColumn[], path = ''): void {
  const seen = new Set<string>()
  for (const { name, type } of columns) {
    const whole = `${path}${name}`
    if (seen.has(name.toLowerCase()))
      throw mismatch(`two columns are called "${whole}"`, 'give one of them another alias')
    if (path === '' && RESERVED.test(name)) throw mismatch(`no column can be called "${name}"`, 'give it another alias')
    seen.add(name.toLowerCase())
    const inner = type.kind === 'array' ? type.element : type
    if (inner.kind === 'struct') checkNames(inner.fields, `${whole}.`)
  }
}

function fitField(field: Field, columns: readonly ResultColumn[], table: string, updates: SchemaUpdates): Field {
  const relaxes = field.mode === 'REQUIRED' && updates.includes('ALLOW_FIELD_RELAXATION')
  const fitted: Field = relaxes ? { ...field, mode: 'NULLABLE' } : field
  const column = columns.find(({ name }) => name.toLowerCase() === field.name.toLowerCase())
  if (column === undefined) {
    if (fitted.mode !== 'REQUIRED') return fitted
    throw mismatch(
      `the rows have no column "${field.name}", which ${table} requires`,
      `add it to the query, or make it NULLABLE`,
    )
  }
  const type = fitType(columnType(fitted), column.type, updates.includes('ALLOW_FIELD_ADDITION'))
  if (type === undefined) throw wrongType(column, columnType(field), table)
  return { ...fitted, type: type.kind === 'array' ? type.element : type }
}

function unknownColumn({ name, type }: ResultColumn, schema: readonly Field[], table: string): WarehouseError {
  const names = schema.map((field) => field.name).join(', ')
  return mismatch(
    `${table} has no column "${name}" (${formatType(type)}); it has ${names}`,
    'allow ALLOW_FIELD_ADDITION, or leave the column out',
  )
}

function wrongType({ name, type }: ResultColumn, expected: Type, table: string): WarehouseError {
  const hint =
    expected.kind === 'scalar'
      ? `write CAST(${name} AS ${formatType(expected)}) AS ${name}`
      : 'give the query the type of the table'
  return mismatch(`column "${name}" is ${formatType(type)} here, but ${formatType(expected)} in ${table}`, hint)
}

function mismatch(message: string, hint: string): WarehouseError {
  return new WarehouseError('schema-mismatch', message, { retryable: false, hint })
}
