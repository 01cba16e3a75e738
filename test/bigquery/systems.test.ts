import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type DesiredObject, desiredObjects } from '../../src/generator/deploy/desired.ts'
import { planDay } from '../../src/generator/plan/plan-day.ts'
import { artifactName, type TableDefinition } from '../../src/generator/project/artifact.ts'
import { readSample } from '../../src/generator/sample/definition.ts'
import { generateSample } from '../../src/generator/sample/generate.ts'
import { inDependencyOrder } from '../../src/generator/sql/dependencies.ts'
import { runnableTables } from '../../src/generator/sql/runnable.ts'
import { type CalendarDate, parseCalendarDate } from '../../src/generator/time/calendar-date.ts'
import type { BigQueryWarehouse } from '../../src/runner/bigquery/bigquery-warehouse.ts'
import { checkFilled } from '../../src/runner/check/run-checks.ts'
import { bigQueryTarget } from '../../src/runner/deploy/bigquery-target.ts'
import type { DeployTarget } from '../../src/runner/deploy/deploy-target.ts'
import { embeddedTarget } from '../../src/runner/deploy/embedded-target.ts'
import { planDeploy } from '../../src/runner/deploy/plan-deploy.ts'
import { runDeploy } from '../../src/runner/deploy/run-deploy.ts'
import { loadFiles } from '../../src/runner/load/load-files.ts'
import type { Warehouse } from '../../src/runner/warehouse.ts'
import { openEmbedded, openServer, ownProject, sortedRows } from '../support/two-warehouses.ts'

/** Each with the samples that it needs, the tables that are filled, and the views over them. */
const SYSTEMS = {
  'the experiment job': {
    samples: ['main', 'channel_counts'],
    tables: ['experiment_channel_aggregates_v1', 'experiment_channels_v1'],
    views: ['experiment_pings'],
  },
  'add-ons': {
    samples: ['main'],
    tables: ['main_summary_v4', 'addons_v2', 'addon_aggregates_v1'],
    views: ['addon_pings'],
  },
  'crash aggregates': {
    samples: ['main', 'crash'],
    tables: ['crash_aggregates_v1', 'crash_aggregates_counters_v1'],
    views: ['crash_pings', 'crash_aggregates'],
  },
  'experiment monitoring, by the day': {
    samples: ['main', 'event', 'glean_events', 'glean_metrics'],
    tables: [
      'event_events_v1',
      'main_events_v1',
      'experiment_enrollment_aggregates_v1',
      'experiment_search_aggregates_v1',
    ],
    views: [],
  },
} as const

/** Of each sample the first of its tables is loaded. */
const LOADED = [
  'telemetry_stable.main_v4',
  'telemetry_stable.crash_v4',
  'telemetry_derived.channel_counts_v1',
  'telemetry_stable.event_v4',
  'org_mozilla_fenix_stable.events_v1',
  'org_mozilla_fenix_stable.metrics_v1',
]
const EMPTY = ['fenix_nightly', 'fennec_aurora', 'firefox_beta', 'firefox'].flatMap((app) => [
  `org_mozilla_${app}_stable.events_v1`,
  `org_mozilla_${app}_stable.metrics_v1`,
])
const SOURCES = [...LOADED, ...EMPTY]
const DAYS = ['2024-01-01', '2024-01-02'].map(parseCalendarDate)
const { project } = ownProject('systems')
const names = (list: readonly string[]): string[] => list.map((name) => `telemetry_derived.${name}`)

let embedded: Warehouse
let server: BigQueryWarehouse

beforeAll(async () => {
  embedded = openEmbedded(project)
  server = await openServer(project, inject('bigQueryUrl'))
  const all = Object.values(SYSTEMS).flatMap(({ tables, views }) => [...tables, ...views])
  const { objects } = desiredObjects(project, [...SOURCES, ...names(all)])
  for (const target of [embeddedTarget(embedded), bigQueryTarget(server)]) await deploy(target, objects)
  for (const warehouse of [embedded, server]) await loadSamples(warehouse)
})

async function deploy(target: DeployTarget, objects: readonly DesiredObject[]): Promise<void> {
  const options = { allowDestructive: false, signal: new AbortController().signal }
  await runDeploy(target, await planDeploy(target, objects, false), options, () => {})
}

afterAll(async () => {
  await embedded[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

async function loadSamples(warehouse: Warehouse): Promise<void> {
  for (const sample of ['main', 'crash', 'channel_counts', 'event', 'glean_events', 'glean_metrics'])
    for (const day of DAYS) await loadSample(warehouse, sample, day)
}

async function loadSample(warehouse: Warehouse, sample: string, date: CalendarDate): Promise<void> {
  const definition = readSample(project, sample)
  if (definition.kind === 'probes') throw new Error('not a sample of rows')
  await loadFiles(warehouse, project, {
    table: definition.targets[0]!.table,
    files: [{ name: sample, stream: Readable.from(generateSample(definition, { date, seed: 1, scale: 0.2 })) }],
    writeDisposition: 'append',
    ignoreUnknownColumns: false,
    ...(definition.kind === 'pings' && { pings: { submissionTimestamp: `${date}T12:00:00Z` } }),
  })
}

async function fill(warehouse: Warehouse, table: TableDefinition, day: CalendarDate): Promise<bigint> {
  let rows = 0n
  for (const job of planDay(table, day, project)) rows += (await warehouse.run(job)).rows
  return rows
}

test('the sources are equal, row by row', async () => {
  for (const name of LOADED) {
    const [here, there] = await rowsOfBoth(`SELECT * FROM ${name}`)
    expect(here.length, name).toBeGreaterThan(1)
    expect(there, name).toEqual(here)
  }
})

function rowsOfBoth(sql: string): Promise<[readonly string[], readonly string[]]> {
  return Promise.all([sortedRows(embedded, sql, 'systems'), sortedRows(server, sql, 'systems')])
}

describe.each(Object.entries(SYSTEMS))('%s', (_, { tables, views }) => {
  test('gives the same tables and views on both warehouses, from the same files', async () => {
    for (const { table } of inDependencyOrder(runnableTables(project, names(tables)), project)) {
      for (const day of DAYS) {
        const [here, there] = await Promise.all([fill(embedded, table, day), fill(server, table, day)])
        expect(there, artifactName(table)).toBe(here)
      }
    }
    for (const name of names([...tables, ...views])) {
      const [here, there] = await rowsOfBoth(`SELECT * FROM ${name}`)
      expect(here.length, name).toBeGreaterThan(0)
      expect(there, name).toEqual(here)
    }
  })

  test('passes its checks on both', async () => {
    for (const table of runnableTables(project, names(tables))) {
      for (const warehouse of [embedded, server]) {
        const outcomes = await checkFilled(table, planDay(table, DAYS[1]!, project)[0]!, { project, warehouse })
        const failed = outcomes.filter(({ status }) => status === 'failed')
        expect(failed.map(({ check, message }) => `${check.path}:${check.line}: ${message}`)).toEqual([])
      }
    }
  })
})
