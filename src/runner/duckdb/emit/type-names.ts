import type { Type } from '../../../googlesql/types.ts'
import { duckDbType, fieldNames, quoteText } from '../duckdb-type.ts'
import { isPlain } from './scope.ts'

/** Whether two types of the same values are one type in DuckDB too, which tells structs apart by the names of their fields. */
export function sameInDuckDb(left: Type, right: Type): boolean {
  return left === right || duckDbType(left) === duckDbType(right)
}

/**
 * A value of `from` as a value of `to`, the same type but for the names of struct fields, which GoogleSQL matches by position. DuckDB
 * would match them by name, and fill what it does not find with NULL.
 *
 * @param fresh gives a name for a lambda's parameter
 */
export function renameFields(sql: string, from: Type, to: Type, fresh: () => string): string {
  if (sameInDuckDb(from, to)) return sql
  if (from.kind === 'array' && to.kind === 'array')
    return mapElements(sql, fresh, (item) => renameFields(item, from.element, to.element, fresh))
  if (from.kind !== 'struct' || to.kind !== 'struct') throw new Error('only the names of fields may differ')
  return bindOnce(sql, fresh, (value) => {
    const fields = from.fields.map((field, index) =>
      renameFields(fieldSql(value, from, index), field.type, to.fields[index]!.type, fresh),
    )
    return `CASE WHEN ${value} IS NOT NULL THEN ${structSql(fields, to)} END`
  })
}

/** A struct of these values. */
export function structSql(values: readonly string[], type: Type & { kind: 'struct' }): string {
  const names = fieldNames(type)
  return `{${values.map((value, index) => `${quoteText(names[index]!)}: ${value}`).join(', ')}}`
}

/** Field number `index` of a struct. */
export function fieldSql(base: string, type: Type & { kind: 'struct' }, index: number): string {
  const name = fieldNames(type)[index]!
  if (isPlain(base)) return `${base}."${name.replaceAll('"', '""')}"`
  return `struct_extract(${base}, ${quoteText(name)})`
}

/** Evaluates `value` once and hands its name to `body`. A body may hold no subquery. */
export function bindOnce(value: string, fresh: () => string, body: (name: string) => string): string {
  if (isPlain(value)) return body(value)
  const name = fresh()
  return `list_transform([${value}], lambda ${name}: ${body(name)})[1]`
}

function mapElements(list: string, fresh: () => string, body: (item: string) => string): string {
  const item = fresh()
  return `list_transform(${list}, lambda ${item}: ${body(item)})`
}
