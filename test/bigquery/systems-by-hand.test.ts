import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { bqetl, type Folder, temporaryFolder } from '../support/cli.ts'

/** What is typed for a system, in both warehouses: `bqetl run dag:…`, `check run`, `export`. */
const ROOT = join(import.meta.dirname, '..', '..')
const DAY = '2024-01-01'
const LAST_MINUTES = `${DAY}T23:55Z/PT5M`
const EXPORTED = ['experiment_enrollment_overall', 'experiment_unenrollment_overall', 'experiment_cumulative_ad_clicks']
/** The server is slow with more: it computes what a CASE leaves out. */
const SCALE = '0.01'
const MINUTES = 60_000

const WAREHOUSES = ['bigquery', 'embedded'] as const
type Name = (typeof WAREHOUSES)[number]

let project: Folder
let flags: Record<Name, readonly string[]>
beforeAll(() => {
  project = temporaryFolder()
  for (const name of ['sql', 'sample', 'probes', 'dags.yaml', 'bqetl_project.yaml'])
    cpSync(join(ROOT, name), project.file(name), { recursive: true })
  const configuration = readFileSync(join(ROOT, 'bqetl_project.yaml'), 'utf8')
  project.write({
    'bqetl_project.yaml': configuration.replace(/^project_id: .*$/m, `project_id: hand-${Date.now().toString(36)}`),
  })
  flags = {
    bigquery: ['--warehouse', 'bigquery', '--api-endpoint', inject('bigQueryUrl')],
    embedded: ['--warehouse', 'duckdb', '--database', project.file('embedded')],
  }
  for (const name of WAREHOUSES) {
    run('deploy', ...flags[name])
    run('sample', 'load', '--date', DAY, '--days', '1', '--scale', SCALE, ...flags[name])
  }
}, 10 * MINUTES)
afterAll(() => project[Symbol.dispose]())

function run(...args: string[]): string {
  const { code, out, err } = bqetl(project, args)
  expect(code, `${args.join(' ')}\n${err}`).toBe(0)
  return out
}

/** Rows of a table in both; sums of FLOAT64 are none here. */
function rowsOf(table: string, name: Name): readonly string[] {
  const sql = `SELECT * FROM telemetry_derived.${table}`
  const { rows } = JSON.parse(run('sql', '--format', 'json', ...flags[name], sql)) as { rows: unknown[] }
  return rows.map((row) => JSON.stringify(row)).sort()
}

function expectEqual(...tables: readonly string[]): void {
  for (const table of tables) {
    const rows = rowsOf(table, 'embedded')
    expect(rows.length, table).toBeGreaterThan(0)
    expect(rowsOf(table, 'bigquery'), table).toEqual(rows)
  }
}

describe('both warehouses give the same, from the same commands', () => {
  test('experiment monitoring by the hour and every five minutes', () => {
    for (const name of WAREHOUSES) {
      run('run', 'dag:bqetl_experiments_hourly', '--interval', `${DAY}T12:00Z/PT1H`, ...flags[name])
      run('run', 'dag:bqetl_experiments_live', '--interval', LAST_MINUTES, ...flags[name])
    }
    expectEqual(
      'experiment_enrollment_aggregates_hourly_v1',
      'experiment_search_aggregates_hourly_v1',
      'experiment_enrollment_aggregates_recents_v1',
      'experiment_search_aggregates_recents_v1',
      'experiment_enrollment_overall_v1',
      'experiment_unenrollment_overall_v1',
      'experiment_enrollment_other_events_overall_v1',
      'experiment_enrollment_cumulative_population_estimate_v1',
      'experiment_cumulative_ad_clicks_v1',
      'experiment_cumulative_search_count_v1',
      'experiment_cumulative_search_with_ads_count_v1',
    )
  })

  test('the files of the exports', () => {
    for (const name of WAREHOUSES) {
      const views = EXPORTED.map((view) => `telemetry.${view}`)
      run(
        'export',
        ...views,
        '--interval',
        LAST_MINUTES,
        '--destination',
        `file://${project.file(`files-${name}`)}/`,
        ...flags[name],
      )
    }
    const [server, embedded] = WAREHOUSES.map((name) => filesBelow(project.file(`files-${name}`)))
    expect(Object.keys(embedded!).length).toBeGreaterThan(EXPORTED.length)
    expect(server).toEqual(embedded)
  })

  test('experiment monitoring by the day, with its checks', () => {
    for (const name of WAREHOUSES) run('run', 'dag:bqetl_experiments_daily', '--date', DAY, ...flags[name])
    expectEqual(
      'clients_daily_v6',
      'experiments_daily_active_clients_v1',
      'experiment_enrollment_daily_active_population_v1',
    )
    for (const name of WAREHOUSES)
      run('check', 'run', 'telemetry_derived.experiment_enrollment_aggregates_v1', '--date', DAY, ...flags[name])
  })

  test(
    'histogram aggregates, their roll-ups and their retention',
    () => {
      for (const name of WAREHOUSES) run('run', 'dag:bqetl_histogram_aggregates', '--date', DAY, ...flags[name])
      expectEqual(
        'telemetry_aggregates_v1',
        'telemetry_aggregates_counters_v1',
        'telemetry_aggregates_by_build_id',
        'telemetry_aggregates_by_submission_date',
        'use_counters',
      )
      for (const name of WAREHOUSES) {
        // two years later nothing is left
        run(
          'query',
          'run',
          'telemetry_derived.telemetry_aggregates_retention_v1',
          '--date',
          '2026-02-01',
          ...flags[name],
        )
        expect(rowsOf('telemetry_aggregates_v1', name)).toEqual([])
      }
    },
    10 * MINUTES,
  )
})

function filesBelow(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return Object.fromEntries(
    names.map(({ parentPath, name }) => {
      const path = join(parentPath, name)
      return [path.slice(folder.length), readFileSync(path).toString('base64')]
    }),
  )
}
