import { expect, test } from 'vitest'
import { buildDags } from '../../src/generator/dag/build-dags.ts'
import { dagYaml } from '../support/dag-project.ts'
import { memoryProject } from '../support/memory-project.ts'
import { jobsOf } from '../support/same-job.ts'

/** All 10,000 are a slow suite. */
const SAMPLE = 400

test('the DAG, query run and a backfill plan the same job, whatever the metadata', () => {
  const jobs = Array.from({ length: SAMPLE }, (_, number) => jobsOf(number)).flatMap((each) => each ?? [])
  expect(jobs.length).toBeGreaterThan(SAMPLE / 2)
  expect(jobs.filter(({ backfilled }) => backfilled !== undefined).length).toBeGreaterThan(SAMPLE / 4)
  for (const { number, scheduled, byHand, backfilled } of jobs) {
    expect({ number, job: scheduled }).toEqual({ number, job: byHand })
    if (backfilled !== undefined) expect({ number, job: backfilled }).toEqual({ number, job: byHand })
  }
})

test('an hourly partition in a daily DAG is an error: every run of it would fail', () => {
  const metadata = 'friendly_name: T\ndescription: T\nowners: [ada@example.com]\nscheduling:\n  dag_name: bqetl_one\n'
  const files = (schedule: string) => ({
    'dags.yaml': dagYaml('bqetl_one', schedule),
    'sql/shop_derived/one_v1/query.sql': 'SELECT 1 AS x\n',
    'sql/shop_derived/one_v1/metadata.yaml': `${metadata}bigquery:\n  time_partitioning: {type: hour, field: at}\n`,
  })
  const codes = (schedule: string) =>
    buildDags(memoryProject(files(schedule)), 'bqetl').diagnostics.map(({ code }) => code)
  expect(codes('0 3 * * *')).toEqual(['run-longer-than-partition'])
  expect(codes('30 * * * *')).toEqual([])
})
