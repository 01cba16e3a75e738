import { describe, expect, test } from 'vitest'
import { buildDags } from '../../src/generator/dag/build-dags.ts'
import { generateDags } from '../../src/generator/dag/generate-dags.ts'
import { fullTaskId, type Task, type Wait } from '../../src/generator/dag/model.ts'
import { dagYaml, table, view } from '../support/dag-project.ts'
import { memoryProject } from '../support/memory-project.ts'

type Files = Record<string, string>

function build(files: Readonly<Files>) {
  return buildDags(memoryProject(files), 'bqetl')
}

function taskOf(files: Readonly<Files>, id: string): Task {
  const { dags, diagnostics } = build(files)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return dags.flatMap(({ tasks }) => tasks).find((task) => fullTaskId(task) === id)!
}

function names(waits: readonly Wait[]): readonly string[] {
  return waits.map(({ dag, task }) => `${dag}.${task}`)
}

function problems(files: Readonly<Files>) {
  const { files: written, diagnostics } = generateDags(memoryProject(files), 'bqetl')
  if (diagnostics.some(({ severity }) => severity === 'error')) expect(written).toEqual([])
  return diagnostics.map(({ code, message, path, line }) => `${path}:${line ?? '-'} ${code}: ${message}`)
}

const SHOP = dagYaml('bqetl_shop', 'daily')

describe('the run that a task waits for', () => {
  const pair = (up: string, down: string): Files => ({
    'dags.yaml': dagYaml('bqetl_up', up) + dagYaml('bqetl_down', down),
    ...table('shop.up_v1', 'SELECT 1 AS x', 'bqetl_up'),
    ...table('shop.down_v1', 'SELECT * FROM shop.up_v1', 'bqetl_down'),
  })

  test.each([
    ['0 1 * * *', '0 2 * * *', 3600],
    ['0 2 * * *', '0 1 * * *', -3600],
  ])('dag-delta-sign: %s before %s is %i seconds', (up, down, seconds) => {
    expect(taskOf(pair(up, down), 'shop__down__v1').waits).toMatchObject([
      { dag: 'bqetl_up', task: 'shop__up__v1', offset: { kind: 'constant', seconds } },
    ])
    const { files } = generateDags(memoryProject(pair(up, down)), 'bqetl')
    const text = files.find(({ dag }) => dag === 'bqetl_down')!.text
    expect(text).toContain('wait_for_shop__up__v1 = ExternalTaskSensor(')
    expect(text).toContain(`execution_delta=datetime.timedelta(seconds=${seconds}),`)
  })

  test('dag-hourly-upstream: a daily task waits for the last hour of its day', () => {
    const [wait] = taskOf(pair('0 * * * *', '0 4 * * *'), 'shop__down__v1').waits
    const seconds = wait?.offset?.kind === 'constant' ? wait.offset.seconds : Number.NaN
    const awaited = Date.parse('2025-06-01T04:00Z') - seconds * 1000
    expect(awaited).toBeGreaterThanOrEqual(Date.parse('2025-06-01T23:00Z'))
    expect(awaited).toBeLessThanOrEqual(Date.parse('2025-06-02T03:00Z'))
  })

  test('is found by a function where no fixed offset finds it', () => {
    const { files } = generateDags(memoryProject(pair('0 2 * * 1', '0 3 * * *')), 'bqetl')
    const text = files.find(({ dag }) => dag === 'bqetl_down')!.text
    expect(text).toContain('def run_of_bqetl_up(logical_date):')
    expect(text).toContain('execution_date_fn=run_of_bqetl_up,')
  })

  test('is a mistake where there is none', () => {
    const once = dagYaml('bqetl_up', 'once').replace('2024-01-01', '2025-01-01') + dagYaml('bqetl_down', 'once')
    expect(problems({ ...pair('once', 'once'), 'dags.yaml': once })).toEqual([
      'sql/shop/down_v1/metadata.yaml:6 never-meets: shop__down__v1 would wait for ever: bqetl_up (once) and bqetl_down (once) never meet, for its only run comes after this task has begun',
    ])
  })

  test('is none of a DAG whose runs drift, and is found by a function from such a one', () => {
    const files = (up: string, down: string, more = '') => ({
      ...pair('daily', 'daily'),
      'dags.yaml': dagYaml('bqetl_up', up, more) + dagYaml('bqetl_down', down, more),
    })
    expect(problems(files('5h', 'daily'))).toEqual([
      expect.stringContaining('bqetl_up (5h) and bqetl_down (daily) never meet'),
    ])
    expect(problems(files('5h', '5h'))).toEqual([expect.stringContaining('never-meets')])
    const offset = (all: Files) => taskOf(all, 'shop__down__v1').waits[0]?.offset
    expect(offset(files('0 3 * * *', '48h'))).toEqual({ kind: 'varying' })
    expect(offset(files('5h', '5h', '  catchup: true\n'))).toEqual({ kind: 'constant', seconds: 0 })
  })

  test('is a mistake where an execution_delta names no run', () => {
    const more = ['depends_on:', '- dag_name: bqetl_up', '  task_id: shop__up__v1', '  execution_delta: 1h']
    const files: Files = {
      ...pair('0 2 * * *', '0 2 * * *'),
      ...table('shop.down_v1', 'SELECT 1 AS x', 'bqetl_down', more),
    }
    expect(problems(files)).toEqual([
      expect.stringContaining('no run has the logical date that the execution_delta 1h names'),
    ])
  })

  test('is the one whose execution_delta the metadata give', () => {
    const more = ['depends_on:', '- dag_name: bqetl_up', '  task_id: shop__up__v1', '  execution_delta: 25h']
    const files: Files = {
      ...pair('0 1 * * *', '0 2 * * *'),
      ...table('shop.down_v1', 'SELECT * FROM shop.up_v1', 'bqetl_down', more),
    }
    expect(taskOf(files, 'shop__down__v1').waits).toMatchObject([{ offset: { seconds: 90_000 }, explicit: true }])
  })

  test('of tasks of one name in two DAGs has a sensor each', () => {
    const named = ['task_name: same']
    const files: Files = {
      'dags.yaml': ['bqetl_a', 'bqetl_b', 'bqetl_c'].map((name) => dagYaml(name, 'daily')).join(''),
      ...table('shop.a_v1', 'SELECT 1 AS x', 'bqetl_a', named),
      ...table('shop.b_v1', 'SELECT 1 AS x', 'bqetl_b', named),
      ...table('shop.c_v1', 'SELECT a.x FROM shop.a_v1 AS a JOIN shop.b_v1 AS b USING (x)', 'bqetl_c'),
    }
    const { files: written } = generateDags(memoryProject(files), 'bqetl')
    const text = written.find(({ dag }) => dag === 'bqetl_c')!.text
    expect(text.match(/task_id="wait_for\w+"/g)).toEqual([
      'task_id="wait_for_same"',
      'task_id="wait_for_bqetl_b__same"',
    ])
  })
})

describe('what a task waits for', () => {
  test('dag-cte-is-no-dependency: a name that WITH gives is no table', () => {
    const files: Files = {
      'dags.yaml': SHOP,
      ...table('shop.orders_v1', 'SELECT 1 AS id', 'bqetl_shop'),
      ...table('shop.users_v1', 'SELECT 1 AS id', 'bqetl_shop'),
      ...table(
        'shop.down_v1',
        'WITH orders_v1 AS (SELECT id FROM shop.users_v1) SELECT id, tags FROM orders_v1, UNNEST([1, 2]) AS tags',
        'bqetl_shop',
      ),
    }
    expect(names(taskOf(files, 'shop__down__v1').waits)).toEqual(['bqetl_shop.shop__users__v1'])
  })

  test('dag-through-view: the table behind a view, in one DAG without a sensor', () => {
    const files: Files = {
      'dags.yaml': SHOP,
      ...table('shop_derived.daily_v1', 'SELECT 1 AS id', 'bqetl_shop'),
      ...view('shop.daily', 'SELECT * FROM `bqetl.shop_derived.daily_v1`'),
      ...table('shop_derived.yearly_v1', 'SELECT id FROM `bqetl.shop.daily`', 'bqetl_shop'),
    }
    const { waits } = taskOf(files, 'shop_derived__yearly__v1')
    expect(names(waits)).toEqual(['bqetl_shop.shop_derived__daily__v1'])
    expect(waits[0]?.offset).toBeUndefined()
  })

  test('every gate of a table, and none of its warnings', () => {
    const files: Files = {
      'dags.yaml': SHOP,
      'bqetl_project.yaml': 'airflow:\n  bigeye_command: bigeye-run {table}\n',
      ...table('shop.a_v1', 'SELECT 1 AS x', 'bqetl_shop'),
      'sql/shop/a_v1/checks.sql': '#fail\nSELECT 1;\n\n#warn\nSELECT 1;\n',
      'sql/shop/a_v1/bigconfig.yml': 'type: BIGCONFIG_FILE\n',
      ...table('shop.b_v1', 'SELECT * FROM shop.a_v1', 'bqetl_shop'),
    }
    files['sql/shop/a_v1/metadata.yaml'] += 'monitoring:\n  enabled: true\n'
    expect(names(taskOf(files, 'shop__b__v1').waits)).toEqual([
      'bqetl_shop.bigeye__shop__a__v1',
      'bqetl_shop.checks__fail_shop__a__v1',
    ])
    expect(names(taskOf(files, 'checks__warn_shop__a__v1').waits)).toEqual(['bqetl_shop.shop__a__v1'])
  })

  test('a table that only its checks read', () => {
    const files: Files = {
      'dags.yaml': SHOP,
      ...table('shop.a_v1', 'SELECT 1 AS x', 'bqetl_shop'),
      ...table('shop.b_v1', 'SELECT 1 AS x', 'bqetl_shop'),
      'sql/shop/b_v1/checks.sql':
        '#fail\nSELECT IF(COUNT(*) > 9, ERROR("more"), NULL) FROM `{{ project_id }}.{{ dataset_id }}.a_v1`;\n',
    }
    expect(names(taskOf(files, 'checks__fail_shop__b__v1').waits)).toEqual([
      'bqetl_shop.shop__a__v1',
      'bqetl_shop.shop__b__v1',
    ])
  })

  test('a task of another project, as airflow.external_tasks says', () => {
    const files: Files = {
      'dags.yaml': dagYaml('bqetl_shop', '0 3 * * *'),
      'bqetl_project.yaml': `airflow:
  external_tasks:
  - {tables: 'shop_stable.*', dag: copy, task: copy_all, schedule: 0 1 * * *}
`,
      ...table('shop.a_v1', 'SELECT * FROM shop_stable.orders_v1', 'bqetl_shop'),
    }
    expect(taskOf(files, 'shop__a__v1').waits).toMatchObject([
      { dag: 'copy', task: 'copy_all', offset: { kind: 'constant', seconds: 7200 } },
    ])
  })

  test('nothing of what the warehouse says about itself', () => {
    const files: Files = {
      'dags.yaml': SHOP,
      ...table('shop.a_v1', 'SELECT * FROM `bqetl.shop.INFORMATION_SCHEMA.PARTITIONS`', 'bqetl_shop'),
    }
    expect(taskOf(files, 'shop__a__v1').waits).toEqual([])
  })

  test('what is written late makes what reads it late', () => {
    const files: Files = {
      'dags.yaml': SHOP,
      ...table('shop.a_v1', 'SELECT 1 AS x', 'bqetl_shop', ['date_partition_offset: -2']),
      ...table('shop.b_v1', 'SELECT * FROM shop.a_v1', 'bqetl_shop'),
    }
    const partitioned = (text: string) => text.replace('  date_partition_parameter: null\n', '')
    for (const name of ['a_v1', 'b_v1']) {
      const path = `sql/shop/${name}/metadata.yaml`
      files[path] = `${partitioned(files[path]!)}bigquery:\n  time_partitioning:\n    type: day\n    field: d\n`
    }
    expect(taskOf(files, 'shop__b__v1').partitionOffset).toBe(-2)
  })
})

describe('exports', () => {
  const exported = `export:
  destination: gs://shop/
  files:
  - name: all.json
`
  test('of a table come after its gates, those of a view in the DAG of the tables behind it', () => {
    const files: Files = {
      'dags.yaml': SHOP,
      ...table('shop.a_v1', 'SELECT 1 AS x', 'bqetl_shop'),
      'sql/shop/a_v1/checks.sql': '#fail\nSELECT 1;\n',
      ...view('shop.a', 'SELECT * FROM `bqetl.shop.a_v1`', exported),
    }
    files['sql/shop/a_v1/metadata.yaml'] += exported
    expect(names(taskOf(files, 'export__shop__a__v1').waits)).toEqual(['bqetl_shop.checks__fail_shop__a__v1'])
    expect(names(taskOf(files, 'export__shop__a').waits)).toEqual(['bqetl_shop.checks__fail_shop__a__v1'])
  })

  test('of a view over tables of several DAGs need one that is named', () => {
    const files: Files = {
      'dags.yaml': SHOP + dagYaml('bqetl_other', 'daily'),
      ...table('shop.a_v1', 'SELECT 1 AS x', 'bqetl_shop'),
      ...table('shop.b_v1', 'SELECT 1 AS x', 'bqetl_other'),
      ...view('shop.both', 'SELECT * FROM shop.a_v1 UNION ALL SELECT * FROM shop.b_v1', exported),
    }
    expect(problems(files)).toEqual([expect.stringContaining('export-without-dag')])
    files['sql/shop/both/metadata.yaml'] += 'scheduling:\n  dag_name: bqetl_other\n'
    expect(names(taskOf(files, 'export__shop__both').waits)).toEqual([
      'bqetl_shop.shop__a__v1',
      'bqetl_other.shop__b__v1',
    ])
  })
})

describe('mistakes', () => {
  test('are told all at once, and nothing is written', () => {
    const files: Files = {
      'dags.yaml': `${dagYaml('bqetl_shop', '61 * * * *')}${dagYaml('bqetl_late', 'daily').replace('2024-01-01', '2024-02-30')}${dagYaml('bqetl_lost', 'daily').replace('ada@example.com', 'ada')}`,
      ...table('shop.a_v1', 'SELECT 1 AS x', 'bqetl_shpo'),
    }
    const told = problems(files)
    expect(told.filter((text) => text.includes('invalid-schedule'))).toEqual([expect.stringMatching(/^dags.yaml:2 /)])
    expect(told.join('\n')).toMatch(/^dags.yaml:\d+ .*2024-02-30/m)
    expect(told.join('\n')).toMatch(/^dags.yaml:\d+ .*ada/m)
    expect(told.join('\n')).toMatch(/^sql\/shop\/a_v1\/metadata.yaml:6 unknown-dag: there is no DAG bqetl_shpo/m)
  })

  test('two tasks of one name', () => {
    const files: Files = {
      'dags.yaml': SHOP,
      ...table('shop.a_v1', 'SELECT 1 AS x', 'bqetl_shop', ['task_name: same']),
      ...table('shop.b_v1', 'SELECT 1 AS x', 'bqetl_shop', ['task_name: same']),
    }
    expect(problems(files)).toEqual([
      'sql/shop/b_v1/metadata.yaml:8 duplicate-task: bqetl_shop has two tasks same: the other is that of sql/shop/a_v1/metadata.yaml',
    ])
  })

  test('an id that Airflow would not take; names that are made of long ones are cut', () => {
    const long = `shop.${'l'.repeat(236)}_v1`
    const files = (more: readonly string[]): Files => ({
      'dags.yaml': SHOP + dagYaml('bqetl_other', 'daily'),
      ...table(long, 'SELECT 1 AS x', 'bqetl_shop', more),
      ...table('shop.b_v1', `SELECT * FROM ${long}`, 'bqetl_other'),
    })
    expect(problems(files(['task_group: hours']))).toEqual([expect.stringMatching(/^sql\S+:8 long-task-id/)])
    const { files: written } = generateDags(memoryProject(files([])), 'bqetl')
    const ids = written.flatMap(({ text }) =>
      [...text.matchAll(/(?: task_id=|TaskGroup\(\s*)"([^"]+)"/g)].map(([, id]) => id!),
    )
    expect(ids).toHaveLength(5)
    expect(Math.max(...ids.map(({ length }) => length))).toBe(250)
  })

  test('a cycle is shown as a path, through other DAGs too', () => {
    const files: Files = {
      'dags.yaml': SHOP + dagYaml('bqetl_other', 'daily'),
      ...table('shop.a_v1', 'SELECT * FROM shop.c_v1', 'bqetl_shop'),
      ...table('shop.b_v1', 'SELECT * FROM shop.a_v1', 'bqetl_other'),
      ...table('shop.c_v1', 'SELECT * FROM shop.b_v1', 'bqetl_shop'),
    }
    expect(problems(files)).toEqual([
      expect.stringContaining(
        'task-cycle: tasks wait for each other: bqetl_shop.shop__a__v1 → bqetl_shop.shop__c__v1 → bqetl_other.shop__b__v1 → bqetl_shop.shop__a__v1',
      ),
    ])
  })

  test('a table that nobody writes is an error, one that nothing schedules a warning, at the place where it is read', () => {
    const files: Files = {
      'dags.yaml': SHOP,
      ...table('shop.unscheduled_v1', 'SELECT 1 AS x'),
      ...table('shop.a_v1', 'SELECT * FROM shop.unscheduled_v1\nJOIN shop.nothing_v1 USING (x)', 'bqetl_shop'),
    }
    expect(problems(files)).toEqual([
      'sql/shop/a_v1/query.sql:1 unscheduled-upstream: shop__a__v1 reads bqetl.shop.unscheduled_v1, which no DAG fills',
      'sql/shop/a_v1/query.sql:2 dangling-reference: shop__a__v1 reads bqetl.shop.nothing_v1, which nothing in this project writes or declares',
    ])
  })

  test('a task that its DAG does not have', () => {
    const more = ['depends_on:', '- dag_name: bqetl_shop', '  task_id: shop__bb__v1']
    const files: Files = {
      'dags.yaml': SHOP,
      ...table('shop.a_v1', 'SELECT 1 AS x', 'bqetl_shop', more),
      ...table('shop.b_v1', 'SELECT 1 AS x', 'bqetl_shop'),
    }
    expect(problems(files)).toEqual([
      'sql/shop/a_v1/metadata.yaml:10 unknown-task: depends_on: the DAG bqetl_shop has no task shop__bb__v1',
    ])
  })

  test('a DAG that dags.yaml does not declare, unless its schedule stands beside it', () => {
    const files = (more: string): Files => ({
      'dags.yaml': SHOP,
      ...table('shop.a_v1', 'SELECT 1 AS x', 'bqetl_shop', [
        'depends_on:',
        `- {dag_name: bqetl_shpo, task_id: some_task${more}}`,
      ]),
    })
    expect(problems(files(''))).toEqual([
      'sql/shop/a_v1/metadata.yaml:9 unknown-dag: shop__a__v1 waits for the DAG bqetl_shpo, which dags.yaml does not declare',
    ])
    expect(problems(files(', schedule_interval: daily'))).toEqual([])
  })

  test('a run that is longer than the partition it writes', () => {
    const files: Files = { 'dags.yaml': SHOP, ...table('shop.a_v1', 'SELECT 1 AS x', 'bqetl_shop') }
    const path = 'sql/shop/a_v1/metadata.yaml'
    const partitioning = 'bigquery:\n  time_partitioning: {type: hour, field: h}\n'
    files[path] = `${files[path]!.replace('  date_partition_parameter: null\n', '')}${partitioning}`
    expect(problems(files)).toEqual([
      expect.stringMatching(/^sql\/shop\/a_v1\/metadata.yaml:8 run-longer-than-partition/),
    ])
  })
})
