import { expect, it } from 'vitest'
import { formatType } from '../../src/googlesql/types.ts'
import { columnType } from '../../src/runner/duckdb/fields.ts'
import { inferSchema } from '../../src/runner/load/infer-schema.ts'
import type { RowSource } from '../../src/runner/warehouse.ts'

async function* source(...texts: readonly string[]): RowSource {
  for (const [index, text] of texts.entries()) {
    yield [{ value: JSON.parse(text), path: 'rows.ndjson', line: index + 1, text }]
  }
}

async function inferred(...texts: readonly string[]): Promise<Record<string, string>> {
  const { schema } = await inferSchema(source(...texts))
  return Object.fromEntries(schema.map((field) => [field.name, formatType(columnType(field))]))
}

it('finds types in values', async () => {
  const row =
    '{"i":1,"f":1.5,"one":1.0,"b":true,"d":"2024-02-28","t":"2024-02-28 10:00:00 UTC","s":"x","not":"2024-02-30","n":null}'
  expect(await inferred(row)).toEqual({
    i: 'INT64',
    f: 'FLOAT64',
    one: 'FLOAT64',
    b: 'BOOL',
    d: 'DATE',
    t: 'TIMESTAMP',
    s: 'STRING',
    not: 'STRING',
    n: 'STRING',
  })
})

it('finds records and arrays', async () => {
  expect(await inferred('{"r":{"a":1},"l":[]}', '{"r":{"b":"x"},"l":[{"k":1.5}],"m":[1]}')).toEqual({
    r: 'STRUCT<a INT64, b STRING>',
    l: 'ARRAY<STRUCT<k FLOAT64>>',
    m: 'ARRAY<INT64>',
  })
})

it('takes the type that all values have in common', async () => {
  expect(await inferred('{"a":1,"b":"2024-01-01","c":true}', '{"a":2.5,"b":"2024-01-01 00:00:00","c":1}')).toEqual({
    a: 'FLOAT64',
    b: 'TIMESTAMP',
    c: 'STRING',
  })
})

it('refuses a column that is an object here and a number there', async () => {
  await expect(inferred('{"a":{"b":1}}', '{"a":{"b":[1]}}')).rejects.toMatchObject({
    diagnostics: [{ code: 'no-common-type', line: 2, message: 'a.b is an array here, but INT64 in an earlier row' }],
  })
})

it('gives all rows back, and no columns where there are none', async () => {
  const { rows } = await inferSchema(source('{"a":1}', '{"a":2}'))
  const values: unknown[] = []
  for await (const batch of rows) values.push(...batch.map((row) => row.value))
  expect(values).toEqual([{ a: 1 }, { a: 2 }])
  expect(await inferred()).toEqual({})
})
