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
