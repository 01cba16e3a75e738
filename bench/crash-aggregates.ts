/**
 * What `bqetl query run` of crash_aggregates_v1 costs over a million pings, against hand-written DuckDB SQL
 * (crash-aggregates.sql) over the same partition files: medians of the job's own seconds and their ratio (limit 1.1),
 * and of whole processes, where starting Node and reading the project count too.
 *
 *     npm run bench -- bench/crash-aggregates.ts [PINGS] [RUNS]
 *
 * The peer is this file again, as `run-by-hand FOLDER`: bare Node with DuckDB and nothing else. Both jobs open a DuckDB and end with the
 * day's file, of the same rows, which is checked.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const DATE = '2024-01-02'
const LOADED = 50_000
const [STABLE, DERIVED] = ['telemetry_stable', 'telemetry_derived'] as const

if (process.argv[2] === 'run-by-hand') await runByHand(process.argv[3]!)
else await compare(Number(process.argv[2] ?? 1_000_000), Number(process.argv[3] ?? 5))

async function compare(pings: number, runs: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bqetl-bench-'))
  try {
    fill(folder, Math.max(1, Math.round(pings / LOADED)))
    const ours: Run[] = []
    const byHand: Run[] = []
    const args = ['query', 'run', 'telemetry_derived.crash_aggregates_v1', '--date', DATE, '--database', folder]
    for (let run = 0; run <= runs; run += 1) {
      byHand.push(measure([process.argv[1]!, 'run-by-hand', folder]))
      ours.push(measure(['bqetl', ...args, '--format', 'json']))
    }
    // The first of each reads cold files.
    const job = compared('job', ours.slice(1), byHand.slice(1), (run) => run.job)
    compared('process', ours.slice(1), byHand.slice(1), (run) => run.process)
    console.log(`${pings} pings, ${runs} runs each; the job's limit is 1.1`)
    if (job > 1.1) console.log('over the limit')
    await compareRows(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Sample pings, then copies of them: what matters here is their number. */
function fill(folder: string, copies: number): void {
  for (const [sample, table, rows] of [
    ['main', 'main_v4', LOADED],
    ['crash', 'crash_v4', LOADED / 25],
  ] as const) {
    const pings = bqetl(['sample', 'generate', sample, '--rows', String(rows), '--date', DATE])
    bqetl(['load', `telemetry_stable.${table}`, '-', '--pings', '--submission-date', DATE, '--database', folder], pings)
    const more = `INSERT INTO telemetry_stable.${table} SELECT pings.* FROM telemetry_stable.${table} AS pings
      CROSS JOIN UNNEST(GENERATE_ARRAY(2, ${copies})) WHERE DATE(submission_timestamp) = '${DATE}'`
    if (copies > 1) bqetl(['sql', '--database', folder, more])
  }
}

function bqetl(args: readonly string[], input = ''): string {
  const options = { input, encoding: 'utf8', maxBuffer: 2 ** 30 } as const
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bqetl', ...args], options)
  if (status !== 0) throw new Error(`bqetl ${args.join(' ')}\n${stderr}`)
  return stdout
}

interface Run {
  /** Seconds that the program itself says the job took. */
  readonly job: number
  readonly process: number
}

function measure(args: readonly string[]): Run {
  const started = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return { job: JSON.parse(stdout).seconds, process: (performance.now() - started) / 1000 }
}

function compared(what: string, ours: readonly Run[], byHand: readonly Run[], of: (run: Run) => number): number {
  const [own, hand] = [median(ours.map(of)), median(byHand.map(of))]
  console.log(
    `${what.padEnd(8)} by hand ${hand.toFixed(2)} s, bqetl query run ${own.toFixed(2)} s, ratio ${(own / hand).toFixed(2)}`,
  )
  return own / hand
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)]!
}

/** @throws where the two say something else, by more than the noise of floats */
async function compareRows(folder: string): Promise<void> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const ours = `read_parquet(${files(folder, DERIVED, 'crash_aggregates_v1').at(-1)})`
  const different = await connection.runAndReadAll(
    `SELECT count(*) FROM ${ours} AS a FULL JOIN '${byHandFile(folder)}' AS b USING (submission_date, activity_date, dimensions)
    WHERE a.stats IS NULL OR b.stats IS NULL OR NOT list_bool_and(list_transform(list_zip(a.stats, b.stats),
      lambda pair: pair[1].key = pair[2].key AND abs(pair[1].value - pair[2].value) <= 1e-9 * (1 + abs(pair[2].value))))`,
  )
  if (different.getRows()[0]![0] !== 0n) throw new Error('the two give different rows')
}

async function runByHand(folder: string): Promise<void> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const sql = readFileSync('bench/crash-aggregates.sql', 'utf8')
    .replaceAll('{main}', `[${files(folder, STABLE, 'main_v4')}]`)
    .replaceAll('{crash}', `[${files(folder, STABLE, 'crash_v4')}]`)
    .replaceAll('{date}', DATE)
    .replaceAll('{target}', byHandFile(folder))
  const started = performance.now()
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.run("SET TimeZone = 'UTC'")
  await connection.run(sql)
  console.log(JSON.stringify({ seconds: (performance.now() - started) / 1000 }))
}

function byHandFile(folder: string): string {
  return join(folder, 'by-hand.parquet')
}

/** Paths as SQL, the newest last. */
function files(folder: string, dataset: string, table: string): readonly string[] {
  const place = join(folder, 'bqetl', dataset, table)
  const names = readdirSync(place).filter((name) => name.endsWith('.parquet'))
  return names.sort().map((name) => `'${join(place, name)}'`)
}
