import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openDuckDbWarehouse } from '../../src/runner/duckdb/duckdb-warehouse.ts'
import { acquireLease } from '../../src/runner/duckdb/storage/lease.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { useWarehouseProgram } from '../support/warehouse-process.ts'
import { IN_DATASET, PARTITIONING, SCHEMA, type Step } from '../support/warehouse-task.ts'

const start = useWarehouseProgram()
const ROWS = 2000

async function createTables(directory: string, ...names: readonly string[]): Promise<void> {
  await using warehouse = openDuckDbWarehouse({ directory })
  for (const name of names) {
    const table = { project: 'p', dataset: 'd', table: name }
    await warehouse.apply({
      kind: 'createTable',
      table,
      schema: SCHEMA,
      partitioning: PARTITIONING,
      ifNotExists: false,
    })
  }
}

async function rowsOf(directory: string, sql: string): Promise<unknown[]> {
  await using warehouse = openDuckDbWarehouse({ directory })
  const { batches } = await warehouse.query({ ...IN_DATASET, sql })
  const rows: unknown[] = []
  for await (const batch of batches) rows.push(...batch)
  return rows
}

function writes(kind: 'replace' | 'append' | 'load' | 'script', table: string, marker: string, days: number): Step[] {
  return Array.from({ length: days }, (_, index) => ({ kind, table, day: `2024-02-0${index + 1}`, marker, rows: ROWS }))
}

it('lets eight processes write eight tables while four read them', { timeout: 120_000 }, async () => {
  const directory = temporaryFolder()
  const tables = Array.from({ length: 8 }, (_, index) => `t${index}`)
  await createTables(directory, ...tables)
  const until = join(directory, 'written')
  const readers = tables
    .slice(0, 4)
    .map((table) => start({ directory, steps: [{ kind: 'watch', table, until, rows: ROWS }] }))
  const writers = tables.map((table) =>
    start({ directory, steps: [...writes('replace', table, 'a', 1), ...writes('load', table, 'b', 2)] }),
  )
  const written = await Promise.all(writers.map((writer) => writer.outcome))
  writeFileSync(until, '')
  const read = await Promise.all(readers.map((reader) => reader.outcome))
  expect([...written, ...read]).toEqual(Array.from({ length: 12 }, () => 'done'))
  expect(await rowsOf(directory, 'SELECT day, marker, COUNT(*) FROM t7 GROUP BY day, marker ORDER BY day')).toEqual([
    ['2024-02-01', 'b', '2000'],
    ['2024-02-02', 'b', '2000'],
  ])
})

it('keeps the rows of all who append to one partition at once', { timeout: 60_000 }, async () => {
  const directory = temporaryFolder()
  await createTables(directory, 't')
  const appenders = ['a', 'b', 'c'].map((marker) => start({ directory, steps: writes('append', 't', marker, 1) }))
  expect(await Promise.all(appenders.map(({ outcome }) => outcome))).toEqual(['done', 'done', 'done'])
  expect(await rowsOf(directory, 'SELECT marker, COUNT(*), SUM(value) FROM t GROUP BY marker ORDER BY marker')).toEqual(
    [
      ['a', '2000', '2001000'],
      ['b', '2000', '2001000'],
      ['c', '2000', '2001000'],
    ],
  )
})

it('makes the second of two writers of a partition wait, and both are whole', { timeout: 60_000 }, async () => {
  const directory = temporaryFolder()
  await createTables(directory, 't')
  // The lease is held here, so that both must wait, whichever is faster.
  const lease = await acquireLease(join(directory, 'p', 'd', 't', '.lease'), { name: 't', timeoutMs: 0 })
  const writers = ['a', 'b'].map((marker) => start({ directory, steps: writes('replace', 't', marker, 1) }))
  await Promise.all(writers.map(({ ready }) => ready))
  await sleep(300)
  expect(await rowsOf(directory, 'SELECT * FROM t')).toEqual([])
  await lease[Symbol.asyncDispose]()
  expect(await Promise.all(writers.map(({ outcome }) => outcome))).toEqual(['done', 'done'])
  expect(await rowsOf(directory, 'SELECT COUNT(DISTINCT marker), COUNT(*), SUM(value) FROM t')).toEqual([
    ['1', '2000', '2001000'],
  ])
})

it('says who holds a table, to a writer that may not wait longer', { timeout: 60_000 }, async () => {
  const directory = temporaryFolder()
  await createTables(directory, 't')
  await using lease = await acquireLease(join(directory, 'p', 'd', 't', '.lease'), { name: 't', timeoutMs: 0 })
  const writer = start({ directory, leaseTimeoutMs: 50, steps: writes('replace', 't', 'a', 1) })
  const outcome = JSON.parse(await writer.outcome) as { code: string; message: string }
  expect(outcome.code).toBe('lease-held')
  expect(outcome.message).toContain(`p.d.t is being changed by process ${process.pid} on`)
  expect(outcome.message).toContain(lease.owner.since)
})

it('gives the lease back and leaves the old partition when it is terminated', { timeout: 60_000 }, async () => {
  const directory = temporaryFolder()
  await createTables(directory, 't')
  expect(await start({ directory, steps: writes('replace', 't', 'a', 1) }).outcome).toBe('done')
  const many = Array.from({ length: 1000 }, () => writes('replace', 't', 'b', 1)).flat()
  const writer = start({ directory, steps: many })
  await writer.ready
  await sleep(400)
  writer.process.kill('SIGTERM')
  expect(JSON.parse(await writer.outcome)).toMatchObject({ code: 'cancelled' })
  expect(readdirSync(join(directory, '.staging'))).toEqual([])
  expect(readdirSync(join(directory, 'p', 'd', 't')).filter((name) => name.startsWith('.'))).toEqual([])
  const rows = await rowsOf(directory, 'SELECT COUNT(DISTINCT marker), COUNT(*), SUM(value) FROM t')
  expect(rows).toEqual([['1', '2000', '2001000']])
})

it('can be read by anybody who reads JSON and Parquet', { timeout: 60_000 }, async () => {
  const directory = temporaryFolder()
  await createTables(directory, 't')
  expect(await start({ directory, steps: writes('replace', 't', 'a', 1) }).outcome).toBe('done')
  const folder = join(directory, 'p', 'd', 't')
  const { schema, files } = JSON.parse(readFileSync(join(folder, 'table.json'), 'utf8'))
  expect(schema).toEqual([
    { name: 'day', type: 'DATE', mode: 'NULLABLE' },
    { name: 'marker', type: 'STRING', mode: 'NULLABLE' },
    { name: 'value', type: 'INT64', mode: 'NULLABLE' },
  ])
  expect(files).toMatchObject([{ partition: '20240201', rows: 2000 }])
  expect(readdirSync(folder).sort()).toEqual([files[0].name, 'table.json'].sort())
  expect(readFileSync(join(folder, files[0].name)).subarray(0, 4).toString()).toBe('PAR1')
})
