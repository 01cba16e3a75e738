import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { Partition, QueryJob } from '../../src/generator/query-job.ts'
import { DATE, INT64 } from '../../src/googlesql/types.ts'
import type { RetryPolicy } from '../../src/runner/bigquery/api.ts'
import { type BigQueryWarehouse, openBigQueryWarehouse } from '../../src/runner/bigquery/bigquery-warehouse.ts'
import type { ResultValue, Warehouse } from '../../src/runner/warehouse.ts'
import { makeDataset, startBigQueryServer } from '../support/bigquery-server.ts'
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'

const PROJECT = 'network'
const DATASET = `d_${Date.now().toString(36)}`
const QUICK: RetryPolicy = {
  firstPauseMs: 20,
  longestPauseMs: 100,
  giveUpAfterMs: 3_000,
  giveUpUnheardAfterMs: 1_000,
  attemptTimeoutMs: 5_000,
}
/** Of a job itself: dry runs have no id. */
const INSERT = /^POST [^ ]*\/jobs\?[\s\S]*"jobId"/
const DAY: Partition = { id: '20240228', unit: 'DAY' }
const SCHEMA = [
  { name: 'day', type: DATE, mode: 'NULLABLE' },
  { name: 'n', type: INT64, mode: 'NULLABLE' },
] as const

let proxy: TcpProxy
let warehouse: BigQueryWarehouse

beforeAll(async () => {
  const url = inject('bigQueryUrl')
  await makeDataset(url, PROJECT, DATASET)
  proxy = await startTcpProxy(url)
  warehouse = await openBigQueryWarehouse({ jobProject: 'jobs', apiEndpoint: proxy.url, retry: QUICK })
})
afterAll(async () => {
  await warehouse[Symbol.asyncDispose]()
  await proxy[Symbol.asyncDispose]()
})

const table = (name: string) => ({ project: PROJECT, dataset: DATASET, table: name })

function job(name: string, sql: string, options: Partial<QueryJob> = {}): QueryJob {
  return {
    sql,
    parameters: [],
    defaultProject: PROJECT,
    defaultDataset: DATASET,
    jobId: `network_${name}_${randomUUID()}`,
    destination: table(name),
    writeDisposition: 'truncate',
    schemaUpdateOptions: [],
    labels: {},
    ...options,
  }
}

async function rows(sql: string, from: Warehouse = warehouse): Promise<readonly (readonly ResultValue[])[]> {
  const { batches } = await from.query({ sql, parameters: [], defaultProject: PROJECT, defaultDataset: DATASET })
  const found: (readonly ResultValue[])[] = []
  for await (const batch of batches) found.push(...batch)
  return found
}

async function createDaily(name: string): Promise<void> {
  const partitioning = { unit: 'DAY', field: 'day', requirePartitionFilter: false } as const
  await warehouse.apply({ kind: 'createTable', table: table(name), schema: SCHEMA, partitioning, ifNotExists: false })
}

async function* source(...values: readonly Record<string, unknown>[]) {
  yield values.map((value, index) => ({ value, path: 'rows', line: index + 1, text: JSON.stringify(value) }))
}

describe('a lost answer', () => {
  test('of a job is taken over by its id: it is not run twice', async () => {
    await warehouse.run(job('once', 'SELECT 1 AS n'))
    const before = proxy.count(INSERT)
    proxy.break(INSERT, { kind: 'cut', afterBytes: 0 })
    await warehouse.run(job('once', 'SELECT 2 AS n', { writeDisposition: 'append' }))
    expect(proxy.count(INSERT) - before).toBe(2)
    expect(proxy.unmet()).toBe(0)
    expect(await rows('SELECT n FROM once ORDER BY n')).toEqual([['1'], ['2']])
  })

  test('of a load is taken over too', async () => {
    proxy.break(/^POST \/upload/, { kind: 'cut', afterBytes: 20 })
    const schema = [SCHEMA[1]]
    await warehouse.load(table('loaded'), source({ n: 1 }, { n: 2 }), { schema, writeDisposition: 'append' })
    expect(proxy.unmet()).toBe(0)
    expect(await rows('SELECT n FROM loaded ORDER BY n')).toEqual([['1'], ['2']])
  })

  test('of making and of dropping a table is no failure', async () => {
    proxy.break(/^POST [^ ]*\/tables\?/, { kind: 'cut', afterBytes: 0 })
    await createDaily('made')
    proxy.break(/^DELETE [^ ]*\/tables\/made/, { kind: 'cut', afterBytes: 0 })
    await warehouse.apply({ kind: 'drop', table: table('made'), ifExists: false })
    expect(proxy.unmet()).toBe(0)
    expect(await warehouse.find(table('made'))).toEqual({ kind: 'absent' })
  })
})

describe('a transient failure is tried again', () => {
  test('when connections are reset before the server hears of it', async () => {
    proxy.break(INSERT, { kind: 'reset' }, 3)
    await warehouse.run(job('reset', 'SELECT 1 AS n'))
    expect(proxy.unmet()).toBe(0)
    expect(await rows('SELECT n FROM reset')).toEqual([['1']])
  })

  test('when an answer is cut in the middle of its rows', async () => {
    proxy.break(/^GET [^ ]*\/queries\//, { kind: 'cut', afterBytes: 30_000 }, 2)
    const found = await rows('SELECT x FROM UNNEST(GENERATE_ARRAY(1, 30000)) AS x ORDER BY x')
    expect(proxy.unmet()).toBe(0)
    expect(found.length).toBe(30_000)
    expect(found.every(([x], index) => Number(x) === index + 1)).toBe(true)
  })

  test('when no answer comes in time', async () => {
    await using hasty = await openBigQueryWarehouse({
      jobProject: 'jobs',
      apiEndpoint: proxy.url,
      retry: { ...QUICK, attemptTimeoutMs: 400 },
    })
    proxy.break(/^GET [^ ]*\/tables\/reset/, { kind: 'delay', ms: 1_500 })
    expect(await hasty.find(table('reset'))).toMatchObject({ kind: 'present' })
    expect(proxy.unmet()).toBe(0)
  })

  test.each([
    [503, 'backendError'],
    [500, 'internalError'],
    [429, 'rateLimitExceeded'],
    [403, 'rateLimitExceeded'],
    [502, 'badGateway'],
  ])('when BigQuery says %i %s', async (status, reason) => {
    proxy.break(INSERT, { kind: 'answer', status, reason, message: 'try again' }, 2)
    expect(await rows('SELECT 1')).toEqual([['1']])
    expect(proxy.unmet()).toBe(0)
  })
})

describe('what no second try mends', () => {
  const cases: readonly (readonly [status: number, reason: string, message: string, code: string, exitCode: number])[] =
    [
      [403, 'accessDenied', 'Access Denied: Table x: User does not have permission', 'access-denied', 3],
      [403, 'quotaExceeded', 'Quota exceeded: too much', 'quota-exceeded', 3],
      [403, 'billingNotEnabled', 'Billing has not been enabled', 'billing', 3],
      [404, 'notFound', 'Not found: Dataset p:d was not found in location EU', 'dataset-not-found', 3],
      [404, 'notFound', 'Not found: Project nowhere', 'project-not-found', 3],
      [401, 'authError', 'Request had invalid credentials', 'no-credentials', 3],
      [400, 'bytesBilledLimitExceeded', 'Query exceeded limit for bytes billed: 1', 'bytes-limit', 1],
      [501, 'notImplemented', 'that is not implemented', 'query-failed', 1],
    ]
  test.each(cases)(
    '%i %s (%s) is told as %s, exit %i, and asked once',
    async (status, reason, message, code, exitCode) => {
      const before = proxy.count(INSERT)
      proxy.break(INSERT, { kind: 'answer', status, reason, message })
      await expect(rows('SELECT 1')).rejects.toMatchObject({
        code,
        exitCode,
        message: expect.stringContaining(message),
      })
      expect(proxy.count(INSERT) - before).toBe(1)
    },
  )

  test('a 403 says that both are possible, and how to go on', async () => {
    proxy.break(INSERT, { kind: 'answer', status: 403, reason: 'accessDenied', message: 'Access Denied' })
    await expect(rows('SELECT 1')).rejects.toMatchObject({
      message: expect.stringMatching(/may be missing, or you may lack the permission/),
      hint: expect.stringContaining('roles/bigquery'),
    })
  })

  test('a table that we may not see is unknown, not absent', async () => {
    proxy.break(/^GET [^ ]*\/tables\/secret/, { kind: 'answer', status: 403, reason: 'accessDenied', message: 'no' })
    expect(await warehouse.find(table('secret'))).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('no'),
    })
  })

  test('a wrong query is given to BigQuery once', async () => {
    const before = proxy.count(INSERT)
    await expect(rows('SELECT nane FROM once')).rejects.toMatchObject({ code: 'unknown-column' })
    expect(proxy.count(INSERT) - before).toBe(1)
  })

  test('a server that is not there: exit 3, after a while', async () => {
    await using nowhere = await openBigQueryWarehouse({
      jobProject: 'jobs',
      apiEndpoint: 'http://127.0.0.1:9',
      retry: QUICK,
    })
    const start = performance.now()
    await expect(rows('SELECT 1', nowhere)).rejects.toMatchObject({ code: 'network', exitCode: 3 })
    expect(performance.now() - start).toBeLessThan(10_000)
  })
})

test('a network that dies in the middle leaves the old partition', async () => {
  await createDaily('cut_off')
  const filled = (n: number) => job('cut_off', `SELECT DATE '2024-02-28' AS day, ${n} AS n`, { partition: DAY })
  await warehouse.run(filled(1))
  proxy.break(INSERT, { kind: 'reset' }, 1000)
  await expect(warehouse.run(filled(2))).rejects.toMatchObject({ code: 'network', exitCode: 3 })
  await using direct = await openBigQueryWarehouse({ jobProject: 'jobs', apiEndpoint: inject('bigQueryUrl') })
  expect(await rows('SELECT n FROM cut_off', direct)).toEqual([['1']])
})

test('descriptions that a cut keeps from being written after a job has made a whole table come with the next run', async () => {
  await using cut = await startTcpProxy(inject('bigQueryUrl'))
  await using own = await openBigQueryWarehouse({ jobProject: 'jobs', apiEndpoint: cut.url, retry: QUICK })
  await using direct = await openBigQueryWarehouse({ jobProject: 'jobs', apiEndpoint: inject('bigQueryUrl') })
  const described = (n: number) =>
    job('described', `SELECT ${n} AS n`, { schema: [{ ...SCHEMA[1], description: 'How many' }] })
  const descriptions = async () => {
    const found = await direct.find(table('described'))
    return found.kind === 'present' ? found.value.schema.map(({ description }) => description) : found
  }
  cut.break(/^PATCH /, { kind: 'reset' }, 1000)
  await expect(own.run(described(1))).rejects.toMatchObject({ code: 'network', exitCode: 3 })
  expect(await descriptions()).toEqual([undefined])
  await direct.run(described(2))
  expect(await descriptions()).toEqual(['How many'])
  expect(await rows('SELECT n FROM described', direct)).toEqual([['2']])
})

test('a server that is killed while a job runs: the job ends by its own deadline, and the old partition is there', async () => {
  const first = await startBigQueryServer()
  await makeDataset(first.url, PROJECT, DATASET)
  const open = () =>
    openBigQueryWarehouse({
      jobProject: 'jobs',
      apiEndpoint: first.url,
      retry: { ...QUICK, giveUpAfterMs: 150_000 },
      jobTimeoutMs: 4_000,
    })
  await using own = await open()
  await own.run(job('killed', 'SELECT 1 AS n'))
  const endless =
    'SELECT MAX(x * y) AS n FROM UNNEST(GENERATE_ARRAY(1, 1000000)) AS x, UNNEST(GENERATE_ARRAY(1, 1000000)) AS y'
  const running = own.run(job('killed', endless))
  const outcome = expect(running).rejects.toMatchObject({ code: 'deadline', exitCode: 3 })
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  await first.kill('SIGKILL')
  await using second = await startBigQueryServer({ data: first.data, port: first.port })
  await outcome
  await using after = await open()
  expect(await rows('SELECT n FROM killed', after)).toEqual([['1']])
  expect(second.port).toBe(first.port)
}, 240_000)
