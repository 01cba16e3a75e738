import { parseDate, parseTimestamp } from '../../googlesql/literals.ts'
import { formatType, type Type } from '../../googlesql/types.ts'
import type { Value } from '../../googlesql/value.ts'
import { formatTimestamp } from './calendar.ts'

/**
 * A value as a JavaScript function of BigQuery sees it: INT64 as text, since a number would lose digits, NUMERIC as a number where
 * that is exact and whole, BYTES in base64, DATE and TIMESTAMP as Date, STRUCT as object, JSON parsed.
 *
 * @see https://cloud.google.com/bigquery/docs/user-defined-functions#supported-javascript-udf-data-types
 */
export function toScript(value: Value, type: Type): unknown {
  if (value === null) return null
  if (type.kind === 'array') return (value as readonly Value[]).map((item) => toScript(item, type.element))
  if (type.kind === 'struct')
    return Object.fromEntries(
      type.fields.map((field, index) => [field.name, toScript((value as readonly Value[])[index] ?? null, field.type)]),
    )
  if (type.kind === 'range') return value
  switch (type.name) {
    case 'INT64':
      return String(value)
    case 'NUMERIC':
    case 'BIGNUMERIC':
      return Number.isSafeInteger(Number(value)) && !String(value).includes('.') ? Number(value) : value
    case 'BYTES':
      return Buffer.from(value as Uint8Array).toString('base64')
    case 'DATE':
      return new Date(`${value}T00:00:00Z`)
    case 'TIMESTAMP':
      return scriptDate(value as string)
    case 'JSON':
      return JSON.parse(value as string)
    default:
      return value
  }
}

/** A Date knows milliseconds only, so BigQuery adds the rest as a property. */
function scriptDate(timestamp: string): Date {
  const date = new Date(`${timestamp.slice(0, 10)}T${timestamp.slice(11, -3)}Z`.replace(/(\.\d{3})\d+/, '$1'))
  const fraction = (/\.(\d+)/.exec(timestamp)?.[1] ?? '').padEnd(6, '0')
  return Object.assign(date, { microsecond: Number(fraction.slice(3)) })
}

/** What a JavaScript function gave back, as a value of the type that it was declared with. @throws {Error} it is no such value */
export function fromScript(result: unknown, type: Type): Value {
  if (result === null || result === undefined) return null
  if (type.kind === 'array') {
    if (!Array.isArray(result)) return refuse(result, type)
    return result.map((item) => fromScript(item, type.element))
  }
  if (type.kind === 'struct') {
    if (typeof result !== 'object') return refuse(result, type)
    return type.fields.map((field) => fromScript((result as Record<string, unknown>)[field.name], field.type))
  }
  const value = type.kind === 'scalar' ? SCALARS[type.name]?.(result) : undefined
  return value === undefined ? refuse(result, type) : value
}

const SCALARS: Partial<Record<string, (result: unknown) => Value | undefined>> = {
  // BigQuery goes by JavaScript's truth here (Mozilla's functions return 0 and 1)
  BOOL: (result) => (typeof result === 'boolean' || typeof result === 'number' ? Boolean(result) : undefined),
  INT64: (result) => integerOf(result),
  FLOAT64: (result) =>
    typeof result === 'number' || (typeof result === 'string' && result.trim() !== '' && !Number.isNaN(Number(result)))
      ? Number(result)
      : undefined,
  STRING: (result) => (typeof result === 'object' ? undefined : String(result)),
  BYTES: (result) => (typeof result === 'string' ? Buffer.from(result, 'base64') : undefined),
  NUMERIC: (result) => (/^-?\d{1,29}(\.\d{1,9})?$/.test(String(result)) ? String(result) : undefined),
  DATE: (result) => (isDate(result) ? result.toISOString().slice(0, 10) : parseDate(String(result))),
  TIMESTAMP: (result) =>
    isDate(result) ? formatTimestamp(BigInt(result.getTime()) * 1000n, 'shortest') : parseTimestamp(String(result)),
  JSON: (result) => JSON.stringify(result),
}

function integerOf(result: unknown): bigint | undefined {
  if (typeof result === 'bigint') return BigInt.asIntN(64, result) === result ? result : undefined
  if (typeof result === 'number')
    return Number.isInteger(result) && Math.abs(result) < 2 ** 63 ? BigInt(result) : undefined
  return typeof result === 'string' && /^[+-]?\d+$/.test(result.trim()) ? integerOf(BigInt(result.trim())) : undefined
}

/** A Date of the function's own context is no instance of this one's Date. */
function isDate(result: unknown): result is Date {
  return Object.prototype.toString.call(result) === '[object Date]' && !Number.isNaN((result as Date).getTime())
}

function refuse(result: unknown, type: Type): never {
  throw new Error(
    `Failed to coerce output value ${JSON.stringify(result) ?? String(result)} to type ${formatType(type)}`,
  )
}
