import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  arrayOf,
  BOOL,
  BYTES,
  DATE,
  DATETIME,
  FLOAT64,
  INT64,
  INTERVAL,
  JSON_TYPE,
  NUMERIC,
  STRING,
  structOf,
  TIME,
  TIMESTAMP,
  type Type,
} from '../../src/googlesql/types.ts'
import type { Value } from '../../src/googlesql/value.ts'
import { emitValue } from '../../src/runner/duckdb/emit/literal.ts'
import { openSession, type Session } from '../../src/runner/duckdb/session.ts'
import type { ResultValue } from '../../src/runner/warehouse.ts'

let session: Session

beforeAll(async () => {
  session = await openSession({ threads: 1 })
})

afterAll(() => session[Symbol.asyncDispose]())

const pair = structOf([
  { name: 'k', type: STRING },
  { name: 'K', type: INT64 },
  { name: '', type: arrayOf(FLOAT64) },
])

/** A type, a value in memory, and how results show it (CAST AS STRING of the evaluator, for dates and times). */
const VALUES: readonly (readonly [Type, Value, ResultValue])[] = [
  [BOOL, true, true],
  [INT64, 9223372036854775807n, '9223372036854775807'],
  [INT64, -9223372036854775808n, '-9223372036854775808'],
  [FLOAT64, 0.1, 0.1],
  [FLOAT64, -0, -0],
  [FLOAT64, 5e-324, 5e-324],
  [FLOAT64, -1.7976931348623157e308, -1.7976931348623157e308],
  [FLOAT64, NaN, 'NaN'],
  [FLOAT64, Infinity, 'Infinity'],
  [FLOAT64, -Infinity, '-Infinity'],
  [NUMERIC, '-99999999999999999999999999999.999999999', '-99999999999999999999999999999.999999999'],
  [NUMERIC, '1.5', '1.5'],
  [NUMERIC, '-0.000000001', '-0.000000001'],
  [STRING, "it's\n\r\0\\ \ufeff😀", "it's\n\r\0\\ \ufeff😀"],
  [BYTES, new Uint8Array([0, 255, 39]), 'AP8n'],
  [DATE, '0001-01-01', '0001-01-01'],
  [DATE, '9999-12-31', '9999-12-31'],
  [DATETIME, '2024-02-29 23:59:59.5', '2024-02-29 23:59:59.500'],
  [TIME, '00:00:00.000001', '00:00:00.000001'],
  [TIMESTAMP, '0001-01-01 00:00:00+00', '0001-01-01 00:00:00+00'],
  [TIMESTAMP, '1969-12-31 23:59:59.999999+00', '1969-12-31 23:59:59.999999+00'],
  [TIMESTAMP, '9999-12-31 23:59:59.12+00', '9999-12-31 23:59:59.120+00'],
  [INTERVAL, '-1-2 3 -4:5:6.500', '-1-2 3 -4:5:6.500'],
  [JSON_TYPE, '{"a":[1,2.50,null]}', '{"a":[1,2.50,null]}'],
  [{ kind: 'range', element: DATE as never }, '[2024-01-01, UNBOUNDED)', '[2024-01-01, UNBOUNDED)'],
  [arrayOf(INT64), [1n, null], ['1', null]],
  [arrayOf(INT64), [], []],
  [pair, ['x', 1n, [1.5]], ['x', '1', [1.5]]],
  [arrayOf(pair), [[null, null, null], null], [[null, null, null], null]],
]

it('writes every value as a literal and reads it back, in memory and as a result', async () => {
  const columns = VALUES.map(([type], index) => ({ name: `c${index}`, type }))
  const sql = `SELECT ${VALUES.map(([type, value]) => emitValue(value, type)).join(', ')}`
  expect(await session.values(sql, columns)).toEqual([VALUES.map(([, value]) => value)])
  const results = []
  for await (const batch of session.stream(sql, columns)) results.push(...batch)
  expect(results).toEqual([VALUES.map(([, , result]) => result)])
})

it('writes and reads NULL of every type', async () => {
  const columns = VALUES.map(([type], index) => ({ name: `c${index}`, type }))
  const sql = `SELECT ${VALUES.map(([type]) => emitValue(null, type)).join(', ')}`
  expect(await session.values(sql, columns)).toEqual([VALUES.map(() => null)])
})
