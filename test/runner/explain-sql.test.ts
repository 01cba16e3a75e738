import { expect, test } from 'vitest'
import { openDuckDbWarehouse } from '../../src/runner/duckdb/duckdb-warehouse.ts'
import { layOutDuckDbSql } from '../../src/runner/duckdb/explain-sql.ts'
import { openSession } from '../../src/runner/duckdb/session.ts'
import { temporaryFolder } from '../support/cli.ts'

const ANSWER = [['a', 3n]]

test('a query is explained by DuckDB SQL in lines, which gives its answer and stores nothing', async () => {
  using folder = temporaryFolder()
  await using warehouse = openDuckDbWarehouse({ directory: folder.path })
  const sql = `CREATE TEMP FUNCTION next(x INT64) AS (x + 1);
    CREATE TABLE d.t AS SELECT 1 AS x;
    SELECT name, SUM(next(n)) AS n FROM UNNEST([STRUCT('a' AS name, 0 AS n), ('a', 1)]) GROUP BY name`
  const explained = await warehouse.explain({ sql, parameters: [], defaultProject: 'p' })
  expect(explained).toMatch(/^SELECT\n {2}/)
  await using session = await openSession()
  const rows = await session.rows(explained!)
  expect(rows.map(([name, n]) => [name, BigInt(String(n))])).toEqual(ANSWER)
  expect((await warehouse.find({ project: 'p', dataset: 'd', table: 't' })).kind).toBe('absent')
})

test('a text without a query is explained by nothing', async () => {
  using folder = temporaryFolder()
  await using warehouse = openDuckDbWarehouse({ directory: folder.path })
  expect(await warehouse.explain({ sql: 'DECLARE x INT64', parameters: [], defaultProject: 'p' })).toBeUndefined()
})

test('what sql-formatter cannot read comes as it is', () => {
  expect(layOutDuckDbSql('SELECT (')).toBe('SELECT (\n')
})
