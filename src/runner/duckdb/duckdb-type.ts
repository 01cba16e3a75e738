import type { ScalarTypeName, StructField, StructType, Type } from '../../googlesql/types.ts'

/** DuckDB's type for each scalar type. BIGNUMERIC is narrower here: what does not fit is an error, never rounded. */
const SCALARS: Readonly<Record<ScalarTypeName, string>> = {
  BOOL: 'BOOLEAN',
  INT64: 'BIGINT',
  FLOAT64: 'DOUBLE',
  NUMERIC: 'DECIMAL(38,9)',
  BIGNUMERIC: 'DECIMAL(38,15)',
  STRING: 'VARCHAR',
  BYTES: 'BLOB',
  DATE: 'DATE',
  DATETIME: 'TIMESTAMP',
  TIME: 'TIME',
  TIMESTAMP: 'TIMESTAMPTZ',
  INTERVAL: 'INTERVAL',
  JSON: 'JSON',
  GEOGRAPHY: 'VARCHAR',
}

/**
 * The DuckDB type that holds values of `type`: `STRUCT("key" VARCHAR, "value" BIGINT)[]`. JSON holds compact text; a RANGE is
 * `STRUCT("start" T, "end" T)` with NULL for unbounded.
 */
export function duckDbType(type: Type): string {
  if (type.kind === 'scalar') return SCALARS[type.name]
  if (type.kind === 'array') return `${duckDbType(type.element)}[]`
  if (type.kind === 'range') return `STRUCT("start" ${duckDbType(type.element)}, "end" ${duckDbType(type.element)})`
  const names = fieldNames(type)
  return `STRUCT(${type.fields.map((field, index) => `${quoteName(names[index]!)} ${duckDbType(field.type)}`).join(', ')})`
}

/**
 * The names of a struct's fields in DuckDB, where each needs one and case does not tell them apart: a field without a name and
 * the second of two equal ones are called by position, `_1`, `_2` ….
 */
export function fieldNames(type: StructType): readonly string[] {
  const taken = new Set<string>()
  return type.fields.map((field, index) => physicalName(field, index, taken))
}

function physicalName(field: StructField, index: number, taken: Set<string>): string {
  let name = field.name || `_${index + 1}`
  while (taken.has(name.toLowerCase())) name = `_${index + 1}${name}`
  taken.add(name.toLowerCase())
  return name
}

/** An identifier between double quotes. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A text literal on one line, so that SQL can be indented. DuckDB ends a statement at NUL, so NUL goes in by its number. */
export function quoteText(text: string): string {
  if (text.includes('\0'))
    return `concat(${text
      .split('\0')
      .map((piece) => quoteText(piece))
      .join(', chr(0), ')})`
  if (!/[\n\r]/.test(text)) return `'${text.replaceAll("'", "''")}'`
  const escaped = text.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll('\n', '\\n').replaceAll('\r', '\\r')
  return `E'${escaped}'`
}
