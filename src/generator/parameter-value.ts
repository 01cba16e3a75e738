import {
  parseBignumeric,
  parseDate,
  parseDatetime,
  parseInteger,
  parseNumeric,
  parseRange,
  parseTime,
  parseTimestamp,
} from '../googlesql/literals.ts'
import type { ScalarType, StructType, Type } from '../googlesql/types.ts'
import type { Value } from '../googlesql/value.ts'

/**
 * The value that a text names in the form of the `bq` command; arrays and structs are JSON, `NULL` is null.
 * Undefined where the text is no value of the type.
 */
export function parameterValue(type: Type, text: string): Value | undefined {
  if (text === 'NULL') return null
  if (type.kind !== 'array' && type.kind !== 'struct') return plainValue(type, text)
  const json = readJson(text)
  return json === undefined ? undefined : jsonValue(type, json)
}

function plainValue(type: Exclude<Type, { kind: 'array' | 'struct' }>, text: string): Value | undefined {
  if (type.kind === 'range') return parseRange(text, (bound) => plainValue(type.element, bound)?.toString())
  return SCALARS[type.name](text)
}

const SCALARS: Readonly<Record<ScalarType['name'], (text: string) => Value | undefined>> = {
  BOOL: (text) => ({ true: true, false: false })[text.trim().toLowerCase()],
  INT64: (text) => parseInteger(text.trim()),
  FLOAT64: parseFloat64,
  NUMERIC: parseNumeric,
  BIGNUMERIC: parseBignumeric,
  STRING: (text) => text,
  BYTES: parseBase64,
  DATE: (text) => parseDate(text.trim()),
  DATETIME: (text) => parseDatetime(text.trim()),
  TIME: (text) => parseTime(text.trim()),
  TIMESTAMP: (text) => parseTimestamp(text.trim()),
  INTERVAL: (text) => (/^-?\d+-\d+ -?\d+ -?\d+:\d+:\d+(?:\.\d{1,6})?$/.test(text.trim()) ? text.trim() : undefined),
  JSON: compactJson,
  GEOGRAPHY: (text) => text,
}

function parseFloat64(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase()
  if (/^[+-]?inf(inity)?$/.test(trimmed))
    return trimmed.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  if (trimmed === 'nan') return Number.NaN
  const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(trimmed) ? Number(trimmed) : Number.NaN
  return Number.isFinite(number) ? number : undefined
}

function parseBase64(text: string): Uint8Array | undefined {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return undefined
  return new Uint8Array(Buffer.from(text, 'base64'))
}

const JSON_PIECE = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[ \t\r\n]+/g

function compactJson(text: string): string | undefined {
  if (readJson(text) === undefined) return undefined
  return text.replace(JSON_PIECE, (piece) => (/^\s/.test(piece) ? '' : piece))
}

/** Numbers come as their text, so that no digit of an INT64 or NUMERIC is lost; whether a text is fine its type decides. */
function readJson(text: string): unknown {
  try {
    JSON.parse(text)
    return JSON.parse(text.replace(JSON_PIECE, (piece) => (/^[-\d]/.test(piece) ? `"${piece}"` : piece)))
  } catch {
    return undefined
  }
}

function jsonValue(type: Type, json: unknown): Value | undefined {
  if (json === null) return null
  if (type.kind === 'array')
    return Array.isArray(json) ? allValues(json.map((item) => jsonValue(type.element, item))) : undefined
  if (type.kind === 'struct') return structValue(type, json)
  if (typeof json === 'boolean') return type.kind === 'scalar' && type.name === 'BOOL' ? json : undefined
  return typeof json === 'string' ? plainValue(type, json) : undefined
}

/** Fields by name, without regard to case; one that is not given is null, one that the type lacks is a mistake. */
function structValue(type: StructType, json: unknown): Value | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined
  const given = new Map(Object.entries(json).map(([name, value]) => [name.toLowerCase(), value]))
  const names = new Set(type.fields.map((field) => field.name.toLowerCase()))
  if ([...given.keys()].some((name) => !names.has(name))) return undefined
  return allValues(type.fields.map((field) => jsonValue(field.type, given.get(field.name.toLowerCase()) ?? null)))
}

function allValues(values: readonly (Value | undefined)[]): readonly Value[] | undefined {
  return values.every((value) => value !== undefined) ? values : undefined
}
