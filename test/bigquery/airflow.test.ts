import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openAirflow } from '../airflow/environment.ts'
import { bqetl, type Folder, temporaryFolder } from '../support/cli.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const DAY = '2024-01-01'
/** Airflow may have to be installed first. */
const INSTALLATION_MS = 600_000
const TABLES = ['main_summary_v4', 'addons_v2', 'addon_aggregates_v1']

let project: Folder
beforeAll(() => {
  project = temporaryFolder()
  for (const name of ['sql', 'sample', 'probes', 'dags.yaml'])
    cpSync(join(ROOT, name), project.file(name), { recursive: true })
  const configuration = readFileSync(join(ROOT, 'bqetl_project.yaml'), 'utf8')
  const bigquery = `warehouse: bigquery\nbigquery: {api_endpoint: '${inject('bigQueryUrl')}'}\n`
  // unlike BigQuery, the server wants the filter when a view is made
  const metadata = 'sql/telemetry_stable/main_v4/metadata.yaml'
  const unfiltered = readFileSync(join(ROOT, metadata), 'utf8').replace(
    'require_partition_filter: true',
    'require_partition_filter: false',
  )
  // a task that fails is not tried again half an hour later
  const dags = readFileSync(join(ROOT, 'dags.yaml'), 'utf8').replaceAll('retries: 2', 'retries: 0')
  project.write({
    [metadata]: unfiltered,
    'dags.yaml': dags,
    'bqetl_project.yaml': configuration.replace(/^warehouse: duckdb\n/m, bigquery),
  })
})
afterAll(() => project[Symbol.dispose]())

function run(...args: string[]): string {
  const { code, out, err } = bqetl(project, args)
  expect(code, `${args.join(' ')}\n${err}`).toBe(0)
  return out
}

function rowsOf(table: string, ...where: string[]): unknown {
  const sql = `SELECT TO_JSON_STRING(t) FROM telemetry_derived.${table} AS t WHERE submission_date = '${DAY}'`
  const { rows } = JSON.parse(run('sql', '--format', 'json', ...where, sql)) as { rows: string[][] }
  return rows.map(([row]) => row).sort()
}

test(
  'Airflow runs the DAGs of the add-ons on BigQuery to the same rows as the embedded warehouse has',
  () => {
    const embedded = ['--warehouse', 'duckdb', '--database', project.file('embedded')]
    for (const warehouse of [[], embedded]) {
      run(
        'deploy',
        ...warehouse,
        'telemetry_stable',
        'telemetry_derived.addon_pings',
        ...TABLES.map((table) => `telemetry_derived.${table}`),
      )
      run('sample', 'load', 'crash', '--date', DAY, '--scale', '0.01', ...warehouse)
      loadMain(warehouse)
    }
    run('dag', 'generate')
    const places = { home: project.file('airflow'), dags: project.file('dags'), project: project.path }
    const airflow = openAirflow('3.3.2', places)
    airflow.airflow('db', 'migrate')
    airflow.airflow('dags', 'reserialize')
    const { runs } = airflow.load(`bqetl_main_summary@${DAY}T01:00:00+00:00`, `bqetl_addons@${DAY}T04:00:00+00:00`)
    for (const { dag, state, tasks } of runs) expect({ dag, state, tasks }).toMatchObject({ state: 'success' })
    for (const table of TABLES) {
      run('query', 'run', `telemetry_derived.${table}`, '--date', DAY, ...embedded)
      expect(rowsOf(table)).toEqual(rowsOf(table, ...embedded))
    }
  },
  INSTALLATION_MS,
)

/** Pings of the day, without those that only the live table gets. */
function loadMain(warehouse: readonly string[]): void {
  const pings = run('sample', 'generate', 'main', '--date', DAY, '--scale', '0.02')
  project.write({ 'main.ndjson': pings })
  run('load', 'telemetry_stable.main_v4', 'main.ndjson', '--pings', '--submission-date', DAY, '--replace', ...warehouse)
}
