import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { QueryParameter } from '../../src/generator/query-job.ts'
import {
  arrayOf,
  BIGNUMERIC,
  BOOL,
  BYTES,
  DATE,
  DATETIME,
  FLOAT64,
  INT64,
  JSON_TYPE,
  NUMERIC,
  type ScalarType,
  STRING,
  structOf,
  TIME,
  TIMESTAMP,
  type Type,
} from '../../src/googlesql/types.ts'
import type { Value } from '../../src/googlesql/value.ts'
import type { ResultValue, Warehouse } from '../../src/runner/warehouse.ts'
import { openEmbedded, openServer, ownProject } from '../support/two-warehouses.ts'

const { project } = ownProject('values')
let embedded: Warehouse
let server: Warehouse

beforeAll(async () => {
  embedded = openEmbedded(project)
  server = await openServer(project, inject('bigQueryUrl'))
})
afterAll(async () => {
  await embedded[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

async function answer(warehouse: Warehouse, sql: string, parameters: readonly QueryParameter[] = []) {
  const { schema, batches } = await warehouse.query({ sql, parameters, defaultProject: 'values' })
  const rows: (readonly ResultValue[])[] = []
  for await (const batch of batches) rows.push(...batch)
  return { schema, rows }
}

/** Values as BigQuery's documentation writes them; expected by hand, in the form of `ResultValue`. */
const LITERALS: readonly (readonly [expression: string, expected: ResultValue])[] = [
  ['-9223372036854775808', '-9223372036854775808'],
  ['9223372036854775807', '9223372036854775807'],
  ['9007199254740993', '9007199254740993'],
  ['TRUE', true],
  ['0.1', 0.1],
  ['1e300', 1e300],
  ["CAST('nan' AS FLOAT64)", 'NaN'],
  ["CAST('inf' AS FLOAT64)", 'Infinity'],
  ["CAST('-inf' AS FLOAT64)", '-Infinity'],
  ["NUMERIC '-99999999999999999999999999999.999999999'", '-99999999999999999999999999999.999999999'],
  ["NUMERIC '1.50'", '1.5'],
  ["BIGNUMERIC '1234567890123456789.000000000000001'", '1234567890123456789.000000000000001'],
  ["'é😀\\n\"'", 'é😀\n"'],
  ["b'\\x00\\xffa'", 'AP9h'],
  ["DATE '0001-01-01'", '0001-01-01'],
  ["DATE '9999-12-31'", '9999-12-31'],
  ["DATETIME '2024-02-29 10:00:00'", '2024-02-29 10:00:00'],
  ["DATETIME '2024-02-29 10:00:00.5'", '2024-02-29 10:00:00.500'],
  ["DATETIME '2024-02-29 10:00:00.000001'", '2024-02-29 10:00:00.000001'],
  ["TIME '23:59:59.999999'", '23:59:59.999999'],
  ["TIMESTAMP '2024-02-29 10:00:00.123456+00'", '2024-02-29 10:00:00.123456+00'],
  ["TIMESTAMP '0001-01-01 00:00:00+00'", '0001-01-01 00:00:00+00'],
  ["TIMESTAMP '9999-12-31 23:59:59.999999+00'", '9999-12-31 23:59:59.999999+00'],
  ['JSON \'{"b":[1,1.5,null],"a":12345678901234567890}\'', '{"a":12345678901234567890,"b":[1,1.5,null]}'],
  ['INTERVAL 14 MONTH', '1-2 0 0:0:0'],
  ["INTERVAL '1-2 3 4:5:6.5' YEAR TO SECOND", '1-2 3 4:5:6.500'],
  ["RANGE<DATE> '[2024-01-01, UNBOUNDED)'", '[2024-01-01, UNBOUNDED)'],
  ["RANGE<DATETIME> '[2024-01-01 10:00:00, 2024-01-02 10:00:00.5)'", '[2024-01-01 10:00:00, 2024-01-02 10:00:00.500)'],
  ["RANGE<TIMESTAMP> '[UNBOUNDED, 2024-01-02 10:00:00.123456+00)'", '[UNBOUNDED, 2024-01-02 10:00:00.123456+00)'],
  ['[1, 2, 3]', ['1', '2', '3']],
  ["STRUCT(1 AS a, [STRUCT('x' AS b, DATE '2024-02-29' AS c)] AS d)", ['1', [['x', '2024-02-29']]]],
  [
    "[STRUCT(1 AS a, [STRUCT('x' AS b, CAST('-inf' AS FLOAT64) AS c)] AS d), STRUCT(2 AS a, [STRUCT('y' AS b, 0.5 AS c)] AS d)]",
    [
      ['1', [['x', '-Infinity']]],
      ['2', [['y', 0.5]]],
    ],
  ],
  ['CAST(NULL AS INT64)', null],
  ['CAST(NULL AS STRUCT<a INT64>)', null],
]

describe('a value comes back the same from both warehouses', () => {
  test.each(LITERALS)('%s', async (expression, expected) => {
    const sql = `SELECT ${expression} AS v`
    expect((await answer(embedded, sql)).rows).toEqual([[expected]])
    expect(await answer(server, sql)).toEqual(await answer(embedded, sql))
  })
})

const range = (element: ScalarType): Type => ({ kind: 'range', element })

/** A parameter of each type but INTERVAL, which the API server for tests cannot read, and what `SELECT @p` gives. */
const PARAMETERS: readonly (readonly [name: string, type: Type, value: Value, expected: ResultValue])[] = [
  ['BOOL', BOOL, true, true],
  ['INT64', INT64, -9223372036854775808n, '-9223372036854775808'],
  ['FLOAT64', FLOAT64, 0.1, 0.1],
  ['NaN', FLOAT64, Number.NaN, 'NaN'],
  ['infinity', FLOAT64, Number.NEGATIVE_INFINITY, '-Infinity'],
  ['NUMERIC', NUMERIC, '99999999999999999999999999999.999999999', '99999999999999999999999999999.999999999'],
  ['BIGNUMERIC', BIGNUMERIC, '1.000000000000001', '1.000000000000001'],
  ['STRING', STRING, "it's é😀\n\\", "it's é😀\n\\"],
  ['BYTES', BYTES, new Uint8Array([0, 255, 97]), 'AP9h'],
  ['DATE', DATE, '2024-02-29', '2024-02-29'],
  ['DATETIME', DATETIME, '2024-02-29 10:00:00.5', '2024-02-29 10:00:00.500'],
  ['TIME', TIME, '10:00:00.000001', '10:00:00.000001'],
  ['TIMESTAMP', TIMESTAMP, '2024-02-29 10:00:00.123456+00', '2024-02-29 10:00:00.123456+00'],
  ['JSON', JSON_TYPE, '{"a":[1,null]}', '{"a":[1,null]}'],
  ['RANGE', range(DATE), '[2024-01-01, UNBOUNDED)', '[2024-01-01, UNBOUNDED)'],
  ['ARRAY', arrayOf(STRING), ["it's", ''], ["it's", '']],
  ['empty ARRAY', arrayOf(INT64), [], []],
  [
    'STRUCT',
    structOf([
      { name: 'a', type: INT64 },
      { name: 'b', type: arrayOf(DATE) },
    ]),
    [1n, ['2024-02-29']],
    ['1', ['2024-02-29']],
  ],
  [
    'ARRAY of STRUCT',
    arrayOf(
      structOf([
        { name: 'k', type: STRING },
        { name: 'v', type: FLOAT64 },
      ]),
    ),
    [
      ['a', 1.5],
      ['b', null],
    ],
    [
      ['a', 1.5],
      ['b', null],
    ],
  ],
  ['NULL', INT64, null, null],
  ['NULL of STRING', STRING, null, null],
]

describe('a parameter is bound the same on both warehouses', () => {
  test.each(PARAMETERS)('%s', async (_, type, value, expected) => {
    const parameters = [{ name: 'p', type, value }]
    for (const warehouse of [embedded, server])
      expect((await answer(warehouse, 'SELECT @p AS p', parameters)).rows).toEqual([[expected]])
    expect((await answer(server, 'SELECT @p AS p', parameters)).schema).toEqual(
      (await answer(embedded, 'SELECT @p AS p', parameters)).schema,
    )
  })
})

test('a hundred thousand rows come in pages, in order', async () => {
  const { batches } = await server.query({
    sql: 'SELECT x FROM UNNEST(GENERATE_ARRAY(1, 100000)) AS x ORDER BY x',
    parameters: [],
    defaultProject: 'values',
  })
  const sizes: number[] = []
  let last = 0
  for await (const batch of batches) {
    sizes.push(batch.length)
    for (const [x] of batch) expect(Number(x)).toBe(++last)
  }
  expect(last).toBe(100_000)
  expect(sizes.length).toBeGreaterThan(1)
})
