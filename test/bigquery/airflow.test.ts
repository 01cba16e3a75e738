import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openAirflow } from '../airflow/environment.ts'
import { bqetl, type Folder, temporaryFolder } from '../support/cli.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const DAY = '2024-01-01'
/** Airflow may have to be installed first. */
const INSTALLATION_MS = 600_000
/** The runs that Airflow makes, one after the other, and the interval that is typed for the same. */
const RUNS = [
  { dag: 'bqetl_main_summary', logicalDate: `${DAY}T01:00:00+00:00`, when: ['--date', DAY] },
  { dag: 'bqetl_addons', logicalDate: `${DAY}T04:00:00+00:00`, when: ['--date', DAY] },
  {
    dag: 'bqetl_experiments_hourly',
    logicalDate: `${DAY}T12:30:00+00:00`,
    when: ['--interval', `${DAY}T12:00Z/PT1H`],
  },
  {
    dag: 'bqetl_experiments_live',
    logicalDate: `${DAY}T23:55:00+00:00`,
    when: ['--interval', `${DAY}T23:55Z/PT5M`],
  },
]

let project: Folder
beforeAll(() => {
  project = temporaryFolder()
  for (const name of ['sql', 'sample', 'probes', 'dags.yaml'])
    cpSync(join(ROOT, name), project.file(name), { recursive: true })
  const configuration = readFileSync(join(ROOT, 'bqetl_project.yaml'), 'utf8')
  const bigquery = `warehouse: bigquery\nbigquery: {api_endpoint: '${inject('bigQueryUrl')}'}\n`
  // a task that fails is not tried again half an hour later
  const dags = readFileSync(join(ROOT, 'dags.yaml'), 'utf8').replaceAll('retries: 2', 'retries: 0')
  project.write({
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
  const { rows } = JSON.parse(run('sql', '--format', 'json', ...where, `SELECT * FROM ${table}`)) as { rows: unknown[] }
  return rows.map((row) => JSON.stringify(row)).sort()
}

function tablesOf(dag: string): readonly string[] {
  const tasks = JSON.parse(run('run', `dag:${dag}`, '--date', DAY, '--dry-run', '--format', 'json'))
  return (tasks as { table: string }[]).map(({ table }) => table)
}

test(
  'Airflow runs daily, hourly and five-minute DAGs on BigQuery to the same rows as the embedded warehouse has',
  () => {
    const embedded = ['--warehouse', 'duckdb', '--database', project.file('embedded')]
    for (const warehouse of [[], embedded]) {
      run('deploy', ...warehouse)
      run('sample', 'load', '--date', DAY, '--days', '1', '--scale', '0.01', ...warehouse)
    }
    run('dag', 'generate')
    const places = { home: project.file('airflow'), dags: project.file('dags'), project: project.path }
    const airflow = openAirflow('3.3.2', places)
    airflow.airflow('db', 'migrate')
    airflow.airflow('dags', 'reserialize')
    const { runs } = airflow.load(...RUNS.map(({ dag, logicalDate }) => `${dag}@${logicalDate}`))
    for (const { dag, state, tasks } of runs) expect({ dag, state, tasks }).toMatchObject({ state: 'success' })
    for (const { dag, when } of RUNS) run('run', `dag:${dag}`, ...when, ...embedded)
    for (const table of RUNS.flatMap(({ dag }) => tablesOf(dag)))
      expect({ table, rows: rowsOf(table) }).toEqual({ table, rows: rowsOf(table, ...embedded) })
  },
  INSTALLATION_MS,
)
