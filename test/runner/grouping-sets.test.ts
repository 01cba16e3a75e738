import { expect, test } from 'vitest'
import { openEmptySession } from '../../src/runner/duckdb/empty-session.ts'

// The evaluator's answer (language_934): the alias of a subquery that stands in two sets is one key.
test('an alias in two grouping sets is one key', async () => {
  await using session = await openEmptySession()
  const sql = `SELECT ARRAY_LENGTH(ARRAY(SELECT x * v FROM UNNEST([1, 2]) v)) AS k, x, COUNT(*) n
    FROM UNNEST([1, 2]) x GROUP BY GROUPING SETS(k, (k, x), ()) ORDER BY 1, 2, 3`
  const { batches } = await session.query(sql, [])
  const rows = []
  for await (const batch of batches) rows.push(...batch)
  expect(rows).toEqual([
    [null, null, '2'],
    ['2', null, '2'],
    ['2', '1', '1'],
    ['2', '2', '1'],
  ])
})

// The documentation makes grouping sets a union of groupings, and that of no keys has a row for no rows (the evaluator's answer to
// GROUP BY ()); the evaluator's own to sets over no rows can't be trusted (shared/tools/oracle/README.md).
test.each([
  ['ROLLUP(k)', [[null, '0']]],
  ['CUBE(k)', [[null, '0']]],
  ['GROUPING SETS(k, ())', [[null, '0']]],
  ['GROUPING SETS(k)', []],
  ['()', [[null, '0']]],
])('the grand total of no rows is a row: GROUP BY %s', async (keys, expected) => {
  await using session = await openEmptySession()
  const item = keys === '()' ? 'CAST(NULL AS INT64)' : 'k'
  const sql = `SELECT ${item}, COUNT(*) FROM (SELECT 1 AS k) WHERE FALSE GROUP BY ${keys}`
  const { batches } = await session.query(sql, [])
  const rows = []
  for await (const batch of batches) rows.push(...batch)
  expect(rows).toEqual(expected)
})
