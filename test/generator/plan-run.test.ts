import { describe, expect, test } from 'vitest'
import { DiagnosticsError, UsageError } from '../../src/errors.ts'
import { type PlanOptions, planRun } from '../../src/generator/plan/plan-run.ts'
import { artifactName, type TableDefinition } from '../../src/generator/project/artifact.ts'
import { folderSource } from '../../src/generator/project/file-source.ts'
import { loadProject } from '../../src/generator/project/load-project.ts'
import type { Project } from '../../src/generator/project/project.ts'
import type { QueryJob } from '../../src/generator/query-job.ts'
import { parseCalendarDate } from '../../src/generator/time/calendar-date.ts'
import { dayInterval, intervalsTouching, parseInterval } from '../../src/generator/time/data-interval.ts'
import { formatType } from '../../src/googlesql/types.ts'
import { temporaryFolder } from '../support/cli.ts'

const HEAD = 'friendly_name: T\ndescription: A table.\nowners: [ada@example.com]\n'
const BY_DAY = 'bigquery:\n  time_partitioning: {type: day, field: submission_date}\n'

function withProject<T>(files: Readonly<Record<string, string>>, run: (project: Project) => T): T {
  using folder = temporaryFolder({
    'bqetl_project.yaml': 'project_id: my-project\n',
    'dags.yaml':
      "bqetl_shop:\n  schedule_interval: daily\n  default_args: {owner: ada@example.com, start_date: '2024-01-01'}\n",
    ...files,
  })
  return run(loadProject(folderSource(folder.path)))
}

function table(
  metadata: string,
  file = 'query.sql',
  sql = 'SELECT @submission_date AS submission_date\n',
): Record<string, string> {
  return { [`sql/shop_derived/t_v1/${file}`]: sql, 'sql/shop_derived/t_v1/metadata.yaml': HEAD + metadata }
}

function plan(
  files: Readonly<Record<string, string>>,
  interval = '2024-02-28/P1D',
  options: PlanOptions = {},
): QueryJob {
  return withProject(files, (project) => planRun(project.tables[0]!, parseInterval(interval), project, options))
}

/** `dataset.table$partition`, and the parameters as the command line writes them. */
function summary(job: QueryJob) {
  const { destination, partition, parameters } = job
  const name = destination && `${destination.dataset}.${destination.table}${partition ? `$${partition.id}` : ''}`
  return [name, ...parameters.map(({ name, type, value }) => `${name}:${formatType(type)}:${value}`)]
}

const scheduled = (lines: string) => `scheduling:\n  dag_name: bqetl_shop\n${lines}`

describe('a plan', () => {
  test('replaces the partition of the date and binds it as submission_date', () => {
    const job = plan(table(BY_DAY))
    expect(summary(job)).toEqual(['shop_derived.t_v1$20240228', 'submission_date:DATE:2024-02-28'])
    expect(job).toMatchObject({
      sql: 'SELECT @submission_date AS submission_date',
      path: 'sql/shop_derived/t_v1/query.sql',
      destination: { project: 'my-project', dataset: 'shop_derived', table: 't_v1' },
      partition: { id: '20240228', unit: 'DAY' },
      partitioning: { unit: 'DAY', field: 'submission_date', requirePartitionFilter: false },
      writeDisposition: 'truncate',
      schemaUpdateOptions: [],
      defaultProject: 'my-project',
      defaultDataset: 'shop_derived',
      now: '2024-02-29T00:00:00Z',
    })
  })

  test('carries what the table is made of where it does not exist', () => {
    const files = {
      ...table(`${BY_DAY}  clustering: {fields: [country]}\n`),
      'sql/shop_derived/t_v1/schema.yaml':
        'fields:\n- {name: submission_date, type: DATE}\n- {name: country, type: STRING}\n',
    }
    const job = plan(files)
    expect(job.schema?.map(({ name }) => name)).toEqual(['submission_date', 'country'])
    expect(job.clustering).toEqual(['country'])
  })

  test('always has a cap of bytes, and labels that say whose job it is', () => {
    const job = plan(table(BY_DAY + scheduled('')))
    expect(job.maximumBytesBilled).toBe(10n * 1024n ** 4n)
    expect(job.labels).toEqual({ bqetl_dataset: 'shop_derived', bqetl_table: 't_v1', bqetl_dag: 'bqetl_shop' })
  })

  test('is the same when it is made again; another run, partition or attempt has another job id', () => {
    const [one, again] = [plan(table(BY_DAY)), plan(table(BY_DAY))]
    expect(one).toEqual(again)
    const others = [
      plan(table(BY_DAY), '2024-02-29/P1D'),
      plan(table(BY_DAY), '2024-02-28/PT1H'),
      plan(table(BY_DAY), '2024-02-28/P1D', { attempt: 2 }),
      plan(table(BY_DAY), '2024-02-28/P1D', { runId: 'backfill-7' }),
    ]
    expect(new Set([one, ...others].map(({ jobId }) => jobId)).size).toBe(5)
    expect(one.jobId).toMatch(/^bqetl_shop_derived_t_v1_20240228_[0-9a-f]{16}_1$/)
  })
})

describe('the partition', () => {
  test.each([
    ['hour', '2024-02-28T13:00Z/PT1H', '2024022813'],
    ['day', '2024-02-28T13:00Z/PT5M', '20240228'],
    ['month', '2024-02-28/P1D', '202402'],
    ['year', '2024-02-28/P1D', '2024'],
  ])('of a table by %s holds the start', (unit, interval, id) => {
    const job = plan(table(`bigquery:\n  time_partitioning: {type: ${unit}, field: submission_date}\n`), interval)
    expect(job.partition).toEqual({ id, unit: unit.toUpperCase() })
    expect(summary(job)[1]).toBe('submission_date:DATE:2024-02-28')
  })

  test('is none where the date parameter is null: the whole table is written', () => {
    const job = plan(table(BY_DAY + scheduled('  date_partition_parameter: null\n')))
    expect(summary(job)).toEqual(['shop_derived.t_v1'])
  })

  test('is none of a table without partitions that nobody schedules', () => {
    expect(summary(plan(table('')))).toEqual(['shop_derived.t_v1', 'submission_date:DATE:2024-02-28'])
  })

  test('of a scheduled table without partitions is a mistake that names its remedy', () => {
    const run = () => plan(table(scheduled('')))
    expect(run).toThrow(DiagnosticsError)
    expect(run).toThrow(
      'the task of my-project.shop_derived.t_v1 writes t_v1$YYYYMMDD, but the table has no time partitioning',
    )
  })

  test('moves by the offset, and so does the date', () => {
    const job = plan(table(BY_DAY + scheduled('  date_partition_offset: -7\n')))
    expect(summary(job)).toEqual(['shop_derived.t_v1$20240221', 'submission_date:DATE:2024-02-21'])
  })

  test('moves by days also where partitions are hours or months', () => {
    const by = (unit: string) =>
      table(`bigquery:\n  time_partitioning: {type: ${unit}, field: d}\n${scheduled('  date_partition_offset: -28\n')}`)
    expect(plan(by('month'), '2024-02-28/P1D').partition?.id).toBe('202401')
    expect(plan(by('hour'), '2024-02-28T13:00Z/PT1H').partition?.id).toBe('2024013113')
  })

  test('is written without a date parameter where only the offset asks for it', () => {
    const job = plan(table(BY_DAY + scheduled('  date_partition_parameter: null\n  date_partition_offset: -27\n')))
    expect(summary(job)).toEqual(['shop_derived.t_v1$20240201'])
  })
})

describe('parameters', () => {
  test('have the name that the metadata gives', () => {
    const job = plan(table(BY_DAY + scheduled('  date_partition_parameter: report_date\n')))
    expect(summary(job)).toEqual(['shop_derived.t_v1$20240228', 'report_date:DATE:2024-02-28'])
  })

  test('of the metadata are evaluated as Airflow does, and typed', () => {
    const metadata = scheduled(
      [
        '  date_partition_parameter: null',
        '  parameters:',
        '  - submission_date:DATE:{{ds}}',
        '  - "start_date:DATE:{{macros.ds_add(ds, 27-28*4)}}"',
        '  - "hour:STRING:{{ (execution_date - macros.timedelta(hours=1)).strftime(\'%H\') }}"',
        '  - sizes:ARRAY<INT64>:[1, 2]',
        '',
      ].join('\n'),
    )
    const job = plan(table(metadata), '2024-02-28T00:00Z/PT1H')
    expect(summary(job)).toEqual([
      'shop_derived.t_v1',
      'submission_date:DATE:2024-02-28',
      'start_date:DATE:2023-12-05',
      'hour:STRING:23',
      'sizes:ARRAY<INT64>:1,2',
    ])
  })

  test('are not bound twice: what is listed wins over the date', () => {
    const job = plan(table(BY_DAY + scheduled('  parameters: ["submission_date:DATE:2020-01-01"]\n')))
    expect(summary(job)).toEqual(['shop_derived.t_v1$20240228', 'submission_date:DATE:2020-01-01'])
  })

  test('that only a running Airflow knows are refused at their place', () => {
    const files = table(`${BY_DAY}scheduling:\n  parameters:\n  - "token:STRING:{{ var.value.token }}"\n`)
    try {
      plan(files)
      expect.unreachable()
    } catch (error) {
      expect((error as DiagnosticsError).diagnostics).toMatchObject([
        { code: 'unsupported-template', path: 'sql/shop_derived/t_v1/metadata.yaml', line: 8, column: 26 },
      ])
    }
  })
})

describe('destination_table', () => {
  test('may name the partition by a template', () => {
    const hourBefore = '{{ (execution_date - macros.timedelta(hours=1)).strftime("%Y%m%d") }}'
    const lines = `  date_partition_parameter: null\n  destination_table: 't_v1$${hourBefore}'\n`
    const metadata = BY_DAY + scheduled(lines)
    expect(plan(table(metadata), '2024-03-01T00:00Z/PT1H').partition).toEqual({ id: '20240229', unit: 'DAY' })
  })

  test('may be another table, whose schema and partitions then count', () => {
    const files = {
      ...table(scheduled('  destination_table: u_v1$202402\n  date_partition_parameter: null\n')),
      'sql/shop_derived/u_v1/metadata.yaml': `${HEAD}bigquery:\n  time_partitioning: {type: month, field: m}\n`,
      'sql/shop_derived/u_v1/schema.yaml': 'fields:\n- {name: m, type: DATE}\n',
    }
    const job = plan(files)
    expect(summary(job)).toEqual(['shop_derived.u_v1$202402'])
    expect(job.partitioning?.unit).toBe('MONTH')
    expect(job.schema?.map(({ name }) => name)).toEqual(['m'])
  })

  test('may be null: the query runs and writes nothing', () => {
    const files = table(
      scheduled(
        '  destination_table: null\n  query_file_path: sql/shop_derived/t_v1/query.sql\n  date_partition_parameter: null\n',
      ),
    )
    expect(summary(plan(files))).toEqual([undefined])
  })

  test('with a partition that is none is refused', () => {
    expect(() => plan(table(scheduled('  destination_table: t_v1$2024-02-28\n')))).toThrow(
      '"2024-02-28" is no partition',
    )
  })
})

describe('scheduling.arguments', () => {
  const withArguments = (list: string) => plan(table(`${BY_DAY}${scheduled(`  arguments: ${list}\n`)}`))

  test('--append_table appends, --noreplace alone writes only into nothing', () => {
    expect(withArguments('["--append_table", "--noreplace"]').writeDisposition).toBe('append')
    expect(withArguments('["--noreplace"]').writeDisposition).toBe('empty')
    expect(withArguments('["--replace"]').writeDisposition).toBe('truncate')
  })

  test('--schema_update_option is taken in both forms', () => {
    const expected = ['ALLOW_FIELD_ADDITION']
    expect(withArguments('["--schema_update_option=ALLOW_FIELD_ADDITION"]').schemaUpdateOptions).toEqual(expected)
    expect(withArguments('["--schema_update_option", "ALLOW_FIELD_ADDITION"]').schemaUpdateOptions).toEqual(expected)
  })

  test('where the job runs makes no difference to what it does', () => {
    const job = withArguments('["--billing-project", "moz-fx-data-backfill-2", "--use_legacy_sql=false"]')
    expect(job).toEqual({ ...plan(table(BY_DAY + scheduled(''))) })
  })

  test('bytes, labels and further parameters are taken', () => {
    const job = withArguments('["--maximum_bytes_billed=1000", "--label=team:data", "--parameter=x:INT64:1"]')
    expect(job.maximumBytesBilled).toBe(1000n)
    expect(job.labels).toMatchObject({ team: 'data' })
    expect(summary(job).slice(1)).toEqual(['x:INT64:1', 'submission_date:DATE:2024-02-28'])
  })

  test('others are refused, not dropped', () => {
    expect(() => withArguments('["--destination_kms_key=x"]')).toThrow(
      'the argument "destination_kms_key" is not supported',
    )
    expect(() => withArguments('["--schema_update_option=ALLOW_ALL"]')).toThrow(
      '"ALLOW_ALL" is no schema update option',
    )
  })
})

test('a script names its own tables', () => {
  const job = plan(
    table(BY_DAY, 'script.sql', 'DELETE FROM shop_derived.t_v1 WHERE submission_date = @submission_date;\n'),
  )
  expect(summary(job)).toEqual([undefined, 'submission_date:DATE:2024-02-28'])
})

test('a table that no SQL fills cannot be planned', () => {
  expect(() => plan({ 'sql/shop/t/schema.yaml': 'fields: []\n' })).toThrow(UsageError)
  expect(() => plan(table('', 'query.py', ''))).toThrow('is not filled by a query.sql or script.sql')
})

describe('an offset is inherited', () => {
  /** `reads` names, per table, the tables that it reads. */
  function offsets(tables: Readonly<Record<string, string>>, reads: Readonly<Record<string, readonly string[]>>) {
    const files = Object.entries(tables).flatMap(([name, scheduling]) => [
      [`sql/d/${name}/query.sql`, 'SELECT 1'],
      [`sql/d/${name}/metadata.yaml`, `${HEAD}${BY_DAY}${scheduling === 'unscheduled' ? '' : scheduled(scheduling)}`],
    ])
    return withProject(Object.fromEntries(files), (project) => {
      const named = (name: string) => project.tables.find(({ reference }) => reference.table === name)!
      const upstreamOf = (of: TableDefinition) => (reads[of.reference.table] ?? []).map(named)
      const id = (of: TableDefinition) =>
        planRun(of, dayInterval(parseCalendarDate('2024-02-28')), project, { upstreamOf }).partition?.id
      return Object.fromEntries(project.tables.map((of) => [artifactName(of).split('.')[2], id(of)]))
    })
  }

  test('from what a table reads, the least one, over several steps', () => {
    const tables = { a_v1: '  date_partition_offset: -1\n', b_v1: '  date_partition_offset: -7\n', c_v1: '', d_v1: '' }
    expect(offsets(tables, { c_v1: ['a_v1', 'b_v1'], d_v1: ['c_v1'] })).toEqual({
      a_v1: '20240227',
      b_v1: '20240221',
      c_v1: '20240221',
      d_v1: '20240221',
    })
  })

  test('not over an explicit 0, a table without date parameter, or one that nothing schedules', () => {
    const tables = {
      a_v1: '  date_partition_offset: -1\n',
      zero_v1: '  date_partition_offset: 0\n',
      whole_v1: '  date_partition_parameter: null\n',
      loose_v1: 'unscheduled',
      end_v1: '',
    }
    const reads = {
      zero_v1: ['a_v1'],
      whole_v1: ['a_v1'],
      loose_v1: ['a_v1'],
      end_v1: ['zero_v1', 'whole_v1', 'loose_v1'],
    }
    expect(offsets(tables, reads)).toMatchObject({ zero_v1: '20240228', whole_v1: undefined, end_v1: '20240228' })
  })

  test('by referenced_tables where these replace what the SQL reads', () => {
    const tables = {
      a_v1: '  date_partition_offset: -1\n',
      b_v1: '  referenced_tables: [[my-project, d, c_v1]]\n',
      c_v1: '',
    }
    expect(offsets(tables, { b_v1: ['a_v1'] })).toMatchObject({ b_v1: '20240228' })
  })

  test('also where tables wait for each other', () => {
    expect(offsets({ a_v1: '', b_v1: '' }, { a_v1: ['b_v1'], b_v1: ['a_v1'] })).toEqual({
      a_v1: '20240228',
      b_v1: '20240228',
    })
  })
})

describe('public reports of faults', () => {
  const backfill = (files: Readonly<Record<string, string>>, start: string, end: string, unit: 'DAY' | 'MONTH') =>
    withProject(files, (project) =>
      intervalsTouching(parseCalendarDate(start), parseCalendarDate(end), unit).map((interval) =>
        summary(planRun(project.tables[0]!, interval, project)),
      ),
    )

  test('run-month-decorator: a range of days touches three months', () => {
    const files = table('bigquery:\n  time_partitioning: {type: month, field: submission_date}\n')
    expect(backfill(files, '2022-10-23', '2022-12-01', 'MONTH')).toEqual([
      ['shop_derived.t_v1$202210', 'submission_date:DATE:2022-10-01'],
      ['shop_derived.t_v1$202211', 'submission_date:DATE:2022-11-01'],
      ['shop_derived.t_v1$202212', 'submission_date:DATE:2022-12-01'],
    ])
  })

  test('run-partition-offset: the dates are those of the runs, the partitions lie a week before', () => {
    expect(
      backfill(table(BY_DAY + scheduled('  date_partition_offset: -7\n')), '2025-05-21', '2025-05-22', 'DAY'),
    ).toEqual([
      ['shop_derived.t_v1$20250514', 'submission_date:DATE:2025-05-14'],
      ['shop_derived.t_v1$20250515', 'submission_date:DATE:2025-05-15'],
    ])
  })

  test('run-backfill-unpartitioned: each run replaces the whole table', () => {
    const files = table(scheduled('  date_partition_parameter: null\n  parameters:\n  - submission_date:DATE:{{ds}}\n'))
    expect(backfill(files, '2024-05-01', '2024-05-03', 'DAY')).toEqual([
      ['shop_derived.t_v1', 'submission_date:DATE:2024-05-01'],
      ['shop_derived.t_v1', 'submission_date:DATE:2024-05-02'],
      ['shop_derived.t_v1', 'submission_date:DATE:2024-05-03'],
    ])
  })
})
