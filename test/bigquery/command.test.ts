import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { bqetl, type Folder, SHOP, startBqetl, temporaryFolder } from '../support/cli.ts'

const url = inject('bigQueryUrl')
/** Tables lie in one project, jobs run in another. */
const PROJECT = `shop-${Date.now().toString(36)}`
const FILES = {
  ...SHOP,
  'bqetl_project.yaml': `project_id: ${PROJECT}\nproject_aliases: {mozdata: ${PROJECT}}\nwarehouse: bigquery\nbigquery:\n  api_endpoint: ${url}\n  job_project: jobs-${PROJECT}\n  labels: {team: data}\n`,
  'sql/shop_derived/daily_v1/checks.sql':
    "#fail\nSELECT IF(COUNT(*) = 0, ERROR('empty'), NULL) FROM `{{ project_id }}.{{ dataset_id }}.{{ table_name }}` WHERE day = @submission_date;\n",
  'sql/shop_derived/daily_v1/query.sql': SHOP['sql/shop_derived/daily_v1/query.sql']!.replace(
    'shop.orders',
    'mozdata.shop.orders',
  ),
}

let folder: Folder
beforeAll(() => {
  folder = temporaryFolder(FILES)
})
afterAll(() => folder[Symbol.dispose]())

interface JobResource {
  readonly jobReference: { readonly jobId: string }
  readonly state: string
  readonly configuration: {
    readonly labels?: Record<string, string>
    readonly query?: { readonly maximumBytesBilled?: string }
  }
}

async function jobs(): Promise<readonly JobResource[]> {
  const answer = await fetch(`${url}/bigquery/v2/projects/jobs-${PROJECT}/jobs?maxResults=1000&projection=full`)
  return ((await answer.json()) as { jobs: JobResource[] }).jobs
}

async function job(id: string) {
  const answer = await fetch(`${url}/bigquery/v2/projects/jobs-${PROJECT}/jobs/${id}`)
  return (await answer.json()) as JobResource & {
    readonly status: { readonly state: string; readonly errorResult?: unknown }
  }
}

describe('the same commands work on BigQuery, with the same files', () => {
  test('a dataset that is not there stops with its name, exit 3', () => {
    const { code, err } = bqetl(folder, ['load', 'shop.orders', 'orders.ndjson'])
    expect(err).toMatch(/error\[dataset-not-found\]: Not found: Dataset .*shop/)
    expect(err).toContain('bqetl deploy')
    expect(code).toBe(3)
  })

  test('deploy shows the difference first, then makes what is missing, and nothing twice', () => {
    const plan = bqetl(folder, ['deploy', '--plan'])
    expect(plan.out).toContain(`+ table   ${PROJECT}.shop_derived.daily_v1  2 columns, by DAY of day`)
    expect(plan.out).toContain('4 to make, 0 unchanged (nothing was done)')
    expect(bqetl(folder, ['deploy']).code).toBe(0)
    expect(bqetl(folder, ['deploy']).out).toBe('4 unchanged\n')
  })

  test('load, query run, check run, sql, backfill, run and export', () => {
    expect(bqetl(folder, ['load', 'shop.orders', 'orders.ndjson']).out).toContain('3 rows loaded')
    const one = bqetl(folder, ['query', 'run', 'shop_derived.daily_v1', '--date', '2024-05-01', '--format', 'json'])
    expect(JSON.parse(one.out)).toMatchObject({ table: 'shop_derived.daily_v1$20240501', rows: 1 })
    expect(bqetl(folder, ['check', 'run', 'shop_derived.daily_v1', '--date', '2024-05-01']).code).toBe(0)
    expect(bqetl(folder, ['check', 'run', 'shop_derived.daily_v1', '--date', '2024-05-03']).code).toBe(1)
    const range = ['--start-date', '2024-05-01', '--end-date', '2024-05-03']
    expect(bqetl(folder, ['query', 'backfill', 'shop_derived.daily_v1', ...range]).code).toBe(0)
    expect(bqetl(folder, ['run', 'shop_derived.daily_v1', '--date', '2024-05-02']).code).toBe(0)
    const { out } = bqetl(folder, ['sql', 'SELECT * FROM shop_derived.daily_v1 ORDER BY day'])
    expect(JSON.parse(out).rows).toEqual([
      ['2024-05-01', '7'],
      ['2024-05-02', '5'],
    ])
  })

  test('every job has a limit of bytes and the project’s labels', async () => {
    const all = await jobs()
    expect(all.length).toBeGreaterThan(5)
    for (const { jobReference } of all) {
      const { configuration } = await job(jobReference.jobId)
      expect(configuration.labels).toMatchObject({ team: 'data' })
      if (configuration.query) expect(BigInt(configuration.query.maximumBytesBilled ?? 0)).toBeGreaterThan(0n)
    }
  })
})

test('SIGTERM cancels the job in BigQuery', async () => {
  const endless =
    'SELECT MAX(x * y) AS total FROM UNNEST(GENERATE_ARRAY(1, 1000000)) AS x, UNNEST(GENERATE_ARRAY(1, 1000000)) AS y'
  const { child, ended } = startBqetl(folder, ['sql', endless])
  const id = await runningJob()
  child.kill('SIGTERM')
  const { code, err } = await ended
  expect(err).toContain('SIGTERM, stopping')
  expect(code).toBe(143)
  expect((await job(id)).status).toMatchObject({ state: 'DONE', errorResult: { reason: 'stopped' } })
})

async function runningJob(): Promise<string> {
  for (let tries = 0; tries < 200; tries++) {
    const running = (await jobs()).find(({ state }) => state === 'RUNNING')
    if (running) return running.jobReference.jobId
    await sleep(50)
  }
  throw new Error('no job runs')
}

describe('credentials', () => {
  const NOWHERE = { METADATA_SERVER_DETECTION: 'none', CLOUDSDK_CONFIG: '/nonexistent', HOME: '/nonexistent' }
  const args = ['sql', 'SELECT 1', '--warehouse', 'bigquery']

  test('none: told, with what to do, exit 3', () => {
    using empty = temporaryFolder({ 'bqetl_project.yaml': 'project_id: p\n' })
    const { code, err } = bqetl(empty, args, '', NOWHERE)
    expect(err).toMatch(/error\[no-credentials\]/)
    expect(err).toContain('gcloud auth application-default login')
    expect(code).toBe(3)
  })

  test('a key that is none: told, and never shown', () => {
    const secret = 'S3CRETKEYMATERIAL'
    const key = {
      type: 'service_account',
      client_email: 'a@b.example',
      private_key: secret,
      private_key_id: secret,
      project_id: 'p',
    }
    using own = temporaryFolder({ 'bqetl_project.yaml': 'project_id: p\n', 'key.json': JSON.stringify(key) })
    const { code, out, err } = bqetl(own, args, '', {
      ...NOWHERE,
      GOOGLE_APPLICATION_CREDENTIALS: own.file('key.json'),
    })
    expect(err).toMatch(/error\[no-credentials\]/)
    expect(out + err).not.toContain(secret)
    expect(code).toBe(3)
    expect(readFileSync(join(own.path, 'key.json'), 'utf8')).toContain(secret)
  })

  test('an address that is none is refused', () => {
    expect(bqetl(folder, ['sql', 'SELECT 1', '--api-endpoint', 'localhost:9050'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('error[invalid-endpoint]'),
    })
  })
})
