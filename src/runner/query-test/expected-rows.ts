import { type Diagnostic, DiagnosticsError } from '../../errors.ts'
import {
  parseBignumeric,
  parseDate,
  parseDatetime,
  parseNumeric,
  parseRange,
  parseTime,
  parseTimestamp,
} from '../../googlesql/literals.ts'
import { nearest } from '../../googlesql/resolve/suggest.ts'
import { formatType, type ScalarTypeName, type StructType, type Type } from '../../googlesql/types.ts'
import type { Value } from '../../googlesql/value.ts'
import { nameFields, type ResultColumn } from '../duckdb/fields.ts'
import { holdsInexactNumbers, parseExactly, WrittenNumber } from '../load/exact-json.ts'
import { jsonColumnText } from '../load/json-column.ts'
import type { FixtureRow } from './fixture-row.ts'

/** What a row must be, in the form of `value.ts`, and where that is written. */
export interface ExpectedRow {
  readonly values: readonly Value[]
  readonly fixture: FixtureRow
}

/**
 * The rows of an expectation as values of the result's columns. What is not written is NULL, an array empty.
 *
 * @throws {DiagnosticsError} `unknown-column`; `invalid-value`: a value that no row of this result can have, such as a text where
 *   the column is an INT64
 */
export function readExpectedRows(
  fixtures: readonly FixtureRow[],
  columns: readonly ResultColumn[],
): readonly ExpectedRow[] {
  const type: StructType = {
    kind: 'struct',
    fields: columns.map(({ name, type: own }) => ({ name, type: nameFields(own) })),
  }
  const problems: Diagnostic[] = []
  const rows: ExpectedRow[] = []
  for (const [index, fixture] of fixtures.entries()) {
    try {
      const value = holdsInexactNumbers(fixture.text) ? parseExactly(fixture.text) : fixture.value
      rows.push({ values: structValue(value, type, []) as readonly Value[], fixture })
    } catch (error) {
      if (!(error instanceof Misfit)) throw error
      problems.push(error.diagnostic(fixture, index))
    }
  }
  if (problems.length > 0) throw new DiagnosticsError(problems)
  return rows
}

class Misfit {
  readonly code: string
  readonly message: string
  readonly path: string

  constructor(code: string, message: string, path: readonly string[]) {
    this.code = code
    this.message = message
    this.path = path.join('.').replaceAll('.[', '[')
  }

  diagnostic({ path, line, placeOf }: FixtureRow, index: number): Diagnostic {
    const message = `row ${index + 1}, ${this.path}: ${this.message}`
    return { severity: 'error', code: this.code, path, line, message, ...placeOf?.(this.path) }
  }
}

function expectedValue(value: unknown, type: Type, path: readonly string[]): Value {
  if (value === null || value === undefined) return type.kind === 'array' ? [] : null
  if (type.kind === 'array') return arrayValue(value, type.element, path)
  if (type.kind === 'struct') return structValue(value, type, path)
  const text = type.kind === 'range' ? rangeValue(value, type.element.name) : SCALARS[type.name](value)
  if (text === undefined) throw wrong(value, type, path)
  return text
}

function arrayValue(value: unknown, element: Type, path: readonly string[]): Value {
  if (!Array.isArray(value)) throw wrong(value, { kind: 'array', element }, path)
  return value.map((item, index) => expectedValue(item, element, [...path, `[${index}]`]))
}

function structValue(value: unknown, type: StructType, path: readonly string[]): Value {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof WrittenNumber)
    throw wrong(value, type, path)
  const given = new Map<string, unknown>()
  for (const [key, item] of Object.entries(value)) {
    if (!type.fields.some(({ name }) => name.toLowerCase() === key.toLowerCase())) throw unknownColumn(key, type, path)
    given.set(key.toLowerCase(), item)
  }
  return type.fields.map(({ name, type: own }) => expectedValue(given.get(name.toLowerCase()), own, [...path, name]))
}

function unknownColumn(key: string, { fields }: StructType, path: readonly string[]): Misfit {
  const near = nearest(
    key,
    fields.map(({ name }) => name),
  )
  const meant =
    near === undefined ? `; there are ${fields.map(({ name }) => name).join(', ')}` : `; did you mean "${near}"?`
  return new Misfit('unknown-column', `the result has no such ${path.length === 0 ? 'column' : 'field'}${meant}`, [
    ...path,
    key,
  ])
}

function wrong(value: unknown, type: Type, path: readonly string[]): Misfit {
  const shown =
    value instanceof WrittenNumber ? value.text : typeof value === 'bigint' ? String(value) : JSON.stringify(value)
  const name = formatType(type)
  const text = shown.length > 60 ? `${shown.slice(0, 60)}…` : shown
  return new Misfit(
    'invalid-value',
    `${text} is not ${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}, as the result has it`,
    path,
  )
}

type ReadScalar = (value: unknown) => Value | undefined

/** Stricter than a load: an expectation that is only like the answer is none. A number is never a text, nor a text a number. */
const SCALARS: Readonly<Record<ScalarTypeName, ReadScalar>> = {
  BOOL: (value) => (typeof value === 'boolean' ? value : undefined),
  INT64: wholeNumber,
  FLOAT64: floatNumber,
  NUMERIC: (value) => decimal(value, parseNumeric),
  BIGNUMERIC: (value) => decimal(value, parseBignumeric),
  STRING: (value) => (typeof value === 'string' ? value : undefined),
  BYTES: bytes,
  DATE: text(parseDate),
  DATETIME: text(parseDatetime),
  TIME: text(parseTime),
  TIMESTAMP: text(parseTimestamp),
  INTERVAL: text((written) => written.trim()),
  JSON: (value) => jsonColumnText(value),
  GEOGRAPHY: text((written) => written),
}

function text(parse: (text: string) => string | undefined): ReadScalar {
  return (value) => (typeof value === 'string' ? parse(value) : undefined)
}

/** Also between quotes, as BigQuery's JSON writes it, and `1.0`. */
function wholeNumber(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined
  if (typeof value === 'string') return /^-?\d+$/.test(value) ? BigInt(value) : undefined
  const digits = value instanceof WrittenNumber ? parseNumeric(value.text) : undefined
  return digits === undefined || digits.includes('.') ? undefined : BigInt(digits)
}

const SPECIAL_FLOATS: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  '-infinity': Number.NEGATIVE_INFINITY,
}

function floatNumber(value: unknown): number | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value)
  if (value instanceof WrittenNumber) return Number(value.text)
  return typeof value === 'string' ? SPECIAL_FLOATS[value.toLowerCase()] : undefined
}

function decimal(value: unknown, parse: (text: string) => string | undefined): string | undefined {
  if (value instanceof WrittenNumber) return parse(value.text)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
    ? parse(String(value))
    : undefined
}

function bytes(value: unknown): Uint8Array | undefined {
  if (typeof value !== 'string') return undefined
  const decoded = Buffer.from(value, 'base64')
  return decoded.toString('base64') === value ? new Uint8Array(decoded) : undefined
}

function rangeValue(value: unknown, element: ScalarTypeName): Value | undefined {
  if (typeof value !== 'string') return undefined
  return parseRange(value, (bound) => SCALARS[element](bound) as string | undefined)
}
