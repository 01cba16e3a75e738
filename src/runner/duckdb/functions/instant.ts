import type { Expression } from '../../../googlesql/resolved.ts'
import { formatType, type Type } from '../../../googlesql/types.ts'
import type { EmitContext } from '../emit-context.ts'
import { reuse } from './reuse.ts'

/** 0001-01-01 00:00:00 and 9999-12-31 23:59:59.999999 in microseconds since 1970 (UTC). */
export const MIN_MICROS = -62135596800000000n
export const MAX_MICROS = 253402300799999999n
/** The same days, in days since 1970. */
export const MIN_DAYS = -719162n
export const MAX_DAYS = 2932896n

const DATES = "DATE '0001-01-01' AND DATE '9999-12-31'"
const DATETIMES = "TIMESTAMP '0001-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59.999999'"

/** The DATETIME of a TIMESTAMP in UTC. DuckDB's own cast asks ICU and takes twenty times as long. */
export function datetimeOf(timestamp: string): string {
  const inverse = timestamp.match(/^make_timestamptz\(epoch_us\(("[^"]*"|\w+)\)\)$/)
  return inverse ? inverse[1]! : `make_timestamp(epoch_us(${timestamp}))`
}

/** The TIMESTAMP that a DATETIME names in UTC. */
export function timestampOf(datetime: string): string {
  return `make_timestamptz(epoch_us(${datetime}))`
}

/** A DATE, DATETIME or TIMESTAMP from microseconds since 1970. */
export function fromMicros(micros: string, type: Type): string {
  if (formatType(type) === 'TIMESTAMP') return `make_timestamptz(${micros})`
  return formatType(type) === 'DATE' ? `CAST(make_timestamp(${micros}) AS DATE)` : `make_timestamp(${micros})`
}

/**
 * A count as DuckDB's INTEGER, failing beyond it. The optimizer (1.5.6) moves a cast that stands directly on a field of a struct out
 * of CASE and TRY, where it fails for rows that were excluded; one over a function it leaves alone.
 */
export function toInteger(count: string): string {
  return /^-?\d+$/.test(count) ? `CAST(${count} AS INTEGER)` : `CAST(coalesce(${count}, NULL) AS INTEGER)`
}

/** A whole number known now: a literal, perhaps negated. */
export function constantOf(expression: Expression | undefined): bigint | undefined {
  if (expression?.kind === 'literal') return typeof expression.value === 'bigint' ? expression.value : undefined
  if (expression?.kind !== 'call' || expression.name !== '$unary_minus') return undefined
  const negated = constantOf(expression.arguments[0])
  return negated === undefined ? undefined : -negated
}

/** A DATE, checked to be of the years 1 to 9999; `values` are what `date` mentions. */
export function checkedDate(
  context: EmitContext,
  type: Type,
  values: readonly string[],
  date: (...values: string[]) => string,
): string {
  return checked(context, type, values, date, DATES, 'the date')
}

/** A DATETIME, checked likewise. */
export function checkedDatetime(
  context: EmitContext,
  type: Type,
  values: readonly string[],
  datetime: (...values: string[]) => string,
): string {
  return checked(context, type, values, datetime, DATETIMES, 'the datetime')
}

/** A DATETIME or TIMESTAMP from microseconds, checked likewise. */
export function checkedMicros(
  context: EmitContext,
  type: Type,
  values: readonly string[],
  micros: (...values: string[]) => string,
): string {
  const make = type.kind === 'scalar' && type.name === 'TIMESTAMP' ? 'make_timestamptz' : 'make_timestamp'
  const failure = context.fail(context.text('the result is out of range: years 1 to 9999'), type)
  return reuse(context, values, (...names) => {
    const sql = micros(...names)
    return `CASE WHEN ${sql} NOT BETWEEN ${MIN_MICROS} AND ${MAX_MICROS} THEN ${failure} ELSE ${make}(${sql}) END`
  })
}

function checked(
  context: EmitContext,
  type: Type,
  values: readonly string[],
  result: (...values: string[]) => string,
  bounds: string,
  what: string,
): string {
  const failure = context.fail(context.text(`${what} is out of range: years 1 to 9999`), type)
  return reuse(context, values, (...names) => {
    const sql = result(...names)
    return `CASE WHEN ${sql} NOT BETWEEN ${bounds} THEN ${failure} ELSE ${sql} END`
  })
}
