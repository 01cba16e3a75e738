import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { demoJobs, exportedArtifacts, isDue } from '../../src/cli/demo-plan.ts'
import { folderSource } from '../../src/generator/project/file-source.ts'
import { loadProject } from '../../src/generator/project/load-project.ts'
import { upstreamOf } from '../../src/generator/sql/dependencies.ts'
import { runnableTables } from '../../src/generator/sql/runnable.ts'
import { parseCalendarDate } from '../../src/generator/time/calendar-date.ts'
import { bqetl, temporaryFolder } from '../support/cli.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const project = loadProject(folderSource(ROOT))
const filled = runnableTables(project, [])

function named(name: string) {
  return filled.find(({ reference }) => reference.table === name)!
}

describe('this project', () => {
  test.each(['generate', 'dag generate'])('has the files of bqetl %s as they would be written now', (command) => {
    using anywhere = temporaryFolder({})
    const { code, err } = bqetl(anywhere, [...command.split(' '), '--check', '--project-dir', ROOT])
    expect({ code, err }).toMatchObject({ code: 0 })
  })

  test('schedules every table that a query fills, with an owner, and lists its columns', () => {
    const bare = filled.filter((table) => {
      const { scheduling, owners, description } = project.metadata(table)
      return !project.dags.has(scheduling.dagName ?? '') || owners.length === 0 || !description
    })
    expect(bare.map(({ folder }) => folder)).toEqual([])
  })

  test('checks and tests every table that a query fills', () => {
    const withRows = filled.filter((table) => project.schema(table) !== undefined)
    expect(withRows.length).toBeGreaterThan(25)
    const untested = withRows.filter(
      ({ folder, reference: { dataset, table } }) =>
        !existsSync(join(ROOT, folder, 'checks.sql')) || !existsSync(join(ROOT, 'test/sql', dataset, table)),
    )
    expect(untested.map(({ folder }) => folder)).toEqual([])
  })
})

describe('the demo', () => {
  const days = ['2024-01-01', '2024-01-02'].map(parseCalendarDate)
  const [first, last] = days as [(typeof days)[0], (typeof days)[0]]
  const starts = (table: string, day = last) =>
    demoJobs(named(table), day, project, upstreamOf(project)).map(({ partition }) => partition?.id)

  test('fills daily tables on each day, and tables about parts of a day on the last', () => {
    expect(isDue(named('main_summary_v4'), first, days, project)).toBe(true)
    expect(isDue(named('experiment_enrollment_aggregates_hourly_v1'), first, days, project)).toBe(false)
    expect(filled.filter((table) => !isDue(table, last, days, project))).toEqual([])
  })

  test('is at midnight: the last hour is in the recent rows, not yet in the hourly ones', () => {
    expect(starts('main_summary_v4')).toEqual(['20240102'])
    expect(starts('experiment_enrollment_aggregates_hourly_v1')).toEqual(['2024010220', '2024010221', '2024010222'])
    expect(starts('experiment_enrollment_aggregates_recents_v1')).toEqual([undefined])
  })

  test('writes the files of tables and of views', () => {
    const kinds = new Set(exportedArtifacts(project).map(({ kind }) => kind))
    expect([...kinds].sort()).toEqual(['table', 'view'])
  })
})
