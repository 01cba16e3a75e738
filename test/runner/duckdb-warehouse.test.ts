import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDuckDbWarehouse } from '../../src/runner/duckdb/duckdb-warehouse.ts'
import { describeWarehouse } from './warehouse-contract.ts'

describeWarehouse('the embedded warehouse', async () =>
  openDuckDbWarehouse({ directory: mkdtempSync(join(tmpdir(), 'bqetl-contract-')), threads: 1 }),
)

test('a job that is cancelled before its session is open does not run', async () => {
  const controller = new AbortController()
  const directory = mkdtempSync(join(tmpdir(), 'bqetl-cancel-'))
  await using warehouse = await openDuckDbWarehouse({ directory, signal: controller.signal, threads: 1 })
  const endless =
    'SELECT MAX(x * y) FROM UNNEST(GENERATE_ARRAY(1, 1000000)) AS x, UNNEST(GENERATE_ARRAY(1, 1000000)) AS y'
  const rows = async () => {
    const { batches } = await warehouse.query({ sql: endless, parameters: [], defaultProject: 'p' })
    for await (const _ of batches);
  }
  const running = rows()
  controller.abort()
  await expect(running).rejects.toMatchObject({ code: 'cancelled' })
})
