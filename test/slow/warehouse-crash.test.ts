import { expect, it } from 'vitest'
import { killWriters } from '../support/kill-writers.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { useWarehouseProgram } from '../support/warehouse-process.ts'

const start = useWarehouseProgram()

it('holds the old rows or the new ones when a writer is killed, 200 random times', async () => {
  const outcome = await killWriters({ directory: temporaryFolder(), rounds: 200, seed: 20240228, start })
  console.log(outcome)
  expect(outcome.old + outcome.new).toBe(200)
  expect(outcome.old).toBeGreaterThan(20)
  expect(outcome.new).toBeGreaterThan(20)
})
