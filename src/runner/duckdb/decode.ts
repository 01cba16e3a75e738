import type { ScalarTypeName, Type } from '../../googlesql/types.ts'
import type { Value } from '../../googlesql/value.ts'
import type { ResultValue } from '../warehouse.ts'
import { type FractionStyle, formatDate, formatDatetime, formatTime, formatTimestamp } from './calendar.ts'
import { formatInterval, type IntervalParts } from './interval.ts'
import { formatDecimal } from './number-text.ts'

/** A column of a DuckDB chunk, as far as it is read here (the vectors of @duckdb/node-api 1.5). */
export interface ColumnVector {
  getItem(index: number): unknown
  readonly validity: { itemValid(index: number): boolean }
  /** Of texts: 16 bytes a row, which hold a short text itself, of a longer one its length, start and address. */
  readonly dataView?: DataView
}

interface ListColumn extends ColumnVector {
  readonly childVector: ColumnVector
  getEntryOffset(index: number): number
  getEntryLength(index: number): number
}

interface StructColumn extends ColumnVector {
  entryVectorAt(index: number): ColumnVector
}

/** Reads row `index` of a column. */
export type Reader<T> = (column: ColumnVector, index: number) => T

/** Reads a column of `type` (in the form of `duckdb-type.ts`) as results carry values. */
export function resultReader(type: Type): Reader<ResultValue> {
  return reader<ResultValue>(type, RESULT_SCALARS, 'thousands')
}

/** Reads a column of `type` as values in memory. */
export function valueReader(type: Type): Reader<Value> {
  return reader<Value>(type, VALUE_SCALARS, 'shortest')
}

type ScalarReaders<T> = Readonly<Record<ScalarTypeName, (item: never) => T>>

function commonScalars(style: FractionStyle) {
  return {
    BOOL: (item: boolean) => item,
    NUMERIC: decimalText,
    BIGNUMERIC: decimalText,
    STRING: (item: string) => item,
    DATE: (item: { days: number }) => formatDate(item.days),
    DATETIME: (item: { micros: bigint }) => formatDatetime(item.micros, style),
    TIME: (item: { micros: bigint }) => formatTime(item.micros, style),
    TIMESTAMP: (item: { micros: bigint }) => formatTimestamp(item.micros, style),
    INTERVAL: (item: IntervalParts) => formatInterval(item),
    JSON: (item: string) => item,
    GEOGRAPHY: (item: string) => item,
  }
}

const RESULT_SCALARS: ScalarReaders<ResultValue> = {
  ...commonScalars('thousands'),
  INT64: (item: bigint) => item.toString(),
  FLOAT64: (item: number) => (Number.isFinite(item) ? item : String(item)),
  BYTES: (item: { bytes: Uint8Array }) => Buffer.from(item.bytes).toString('base64'),
}

const VALUE_SCALARS: ScalarReaders<Value> = {
  ...commonScalars('shortest'),
  INT64: (item: bigint) => item,
  FLOAT64: (item: number) => item,
  BYTES: (item: { bytes: Uint8Array }) => new Uint8Array(item.bytes),
}

function decimalText(item: { value: bigint; scale: number }): string {
  return formatDecimal(item.value, item.scale)
}

function reader<T extends Value | ResultValue>(
  type: Type,
  scalars: ScalarReaders<T>,
  style: FractionStyle,
): Reader<T | null> {
  if (type.kind === 'array') return listReader(reader(type.element, scalars, style)) as Reader<T>
  if (type.kind === 'struct')
    return structReader(type.fields.map((field) => reader(field.type, scalars, style))) as Reader<T>
  if (type.kind === 'range') return rangeReader(reader(type.element, scalars, style)) as Reader<T>
  const scalar = scalars[type.name] as (item: unknown) => T
  return (column, index) => {
    const item = column.getItem(index)
    return item === null ? null : scalar(item)
  }
}

function listReader<T>(element: Reader<T>): Reader<readonly T[] | null> {
  return (column, index) => {
    if (!column.validity.itemValid(index)) return null
    const list = column as ListColumn
    const offset = list.getEntryOffset(index)
    return Array.from({ length: list.getEntryLength(index) }, (_, position) =>
      element(list.childVector, offset + position),
    )
  }
}

function structReader<T>(fields: readonly Reader<T>[]): Reader<readonly T[] | null> {
  return (column, index) =>
    column.validity.itemValid(index)
      ? fields.map((field, position) => field((column as StructColumn).entryVectorAt(position), index))
      : null
}

function rangeReader<T>(bound: Reader<T>): Reader<string | null> {
  const ends = structReader([bound, bound])
  return (column, index) => {
    const range = ends(column, index)
    return range && `[${range[0] ?? 'UNBOUNDED'}, ${range[1] ?? 'UNBOUNDED'})`
  }
}
