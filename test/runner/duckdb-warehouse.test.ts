import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDuckDbWarehouse } from '../../src/runner/duckdb/duckdb-warehouse.ts'
import { describeWarehouse } from './warehouse-contract.ts'

describeWarehouse('the embedded warehouse', async () =>
  openDuckDbWarehouse({ directory: mkdtempSync(join(tmpdir(), 'bqetl-contract-')), threads: 1 }),
)
