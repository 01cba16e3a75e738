import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Field } from '../../src/generator/query-job.ts'
import { arrayOf, INT64, type ScalarTypeName, STRING, structOf, type Type } from '../../src/googlesql/types.ts'
import { fieldOfType } from '../../src/runner/duckdb/fields.ts'
import { openSession } from '../../src/runner/duckdb/session.ts'
import { readJsonSql } from '../../src/runner/duckdb/storage/read-json.ts'
import { plainRowCheck } from '../../src/runner/load/plain-row.ts'
import { rowWriter } from '../../src/runner/load/row-text.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const PAIRS = arrayOf(
  structOf([
    { name: 'key', type: STRING },
    { name: 'value', type: INT64 },
  ]),
)

function isPlain(schema: readonly Field[], text: string): boolean {
  return plainRowCheck(schema)({ value: JSON.parse(text), path: 'rows', line: 1, text })
}

const PLAIN: readonly (readonly [ScalarTypeName | Type, string])[] = [
  ['BOOL', 'true'],
  ['INT64', '-12'],
  ['INT64', '1.0'],
  ['INT64', '1e3'],
  ['FLOAT64', '0.1'],
  ['FLOAT64', '3'],
  ['FLOAT64', '1.5e300'],
  ['FLOAT64', '12345678901234567890.5'],
  ['NUMERIC', '"-12345678901234567890123456789.123456789"'],
  ['NUMERIC', '"1.50"'],
  ['STRING', '"é\\u0000\\n\\"\\\\"'],
  ['BYTES', '"AP8="'],
  ['DATE', '"2024-02-29"'],
  ['DATE', '"0001-01-01"'],
  ['DATETIME', '"2024-02-29T10:00:00.5"'],
  ['DATETIME', '"9999-12-31 23:59:59.999999"'],
  ['TIME', '"10:00:00.000001"'],
  ['TIMESTAMP', '"2021-02-10 10:05:00.123456 UTC"'],
  ['TIMESTAMP', '"2021-02-10T10:05:00Z"'],
  ['TIMESTAMP', '"2021-02-10 10:05:00"'],
  ['TIMESTAMP', '"2021-02-10 10:05:00.1+00"'],
  ['TIMESTAMP', '"2021-02-10 10:05:00+00:00"'],
  ['TIMESTAMP', '"0001-01-01 00:00:00Z"'],
  ['STRING', 'null'],
  [PAIRS, '[]'],
  [PAIRS, '[{"key":"a","value":1},{"value":2}]'],
  [structOf([{ name: 'inner', type: PAIRS }]), '{"inner":[{"key":null}]}'],
]

function column(type: ScalarTypeName | Type): readonly Field[] {
  return [fieldOfType('x', typeof type === 'string' ? { kind: 'scalar', name: type } : type)]
}

it('loads a plain row to what it would load it if it were written anew', async () => {
  await using session = await openSession()
  const path = join(temporaryFolder(), 'rows.ndjson')
  for (const [type, json] of PLAIN) {
    const [schema, text] = [column(type), `{"x":${json}}`]
    const value = JSON.parse(text) as Record<string, unknown>
    expect(isPlain(schema, text), `${json} is plain`).toBe(true)
    // A text of two lines is never plain.
    const anew = rowWriter(schema, { ignoreUnknownColumns: false })({ value, path, line: 1, text: `${text}\n` })
    writeFileSync(path, `${text}\n${anew}\n`)
    const rows = await session.rows(`SELECT CAST(x AS VARCHAR) FROM ${readJsonSql({ path, longestRow: 100, schema })}`)
    expect(rows[1], json).toEqual(rows[0])
  }
})

it.each<[string, ScalarTypeName | Type, string]>([
  ['a number as text', 'INT64', '{"x":"12"}'],
  ['a number beyond 2^53', 'INT64', '{"x":9007199254740993}'],
  ['minus zero', 'FLOAT64', '{"x":-0}'],
  ['NUMERIC as a number', 'NUMERIC', '{"x":1.5}'],
  ['a number for a STRING', 'STRING', '{"x":1}'],
  ['half a surrogate pair', 'STRING', '{"x":"\\ud800"}'],
  ['a short date', 'DATE', '{"x":"2024-2-9"}'],
  ['a day that does not exist', 'TIMESTAMP', '{"x":"2024-02-30 10:00:00"}'],
  ['another zone', 'TIMESTAMP', '{"x":"2024-02-28 10:00:00+01"}'],
  ['seconds', 'TIMESTAMP', '{"x":1408452095}'],
  ['JSON', 'JSON', '{"x":{"a":1}}'],
  ['a missing array', PAIRS, '{}'],
  ['null as an array', PAIRS, '{"x":null}'],
  ['null in an array', PAIRS, '{"x":[null]}'],
  ['an unknown column', 'INT64', '{"x":1,"y":2}'],
  ['another case', 'INT64', '{"X":1}'],
  ['a column twice', 'INT64', '{"x":1.5,"x":1}'],
  ['a field twice', PAIRS, '{"x":[{"key":"a","key":"b"}]}'],
  ['what may be a column twice', 'STRING', '{"x":"\\":"}'],
  ['several lines', 'INT64', '{"x":\n1}'],
])('does not call %s plain', (_, type, text) => {
  expect(isPlain(column(type), text)).toBe(false)
})

it('calls a row without a required column not plain', () => {
  expect(isPlain([{ name: 'x', type: INT64, mode: 'REQUIRED' }], '{}')).toBe(false)
})
