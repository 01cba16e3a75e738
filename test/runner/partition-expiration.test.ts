import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { openDuckDbWarehouse } from '../../src/runner/duckdb/duckdb-warehouse.ts'

const directory = mkdtempSync(join(tmpdir(), 'bqetl-expiration-'))
const warehouse = openDuckDbWarehouse({ directory, threads: 1 })
afterAll(() => warehouse[Symbol.asyncDispose]())

async function rows(sql: string, now: string): Promise<unknown[]> {
  const { batches } = await warehouse.query({ sql, parameters: [], defaultProject: 'p', defaultDataset: 'd', now })
  const all: unknown[] = []
  for await (const batch of batches) all.push(...batch)
  return all
}

const fill = (name: string, days: string) => `
  CREATE TABLE ${name} (day DATE, x INT64) PARTITION BY day OPTIONS (partition_expiration_days = ${days});
  INSERT INTO ${name} VALUES (DATE '2024-01-01', 1), (DATE '2024-01-02', 2), (NULL, 3)`
const DAYS = (name: string) => `SELECT ARRAY_AGG(x ORDER BY x) FROM ${name}`

// a partition ends so many days after its own beginning, in UTC; the one of NULLs never does
it('a partition is gone when its days are over, as the job sees the time', async () => {
  await rows(fill('daily', '2'), '2024-01-02T12:00:00Z')
  expect(await rows(DAYS('daily'), '2024-01-02T23:59:59Z')).toEqual([[['1', '2', '3']]])
  expect(await rows(DAYS('daily'), '2024-01-03T00:00:00Z')).toEqual([[['2', '3']]])
  expect(await rows(DAYS('daily'), '2024-02-01T00:00:00Z')).toEqual([[['3']]])
})

it('days may be parts of days', async () => {
  await rows(fill('half', '0.5'), '2024-01-01T06:00:00Z')
  expect(await rows(DAYS('half'), '2024-01-01T12:00:00Z')).toEqual([[['2', '3']]])
})

it('a change does not bring expired rows back', async () => {
  await rows(fill('changed', '2'), '2024-01-02T12:00:00Z')
  const change = 'UPDATE changed SET x = x * 10 WHERE TRUE; SELECT ARRAY_AGG(x ORDER BY x) FROM changed'
  expect(await rows(change, '2024-01-03T00:00:00Z')).toEqual([[['20', '30']]])
  expect(await rows(DAYS('changed'), '2024-01-03T00:00:00Z')).toEqual([[['20', '30']]])
})

it('without an expiration nothing ends', async () => {
  await rows(fill('kept', '2').replace(/OPTIONS \(.*\)/, ''), '2024-01-02T12:00:00Z')
  expect(await rows(DAYS('kept'), '2034-01-01T00:00:00Z')).toEqual([[['1', '2', '3']]])
})
