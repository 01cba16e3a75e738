import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { planExport } from '../../src/generator/plan/plan-export.ts'
import { planRun } from '../../src/generator/plan/plan-run.ts'
import { folderSource } from '../../src/generator/project/file-source.ts'
import { loadProject } from '../../src/generator/project/load-project.ts'
import { renderedCatalog } from '../../src/generator/sql/rendered-catalog.ts'
import { parseInterval } from '../../src/generator/time/data-interval.ts'
import { openDuckDbWarehouse } from '../../src/runner/duckdb/duckdb-warehouse.ts'
import { folder } from '../../src/runner/export/folder.ts'
import { runExport } from '../../src/runner/export/run-export.ts'
import { loadFiles } from '../../src/runner/load/load-files.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const DERIVED = [
  'experiment_enrollment_overall',
  'experiment_unenrollment_overall',
  'experiment_enrollment_other_events_overall',
  'experiment_enrollment_cumulative_population_estimate',
  'experiment_cumulative_ad_clicks',
  'experiment_cumulative_search_count',
  'experiment_cumulative_search_with_ads_count',
]

const project = loadProject(folderSource(ROOT))
const catalog = renderedCatalog(project)
let place: string
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'bqetl-test-'))
})
afterAll(() => rmSync(place, { recursive: true, force: true }))

function open(warehouse: string) {
  return openDuckDbWarehouse({ directory: join(place, warehouse), catalog })
}

async function load(warehouse: string, table: string, rows: readonly object[]): Promise<void> {
  const stream = Readable.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  const files = [{ name: table, stream }]
  await loadFiles(open(warehouse), project, { table, files, writeDisposition: 'truncate', ignoreUnknownColumns: false })
}

async function rowsOf(warehouse: string, sql: string): Promise<unknown[]> {
  const { batches } = await open(warehouse).query({ sql, parameters: [], defaultProject: 'bqetl' })
  const rows: unknown[] = []
  for await (const batch of batches) rows.push(...batch)
  return rows.map((row) => (row as unknown[]).map((value) => (typeof value === 'bigint' ? String(value) : value)))
}

const COUNTS = ['enroll', 'unenroll', 'graduate', 'update', 'enroll_failed', 'unenroll_failed', 'update_failed']
const OTHER_COUNTS = ['disqualification', 'exposure']

/** A row of the live view of enrolments, `06T10:05` for 2021-02-06 10:05. */
function enrolments(time: string, experiment: string, branch: string | null, counts: Record<string, number>) {
  const all = [...COUNTS, ...OTHER_COUNTS].map((name) => [`${name}_count`, counts[name] ?? 0])
  return { type: 'nimbus_experiment', experiment, branch, ...windowOf(time), ...Object.fromEntries(all) }
}

function searches(time: string, experiment: string, branch: string | null, count: number) {
  const counts = { ad_clicks_count: count, search_with_ads_count: 2 * count, search_count: 3 * count }
  return { experiment, branch, ...windowOf(time), ...counts }
}

function windowOf(time: string) {
  const start = Date.parse(`2021-02-${time}:00Z`)
  const [window_start, window_end] = [start, start + 300_000].map((ms) => new Date(ms).toISOString())
  return { window_start, window_end }
}

interface Chain {
  readonly daily: readonly object[]
  readonly hourly: readonly object[]
  readonly recents: readonly object[]
}

async function loadChain(warehouse: string, kind: 'enrollment' | 'search', chain: Chain): Promise<void> {
  const table = `telemetry_derived.experiment_${kind}_aggregates`
  await load(warehouse, `${table}_v1`, chain.daily)
  await load(warehouse, `${table}_hourly_v1`, chain.hourly)
  await load(warehouse, `${table}_recents_v1`, chain.recents)
}

async function runDerived(warehouse: string, interval: string, names: readonly string[] = DERIVED): Promise<void> {
  for (const name of names) {
    const table = project.tables.find(({ reference }) => reference.table === `${name}_v1`)!
    await open(warehouse).run(planRun(table, parseInterval(interval), project))
  }
}

function partitionFiles(warehouse: string, table: string): Record<string, string> {
  const folder = join(place, warehouse, 'bqetl', 'telemetry_derived', table)
  const { files } = JSON.parse(readFileSync(join(folder, 'table.json'), 'utf8'))
  return Object.fromEntries(files.map((file: { partition: string; name: string }) => [file.partition, file.name]))
}

describe('late data', () => {
  const closed = [
    enrolments('06T10:00', 'moon', 'a', { enroll: 5, unenroll: 1 }),
    enrolments('06T10:00', 'roll-out', null, { enroll: 2 }),
    enrolments('07T10:00', 'moon', 'a', { enroll: 1 }),
  ]
  const closedSearches = [searches('06T10:00', 'moon', 'a', 1), searches('07T10:00', 'moon', 'b', 1)]

  test('a day that the daily run replaces is written again with those after it, and days before it are left alone', async () => {
    await loadChain('late', 'enrollment', {
      daily: closed,
      // a duplicate, which the stable tables do not have
      hourly: [enrolments('08T10:00', 'moon', 'a', { enroll: 4 })],
      recents: [enrolments('08T11:00', 'moon', 'b', { enroll: 1 })],
    })
    await loadChain('late', 'search', {
      daily: closedSearches,
      hourly: [searches('08T10:00', 'moon', 'a', 2)],
      recents: [],
    })
    await runDerived('late', '2021-02-08T11:00Z/PT5M')
    const before = DERIVED.map((name) => partitionFiles('late', `${name}_v1`))

    const enrollment: Chain = {
      daily: [
        ...closed,
        enrolments('08T10:00', 'moon', 'a', { enroll: 3 }),
        enrolments('08T11:00', 'moon', 'b', { enroll: 1 }),
        // came too late for the hourly run: a branch for what looked like a roll-out
        enrolments('08T09:00', 'roll-out', 'control', { enroll: 7, graduate: 1 }),
      ],
      hourly: [enrolments('09T01:00', 'moon', 'a', { unenroll: 1, update_failed: 2 })],
      recents: [enrolments('09T03:00', 'moon', 'c', { enroll: 1 })],
    }
    const search: Chain = {
      daily: [...closedSearches, searches('08T09:55', 'moon', 'a', 10), searches('08T10:00', 'moon', 'a', 1)],
      hourly: [searches('09T01:00', 'moon', 'b', 1)],
      recents: [searches('09T03:00', 'moon', 'a', 1)],
    }
    for (const warehouse of ['late', 'whole']) {
      await loadChain(warehouse, 'enrollment', enrollment)
      await loadChain(warehouse, 'search', search)
      await runDerived(warehouse, '2021-02-09T03:05Z/PT5M')
    }

    for (const [index, name] of DERIVED.entries()) {
      const sql = `SELECT time, branch, experiment, value FROM telemetry.${name} ORDER BY experiment, branch, time`
      expect([name, await rowsOf('late', sql)]).toEqual([name, await rowsOf('whole', sql)])
      const after = partitionFiles('late', `${name}_v1`)
      expect(Object.keys(after)).toEqual(['20210206', '20210207', '20210208', '20210209'])
      expect(after['20210206']).toBe(before[index]!['20210206'])
      expect(after['20210208']).not.toBe(before[index]!['20210208'])
    }
    expect(
      await rowsOf(
        'late',
        "SELECT branch, CAST(time AS STRING), value FROM telemetry.experiment_enrollment_cumulative_population_estimate WHERE experiment = 'roll-out' ORDER BY time",
      ),
    ).toEqual(
      // the null branch is gone from the days before, too
      ['08 09:00', '08 10:00', '08 11:00', '09 01:00', '09 03:00'].map((time) => [
        'control',
        `2021-02-${time}:00+00`,
        '6',
      ]),
    )
    expect(
      await rowsOf(
        'late',
        "SELECT value FROM telemetry.experiment_cumulative_search_count WHERE branch = 'a' ORDER BY time",
      ),
    ).toEqual([['3'], ['33'], ['36'], ['39']])
  })

  test('a run for an older day writes everything from the day before it on', async () => {
    await runDerived('late', '2021-02-08/P1D', ['experiment_enrollment_overall'])
    const before = partitionFiles('late', 'experiment_enrollment_overall_v1')
    await loadChain('late', 'enrollment', {
      daily: [closed[0]!, enrolments('07T10:00', 'moon', 'a', { enroll: 9 })],
      hourly: [],
      recents: [],
    })
    await runDerived('late', '2021-02-07/P1D', ['experiment_enrollment_overall'])
    const sql =
      'SELECT CAST(time AS STRING), value FROM telemetry.experiment_enrollment_overall WHERE branch IS NOT NULL ORDER BY time'
    expect(await rowsOf('late', sql)).toEqual([
      ['2021-02-06 10:00:00+00', '5'],
      ['2021-02-07 10:00:00+00', '9'],
    ])
    expect(partitionFiles('late', 'experiment_enrollment_overall_v1')['20210206']).not.toBe(before['20210206'])
  })
})

describe('the files', () => {
  function point(experiment: string, time: string, branch: string | null, value: number | null) {
    return { experiment, time: `2021-02-${time}:00Z`, branch, value }
  }

  function experiment(normandy_slug: string | null, start_date: string | null, end_date: string | null = null) {
    return { normandy_slug, start_date, end_date }
  }

  async function exported(name: string, end: string): Promise<Record<string, unknown>> {
    const target = join(place, `files ${name} ${end.replaceAll(':', '')}`)
    const view = project.views.find(({ reference }) => reference.table === name)!
    const files = planExport(view, parseInterval(`2021-02-09T00:00Z/2021-02-${end}Z`), project)
    await runExport(open('files'), project, { files, destination: folder(target) })
    const names = readdirSync(target, { recursive: true }) as string[]
    return Object.fromEntries(names.sort().map((file) => [file, JSON.parse(readFileSync(join(target, file), 'utf8'))]))
  }

  test('are of active experiments, from their start on, and never leave their folder', async () => {
    await load('files', 'telemetry_derived.experimenter_experiments_v1', [
      experiment('../../x', '2021-02-10'),
      experiment('a/b"\'; DROP TABLE x; --', '2021-02-10'),
      experiment('begins-tomorrow', '2021-02-11'),
      experiment('not-begun', null),
      experiment(null, '2021-02-10'),
      // ended 14 days before midnight
      experiment('over', '2021-02-01', '2021-01-27'),
      experiment('over', '2021-02-01', '2021-01-20'),
      experiment('without-rows', '2021-02-01'),
    ])
    await load('files', 'telemetry_derived.experiment_enrollment_overall_v1', [
      point('../../x', '09T23:55', 'a', 99),
      point('../../x', '10T00:00', 'a', 1),
      point('../../x', '10T00:00', null, 2),
      point('../../x', '10T00:05', 'b"\\\n', 3),
      point('a/b"\'; DROP TABLE x; --', '10T00:00', 'a', 0),
      point('begins-tomorrow', '11T00:00', 'a', 1),
      point('not-begun', '10T00:00', 'a', 1),
      point('over', '09T00:00', 'a', 1),
      point('unknown', '10T00:00', 'a', 1),
    ])
    const x = '..%2F..%2Fx_experiment_enrollment_overall'
    const quoted = 'a%2Fb"\'; DROP TABLE x; --_experiment_enrollment_overall'
    const files = {
      [`${x}.json`]: [
        { time: '2021-02-10 00:05:00 UTC', value: '3' },
        { time: '2021-02-10 00:00:00 UTC', value: '3' },
      ],
      [`${x}_by_branch.json`]: [
        { time: '2021-02-10 00:05:00 UTC', branch: 'b"\\\n', value: '3' },
        { time: '2021-02-10 00:00:00 UTC', value: '2' },
        { time: '2021-02-10 00:00:00 UTC', branch: 'a', value: '1' },
      ],
      [`${quoted}.json`]: [{ time: '2021-02-10 00:00:00 UTC', value: '0' }],
      [`${quoted}_by_branch.json`]: [{ time: '2021-02-10 00:00:00 UTC', branch: 'a', value: '0' }],
    }
    expect(await exported('experiment_enrollment_overall', '10T00:05')).toEqual(files)
    const over = [{ time: '2021-02-09 00:00:00 UTC', value: '1' }]
    // at midnight itself the 14 days are not over
    expect(await exported('experiment_enrollment_overall', '10T00:00')).toEqual({
      ...files,
      'over_experiment_enrollment_overall.json': over,
      'over_experiment_enrollment_overall_by_branch.json': over.map((row) => ({ ...row, branch: 'a' })),
    })
    expect(existsSync(join(place, '..', '..', 'x_experiment_enrollment_overall.json'))).toBe(false)
  })

  test('have half-hour steps, named by their end, once an experiment is more than 14 days old', async () => {
    await load('files', 'telemetry_derived.experimenter_experiments_v1', [experiment('long', '2021-01-27')])
    const rows = [
      point('long', '10T09:00', 'a', 1),
      point('long', '10T09:29', 'a', 5),
      point('long', '10T09:20', 'a', 3),
      point('long', '10T09:30', 'b', 10),
      point('long', '10T09:25', 'b', 100),
      point('long', '10T09:59', null, null),
    ]
    await load('files', 'telemetry_derived.experiment_enrollment_overall_v1', rows)
    await load(
      'files',
      'telemetry_derived.experiment_cumulative_search_count_v1',
      rows.map((row) => ({ ...row, is_opening: false })),
    )
    const steps = (name: string, first: string, a: string) => ({
      [`long_${name}.json`]: [
        { time: '2021-02-10 10:00:00 UTC', value: '10' },
        { time: '2021-02-10 09:30:00 UTC', value: first },
      ],
      [`long_${name}_by_branch.json`]: [
        { time: '2021-02-10 10:00:00 UTC' },
        { time: '2021-02-10 10:00:00 UTC', branch: 'b', value: '10' },
        { time: '2021-02-10 09:30:00 UTC', branch: 'a', value: a },
        { time: '2021-02-10 09:30:00 UTC', branch: 'b', value: '100' },
      ],
    })
    const [sums, totals] = ['experiment_enrollment_overall', 'experiment_cumulative_search_count'] as const
    expect(await exported(sums, '10T10:00')).toEqual(steps(sums, '109', '9'))
    expect(await exported(totals, '10T10:00')).toEqual(steps(totals, '105', '5'))
    // exactly 14 days: as they are
    const asTheyAre = (await exported(sums, '10T00:00'))[`long_${sums}.json`] as unknown[]
    expect(asTheyAre).toHaveLength(6)
  })
})

test('the example of the document runs as it stands there, and the one beside it says what it means', async () => {
  const slug = 'multi-stage-aboutwelcome-set-default-as-first-screen'
  const values = [
    ['10:00', 'control', 2],
    ['10:05', 'control', 3],
    ['10:10', 'control', 1],
    ['10:20', 'control', 1],
    ['10:00', 'treatment', 1],
    ['10:05', 'treatment', 1],
    ['10:10', 'treatment', 1],
    ['10:20', 'treatment', 2],
  ] as const
  await load(
    'examples',
    'telemetry_derived.experiment_enrollment_cumulative_population_estimate_v1',
    values.map(([time, branch, value]) => ({
      time: `2021-02-10T${time}:00Z`,
      branch,
      experiment: slug,
      value,
      is_opening: false,
    })),
  )
  const examples = join(ROOT, 'sql/telemetry/experiment_enrollment_cumulative_population_estimate/examples')
  // The vector's numbers.
  expect(await rowsOf('examples', readFileSync(join(examples, '1_as_the_document_has_it.sql'), 'utf8'))).toEqual([
    ['treatment', '5'],
    ['control', '7'],
  ])
  expect(await rowsOf('examples', readFileSync(join(examples, '2_enrolled_to_date.sql'), 'utf8'))).toEqual([
    ['control', '1'],
    ['treatment', '2'],
  ])
})
