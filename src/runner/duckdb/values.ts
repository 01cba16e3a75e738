import type { ScalarTypeName, Type } from '../../googlesql/types.ts'
import type { Value } from '../../googlesql/value.ts'
import { dateDays, datetimeMicros, timeMicros, timestampMicros } from './calendar.ts'
import { fieldNames } from './duckdb-type.ts'
import { parseCanonicalInterval } from './interval.ts'
import { unscaledDecimal } from './number-text.ts'

/** Turns a value into what a DuckDB vector of its type takes (the plain form of @duckdb/node-api's value classes). */
export type Encoder = (value: Value) => unknown

export function encoder(type: Type): Encoder {
  const encode = presentEncoder(type)
  return (value) => (value === null ? null : encode(value))
}

function presentEncoder(type: Type): Encoder {
  if (type.kind === 'array') return listEncoder(encoder(type.element))
  if (type.kind === 'struct')
    return structEncoder(
      fieldNames(type),
      type.fields.map((field) => encoder(field.type)),
    )
  if (type.kind === 'range') return rangeEncoder(encoder(type.element))
  return SCALARS[type.name] as Encoder
}

const SCALARS: Readonly<Record<ScalarTypeName, (value: never) => unknown>> = {
  BOOL: (value: boolean) => value,
  INT64: (value: bigint) => value,
  FLOAT64: (value: number) => value,
  NUMERIC: (value: string) => ({ value: unscaledDecimal(value, 9) }),
  BIGNUMERIC: (value: string) => ({ value: unscaledDecimal(value, 15) }),
  STRING: (value: string) => value,
  BYTES: (bytes: Uint8Array) => ({ bytes }),
  DATE: (value: string) => ({ days: dateDays(value) }),
  DATETIME: (value: string) => ({ micros: datetimeMicros(value) }),
  TIME: (value: string) => ({ micros: timeMicros(value) }),
  TIMESTAMP: (value: string) => ({ micros: timestampMicros(value) }),
  INTERVAL: (value: string) => parseCanonicalInterval(value),
  JSON: (value: string) => value,
  GEOGRAPHY: (value: string) => value,
}

function listEncoder(element: Encoder): Encoder {
  return (value) => ({ items: (value as readonly Value[]).map(element) })
}

function structEncoder(names: readonly string[], fields: readonly Encoder[]): Encoder {
  return (value) => ({
    entries: Object.fromEntries(
      names.map((name, index) => [name, fields[index]!((value as readonly Value[])[index] ?? null)]),
    ),
  })
}

function rangeEncoder(bound: Encoder): Encoder {
  return (value) => {
    const [start, end] = rangeBounds(value as string)
    return { entries: { start: bound(start), end: bound(end) } }
  }
}

/** The two ends of `[2020-01-01, UNBOUNDED)`, NULL where unbounded. */
export function rangeBounds(range: string): readonly [string | null, string | null] {
  const [start, end] = range.slice(1, -1).split(', ') as [string, string]
  return [start === 'UNBOUNDED' ? null : start, end === 'UNBOUNDED' ? null : end]
}
