/**
 * A process that works in an embedded warehouse, for tests of many processes and of dying ones. Its argument is a `Task` as JSON; it
 * prints `ready` when its first step is about to begin, then `done` or an error's code and message as JSON.
 */
import { existsSync } from 'node:fs'
import type { Partition } from '../../src/generator/query-job.ts'
import { type DuckDbWarehouse, openDuckDbWarehouse } from '../../src/runner/duckdb/duckdb-warehouse.ts'
import type { RowSource } from '../../src/runner/warehouse.ts'
import { IN_DATASET, PARTITIONING, SCHEMA, type Step, type Task } from './warehouse-task.ts'

let jobs = 0

async function work(warehouse: DuckDbWarehouse, step: Step): Promise<void> {
  if (step.kind === 'watch') return watch(warehouse, step)
  if (step.kind === 'fails') return fail(warehouse, step)
  const { kind, day, marker, rows, large } = step
  const destination = { project: 'p', dataset: 'd', table: step.table }
  const partition: Partition = { id: day.replaceAll('-', ''), unit: 'DAY' }
  const select = `SELECT DATE '${day}' AS day, ${large ? 'TO_HEX(SHA512(CAST(value AS STRING)))' : `'${marker}'`} AS marker, value FROM UNNEST(GENERATE_ARRAY(1, ${rows})) AS value`
  const job = { ...IN_DATASET, jobId: `${process.pid}-${++jobs}`, schemaUpdateOptions: [], labels: {} }
  if (kind === 'load') {
    const options = { schema: SCHEMA, partitioning: PARTITIONING, partition, writeDisposition: 'truncate' } as const
    await warehouse.load(destination, source(day, marker, rows), options)
  } else if (kind === 'script') {
    const sql = `DELETE FROM ${step.table} WHERE day = '${day}'; INSERT INTO ${step.table} (day, marker, value) ${select}`
    await warehouse.run({ ...job, sql, writeDisposition: 'truncate' })
  } else {
    const writeDisposition = kind === 'append' ? 'append' : 'truncate'
    await warehouse.run({ ...job, sql: select, destination, partition, partitioning: PARTITIONING, writeDisposition })
  }
}

async function fail(warehouse: DuckDbWarehouse, { code, step }: Extract<Step, { kind: 'fails' }>): Promise<void> {
  const error = await work(warehouse, step).then(
    () => new Error('it did not fail'),
    (reason: Error & { code?: string }) => reason,
  )
  if ((error as { code?: string }).code !== code) throw error
}

async function* source(day: string, marker: string, rows: number): RowSource {
  for (let first = 1; first <= rows; first += 1000) {
    const values = Array.from({ length: Math.min(1000, rows - first + 1) }, (_, index) => first + index)
    yield values.map((value) => ({ value: { day, marker, value }, path: marker, line: value }))
  }
}

async function watch(
  warehouse: DuckDbWarehouse,
  { table, until, rows }: Extract<Step, { kind: 'watch' }>,
): Promise<void> {
  do {
    const sql = `SELECT marker, COUNT(*), SUM(value) FROM ${table} GROUP BY day, marker`
    const { batches } = await warehouse.query({ ...IN_DATASET, sql })
    for await (const batch of batches) {
      for (const [marker, count, sum] of batch) {
        if (count === String(rows) && sum === String((rows * (rows + 1)) / 2)) continue
        throw new Error(`${table} holds ${count} rows of ${marker}, with sum ${sum}`)
      }
    }
  } while (!existsSync(until))
}

const { directory, leaseTimeoutMs, graceMs, steps } = JSON.parse(process.argv[2]!) as Task
const controller = new AbortController()
process.once('SIGTERM', () => controller.abort())
const warehouse = openDuckDbWarehouse({
  directory,
  threads: 1,
  signal: controller.signal,
  ...(leaseTimeoutMs !== undefined && { leaseTimeoutMs }),
  ...(graceMs !== undefined && { graceMs }),
})
try {
  const { batches } = await warehouse.query({ ...IN_DATASET, sql: 'SELECT 1' })
  for await (const _ of batches);
  process.stdout.write('ready\n')
  for (const step of steps) await work(warehouse, step)
  process.stdout.write('done\n')
} catch (error) {
  const { code, message } = error as Error & { code?: string }
  process.stdout.write(`${JSON.stringify({ code, message })}\n`)
  process.exitCode = 1
} finally {
  await warehouse[Symbol.asyncDispose]()
}
