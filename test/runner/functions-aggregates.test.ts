import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EmptySession, openEmptySession } from '../../src/runner/duckdb/empty-session.ts'
import type { ResultValue } from '../../src/runner/warehouse.ts'

/** What the reference evaluator lacks; the answers are those of BigQuery's documentation. */
let session: EmptySession

beforeAll(async () => {
  session = await openEmptySession()
})

afterAll(async () => {
  await session[Symbol.asyncDispose]()
})

async function rows(sql: string): Promise<readonly (readonly ResultValue[])[]> {
  const { batches } = await session.query(sql, [])
  const found: (readonly ResultValue[])[] = []
  for await (const batch of batches) found.push(...batch)
  return found
}

const FRUIT = `UNNEST([STRUCT("apple" AS fruit, 8 AS sold), ("banana", 2), ("pear", 13), ("orange", NULL)])`

test('MAX_BY and MIN_BY take the value at the greatest and the least key, and skip NULL keys', async () => {
  expect(await rows(`SELECT MAX_BY(fruit, sold), MIN_BY(fruit, sold) FROM ${FRUIT}`)).toEqual([['pear', 'banana']])
})

test('MAX_BY takes a NULL value where the greatest key has one, unless another row has that key too', async () => {
  const values = (list: string) => `SELECT MAX_BY(x, y) FROM UNNEST([${list}])`
  expect(await rows(values('STRUCT(NULL AS x, 5 AS y), (2, 3)'))).toEqual([[null]])
  expect(await rows(values('STRUCT(NULL AS x, 5 AS y), (1, 5), (2, 3)'))).toEqual([['1']])
})

test('ANY_VALUE takes no NULL while there is a value', async () => {
  expect(await rows('SELECT ANY_VALUE(x) FROM UNNEST([NULL, 7, NULL]) AS x')).toEqual([['7']])
})

const NUMBERS = '1, 1, 1, 4, 5, 6, 7, 8, 9, 10'

test.each([
  [`APPROX_QUANTILES(x, 2)`, `[${NUMBERS}]`, ['1', '5', '10']],
  [`APPROX_QUANTILES(DISTINCT x, 2)`, `[${NUMBERS}]`, ['1', '6', '10']],
  [`APPROX_QUANTILES(x, 2 RESPECT NULLS)`, `[NULL, NULL, ${NUMBERS}]`, [null, '4', '10']],
  [`APPROX_QUANTILES(DISTINCT x, 2 RESPECT NULLS)`, `[NULL, NULL, ${NUMBERS}]`, [null, '6', '10']],
  [`APPROX_QUANTILES(x, 100)[OFFSET(90)]`, `[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]`, '9'],
  [`APPROX_COUNT_DISTINCT(x)`, `[0, 1, 1, 2, 3, 5]`, '5'],
])('%s of %s', async (call, array, answer) => {
  expect(await rows(`SELECT ${call} FROM UNNEST(${array}) AS x`)).toEqual([[answer]])
})

test('APPROX_TOP_COUNT counts NULL as a value', async () => {
  const fruit = `UNNEST(["apple", "apple", "pear", "pear", "pear", "banana"]) AS x`
  const withNull = `UNNEST([NULL, "pear", "pear", "pear", "apple", NULL]) AS x`
  const pear = ['pear', '3']
  expect(await rows(`SELECT APPROX_TOP_COUNT(x, 2) FROM ${fruit}`)).toEqual([[[pear, ['apple', '2']]]])
  expect(await rows(`SELECT APPROX_TOP_COUNT(x, 3) FROM ${withNull}`)).toEqual([[[pear, [null, '2'], ['apple', '1']]]])
})

test.each([
  [
    `("apple", 3), ("pear", 2), ("apple", 0), ("banana", 5), ("pear", 4)`,
    [
      ['pear', '6'],
      ['banana', '5'],
    ],
  ],
  [
    `("apple", NULL), ("pear", 0), ("pear", NULL)`,
    [
      ['pear', '0'],
      ['apple', null],
    ],
  ],
  [
    `("apple", 0), (NULL, 2)`,
    [
      [null, '2'],
      ['apple', '0'],
    ],
  ],
  [
    `("apple", 0), (NULL, NULL)`,
    [
      ['apple', '0'],
      [null, null],
    ],
  ],
])('APPROX_TOP_SUM of %s', async (weights, answer) => {
  const sql = `SELECT APPROX_TOP_SUM(x, w, 2) FROM UNNEST(ARRAY<STRUCT<x STRING, w INT64>>[${weights}])`
  expect(await rows(sql)).toEqual([[answer]])
})

test('BIGNUMERIC is exact or an error, never rounded', async () => {
  expect(await rows('SELECT BIGNUMERIC "1.5" * BIGNUMERIC "2", BIGNUMERIC "10" / 4')).toEqual([['3', '2.5']])
  await expect(rows('SELECT BIGNUMERIC "1" / 3')).rejects.toThrow('15 decimals')
})

test.each([
  'SELECT POW(BIGNUMERIC "2", BIGNUMERIC "0.5")',
  'SELECT SUM(x HAVING MAX x) FROM UNNEST([1]) AS x',
  'SELECT PERCENTILE_CONT(x, 0.5 RESPECT NULLS) OVER () FROM UNNEST([1, NULL]) AS x',
  'SELECT FORMAT_TIMESTAMP("%L", TIMESTAMP "2020-01-01 00:00:00+00")',
])('%s is refused rather than guessed', async (sql) => {
  await expect(rows(sql)).rejects.toMatchObject({ code: 'unsupported' })
})
