/**
 * What the five-minute chain of experiment monitoring costs: the recents, the seven tables derived from the live views, and the files
 * of 100 active experiments, with 60 days of history and with 120. Limits: 20 s, and 1.2 times that of 60 days.
 *
 *     npm run bench -- bench/experiment-monitoring.ts [RUNS]
 *
 * History is made by SQL: 100 experiments of three branches that began one after the other within the last 60 days and still go on; what
 * is older holds another 100 that have ended. Each branch has rows in every third window. Nothing has expired: the hourly tables hold
 * every hour. Pings are there of the last three days.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const TODAY = '2026-01-31'
const NOW = `${TODAY}T10:40:00Z`
const PINGS_A_DAY = 200_000
const DERIVED = [
  'experiment_enrollment_overall',
  'experiment_unenrollment_overall',
  'experiment_enrollment_other_events_overall',
  'experiment_enrollment_cumulative_population_estimate',
  'experiment_cumulative_ad_clicks',
  'experiment_cumulative_search_count',
  'experiment_cumulative_search_with_ads_count',
]
const APPLICATIONS = [
  'org_mozilla_fenix',
  'org_mozilla_fenix_nightly',
  'org_mozilla_fennec_aurora',
  'org_mozilla_firefox_beta',
  'org_mozilla_firefox',
]
const EXPORTED = [...DERIVED, 'experiment_enrollment_daily_active_population']
const CHAIN = [
  'telemetry_derived.experiment_enrollment_aggregates_recents_v1',
  'telemetry_derived.experiment_search_aggregates_recents_v1',
  ...DERIVED.map((name) => `telemetry_derived.${name}_v1`),
]

function compare(runs: number): void {
  const [short, long] = [measure(60, runs), measure(120, runs)]
  for (const part of ['tables', 'files', 'whole'] as const) {
    const ratio = (long[part] / short[part]).toFixed(2)
    console.log(
      `${part.padEnd(8)} 60 days ${short[part].toFixed(1)} s, 120 days ${long[part].toFixed(1)} s, ratio ${ratio}`,
    )
  }
  console.log(`${runs} runs each, medians; the limits of the whole are 20 s and 1.2`)
  if (short.whole > 20 || long.whole / short.whole > 1.2) console.log('over the limit')
}

interface Seconds {
  readonly tables: number
  readonly files: number
  readonly whole: number
}

function measure(days: number, runs: number): Seconds {
  const folder = mkdtempSync(join(tmpdir(), 'bqetl-bench-'))
  try {
    makeHistory(folder, days)
    const first = runChain(folder, '2026-01-31T10:25:00Z')
    console.log(`${days} days: the first run, which writes all of them, ${first.whole.toFixed(1)} s`)
    const times = ['2026-01-31T10:30:00Z', '2026-01-31T10:35:00Z', NOW]
    const seconds = Array.from({ length: runs }, (_, run) => runChain(folder, times[run % times.length]!))
    const median = (of: (one: Seconds) => number) => seconds.map(of).sort((a, b) => a - b)[Math.floor(runs / 2)]!
    return { tables: median((one) => one.tables), files: median((one) => one.files), whole: median((one) => one.whole) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** One process for the tables, one for the files. */
function runChain(folder: string, end: string): Seconds {
  const interval = `${new Date(Date.parse(end) - 300_000).toISOString()}/${end}`
  const place = ['--interval', interval, '--database', join(folder, 'warehouse')]
  const started = performance.now()
  bqetl(['run', ...CHAIN, '--no-checks', ...place])
  const filled = performance.now()
  bqetl(['export', ...EXPORTED.map((name) => `telemetry.${name}`), ...place, '--destination', join(folder, 'export')])
  const ended = performance.now()
  return { tables: (filled - started) / 1000, files: (ended - filled) / 1000, whole: (ended - started) / 1000 }
}

function bqetl(args: readonly string[], input = ''): void {
  const { status, stderr } = spawnSync(process.execPath, ['bqetl', ...args], { input, encoding: 'utf8' })
  if (status !== 0) throw new Error(`bqetl ${args.join(' ')}\n${stderr}`)
}

function makeHistory(folder: string, days: number): void {
  const load = (table: string) => bqetl(['load', table, '-', '--replace', '--database', join(folder, 'warehouse')])
  const sql = (text: string) => bqetl(['sql', '--database', join(folder, 'warehouse'), text])
  for (const app of APPLICATIONS) {
    load(`${app}_live.events_v1`)
    load(`${app}_live.metrics_v1`)
  }
  for (const table of TABLES) load(table)
  sql(experiments(days))
  for (const kind of ['enrollment', 'search'] as const) {
    const table = `telemetry_derived.experiment_${kind}_aggregates`
    const closed = `window_start < TIMESTAMP '${TODAY}'`
    sql(`INSERT INTO ${table}_v1 ${aggregates(kind, days)} WHERE ${closed}`)
    sql(`INSERT INTO ${table}_hourly_v1 ${aggregates(kind, days)} WHERE window_start < TIMESTAMP '${TODAY} 10:00:00'`)
  }
  sql(ACTIVE_CLIENTS)
  sql(EVENT_PINGS)
  sql(MAIN_PINGS)
}

const TABLES = [
  'telemetry_live.event_v4',
  'telemetry_live.main_v4',
  'telemetry_derived.experimenter_experiments_v1',
  'telemetry_derived.experiment_enrollment_daily_active_population_v1',
  ...['enrollment', 'search'].flatMap((kind) =>
    ['', '_hourly', '_recents'].map((step) => `telemetry_derived.experiment_${kind}_aggregates${step}_v1`),
  ),
]

/** Number n began n·0.6 days before today. Those from 100 on ended 40 days later, too long ago to be exported. */
function experiments(days: number): string {
  const start = `DATE_SUB(DATE '${TODAY}', INTERVAL CAST(FLOOR(n * 0.6) AS INT64) + 1 DAY)`
  return `INSERT INTO telemetry_derived.experimenter_experiments_v1 (normandy_slug, start_date, end_date)
    SELECT CONCAT('experiment-', CAST(n AS STRING)), ${start}, IF(n < 100, NULL, DATE_ADD(${start}, INTERVAL 40 DAY))
    FROM UNNEST(GENERATE_ARRAY(0, ${Math.round(days / 0.6) - 1})) AS n`
}

const BRANCHES = `telemetry_derived.experimenter_experiments_v1 CROSS JOIN UNNEST(['control', 'red', 'blue']) AS branch WITH OFFSET AS position`

function aggregates(kind: 'enrollment' | 'search', days: number): string {
  const values =
    kind === 'search'
      ? '3 AS ad_clicks_count, 5 AS search_with_ads_count, 40 AS search_count'
      : '7 AS enroll_count, 2 AS unenroll_count, 1 AS graduate_count, 0 AS update_count, 1 AS enroll_failed_count, 0 AS unenroll_failed_count, 0 AS update_failed_count, 0 AS disqualification_count, 4 AS exposure_count'
  const type = kind === 'search' ? '' : "'nimbus_experiment' AS type, "
  return `SELECT * FROM (
    SELECT ${type}normandy_slug AS experiment, branch, window_start, TIMESTAMP_ADD(window_start, INTERVAL 5 MINUTE) AS window_end, ${values}
    FROM ${BRANCHES}
    CROSS JOIN UNNEST(GENERATE_DATE_ARRAY(DATE_SUB(DATE '${TODAY}', INTERVAL ${days} DAY), DATE '${TODAY}')) AS day
    CROSS JOIN UNNEST(GENERATE_TIMESTAMP_ARRAY(
      TIMESTAMP_ADD(TIMESTAMP(day), INTERVAL 5 * position MINUTE), TIMESTAMP_ADD(TIMESTAMP(day), INTERVAL 1439 MINUTE), INTERVAL 15 MINUTE)) AS window_start
    WHERE day >= start_date AND (end_date IS NULL OR day <= end_date))`
}

const ACTIVE_CLIENTS = `INSERT INTO telemetry_derived.experiment_enrollment_daily_active_population_v1
  SELECT TIMESTAMP(day), branch, normandy_slug, 1000 + position FROM ${BRANCHES}
  CROSS JOIN UNNEST(GENERATE_DATE_ARRAY(DATE_ADD(start_date, INTERVAL 1 DAY), IFNULL(end_date, DATE '${TODAY}'))) AS day`

/** Pings of three days, spread evenly, each of experiment and branch n. */
const PINGS = `(SELECT TIMESTAMP_SUB(TIMESTAMP '${NOW}', INTERVAL CAST(n * ${86_400 / PINGS_A_DAY} AS INT64) SECOND) AS submission_timestamp,
    CONCAT('experiment-', CAST(MOD(n, 100) AS STRING)) AS experiment, ['control', 'red', 'blue'][OFFSET(MOD(n, 3))] AS branch, n
  FROM UNNEST(GENERATE_ARRAY(1, ${3 * PINGS_A_DAY})) AS n)`

const EVENT_PINGS = `INSERT INTO telemetry_live.event_v4 (submission_timestamp, document_id, payload)
  SELECT submission_timestamp, CAST(n AS STRING), STRUCT('periodic' AS reason, STRUCT(
    CAST([] AS ARRAY<STRUCT<f0_ INT64, f1_ STRING, f2_ STRING, f3_ STRING, f4_ STRING, f5_ ARRAY<STRUCT<key STRING, value STRING>>>>) AS content,
    CAST([] AS ARRAY<STRUCT<f0_ INT64, f1_ STRING, f2_ STRING, f3_ STRING, f4_ STRING, f5_ ARRAY<STRUCT<key STRING, value STRING>>>>) AS dynamic,
    CAST([] AS ARRAY<STRUCT<f0_ INT64, f1_ STRING, f2_ STRING, f3_ STRING, f4_ STRING, f5_ ARRAY<STRUCT<key STRING, value STRING>>>>) AS extension,
    CAST([] AS ARRAY<STRUCT<f0_ INT64, f1_ STRING, f2_ STRING, f3_ STRING, f4_ STRING, f5_ ARRAY<STRUCT<key STRING, value STRING>>>>) AS gpu,
    [STRUCT(n AS f0_, 'normandy' AS f1_, IF(MOD(n, 5) = 0, 'unenroll', 'enroll') AS f2_, 'nimbus_experiment' AS f3_, experiment AS f4_, [STRUCT('branch' AS key, branch AS value)] AS f5_)] AS parent
  ) AS events) FROM ${PINGS}`

const MAIN_PINGS = `INSERT INTO telemetry_live.main_v4 (submission_timestamp, document_id, environment, payload)
  SELECT submission_timestamp, CAST(n AS STRING),
    STRUCT([STRUCT(experiment AS key, STRUCT(branch AS branch, 'nimbus' AS type, CAST(NULL AS STRING) AS enrollment_id) AS value)] AS experiments),
    STRUCT(
      STRUCT(STRUCT(STRUCT([STRUCT('google' AS key, 2 AS value)] AS browser_search_ad_clicks, [STRUCT('google' AS key, 3 AS value)] AS browser_search_with_ads) AS keyed_scalars) AS parent) AS processes,
      STRUCT([STRUCT('google.urlbar' AS key, '{"bucket_count":3,"histogram_type":4,"sum":4,"range":[1,2],"values":{"0":4,"1":0}}' AS value)] AS search_counts) AS keyed_histograms)
  FROM ${PINGS}`

compare(Number(process.argv[2] ?? 3))
