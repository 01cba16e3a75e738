import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { openDuckDbWarehouse } from '../../src/runner/duckdb/duckdb-warehouse.ts'

const directory = mkdtempSync(join(tmpdir(), 'bqetl-names-'))
const warehouse = openDuckDbWarehouse({ directory, threads: 1 })
afterAll(() => warehouse[Symbol.asyncDispose]())

const query = (sql: string) => ({ sql, parameters: [], defaultProject: 'p', defaultDataset: 'd' })
const REFUSED = {
  code: 'invalid-query',
  message: expect.stringMatching(/Duplicate column names in the result are not supported.*: A$/),
}

// https://cloud.google.com/bigquery/docs/reference/standard-sql/query-syntax#duplicate_columns
it.each(['SELECT 1 AS a, 2 AS A', 'DECLARE x INT64 DEFAULT 1; SELECT x AS a, x AS A'])(
  'a result has no two columns of one name, whatever its case: %s',
  async (sql) => {
    await expect(warehouse.query(query(sql))).rejects.toMatchObject(REFUSED)
    await expect(warehouse.dryRun(query(sql))).rejects.toMatchObject(REFUSED)
  },
)

it('columns without a name, and those of a subquery, may repeat', async () => {
  const { schema, batches } = await warehouse.query(query('SELECT 1, 2, (SELECT 3 FROM (SELECT 4 AS a, 5 AS a)) AS f0'))
  for await (const _ of batches);
  expect(schema.map(({ name }) => name)).toEqual(['f0_', 'f1_', 'f0'])
})
