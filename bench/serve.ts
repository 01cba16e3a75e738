/**
 * `bqetl serve` on three million aggregates: requests a second of the metric path and its slowest hundredth, against the same
 * process sending the same bytes from memory through the same HTTP library (limits: 0.3 of the requests, 5 times the time); what a
 * request costs that nobody has asked before; and the memory that the server takes.
 *
 *     npm run bench -- bench/serve.ts [SECONDS] [ROWS]
 *
 * The server is this file again, as `serve FOLDER`, in a process of its own. 600 seconds show whether memory stays flat.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { folderSource } from '../src/generator/project/file-source.ts'
import { loadProject } from '../src/generator/project/load-project.ts'
import { renderedCatalog } from '../src/generator/sql/rendered-catalog.ts'
import { openDuckDbWarehouse } from '../src/runner/duckdb/duckdb-warehouse.ts'
import { aggregateStore } from '../src/server/aggregate-store.ts'
import { createApp } from '../src/server/app.ts'
import { listen } from '../src/server/listen.ts'
import { releaseGate } from '../src/server/release-gate.ts'

const METRICS = 1000
const CONNECTIONS = 16

if (process.argv[2] === 'serve') await serveFolder(process.argv[3]!)
else await compare(Number(process.argv[2] ?? 8), Number(process.argv[3] ?? 3_000_000))

async function compare(seconds: number, rows: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bqetl-bench-'))
  const child = spawn(process.execPath, ['--enable-source-maps', process.argv[1]!, 'serve', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    fill(folder, rows)
    const url = await firstLine(child.stdout)
    const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
    const paths = Array.from({ length: METRICS }, (_, index) => path(index))
    const first = await load(agent, url, paths.slice(0, 200))
    await load(agent, url, paths)
    const start = await memory(agent, url)
    const data = await load(agent, url, paths, seconds)
    const end = await memory(agent, url)
    const bytes = await load(agent, url, ['/memory'], seconds)
    report('asked for the first time', first)
    report('asked before', data)
    report('bytes from memory', bytes)
    console.log(
      `ratio of requests ${(data.perSecond / bytes.perSecond).toFixed(2)} (limit 0.3), of p99 ${(data.p99 / bytes.p99).toFixed(2)} (limit 5)`,
    )
    console.log(`memory of the server ${start} MiB, after ${seconds} s ${end} MiB; ${rows} rows`)
  } finally {
    child.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Rows of METRICS metrics in one partition, 30 buckets each. */
function fill(folder: string, rows: number): void {
  bqetl(
    folder,
    `CREATE OR REPLACE TABLE telemetry_derived.probe_definitions_v1 AS
    SELECT CONCAT('METRIC_', m) AS name, 'histogram' AS type, 'exponential' AS kind, 1 AS low, 10000 AS high, 30 AS n_buckets,
      CAST(NULL AS INT64) AS n_values, CAST([] AS ARRAY<STRING>) AS labels, FALSE AS keyed, '' AS description
    FROM UNNEST(GENERATE_ARRAY(0, ${METRICS - 1})) AS m`,
  )
  bqetl(
    folder,
    `CREATE OR REPLACE TABLE telemetry_derived.telemetry_aggregates_v1
    PARTITION BY submission_date CLUSTER BY channel, version, metric AS
    SELECT DATE '2020-03-01' AS submission_date, 'nightly' AS channel, '75' AS version,
      FORMAT_DATE('%Y%m%d', DATE_SUB(DATE '2020-03-01', INTERVAL MOD(n, 20) DAY)) AS build_id, 'Firefox' AS application,
      'x86-64' AS architecture, 'Windows_NT' AS os, CONCAT('10.', MOD(DIV(n, 20), 50)) AS os_version,
      CONCAT('METRIC_', m) AS metric, '' AS label, ['parent', 'content', 'gpu'][MOD(n, 3)] AS process_type,
      n AS count, n * 100 AS sum, GENERATE_ARRAY(n, n + 29) AS histogram
    FROM UNNEST(GENERATE_ARRAY(0, ${METRICS - 1})) AS m, UNNEST(GENERATE_ARRAY(0, ${Math.ceil(rows / METRICS) - 1})) AS n
    ORDER BY metric`,
  )
}

function path(metric: number): string {
  const dates = Array.from({ length: 10 }, (_, day) => `202002${20 + day}`).join(',')
  return `/aggregates_by/build_id/channels/nightly/?version=75&metric=METRIC_${metric}&dates=${dates}`
}

function bqetl(folder: string, sql: string): void {
  const { status, stderr } = spawnSync(process.execPath, ['bqetl', 'sql', '--database', folder, sql], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const chunk of stream) return String(chunk).trim()
  throw new Error('the server did not start')
}

async function serveFolder(folder: string): Promise<void> {
  const project = loadProject(folderSource('.'))
  const warehouse = openDuckDbWarehouse({ directory: folder, catalog: renderedCatalog(project), shareEngine: true })
  const app = createApp({
    store: aggregateStore(warehouse, project.configuration.projectId),
    gate: releaseGate(undefined),
    programVersion: 'bench',
    cacheBytes: 256 * 2 ** 20,
    refreshMs: 2000,
    now: Date.now,
    onFailure: console.error,
  })
  let bytes: Promise<Uint8Array<ArrayBuffer>> | undefined
  const inMemory = async (request: Request) => {
    if (request.url.endsWith('/rss')) return new Response(String(Math.round(process.memoryUsage().rss / 2 ** 20)))
    bytes ??= Promise.resolve(app.fetch(new Request(new URL(path(0), request.url)))).then(
      async (answer) => new Uint8Array(await answer.arrayBuffer()),
    )
    return new Response(await bytes, { headers: { 'Content-Type': 'application/json' } })
  }
  const server = await listen(
    { fetch: (request) => (/\/(memory|rss)$/.test(request.url) ? inMemory(request) : app.fetch(request)) },
    { host: '127.0.0.1', port: 0 },
  )
  console.log(server.url)
}

interface Figures {
  readonly perSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
}

/** Asks for the paths in turn, on CONNECTIONS connections: once each, or for so many seconds. */
async function load(agent: Agent, url: string, paths: readonly string[], seconds?: number): Promise<Figures> {
  const times: number[] = []
  const started = performance.now()
  const end = seconds === undefined ? Number.POSITIVE_INFINITY : started + seconds * 1000
  let next = 0
  const work = async () => {
    while (performance.now() < end && (seconds !== undefined || next < paths.length)) {
      const before = performance.now()
      await ask(agent, url + paths[next++ % paths.length]!)
      times.push(performance.now() - before)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, work))
  const elapsed = (performance.now() - started) / 1000
  times.sort((left, right) => left - right)
  const at = (share: number) => times[Math.floor(times.length * share)]!
  return { perSecond: times.length / elapsed, p50: at(0.5), p99: at(0.99) }
}

function ask(agent: Agent, url: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, async (answer) => {
      const chunks: Buffer[] = []
      for await (const chunk of answer) chunks.push(chunk)
      if (answer.statusCode === 200) resolve(Buffer.concat(chunks))
      else reject(new Error(`${url}: ${answer.statusCode}`))
    }).on('error', reject)
  })
}

async function memory(agent: Agent, url: string): Promise<number> {
  return Number((await ask(agent, `${url}/rss`)).toString())
}

function report(what: string, { perSecond, p50, p99 }: Figures): void {
  console.log(
    `${what.padEnd(25)} ${perSecond.toFixed(0).padStart(6)} requests/s, median ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
  )
}
