import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { bqetl, type Folder, SHOP, startBqetl, temporaryFolder } from '../support/cli.ts'

const url = inject('bigQueryUrl')
const PROJECT = `retry-${Date.now().toString(36)}`
const JOBS = `${url}/bigquery/v2/projects/${PROJECT}/jobs`
/** Some seconds of the server's work: long enough to be killed in, and to be found running. */
const SLOW = 'SELECT MAX(x * y) FROM UNNEST(GENERATE_ARRAY(1, 8000)) AS x, UNNEST(GENERATE_ARRAY(1, 30000)) AS y'
const slow = (total: number, rest = 'WHERE') =>
  `SELECT @submission_date AS day, ${total} + 0 * (${SLOW}) AS total FROM shop.orders ${rest} day = @submission_date GROUP BY day`
const DAILY = 'sql/shop_derived/daily_v1/query.sql'
const quick = (total: number) => slow(total).replace('8000', '3').replace('30000', '4')

let folder: Folder
beforeAll(() => {
  folder = temporaryFolder({
    ...SHOP,
    'bqetl_project.yaml': `project_id: ${PROJECT}\nwarehouse: bigquery\nbigquery: {api_endpoint: '${url}'}\n`,
  })
  bqetl(folder, ['deploy'])
  bqetl(folder, ['load', 'shop.orders', 'orders.ndjson'])
})
afterAll(() => folder[Symbol.dispose]())

interface Job {
  readonly id: string
  readonly state: string
}

/** A connection that is kept open would break while `bqetl` holds this process up. */
const ALONE = { headers: { connection: 'close' } }

/** The jobs that write the table of every day. */
async function dailyJobs(): Promise<readonly Job[]> {
  const { jobs = [] } = (await (await fetch(`${JOBS}?maxResults=1000`, ALONE)).json()) as {
    jobs?: { jobReference: { jobId: string }; state: string }[]
  }
  return jobs
    .map(({ jobReference, state }) => ({ id: jobReference.jobId, state }))
    .filter(({ id }) => id.startsWith('bqetl_shop_derived_daily'))
}

/** As Airflow's operator for bash tells a task. */
function airflow(run: string, tryNumber: number, before = 0) {
  return {
    AIRFLOW_CTX_DAG_ID: 'bqetl_shop',
    AIRFLOW_CTX_TASK_ID: 'shop_derived__daily__v1',
    AIRFLOW_CTX_DAG_RUN_ID: run,
    AIRFLOW_CTX_TRY_NUMBER: `${tryNumber}`,
    BQETL_TRIES_BEFORE: `${before}`,
  }
}

function runArgs(day: string): string[] {
  return ['query', 'run', 'shop_derived.daily_v1', '--date', day]
}

/** Starts a command and kills it as soon as a new job of the table runs. */
async function killWhileRunning(args: string[], environment: NodeJS.ProcessEnv = {}): Promise<string> {
  const known = new Set((await dailyJobs()).map(({ id }) => id))
  const { child, ended } = startBqetl(folder, args, environment)
  const id = await newJob(known)
  child.kill('SIGKILL')
  await ended
  return id
}

async function newJob(known: ReadonlySet<string>): Promise<string> {
  for (let tries = 0; tries < 400; tries++) {
    const running = (await dailyJobs()).find(({ id, state }) => state === 'RUNNING' && !known.has(id))
    if (running) return running.id
    await sleep(50)
  }
  throw new Error('no job runs')
}

async function untilDone(id: string): Promise<void> {
  while ((await dailyJobs()).some((job) => job.id === id && job.state !== 'DONE')) await sleep(50)
}

/** How many jobs a command makes, and what it says. */
async function jobsMadeBy(args: string[], environment: NodeJS.ProcessEnv = {}) {
  const before = (await dailyJobs()).length
  const outcome = bqetl(folder, args, '', environment)
  expect(outcome, outcome.err).toMatchObject({ code: 0 })
  return { made: (await dailyJobs()).length - before, out: outcome.out }
}

function totals(): unknown {
  return JSON.parse(bqetl(folder, ['sql', 'SELECT day, total FROM shop_derived.daily_v1 ORDER BY day']).out).rows
}

test('a task that was killed finds its job running, waits for it, and runs nothing again', async () => {
  folder.write({ [DAILY]: slow(1) })
  await killWhileRunning(runArgs('2024-05-01'), airflow('scheduled__1', 1))
  const { made, out } = await jobsMadeBy(runArgs('2024-05-01'), airflow('scheduled__1', 2))
  expect(made).toBe(0)
  expect(out).toContain('by the job of the try before')
  expect(totals()).toEqual([['2024-05-01', '1']])
})

test('it finds its job done', async () => {
  folder.write({ [DAILY]: slow(2) })
  await untilDone(await killWhileRunning(runArgs('2024-05-01'), airflow('scheduled__2', 1)))
  expect((await jobsMadeBy(runArgs('2024-05-01'), airflow('scheduled__2', 2))).made).toBe(0)
  expect(totals()).toEqual([['2024-05-01', '2']])
})

test('a job that failed is run again under another id', async () => {
  const few = "IF((SELECT COUNT(*) FROM shop.orders) < 4, ERROR('too few'), 0)"
  folder.write({
    [DAILY]: quick(3).replace('SELECT @submission_date AS day, 3', `SELECT @submission_date AS day, 3 + ${few}`),
  })
  expect(bqetl(folder, runArgs('2024-05-01'), '', airflow('scheduled__3', 1))).toMatchObject({
    code: 1,
    err: expect.stringContaining('too few'),
  })
  folder.write({ 'more.ndjson': '{"day":"2024-05-01","customer":"cyd","amount":1}\n' })
  expect(bqetl(folder, ['load', 'shop.orders', 'more.ndjson'])).toMatchObject({ code: 0 })
  expect((await jobsMadeBy(runArgs('2024-05-01'), airflow('scheduled__3', 2))).made).toBe(1)
  expect(totals()).toEqual([['2024-05-01', '3']])
})

test('no job is adopted of another run, of another interval, of another text, from before a task was cleared, or of a table that is new', async () => {
  folder.write({ [DAILY]: quick(4) })
  const once = (day: string, environment: NodeJS.ProcessEnv) => jobsMadeBy(runArgs(day), environment)
  expect((await once('2024-05-01', airflow('scheduled__4', 1))).made).toBe(1)
  expect((await once('2024-05-01', airflow('scheduled__4', 2))).made).toBe(0)
  expect((await once('2024-05-01', airflow('scheduled__5', 2))).made).toBe(1)
  expect((await once('2024-05-02', airflow('scheduled__4', 2))).made).toBe(1)
  expect((await once('2024-05-01', airflow('scheduled__4', 2, 1))).made).toBe(1)
  expect((await once('2024-05-01', {})).made).toBe(1)
  folder.write({ [DAILY]: quick(5) })
  expect((await once('2024-05-01', airflow('scheduled__4', 2))).made).toBe(1)
  expect(totals()).toEqual([
    ['2024-05-01', '5'],
    ['2024-05-02', '4'],
  ])
  bqetl(folder, ['sql', 'DROP TABLE shop_derived.daily_v1'])
  expect((await once('2024-05-01', airflow('scheduled__4', 2))).made).toBe(1)
  expect(totals()).toEqual([['2024-05-01', '5']])
})

test('a backfill that was killed goes on with the job that it had begun', async () => {
  folder.write({ [DAILY]: slow(6) })
  const args = ['query', 'backfill', 'shop_derived.daily_v1', '--parallelism', '1']
  const range = ['--start-date', '2024-05-01', '--end-date', '2024-05-02']
  await killWhileRunning([...args, ...range])
  const before = (await dailyJobs()).length
  expect(bqetl(folder, [...args, ...range])).toMatchObject({ code: 0 })
  expect((await dailyJobs()).length - before).toBe(1)
  expect(totals()).toEqual([
    ['2024-05-01', '6'],
    ['2024-05-02', '6'],
  ])
  expect((await jobsMadeBy([...args, ...range])).made).toBe(2)
})
