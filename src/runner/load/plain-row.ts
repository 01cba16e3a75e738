import type { Field } from '../../generator/query-job.ts'
import { parseDate, parseTime } from '../../googlesql/literals.ts'
import type { ScalarTypeName, Type } from '../../googlesql/types.ts'
import { fieldOfType } from '../duckdb/fields.ts'
import type { SourceRow } from '../warehouse.ts'

/** Whether a value stands in its text just as `scalar-text.ts` would write it, or so that DuckDB reads the same. */
type IsPlain = (value: unknown) => boolean

/**
 * Says of a row whether the text that it was read from can be loaded as it is, which saves writing it anew: most rows of most files. In
 * doubt it says no.
 */
export function plainRowCheck(schema: readonly Field[]): (row: SourceRow) => boolean {
  const counter: KeyCounter = { keys: 0 }
  const isPlain = structCheck(schema, counter)
  return ({ value, text }) => {
    if (text === undefined || !isLine(text)) return false
    counter.keys = 0
    // As many keys in the text as in the value: none of them twice.
    return isPlain(value) && countKeys(text) === counter.keys
  }
}

interface KeyCounter {
  keys: number
}

/** One line, without half a surrogate pair, which UTF-8 cannot hold. */
function isLine(text: string): boolean {
  return !text.includes('\n') && !text.includes('\\ud') && !text.includes('\\uD')
}

/** Exact where no text holds `":` and no blank stands between key and colon; elsewhere it is some other number than that of the keys. */
function countKeys(text: string): number {
  let count = 0
  for (let at = text.indexOf('":'); at >= 0; at = text.indexOf('":', at + 2)) count += 1
  return count
}

function structCheck(fields: readonly Field[], counter: KeyCounter): IsPlain {
  const checks = fields.map((field) => ({ name: field.name, isPlain: fieldCheck(field, counter) }))
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    const row = value as Record<string, unknown>
    let found = 0
    for (const { name, isPlain } of checks) {
      const item = row[name]
      if (item !== undefined) found += 1
      if (!isPlain(item)) return false
    }
    for (const _ in row) found -= 1
    if (found !== 0) return false
    for (const _ in row) counter.keys += 1
    return true
  }
}

/** An array must be there: DuckDB makes a missing one NULL, BigQuery an empty one. */
function fieldCheck(field: Field, counter: KeyCounter): IsPlain {
  const isPlain = valueCheck(field.type, counter)
  if (field.mode === 'REPEATED') return (value) => Array.isArray(value) && value.every(isPlain)
  if (field.mode === 'REQUIRED') return isPlain
  return (value) => value === undefined || value === null || isPlain(value)
}

function valueCheck(type: Type, counter: KeyCounter): IsPlain {
  if (type.kind === 'scalar') return PLAIN[type.name]
  if (type.kind !== 'struct') return () => false
  return structCheck(
    type.fields.map((field) => fieldOfType(field.name, field.type)),
    counter,
  )
}

const PLAIN: Readonly<Record<ScalarTypeName, IsPlain>> = {
  BOOL: (value) => typeof value === 'boolean',
  INT64: (value) => Number.isSafeInteger(value),
  FLOAT64: (value) => typeof value === 'number' && !Object.is(value, -0),
  NUMERIC: matches(/^-?(?:0|[1-9]\d{0,28})(?:\.\d{1,9})?$/),
  BIGNUMERIC: () => false,
  STRING: (value) => typeof value === 'string',
  BYTES: matches(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/),
  DATE: (value) => typeof value === 'string' && isDate(value),
  DATETIME: momentCheck(/^(\d{4}-\d\d-\d\d)[ T]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?)$/),
  TIME: (value) => typeof value === 'string' && parseTime(value) === value,
  TIMESTAMP: momentCheck(
    /^(\d{4}-\d\d-\d\d)[ T]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?)(?:Z| UTC|\+00(?::?00)?)?$/,
  ),
  INTERVAL: () => false,
  JSON: () => false,
  GEOGRAPHY: (value) => typeof value === 'string',
}

function matches(pattern: RegExp): IsPlain {
  return (value) => typeof value === 'string' && pattern.test(value)
}

function momentCheck(pattern: RegExp): IsPlain {
  return (value) => {
    const parts = typeof value === 'string' ? pattern.exec(value) : null
    return parts !== null && isDate(parts[1]!)
  }
}

/** Days that have been seen to exist: files hold the same few over and over. */
const knownDates = new Set<string>()
const MOST_KNOWN_DATES = 100_000

/** Whether the text is a day that exists, as `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  if (knownDates.has(text)) return true
  if (parseDate(text) !== text) return false
  if (knownDates.size < MOST_KNOWN_DATES) knownDates.add(text)
  return true
}
