import { expect, test } from 'vitest'
import { openEmptySession } from '../../src/runner/duckdb/empty-session.ts'

// Each is NULL by the evaluator; DuckDB knows it before it runs, and forgets the type.
test.each([
  ["SELECT FORMAT('%d %s', NULLIF(-3, -3), s) AS x FROM UNNEST(['a']) s", 'STRING'],
  ["SELECT CASE 0 WHEN 1 THEN 'x' END || s AS x FROM UNNEST(['a']) s", 'STRING'],
  ["SELECT SAFE_CAST('x' AS INT64) + y AS x FROM UNNEST([1]) y", 'INT64'],
])('%s keeps its type', async (sql, type) => {
  await using session = await openEmptySession()
  const { schema, batches } = await session.query(sql, [])
  const rows = []
  for await (const batch of batches) rows.push(...batch)
  expect(rows).toEqual([[null]])
  expect(schema).toEqual([{ name: 'x', type, mode: 'NULLABLE' }])
})

test('a RANGE frame that NaN could stand on the wrong side of is refused', async () => {
  await using session = await openEmptySession()
  const sql = 'SELECT COUNT(*) OVER (ORDER BY x RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) FROM UNNEST([1.0]) x'
  await expect(session.query(sql, [])).rejects.toMatchObject({ code: 'unsupported' })
})
