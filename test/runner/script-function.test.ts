import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmptySession, openEmptySession } from '../../src/runner/duckdb/empty-session.ts'
import type { ResultValue } from '../../src/runner/warehouse.ts'

let session: EmptySession

beforeAll(async () => {
  session = await openEmptySession()
})

afterAll(() => session[Symbol.asyncDispose]())

async function answer(sql: string): Promise<readonly ResultValue[]> {
  const { batches } = await session.query(sql, [])
  const rows = []
  for await (const batch of batches) rows.push(...batch)
  return rows[0]!
}

function call(returns: string, code: string, parameters = '', values = ''): string {
  return `CREATE TEMP FUNCTION f(${parameters}) RETURNS ${returns} LANGUAGE js AS r"""${code} """; SELECT f(${values})`
}

// the types are those of https://cloud.google.com/bigquery/docs/user-defined-functions#supported-javascript-udf-data-types
describe('a JavaScript function', () => {
  it.each([
    ['INT64', 'typeof x + x', '9007199254740993', 'string9007199254740993'],
    ['FLOAT64', 'typeof x + x', '1.5', 'number1.5'],
    ['BOOL', 'typeof x + x', 'TRUE', 'booleantrue'],
    ['STRING', 'x === null ? "null" : x', 'NULL', 'null'],
    ['BYTES', 'x', "b'\\x00\\xff'", 'AP8='],
    ['NUMERIC', 'typeof x + x', "NUMERIC '5'", 'number5'],
    ['NUMERIC', 'typeof x + x', "NUMERIC '0.1'", 'string0.1'],
    ['DATE', 'x.toISOString()', "DATE '2024-02-29'", '2024-02-29T00:00:00.000Z'],
    [
      'TIMESTAMP',
      'x.toISOString() + x.microsecond',
      "TIMESTAMP '2024-02-29 10:00:00.123456+00'",
      '2024-02-29T10:00:00.123Z456',
    ],
    ['STRUCT<a STRING, b ARRAY<FLOAT64>>', 'JSON.stringify(x)', "('q', [1.5])", '{"a":"q","b":[1.5]}'],
    ['JSON', 'x.k[1]', `JSON '{"k":[1,"v"]}'`, 'v'],
  ])('sees %s as BigQuery hands it over', async (type, code, value, expected) => {
    expect(await answer(call('STRING', `return ${code}`, `x ${type}`, value))).toEqual([expected])
  })

  it.each([
    ['INT64', 'return 42', '42'],
    ['INT64', 'return "9223372036854775807"', '9223372036854775807'],
    ['FLOAT64', 'return 1 / 3', 1 / 3],
    ['BOOL', 'return 1 < 2', true],
    ['STRING', 'return undefined', null],
    ['BYTES', 'return "AP8="', 'AP8='],
    ['DATE', 'return new Date(Date.UTC(2024, 1, 29))', '2024-02-29'],
    ['TIMESTAMP', 'return new Date(0)', '1970-01-01 00:00:00+00'],
    ['STRUCT<a INT64, b STRING>', 'return {b: "x", a: 1}', ['1', 'x']],
    ['ARRAY<STRUCT<k STRING>>', 'return [{k: "x"}, {}]', [['x'], [null]]],
    ['JSON', 'return {a: [1]}', '{"a":[1]}'],
  ])('gives %s back: %s', async (type, code, expected) => {
    expect(await answer(call(type, code))).toEqual([expected])
  })

  it('fails the query with its own name when it throws or gives what its type is not', async () => {
    await expect(answer(call('INT64', 'throw new Error("no")'))).rejects.toThrow('f: no')
    await expect(answer(call('INT64', 'return nothing.x'))).rejects.toThrow('f: ReferenceError: nothing is not defined')
    await expect(answer(call('INT64', 'return 1.5'))).rejects.toThrow('Failed to coerce output value 1.5 to type INT64')
  })

  it('that is no JavaScript is told where it is called', async () => {
    await expect(answer(call('INT64', 'return ('))).rejects.toMatchObject({ code: 'invalid-query' })
  })

  it('is its own, though another of its name was called before', async () => {
    expect(await answer(call('INT64', 'return 1'))).toEqual(['1'])
    expect(await answer(call('INT64', 'return 2'))).toEqual(['2'])
  })

  it('with libraries is refused', async () => {
    const sql = `CREATE TEMP FUNCTION f() RETURNS INT64 LANGUAGE js OPTIONS (library = ['gs://b/l.js']) AS 'return 1'; SELECT f()`
    await expect(answer(sql)).rejects.toMatchObject({ code: 'unsupported' })
  })
})
