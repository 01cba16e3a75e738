import { UsageError } from '../errors.ts'
import { parseType } from '../googlesql/parse/parse.ts'
import { resolveType } from '../googlesql/resolve/type-syntax.ts'
import { SqlError } from '../googlesql/sql-error.ts'
import { FLOAT64, formatType, STRING, type Type } from '../googlesql/types.ts'
import { parameterValue } from './parameter-value.ts'
import type { QueryParameter } from './query-job.ts'

/**
 * A query parameter in the form of the `bq` command: `NAME:TYPE:VALUE`. No TYPE means STRING, no NAME a positional parameter,
 * the VALUE `NULL` a null. Arrays and structs are JSON: `ids:ARRAY<INT64>:[1, 2]`, `p:STRUCT<x INT64, y STRING>:{"x": 1, "y": "a"}`.
 *
 * @throws {UsageError} with an example of the right form
 * @see https://cloud.google.com/bigquery/docs/parameterized-queries
 */
export function parseParameter(text: string): QueryParameter {
  const [all, name = '', typeText = '', value = ''] = /^([^:]*):([^:]*):(.*)$/s.exec(text) ?? []
  if (all === undefined) throw wrongParameter(text, 'a parameter has three parts, NAME:TYPE:VALUE')
  if (!/^\w*$/.test(name)) throw wrongParameter(text, `"${name}" cannot be the name of a parameter`)
  const type = readType(text, typeText.trim())
  const parsed = parameterValue(type, value)
  if (parsed === undefined) {
    throw new UsageError(
      'invalid-parameter',
      `"${value}" is no value of type ${formatType(type)} for the parameter "${name}"`,
      {
        hint: `write for example ${name || 'name'}:${typeText}:${exampleOf(type)}`,
      },
    )
  }
  return { name, type, value: parsed }
}

function wrongParameter(text: string, message: string): UsageError {
  return new UsageError('invalid-parameter', `"${text}": ${message}`, {
    hint: 'write for example submission_date:DATE:2024-02-28, channel:STRING:nightly or ids:ARRAY<INT64>:[1, 2]',
  })
}

/** `FLOAT` is bq's older name of FLOAT64; GoogleSQL's own names have no such alias. */
function readType(text: string, typeText: string): Type {
  if (typeText === '') return STRING
  if (typeText.toUpperCase() === 'FLOAT') return FLOAT64
  try {
    return resolveType(parseType(typeText))
  } catch (error) {
    if (!(error instanceof SqlError)) throw error
    throw wrongParameter(text, `"${typeText}" is no type`)
  }
}

const EXAMPLES: Readonly<Record<string, string>> = {
  BOOL: 'true',
  INT64: '42',
  FLOAT64: '1.5',
  NUMERIC: '1.25',
  BIGNUMERIC: '1.25',
  STRING: 'text',
  BYTES: 'aGVsbG8=',
  DATE: '2024-02-28',
  DATETIME: '2024-02-28T10:00:00',
  TIME: '10:00:00',
  TIMESTAMP: '2024-02-28T10:00:00Z',
  INTERVAL: '0-0 1 0:0:0',
  JSON: '{"a": 1}',
  GEOGRAPHY: 'POINT(1 2)',
}

function exampleOf(type: Type): string {
  if (type.kind === 'scalar') return EXAMPLES[type.name]!
  if (type.kind === 'array') return `[${jsonExampleOf(type.element)}]`
  if (type.kind === 'range') return `[${exampleOf(type.element)}, UNBOUNDED)`
  return `{${type.fields.map((field) => `"${field.name}": ${jsonExampleOf(field.type)}`).join(', ')}}`
}

function jsonExampleOf(type: Type): string {
  const example = exampleOf(type)
  const bare =
    type.kind === 'array' ||
    type.kind === 'struct' ||
    (type.kind === 'scalar' && /^(BOOL|INT64|FLOAT64)$/.test(type.name))
  return bare ? example : JSON.stringify(example)
}
