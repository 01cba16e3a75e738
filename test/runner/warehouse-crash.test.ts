import { expect, it } from 'vitest'
import { killWriters } from '../support/kill-writers.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { useWarehouseProgram } from '../support/warehouse-process.ts'

const start = useWarehouseProgram()

// `npm run test:crash` kills 200.
it('holds the old rows or the new ones when a writer is killed', { timeout: 120_000 }, async () => {
  const outcome = await killWriters({ directory: temporaryFolder(), rounds: 12, seed: 4, start })
  expect(outcome.old + outcome.new).toBe(12)
  expect(outcome.interrupted).toBeGreaterThan(0)
})
