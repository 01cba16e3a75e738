import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSession } from '../../src/runner/duckdb/session.ts'
import { bqetl, type Folder, temporaryFolder } from '../support/cli.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const DAY = '2024-03-10'
/** 2024-03-10 is day 19792 since 1970-01-01. */
const TODAY = 19_792

let place: Folder
beforeAll(() => {
  place = temporaryFolder({ 'addons.ndjson': ndjson(ADDONS), 'crashes.ndjson': ndjson(CRASHES) })
  run(['load', 'telemetry_derived.addon_aggregates_v1', 'addons.ndjson', '--replace'])
  run(['load', 'telemetry_derived.crash_aggregates_v1', 'crashes.ndjson', '--replace'])
})
afterAll(() => place[Symbol.dispose]())

function run(args: readonly string[]): string {
  const { code, out, err } = bqetl(place, [...args, '--project-dir', ROOT, '--database', 'warehouse'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return out
}

function ndjson(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

function rowsOf(example: string): unknown {
  return JSON.parse(run(['sql', join(ROOT, 'sql/telemetry_derived', example), '--format', 'json'])).rows
}

type Addons = readonly [
  client: string,
  channel: string,
  foreign: boolean | null,
  count: number,
  type: number,
  created: number | null,
  installed: number | null,
]

/** release has 10 clients, beta 4. */
const ADDONS = (
  [
    // installed both ways; a new profile of 14 days, with an add-on on its 14th day
    ['a', 'release', false, 3, 0, TODAY - 14, TODAY],
    ['a', 'release', true, 1, 0, TODAY - 14, TODAY],
    // only side-loaded, with add-ons that are older than the profile of 20 days
    ['b', 'release', true, 2, 1, TODAY - 20, TODAY - 21],
    // not known: the client's own; created 27 days before, 15 days without an add-on
    ['c', 'release', null, 4, -1, TODAY - 27, TODAY - 12],
    // too young, too old, not known
    ['d', 'release', false, 1, -1, TODAY - 13, TODAY - 13],
    ['e', 'beta', false, 5, -1, TODAY - 28, TODAY - 28],
    ['f', 'beta', true, 1, 1, null, null],
  ] satisfies Addons[]
).map(([client_id, normalized_channel, foreign_install, count, user_type, profile_creation_date, min_install_day]) => ({
  submission_date: DAY,
  client_id,
  normalized_channel,
  foreign_install,
  count,
  user_type,
  profile_creation_date,
  min_install_day,
  n_clients: normalized_channel === 'release' ? 10 : 4,
}))

test('add-ons, first question: who installs add-ons', () => {
  expect(rowsOf('addon_aggregates_v1/examples/1_self_installing_clients.sql')).toEqual([
    [DAY, 'beta', '1', '4', 0.25],
    [DAY, 'release', '3', '10', 0.3],
  ])
})

test('add-ons, second question: how many a profile has', () => {
  expect(rowsOf('addon_aggregates_v1/examples/2_addons_per_profile.sql')).toEqual([
    [DAY, 'beta', '6', 1.5, 3],
    [DAY, 'release', '11', 1.1, 2.75],
  ])
})

test('add-ons, third question: how many new profiles have one within 14 days', () => {
  expect(rowsOf('addon_aggregates_v1/examples/3_new_profiles_with_addons.sql')).toEqual([
    [DAY, 'release', '3', '1', 1 / 3],
  ])
})

type Entries = Readonly<Record<string, string | number>>

function crashes(activity_date: string, dimensions: Entries, stats: Entries) {
  const entries = (map: Entries) => Object.entries(map).map(([key, value]) => ({ key, value }))
  return { submission_date: DAY, activity_date, dimensions: entries(dimensions), stats: entries(stats) }
}

const BUILD = { build_id: '20240301093000', e10s_cohort: 'test' }
const CRASHES = [
  crashes(
    '2024-03-09',
    { channel: 'nightly', ...BUILD },
    { usage_hours: 150_000, main_crashes: 300, content_crashes: 30, plugin_crashes: 15, gmplugin_crashes: 3 },
  ),
  crashes(
    '2024-03-10',
    { channel: 'nightly', ...BUILD },
    { usage_hours: 50_000, main_crashes: 100, content_crashes: 0, plugin_crashes: 5, gmplugin_crashes: 0 },
  ),
  // counted by channel only: of an experiment, an old build, one that is no build
  crashes('2024-03-10', { channel: 'beta', ...BUILD, experiment_id: 'x' }, { usage_hours: 500_000, main_crashes: 250 }),
  crashes('2024-03-10', { channel: 'beta', build_id: '20160131235959' }, { usage_hours: 500_000, main_crashes: 250 }),
  crashes('2024-03-10', { build_id: '2024030109300' }, { usage_hours: 0, main_crashes: 1 }),
]

test('crashes, first question: rates by channel, none where nobody used it', () => {
  expect(rowsOf('crash_aggregates_v1/examples/1_rates_by_channel.sql')).toEqual([
    ['beta', 1_000_000, 0.5, null, null, null],
    ['nightly', 200_000, 2, 0.15, 0.1, 0.015],
    [null, 0, null, null, null, null],
  ])
})

test('crashes, second question: plugin crashes per hour of a channel on a day', () => {
  const file = join(ROOT, 'sql/telemetry_derived/crash_aggregates_v1/examples/2_plugin_crashes_per_hour.sql')
  const values = ['--parameter', 'channel:STRING:nightly', '--parameter', 'activity_date:DATE:2024-03-09']
  expect(JSON.parse(run(['sql', file, ...values, '--format', 'json'])).rows).toEqual([[0.0001]])
})

test('crashes, third question: by build and cohort, outside of experiments, above 100,000 hours', () => {
  expect(rowsOf('crash_aggregates_v1/examples/3_by_build_and_cohort.sql')).toEqual([
    ['2024-03-01 09:30:00+00', 200, 'test', 2],
  ])
})

test.each([
  ['addon_aggregates_v1', 'submission_date_s3=20240310', ADDONS.length],
  ['crash_aggregates_v1', 'submission_date=2024-03-10', CRASHES.length],
])('%s is exported as Parquet with one folder a day', async (table, folder, rows) => {
  run(['export', `telemetry_derived.${table}`, '--date', DAY, '--destination', table])
  await using session = await openSession()
  const file = place.file(`${table}/${folder}/part-0.parquet`)
  const counted = await session.rows(`SELECT COUNT(*)::INTEGER FROM read_parquet('${file}')`)
  expect(counted).toEqual([[rows]])
})
