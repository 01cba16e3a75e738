import { datetimeMicros, formatDatetime, formatTime, formatTimestamp, timeMicros } from '../duckdb/calendar.ts'
import { formatInterval, parseCanonicalInterval } from '../duckdb/interval.ts'
import { jsonColumnText } from '../load/json-column.ts'
import type { ResultValue } from '../warehouse.ts'
import type { CellResource, FieldResource, RowResource } from './resources.ts'
import { typeName } from './schema.ts'

type Cell = CellResource['v']
type Decode = (cell: Cell) => ResultValue

/** Reads rows of the API (asked for with `formatOptions.useInt64Timestamp`) as results carry values: exactly what DuckDB's give. */
export function rowDecoder(fields: readonly FieldResource[]): (row: RowResource) => readonly ResultValue[] {
  const decoders = fields.map(fieldDecoder)
  return ({ f }) => decoders.map((decode, index) => decode(f[index]?.v ?? null))
}

function fieldDecoder(field: FieldResource): Decode {
  const decode = valueDecoder(field)
  if (field.mode !== 'REPEATED') return decode
  // The API tells no NULL array from an empty one.
  return (cell) => (Array.isArray(cell) ? cell.map((item: CellResource) => decode(item.v)) : [])
}

function valueDecoder(field: FieldResource): Decode {
  const type = typeName(field.type)
  if (type === 'STRUCT') {
    const decode = rowDecoder(field.fields ?? [])
    return (cell) => (cell === null ? null : decode(cell as RowResource))
  }
  const decode = type === 'RANGE' ? rangeText(field.rangeElementType?.type ?? 'DATE') : (SCALARS[type] ?? asText)
  return (cell) => (cell === null ? null : decode(cell as string))
}

const asText = (text: string): string => text

const SCALARS: Readonly<Record<string, (text: string) => ResultValue>> = {
  BOOL: (text) => text === 'true',
  FLOAT64: floatValue,
  DATETIME: (text) => formatDatetime(datetimeMicros(text), 'thousands'),
  TIME: (text) => formatTime(timeMicros(text), 'thousands'),
  TIMESTAMP: (text) => formatTimestamp(BigInt(text), 'thousands'),
  INTERVAL: intervalText,
  JSON: (text) => jsonColumnText(text) ?? text,
}

function floatValue(text: string): number | string {
  const value = Number(SPECIAL_FLOATS[text.toLowerCase()] ?? text)
  return Number.isFinite(value) ? value : String(value)
}

const SPECIAL_FLOATS: Readonly<Record<string, string>> = {
  nan: 'NaN',
  inf: 'Infinity',
  '+inf': 'Infinity',
  '-inf': '-Infinity',
}

function intervalText(text: string): string {
  const parts = parseCanonicalInterval(text)
  return parts === undefined ? text : formatInterval(parts)
}

/** The bounds are in the form of their type. */
function rangeText(element: string): (text: string) => string {
  const decode = SCALARS[typeName(element)] ?? asText
  const bound = (text: string): ResultValue => (text === 'UNBOUNDED' ? text : decode(text))
  return (text) => {
    const parts = /^\[(.*), (.*)\)$/.exec(text)
    return parts ? `[${bound(parts[1]!)}, ${bound(parts[2]!)})` : text
  }
}
