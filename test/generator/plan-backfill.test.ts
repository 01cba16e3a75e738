import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { type BackfillPlan, planBackfill, runLabel } from '../../src/generator/plan/plan-backfill.ts'
import type { TableDefinition } from '../../src/generator/project/artifact.ts'
import { folderSource } from '../../src/generator/project/file-source.ts'
import { loadProject } from '../../src/generator/project/load-project.ts'
import { parseCalendarDate } from '../../src/generator/time/calendar-date.ts'
import { temporaryFolder } from '../support/cli.ts'

const HEAD = 'friendly_name: T\ndescription: A table.\nowners: [ada@example.com]\n'
const SELECT = 'SELECT @submission_date AS submission_date\n'

interface Files {
  readonly metadata?: string
  readonly sql?: string
  readonly file?: string
  readonly more?: Readonly<Record<string, string>>
}

function partitioned(type: string): string {
  return `bigquery:\n  time_partitioning: {type: ${type}, field: submission_date}\n`
}

function plan(files: Files, start: string, end: string, ...excluded: readonly string[]): BackfillPlan {
  using folder = temporaryFolder({
    'bqetl_project.yaml': 'project_id: my-project\n',
    'dags.yaml':
      "bqetl_shop:\n  schedule_interval: daily\n  default_args: {owner: ada@example.com, start_date: '2024-01-01'}\n",
    [`sql/shop_derived/t_v1/${files.file ?? 'query.sql'}`]: files.sql ?? SELECT,
    'sql/shop_derived/t_v1/metadata.yaml': HEAD + (files.metadata ?? ''),
    ...files.more,
  })
  const project = loadProject(folderSource(folder.path))
  const table = project.tables.find(({ reference }) => reference.table === 't_v1') as TableDefinition
  const [from, to, ...days] = [start, end, ...excluded].map(parseCalendarDate)
  return planBackfill(table, { start: from!, end: to!, excluded: days }, project)
}

function partitionsOf({ runs }: BackfillPlan) {
  return runs.map(({ job }) => job.partition?.id)
}

function labelsOf({ runs, unit }: BackfillPlan) {
  return runs.map(({ interval }) => runLabel(interval, unit))
}

describe('the runs', () => {
  test('are days for a table by day, both ends included, over a leap day', () => {
    expect(partitionsOf(plan({ metadata: partitioned('day') }, '2024-02-28', '2024-03-01'))).toEqual([
      '20240228',
      '20240229',
      '20240301',
    ])
  })

  test('are hours for a table by hour', () => {
    const found = plan({ metadata: partitioned('hour') }, '2024-05-01', '2024-05-02', '2024-05-01')
    expect(found.runs).toHaveLength(24)
    expect([labelsOf(found)[0], partitionsOf(found)[0]]).toEqual(['2024-05-02T00:00Z', '2024050200'])
    expect([labelsOf(found)[23], partitionsOf(found)[23]]).toEqual(['2024-05-02T23:00Z', '2024050223'])
  })

  test('are all months that the range touches, and an excluded day takes its month away', () => {
    const found = plan({ metadata: partitioned('month') }, '2022-10-23', '2022-12-01', '2022-11-30')
    expect(partitionsOf(found)).toEqual(['202210', '202212'])
    expect(found.runs.map(({ job }) => job.parameters[0]!.value)).toEqual(['2022-10-01', '2022-12-01'])
  })

  test('are years for a table by year', () => {
    expect(partitionsOf(plan({ metadata: partitioned('year') }, '2022-12-31', '2024-01-01'))).toEqual([
      '2022',
      '2023',
      '2024',
    ])
  })

  test('write the partitions that an own or an inherited offset gives', () => {
    const dag = 'scheduling:\n  dag_name: bqetl_shop\n'
    const own = plan(
      { metadata: `${dag}  date_partition_offset: -7\n${partitioned('day')}` },
      '2025-05-21',
      '2025-05-22',
    )
    expect(partitionsOf(own)).toEqual(['20250514', '20250515'])
    expect(labelsOf(own)).toEqual(['2025-05-21', '2025-05-22'])
    const inherited = plan(
      {
        metadata: dag + partitioned('day'),
        sql: 'SELECT submission_date FROM shop_derived.late_v1 WHERE submission_date = @submission_date\n',
        more: {
          'sql/shop_derived/late_v1/query.sql': SELECT,
          'sql/shop_derived/late_v1/metadata.yaml': `${HEAD}${dag}  date_partition_offset: -2\n${partitioned('day')}`,
        },
      },
      '2025-05-21',
      '2025-05-21',
    )
    expect(partitionsOf(inherited)).toEqual(['20250519'])
  })

  test('leave out excluded days, and tell which of them are not in the range', () => {
    const found = plan({ metadata: partitioned('day') }, '2024-05-01', '2024-05-03', '2024-05-02', '2024-06-01')
    expect(partitionsOf(found)).toEqual(['20240501', '20240503'])
    expect(found.unusedExclusions).toEqual(['2024-06-01'])
  })

  test.each([
    ['2024-05-02', '2024-05-01', []],
    ['2024-05-01', '2024-05-02', ['2024-05-01', '2024-05-02']],
    ['0024-05-01', '2024-05-02', []],
  ])('a range from %s to %s without %j is refused', (start, end, excluded) => {
    expect(() => plan({ metadata: partitioned('day') }, start, end, ...excluded)).toThrow(UsageError)
  })

  test('a table that no query fills is refused', () => {
    const files = { file: 'schema.yaml', sql: 'fields:\n- {name: submission_date, type: DATE}\n' }
    expect(() => plan({ ...files, metadata: partitioned('day') }, '2024-05-01', '2024-05-01')).toThrow(/not filled by/)
  })
})

describe('the order', () => {
  const PAST = 'SELECT submission_date FROM shop_derived.t_v1 WHERE submission_date < @submission_date\n'
  const VIEW = { 'sql/shop/t/view.sql': 'CREATE OR REPLACE VIEW shop.t AS SELECT * FROM shop_derived.t_v1\n' }

  test.each<[string, Files, RegExp | undefined]>([
    ['partitions of their own', { metadata: partitioned('day') }, undefined],
    [
      'depends_on_past',
      { metadata: `scheduling:\n  depends_on_past: true\n${partitioned('day')}` },
      /depends on its past/,
    ],
    ['a query that reads its own table', { metadata: partitioned('day'), sql: PAST }, /reads the table/],
    [
      'a query that reads its own table through a view',
      { metadata: partitioned('day'), sql: 'SELECT submission_date FROM shop.t\n', more: VIEW },
      /reads the table/,
    ],
    ['a whole table', {}, /whole table/],
    ['a script', { file: 'script.sql', sql: 'SELECT 1;\n' }, /script/],
    ['appended rows', { metadata: `scheduling:\n  arguments: [--append_table]\n${partitioned('day')}` }, /appends/],
    [
      'an offset that brings two runs into one partition',
      { metadata: `scheduling:\n  date_partition_offset: -30\n${partitioned('month')}` },
      /one partition/,
    ],
  ])('%s', (_, files, reason) => {
    const { inOrder } = plan(files, '2024-02-01', '2024-03-01')
    if (reason === undefined) expect(inOrder).toBeUndefined()
    else expect(inOrder).toMatch(reason)
  })
})

describe('the digest', () => {
  const READING = (body: string) => ({
    metadata: partitioned('day'),
    sql: 'SELECT submission_date FROM shop.v WHERE shop.is_good(submission_date)\n',
    more: {
      'sql/shop/v/view.sql': `CREATE OR REPLACE VIEW shop.v AS SELECT submission_date FROM shop_derived.other_v1 WHERE ${body}\n`,
      'sql/shop/is_good/udf.sql': `CREATE OR REPLACE FUNCTION shop.is_good(d DATE) AS (d > '2020-01-01' OR ${body});\n`,
    },
  })
  const days = ['2024-05-01', '2024-05-02'] as const

  test('is the same for the same work', () => {
    expect(plan(READING('TRUE'), ...days).digest).toBe(plan(READING('TRUE'), ...days).digest)
  })

  test('is another for another range, other SQL, or another view or routine below it', () => {
    const view = READING('TRUE').more['sql/shop/v/view.sql']
    const routine = { ...READING('FALSE'), more: { ...READING('FALSE').more, 'sql/shop/v/view.sql': view } }
    const digests = [
      plan(READING('TRUE'), ...days),
      plan(READING('TRUE'), '2024-05-01', '2024-05-03'),
      plan(READING('TRUE'), ...days, '2024-05-02'),
      plan({ ...READING('TRUE'), sql: 'SELECT submission_date FROM shop.v\n' }, ...days),
      plan(READING('FALSE'), ...days),
      plan(routine, ...days),
    ].map(({ digest }) => digest)
    expect(new Set(digests).size).toBe(digests.length)
  })
})
