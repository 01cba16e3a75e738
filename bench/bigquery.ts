/**
 * What a run through our warehouse costs beside the job itself, on the API server for tests:
 *
 *     BQETL_SHARED=../shared node bench/run.mjs bench/bigquery.ts [RUNS]
 *
 * The job alone is one insert and one wait by plain HTTP; ours looks at the destination, asks for an estimate, inserts and waits. They
 * take turns, so that what else the machine does meets both.
 */
import { randomUUID } from 'node:crypto'
import { DATE, INT64 } from '../src/googlesql/types.ts'
import { openBigQueryWarehouse } from '../src/runner/bigquery/bigquery-warehouse.ts'
import { makeDataset, startBigQueryServer } from '../test/support/bigquery-server.ts'

const RUNS = Number(process.argv[2] ?? 40)
const PROJECT = 'bench'
const SQL = 'SELECT @day AS day, x AS n FROM UNNEST(GENERATE_ARRAY(1, 1000)) AS x'
const TABLE = { project: PROJECT, dataset: 'd', table: 't' }

await using server = await startBigQueryServer()
await makeDataset(server.url, PROJECT, 'd')
await using warehouse = await openBigQueryWarehouse({ jobProject: PROJECT, apiEndpoint: server.url })
await warehouse.apply({
  kind: 'createTable',
  table: TABLE,
  schema: [
    { name: 'day', type: DATE, mode: 'NULLABLE' },
    { name: 'n', type: INT64, mode: 'NULLABLE' },
  ],
  partitioning: { unit: 'DAY', field: 'day', requirePartitionFilter: false },
  ifNotExists: true,
})

const alone: number[] = []
const ours: number[] = []
for (let run = 0; run < RUNS + 2; run++) {
  const [plain, through] = [await timed(runPlainly), await timed(runThroughWarehouse)]
  // The first two warm up.
  if (run < 2) continue
  alone.push(plain)
  ours.push(through)
}
console.log(`job alone          ${median(alone).toFixed(1)} ms (median of ${RUNS})`)
console.log(`through bqetl      ${median(ours).toFixed(1)} ms`)
console.log(`bqetl adds         ${median(ours.map((ms, index) => ms - alone[index]!)).toFixed(1)} ms`)

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

async function runThroughWarehouse(): Promise<void> {
  await warehouse.run({
    sql: SQL,
    parameters: [{ name: 'day', type: DATE, value: '2024-02-28' }],
    defaultProject: PROJECT,
    defaultDataset: 'd',
    jobId: randomUUID(),
    destination: TABLE,
    partition: { id: '20240228', unit: 'DAY' },
    writeDisposition: 'truncate',
    schemaUpdateOptions: [],
    labels: {},
  })
}

async function runPlainly(): Promise<void> {
  const jobId = randomUUID()
  const query = {
    query: SQL,
    useLegacySql: false,
    parameterMode: 'NAMED',
    queryParameters: [{ name: 'day', parameterType: { type: 'DATE' }, parameterValue: { value: '2024-02-28' } }],
    destinationTable: { projectId: PROJECT, datasetId: 'd', tableId: 't$20240228' },
    writeDisposition: 'WRITE_TRUNCATE',
  }
  await request('jobs', { jobReference: { projectId: PROJECT, jobId }, configuration: { query } })
  await request(`queries/${jobId}?maxResults=0`)
}

async function request(path: string, body?: unknown): Promise<void> {
  const answer = await fetch(`${server.url}/bigquery/v2/projects/${PROJECT}/${path}`, {
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json' },
  })
  const text = await answer.text()
  if (!answer.ok || text.includes('errorResult')) throw new Error(text)
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)]!
}
