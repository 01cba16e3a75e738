/**
 * telemetry_aggregates_v1 through `bqetl query run` against SQL written for DuckDB by hand (histogram-aggregates.sql), both reading the
 * same partition files: medians of the job's own seconds, of the processor's seconds of the whole process,
 * and their ratios (limit 1.2).
 *
 *     npm run bench -- bench/histogram-aggregates.ts [PINGS] [RUNS]
 *
 * A ping has about 300 measurements: histograms of 30 buckets, counts and scalars of three processes, their names by Zipf's law. The peer
 * is this file again, as `run-by-hand FOLDER`: bare Node with DuckDB and nothing else.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const DATE = '2024-01-02'
const DIFFERENT = 5000
const AGGREGATES = 'telemetry_derived.telemetry_aggregates_v1'

function compare(pings: number, runs: number): void {
  const folder = mkdtempSync(join(tmpdir(), 'bqetl-bench-'))
  try {
    fill(folder, pings)
    const ours: Run[] = []
    const byHand: Run[] = []
    for (let run = 0; run <= runs; run += 1) {
      byHand.push(measure([process.argv[1]!, 'run-by-hand', folder]))
      ours.push(
        measure(['bqetl', 'query', 'run', AGGREGATES, '--date', DATE, '--database', folder, '--format', 'json']),
      )
    }
    // The first of each reads cold files.
    report('job', ours.slice(1), byHand.slice(1), (run) => run.job)
    report('processor', ours.slice(1), byHand.slice(1), (run) => run.processor)
    console.log(`${pings} pings, ${runs} runs each; the limit of the ratio is 1.2`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Some pings, then copies of them: what matters here are the many values. */
function fill(folder: string, pings: number): void {
  const files = { pings: join(folder, 'pings.ndjson'), probes: join(folder, 'probes.json') }
  const different = Math.min(pings, DIFFERENT)
  writeFileSync(files.pings, randomPings(different))
  writeFileSync(files.probes, JSON.stringify(probes()))
  const database = ['--database', folder]
  bqetl(['load', 'telemetry_stable.main_v4', files.pings, '--pings', '--replace', ...database])
  bqetl(['load', 'telemetry_derived.probe_definitions_v1', files.probes, '--probes', '--replace', ...database])
  // In several files, so that both threads have something to read.
  for (let copies = Math.round(pings / different) - 1; copies > 0; copies -= 5) {
    bqetl(['sql', ...database, copySql(Math.min(copies, 5))])
  }
}

function copySql(copies: number): string {
  return `INSERT INTO telemetry_stable.main_v4
    SELECT pings.* FROM (
      SELECT * FROM telemetry_stable.main_v4 WHERE DATE(submission_timestamp) = '${DATE}'
      QUALIFY ROW_NUMBER() OVER (PARTITION BY document_id ORDER BY sample_id) = 1
    ) AS pings
    CROSS JOIN UNNEST(GENERATE_ARRAY(1, ${copies}))`
}

function bqetl(args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, ['bqetl', ...args], { encoding: 'utf8', maxBuffer: 2 ** 30 })
  if (status !== 0) throw new Error(`bqetl ${args.join(' ')}\n${stderr}`)
}

interface Run {
  /** Seconds that the program itself says the job took. */
  readonly job: number
  readonly processor: number
}

function measure(args: readonly string[]): Run {
  const { status, stdout, stderr } = spawnSync(
    '/bin/bash',
    ['-c', 'TIMEFORMAT="%U %S"; time "$@"', 'bash', process.execPath, ...args],
    {
      encoding: 'utf8',
    },
  )
  if (status !== 0) throw new Error(stderr)
  const [user = 0, system = 0] = stderr.trim().split('\n').at(-1)!.split(' ').map(Number)
  return { job: JSON.parse(stdout).seconds, processor: user + system }
}

function report(what: string, ours: readonly Run[], byHand: readonly Run[], of: (run: Run) => number): void {
  const [own, hand] = [median(ours.map(of)), median(byHand.map(of))]
  console.log(
    `${what.padEnd(9)} by hand ${hand.toFixed(1)} s, bqetl query run ${own.toFixed(1)} s, ratio ${(own / hand).toFixed(2)}`,
  )
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)]!
}

async function runByHand(folder: string): Promise<void> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const sql = readFileSync('bench/histogram-aggregates.sql', 'utf8')
    .replaceAll('{main}', files(folder, 'telemetry_stable', 'main_v4'))
    .replaceAll('{probes}', files(folder, 'telemetry_derived', 'probe_definitions_v1'))
    .replaceAll('{date}', DATE)
    .replaceAll('{target}', join(folder, 'by-hand.parquet'))
  await connection.run("SET TimeZone = 'UTC'")
  await connection.run(`SET temp_directory = '${join(folder, 'spill')}'`)
  const started = performance.now()
  await connection.run(sql)
  console.log(JSON.stringify({ seconds: (performance.now() - started) / 1000 }))
}

function files(folder: string, dataset: string, table: string): string {
  const place = join(folder, 'bqetl', dataset, table)
  const names = readdirSync(place).filter((name) => name.endsWith('.parquet'))
  return `[${names.map((name) => `'${join(place, name)}'`).join(', ')}]`
}

let state = 42

/** Mulberry32: the same numbers in every run. */
function random(): number {
  state = (state + 0x6d2b79f5) | 0
  let bits = Math.imul(state ^ (state >>> 15), 1 | state)
  bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
  return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
}

function pick<T>(of: readonly T[]): T {
  return of[Math.floor(random() * of.length)]!
}

const BOUNDS = exponential(1, 10_000, 30)

function exponential(low: number, high: number, count: number): readonly number[] {
  const bounds = [0, low]
  while (bounds.length < count) {
    const last = bounds.at(-1)!
    const next = Math.exp(Math.log(last) + (Math.log(high) - Math.log(last)) / (count - bounds.length))
    bounds.push(Math.max(last + 1, Math.floor(next + 0.5)))
  }
  return bounds
}

function probes(): Readonly<Record<string, unknown>> {
  const shape = { kind: 'exponential', low: 1, high: 10_000, n_buckets: 30 }
  const names = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}_${index}`)
  const all = [...names('SOME_HISTOGRAM_NAME', 1500), ...names('KEYED_HISTOGRAM', 40)]
  return Object.fromEntries(all.map((name) => [name, shape]))
}

function histogram() {
  const first = Math.floor(random() * 20)
  const last = Math.min(29, first + 2 + Math.floor(random() * 9))
  const entries = BOUNDS.slice(first, last + 1).map((bound) => [bound, Math.floor(random() * 50)] as const)
  const sum = entries.reduce((total, [bound, count]) => total + bound * count, 0)
  return { bucket_count: 30, histogram_type: 0, sum, range: [1, 10_000], values: Object.fromEntries(entries) }
}

function count() {
  return { bucket_count: 3, histogram_type: 4, sum: Math.floor(random() * 2000), range: [1, 2], values: { 0: 1, 1: 0 } }
}

/** `wanted` members, whose names are numbered by Zipf's law. */
function members(wanted: number, of: number, prefix: string, make: () => unknown): Record<string, unknown> {
  const found: Record<string, unknown> = {}
  for (let at = 0; at < wanted; ) {
    const name = prefix + Math.min(of - 1, Math.floor((of + 1) ** random() - 1))
    if (name in found) continue
    found[name] = make()
    at += 1
  }
  return found
}

function keyed(wanted: number, prefix: string, make: () => unknown) {
  return members(wanted, 40, prefix, () => members(1, 500, 'label_', make))
}

const number = () => Math.floor(Math.exp(random() * 10))

function histograms(wanted: number) {
  const counts = Math.round(wanted / 7)
  return {
    ...members(wanted - counts, 1500, 'SOME_HISTOGRAM_NAME_', histogram),
    ...members(counts, 100, 'SOME_COUNT_NAME_', count),
  }
}

const SYSTEMS = [
  { name: 'Windows_NT', version: '10.0' },
  { name: 'Windows_NT', version: '6.1' },
  { name: 'Darwin', version: '21.6.0' },
  { name: 'Linux', version: '5.15.0' },
]

function randomPing(index: number) {
  return {
    id: `ping-${index}`,
    meta: { submissionDate: DATE.replaceAll('-', ''), sampleId: Math.floor(random() * 100) },
    application: {
      channel: pick(['nightly', 'beta', 'release', 'release']),
      version: pick(['118.0', '119.0', '120.0', '121.0', '122.0a1']),
      buildId: pick(['20231116134553', '20231211174248', '20231019122658']),
      name: 'Firefox',
      architecture: pick(['x86', 'x86-64', 'x86-64']),
    },
    environment: { system: { os: pick(SYSTEMS) } },
    payload: {
      histograms: histograms(90),
      keyedHistograms: keyed(15, 'KEYED_HISTOGRAM_', histogram),
      simpleMeasurements: members(20, 30, 'simpleMeasure', number),
      processes: {
        parent: {
          scalars: members(40, 300, 'browser.engagement.scalar_', number),
          keyedScalars: keyed(15, 'keyed.scalar_', number),
        },
        content: {
          histograms: histograms(70),
          keyedHistograms: keyed(5, 'KEYED_HISTOGRAM_', histogram),
          scalars: members(20, 300, 'browser.engagement.scalar_', number),
        },
        gpu: { histograms: histograms(20), scalars: members(5, 300, 'browser.engagement.scalar_', number) },
      },
    },
  }
}

function randomPings(wanted: number): string {
  return Array.from({ length: wanted }, (_, index) => `${JSON.stringify(randomPing(index))}\n`).join('')
}

if (process.argv[2] === 'run-by-hand') await runByHand(process.argv[3]!)
else compare(Number(process.argv[2] ?? 100_000), Number(process.argv[3] ?? 3))
