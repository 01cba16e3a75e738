import type { StructType, Type } from '../../../googlesql/types.ts'
import { fieldNames, quoteName, quoteText } from '../duckdb-type.ts'

/**
 * SQL of a value of type `from` as one of type `to`, which differs from it in names of struct fields only. DuckDB itself would match
 * fields by name and fill those that it does not find with NULL.
 */
export function renameFields(sql: string, from: Type, to: Type, depth = 0): string {
  if (isSame(from, to)) return sql
  if (from.kind === 'array' && to.kind === 'array') {
    const element = `e${depth}`
    return `list_transform(${sql}, lambda ${element}: ${renameFields(element, from.element, to.element, depth + 1)})`
  }
  return from.kind === 'struct' && to.kind === 'struct' ? packFields(sql, from, to, depth) : sql
}

function packFields(sql: string, from: StructType, to: StructType, depth: number): string {
  const written = fieldNames(from)
  const fields = fieldNames(to).map((name, index) => {
    const piece = `struct_extract(${sql}, ${quoteText(written[index]!)})`
    return `${quoteName(name)} := ${renameFields(piece, from.fields[index]!.type, to.fields[index]!.type, depth)}`
  })
  return `CASE WHEN ${sql} IS NULL THEN NULL ELSE struct_pack(${fields.join(', ')}) END`
}

function isSame(from: Type, to: Type): boolean {
  if (from.kind === 'array') return to.kind === 'array' && isSame(from.element, to.element)
  if (from.kind !== 'struct' || to.kind !== 'struct') return true
  const written = fieldNames(from)
  const same = fieldNames(to).every((name, index) => name === written[index])
  return same && from.fields.every((field, index) => isSame(field.type, to.fields[index]!.type))
}
