import { formatType, type StructType, type Type } from '../../../googlesql/types.ts'
import { fieldNames, quoteName, quoteText } from '../duckdb-type.ts'

/** What a change of form does to single values; structs and arrays around them are rebuilt only where something in them changes. */
export interface Reshaping {
  /** The DuckDB type of the result. */
  typeName(type: Type): string
  /** Whether values of the type change at all; `type` is neither array nor struct. */
  changes(type: Type): boolean
  convert(sql: string, type: Type): string
  /** What becomes of an array besides its elements. */
  array?(sql: string, path: string): string
}

/**
 * SQL of a value of type `from` in the form of `to`: fields are matched by name, whatever their order; one that `from` has not is
 * NULL, an array empty.
 *
 * @param path names the value in messages
 */
export function reshape(sql: string, from: Type, to: Type, reshaping: Reshaping, path = '', depth = 0): string {
  if (isSame(from, to, reshaping)) return sql
  if (from.kind === 'array' && to.kind === 'array') {
    const whole = reshaping.array?.(sql, path) ?? sql
    if (isSame(from.element, to.element, reshaping)) return whole
    const element = `e${depth}`
    return `list_transform(${whole}, lambda ${element}: ${reshape(element, from.element, to.element, reshaping, path, depth + 1)})`
  }
  if (from.kind === 'struct' && to.kind === 'struct') return reshapeStruct(sql, from, to, reshaping, path, depth)
  // Checked by whoever planned the change; a wrong plan must not pass for NULLs.
  if (formatType(from) !== formatType(to))
    throw new Error(`${path}: ${formatType(from)} cannot become ${formatType(to)}`)
  return reshaping.convert(sql, to)
}

function reshapeStruct(
  sql: string,
  from: StructType,
  to: StructType,
  reshaping: Reshaping,
  path: string,
  depth: number,
): string {
  const [written, names] = [fieldNames(from), fieldNames(to)]
  const fields = to.fields.map(({ type }, index) => {
    const name = quoteName(names[index]!)
    const position = from.fields.findIndex((_, other) => isField(from, other, to, index))
    if (position < 0) return `${name} := ${absentValue(type, reshaping)}`
    const piece = `struct_extract(${sql}, ${quoteText(written[position]!)})`
    const inner = `${path}.${storedName(to, index)}`
    return `${name} := ${reshape(piece, from.fields[position]!.type, type, reshaping, inner, depth)}`
  })
  return `CASE WHEN ${sql} IS NULL THEN NULL ELSE struct_pack(${fields.join(', ')}) END`
}

/** The name that a field has in a table, where each has one. */
export function storedName({ fields }: StructType, index: number): string {
  return fields[index]!.name || `_field_${index + 1}`
}

function isField(from: StructType, fromIndex: number, to: StructType, toIndex: number): boolean {
  return storedName(from, fromIndex).toLowerCase() === storedName(to, toIndex).toLowerCase()
}

/** The value of a column or field that was not written. */
export function absentValue(type: Type, { typeName }: Pick<Reshaping, 'typeName'>): string {
  return `CAST(${type.kind === 'array' ? '[]' : 'NULL'} AS ${typeName(type)})`
}

function isSame(from: Type, to: Type, reshaping: Reshaping): boolean {
  if (from.kind === 'array') {
    return reshaping.array === undefined && to.kind === 'array' && isSame(from.element, to.element, reshaping)
  }
  if (from.kind !== 'struct') return formatType(from) === formatType(to) && !reshaping.changes(from)
  if (to.kind !== 'struct' || from.fields.length !== to.fields.length) return false
  const written = fieldNames(from)
  return fieldNames(to).every(
    (name, index) => name === written[index] && isSame(from.fields[index]!.type, to.fields[index]!.type, reshaping),
  )
}
