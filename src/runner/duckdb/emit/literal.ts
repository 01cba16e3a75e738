import type { Span } from '../../../googlesql/syntax.ts'
import { FLOAT64, formatType, type ScalarTypeName, type Type } from '../../../googlesql/types.ts'
import type { Value } from '../../../googlesql/value.ts'
import { duckDbType, fieldNames, quoteText } from '../duckdb-type.ts'
import { parseCanonicalInterval } from '../interval.ts'
import { rangeBounds } from '../values.ts'
import { unsupported } from './context.ts'

/** A literal of the query. @throws {SqlError} `unsupported` for what DuckDB cannot hold */
export function emitLiteral(value: Value, type: Type, span: Span): string {
  if (isHeld(value, type)) return emitValue(value, type)
  return unsupported(`the embedded warehouse cannot hold this ${formatType(type)} exactly`, span)
}

/** DuckDB has no struct without fields, and BIGNUMERIC has 23 digits before and 15 after the point here. */
function isHeld(value: Value, type: Type): boolean {
  if (type.kind === 'struct' && type.fields.length === 0) return false
  if (value === null) return true
  if (type.kind === 'array') return (value as readonly Value[]).every((item) => isHeld(item, type.element))
  if (type.kind === 'struct')
    return type.fields.every((field, index) => isHeld((value as readonly Value[])[index] ?? null, field.type))
  return type.kind !== 'scalar' || type.name !== 'BIGNUMERIC' || /^-?\d{1,23}(\.\d{1,15})?$/.test(value as string)
}

/** A value as a DuckDB literal of exactly the type that `duckDbType` names. */
export function emitValue(value: Value, type: Type): string {
  if (value === null) return `CAST(NULL AS ${duckDbType(type)})`
  if (type.kind === 'array') return emitArrayValue(value as readonly Value[], type.element)
  if (type.kind === 'range') return emitRangeValue(value as string, type.element)
  if (type.kind === 'scalar') return SCALARS[type.name](value as never)
  const names = fieldNames(type)
  const fields = type.fields.map(
    (field, index) =>
      `${quoteText(names[index]!)}: ${emitValue((value as readonly Value[])[index] ?? null, field.type)}`,
  )
  return `{${fields.join(', ')}}`
}

function emitArrayValue(items: readonly Value[], element: Type): string {
  if (items.length === 0) return `CAST([] AS ${duckDbType(element)}[])`
  return `[${items.map((item) => emitValue(item, element)).join(', ')}]`
}

function emitRangeValue(range: string, element: Type): string {
  const [start, end] = rangeBounds(range)
  return `{'start': ${emitValue(start, element)}, 'end': ${emitValue(end, element)}}`
}

const SCALARS: Readonly<Record<ScalarTypeName, (value: never) => string>> = {
  BOOL: (value: boolean) => (value ? 'TRUE' : 'FALSE'),
  INT64: (value: bigint) => (value < 0n ? `(${value})::BIGINT` : `${value}::BIGINT`),
  FLOAT64: emitFloat,
  NUMERIC: (value: string) => `CAST('${value}' AS DECIMAL(38,9))`,
  BIGNUMERIC: (value: string) => `CAST('${value}' AS DECIMAL(38,15))`,
  STRING: (value: string) => quoteText(value),
  BYTES: (value: Uint8Array) => `from_hex('${Buffer.from(value).toString('hex')}')`,
  DATE: (value: string) => `DATE '${value}'`,
  DATETIME: (value: string) => `TIMESTAMP '${value}'`,
  TIME: (value: string) => `TIME '${value}'`,
  TIMESTAMP: (value: string) => `TIMESTAMPTZ '${value}'`,
  INTERVAL: emitInterval,
  JSON: (value: string) => `CAST(${quoteText(value)} AS JSON)`,
  GEOGRAPHY: (value: string) => quoteText(value),
}

/** Without an exponent DuckDB would read a decimal; it also drops the sign of `-0e0`. */
function emitFloat(value: number): string {
  if (!Number.isFinite(value) || Object.is(value, -0))
    return `CAST('${Object.is(value, -0) ? '-0' : value}' AS ${duckDbType(FLOAT64)})`
  const text = String(Math.abs(value))
  const literal = text.includes('e') ? text : `${text}e0`
  return value < 0 ? `(-${literal})` : literal
}

function emitInterval(value: string): string {
  const { months, days, micros } = parseCanonicalInterval(value)!
  return `(to_months((${months})::INTEGER) + to_days((${days})::INTEGER) + to_microseconds((${micros})::BIGINT))`
}
