import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { bqetl, type Folder, temporaryFolder } from '../support/cli.ts'
import { dagYaml, table } from '../support/dag-project.ts'

const DOWN = 'SELECT @submission_date AS day, x FROM shop.up_v1'
const BY_DAY = ['date_partition_parameter: submission_date']

/** shop.up_v1 at one o'clock; shop.down_v1 at three, which reads it; shop.week_v1 on Mondays at two, which reads it too. */
const FILES: Readonly<Record<string, string>> = {
  'dags.yaml': `# ours\n${dagYaml('bqetl_up', '0 1 * * *')}${dagYaml('bqetl_down', '0 3 * * *')}${dagYaml('bqetl_week', '0 2 * * 1')}`,
  ...table('shop.up_v1', 'SELECT 1 AS x', 'bqetl_up'),
  ...table('shop.down_v1', DOWN, 'bqetl_down'),
  ...table('shop.week_v1', 'SELECT * FROM shop.up_v1', 'bqetl_week'),
}
const METADATA = 'sql/shop/down_v1/metadata.yaml'

let shop: Folder
beforeAll(() => {
  shop = temporaryFolder(FILES)
  shop.write(parameter())
  const git = (...args: string[]) => execFileSync('git', args, { cwd: shop.path })
  git('init', '--quiet')
  git('add', '.')
  git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '-m', 'first')
})
afterAll(() => shop[Symbol.dispose]())
beforeEach(() => shop.write({ ...FILES, ...parameter() }))

/** The daily table takes a date and is partitioned by it. */
function parameter(more: readonly string[] = []): Record<string, string> {
  const text = table('shop.down_v1', DOWN, 'bqetl_down', more)[METADATA]!
  return {
    [METADATA]: `${text.replace('date_partition_parameter: null', BY_DAY[0]!)}bigquery:\n  time_partitioning: {type: day, field: day}\n`,
    'sql/shop/down_v1/schema.yaml':
      'fields:\n- {name: day, type: DATE, mode: NULLABLE}\n- {name: x, type: INTEGER, mode: NULLABLE}\n',
  }
}

function json(...args: string[]) {
  const { code, out, err } = bqetl(shop, ['dag', ...args, '--format', 'json'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out)
}

function declared(delta: string): readonly string[] {
  return ['depends_on:', `- {dag_name: bqetl_up, task_id: shop__up__v1, execution_delta: ${delta}}`]
}

describe('dag info', () => {
  test('lists the DAGs', () => {
    expect(bqetl(shop, ['dag', 'info']).out).toMatchInlineSnapshot(`
      "DAG         schedule   tasks  owner
      ──────────  ─────────  ─────  ───────────────
      bqetl_up    0 1 * * *      1  ada@example.com
      bqetl_down  0 3 * * *      1  ada@example.com
      bqetl_week  0 2 * * 1      1  ada@example.com
      "
    `)
  })

  test('tells what the tasks of one run and wait for', () => {
    expect(bqetl(shop, ['dag', 'info', 'bqetl_week']).out).toMatchInlineSnapshot(`
      "bqetl_week
        schedule 0 2 * * 1, from 2024-01-01
        owner ada@example.com

        shop__week__v1
          bqetl query run shop.week_v1 --date {{ ds }}
          waits for bqetl_up.shop__up__v1, 5d23h later
      "
    `)
  })

  test('knows no other', () => {
    const { code, err } = bqetl(shop, ['dag', 'info', 'bqetl_dwon'])
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('did you mean bqetl_down?') })
  })
})

describe('dag explain', () => {
  test('names the run that a task waits for, and what it binds', () => {
    // the run of Tuesday the 2nd starts on the 3rd at three: that of the 2nd at one is over
    expect(json('explain', 'bqetl_down', '--date', '2024-01-02')).toMatchObject([
      {
        logicalDate: '2024-01-02T03:00:00Z',
        startsAt: '2024-01-03T03:00:00Z',
        interval: '2024-01-02T00:00Z/2024-01-03T00:00Z',
        tasks: [
          {
            id: 'shop__down__v1',
            command: 'bqetl query run shop.down_v1 --date 2024-01-02',
            parameters: [{ name: 'submission_date', type: 'DATE', value: '2024-01-02' }],
            waits: [
              {
                dag: 'bqetl_up',
                task: 'shop__up__v1',
                logicalDate: '2024-01-02T01:00:00Z',
                interval: '2024-01-02T01:00Z/2024-01-03T01:00Z',
              },
            ],
          },
        ],
      },
    ])
  })

  test('a weekly run waits for the newest day that is over when it starts', () => {
    // Monday the 1st starts on Monday the 8th at two; the day of the 7th, one to one, is over by then
    const [run] = json('explain', 'bqetl_week', '--date', '2024-01-01')
    expect(run.tasks[0].waits).toMatchObject([{ logicalDate: '2024-01-07T01:00:00Z' }])
  })

  test('says so where there is no run that day', () => {
    expect(bqetl(shop, ['dag', 'explain', 'bqetl_week', '--date', '2024-01-02'])).toMatchObject({
      code: 0,
      out: 'bqetl_week has no run with a logical date on 2024-01-02\n',
    })
  })
})

describe('dag lint', () => {
  test('finds nothing where the newest run is waited for', () => {
    shop.write(parameter(declared('2h')))
    expect(bqetl(shop, ['dag', 'lint'])).toMatchObject({ code: 0, out: '3 DAGs, no problem found\n', err: '' })
  })

  test('warns of a sensor that waits for an older run than it could, at its place', () => {
    shop.write(parameter(declared('26h')))
    const { code, err } = bqetl(shop, ['dag', 'lint'])
    expect(code).toBe(0)
    expect(err).toContain('warning[delta-older-run]')
    expect(err).toContain('waits for that of 2023-12-31T01:00:00Z, though that of 2024-01-01T01:00:00Z is complete too')
    expect(err).toMatch(/--> .*sql\/shop\/down_v1\/metadata\.yaml:9:66/)
  })

  test('refuses a sensor that only some runs meet', () => {
    shop.write({
      'dags.yaml': `${dagYaml('bqetl_up', '0 1 * * 1')}${dagYaml('bqetl_down', '0 3 * * *')}${dagYaml('bqetl_week', '0 2 * * 1')}`,
      ...parameter(declared('2h')),
    })
    const { code, err } = bqetl(shop, ['dag', 'lint'])
    expect(code).toBe(1)
    expect(err).toContain('error[delta-never-meets]')
    expect(err).toContain('the run of 2024-01-02T03:00:00Z waits for one of 2024-01-02T01:00:00Z, which there is not')
  })

  test('refuses one that no run meets, and a task that nobody has', () => {
    shop.write(parameter([...declared('1h'), '- {dag_name: bqetl_up, task_id: shop__pu__v1}']))
    const { code, err } = bqetl(shop, ['dag', 'lint'])
    expect(code).toBe(1)
    expect(err).toContain('error[never-meets]')
    expect(err).toContain('bqetl_up has no task shop__pu__v1')
  })
})

describe('the life of a DAG', () => {
  const lives = (up: string, down: string, more = '') => ({
    'dags.yaml': [
      dagYaml('bqetl_up', '0 1 * * *', up),
      dagYaml('bqetl_down', '0 3 * * *', down) + more,
      // its last run, of Monday the 8th, waits for the day of the 14th
      dagYaml('bqetl_week', '0 2 * * 1', "    end_date: '2024-01-10'\n"),
    ].join(''),
  })

  test.each([
    ['ends before the other begins', "    end_date: '2023-12-31'\n", 'error[upstream-ends]', 1],
    ['ends while the other goes on', "    end_date: '2024-02-01'\n", 'warning[upstream-ends]', 0],
  ])('that %s leaves sensors behind', (_, up, told, expected) => {
    shop.write(lives(up, ''))
    const { code, err } = bqetl(shop, ['dag', 'lint'])
    expect({ code, err }).toMatchObject({ code: expected, err: expect.stringContaining(told) })
    expect(bqetl(shop, ['dag', 'generate', '--check']).err).toContain(told)
  })

  test('may end together with the other', () => {
    shop.write(lives("    end_date: '2024-02-01'\n", "    end_date: '2024-02-01'\n"))
    expect(bqetl(shop, ['dag', 'lint'])).toMatchObject({ code: 0, err: '' })
  })

  test('that makes up for runs before the other begins waits in vain', () => {
    const yaml = lives('', '', '  catchup: true\n')['dags.yaml'].replace('2024-01-01', '2024-03-01')
    shop.write({ 'dags.yaml': yaml })
    const { code, err } = bqetl(shop, ['dag', 'lint'])
    expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining('warning[upstream-begins-later]') })
  })
})

describe('dag diff', () => {
  test('is silent about what means the same', () => {
    shop.write({
      'dags.yaml': FILES['dags.yaml']!.replace('# ours', '# theirs').replaceAll("'0 1 * * *'", '"0 1 * * *"'),
    })
    expect(bqetl(shop, ['dag', 'diff'])).toMatchObject({ code: 0, out: 'the DAGs mean the same\n', err: '' })
  })

  test('tells of tasks, edges and parameters since a revision', () => {
    shop.write({
      'dags.yaml': FILES['dags.yaml']!.replace('0 1 * * *', '30 1 * * *'),
      ...table('shop.new_v1', 'SELECT 1 AS x', 'bqetl_week'),
      [METADATA]: `${parameter()[METADATA]!.replace(BY_DAY[0]!, `${BY_DAY[0]}\n  date_partition_offset: -1`)}`,
    })
    expect(bqetl(shop, ['dag', 'diff']).out).toMatchInlineSnapshot(`
      "changed  bqetl_down.shop__down__v1  destination
        - bqetl.shop.down_v1$20240102
        + bqetl.shop.down_v1$20240101
      changed  bqetl_down.shop__down__v1  parameters
        - [{"name":"submission_date","type":"DATE","value":"2024-01-02"}]
        + [{"name":"submission_date","type":"DATE","value":"2024-01-01"}]
      changed  bqetl_down.shop__down__v1  waits
        - [{"dag":"bqetl_up","task":"shop__up__v1","delta":"2h"}]
        + [{"dag":"bqetl_up","task":"shop__up__v1","delta":"1h30m"}]
      changed  bqetl_up  schedule
        - 0 1 * * *
        + 30 1 * * *
      added  bqetl_week.shop__new__v1
      changed  bqetl_week.shop__week__v1  waits
        - [{"dag":"bqetl_up","task":"shop__up__v1","delta":"-5d23h"}]
        + [{"dag":"bqetl_up","task":"shop__up__v1","delta":"-5d23h30m"}]
      "
    `)
    rmSync(shop.file('sql/shop/new_v1'), { recursive: true })
  })

  test('of a project that is wrong is refused, the place told', () => {
    shop.write({ 'sql/shop/week_v1/query.sql': 'SELECT * FROM shop.nothing_v1\n' })
    const { code, err } = bqetl(shop, ['dag', 'diff'])
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('sql/shop/week_v1/query.sql:1:15') })
  })

  test('of an unknown revision is refused', () => {
    expect(bqetl(shop, ['dag', 'diff', 'nowhere'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('error[no-such-revision]'),
    })
  })
})

describe('dags.yaml', () => {
  test('is edited in place, its comments kept', () => {
    const before = readFileSync(shop.file('dags.yaml'), 'utf8')
    const create = ['dag', 'create', 'bqetl_new', '--schedule-interval', '3h', '--owner', 'ada@example.com']
    const more = ['--start-date', '2024-01-01', '--description', 'New']
    expect(bqetl(shop, [...create, ...more])).toMatchObject({ code: 0, err: '' })
    expect(readFileSync(shop.file('dags.yaml'), 'utf8').startsWith(before)).toBe(true)
    expect(bqetl(shop, ['dag', 'remove', 'bqetl_new'])).toMatchObject({ code: 0, err: '', out: 'change  dags.yaml\n' })
    expect(readFileSync(shop.file('dags.yaml'), 'utf8').trimEnd()).toBe(before.trimEnd())
  })

  test('refuses a schedule that never comes, and writes nothing', () => {
    const before = readFileSync(shop.file('dags.yaml'), 'utf8')
    const create = ['dag', 'create', 'bqetl_new', '--schedule-interval', '0 0 30 2 *', '--owner', 'ada@example.com']
    const { code, err } = bqetl(shop, [...create, '--start-date', '2024-01-01', '--description', 'New'])
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('there is no such day in any year') })
    expect(readFileSync(shop.file('dags.yaml'), 'utf8')).toBe(before)
  })

  test('loses a DAG together with its file and the metadata that name it', () => {
    bqetl(shop, ['dag', 'generate'])
    expect(bqetl(shop, ['dag', 'remove', 'bqetl_down'])).toMatchObject({
      code: 0,
      out: 'change  dags.yaml\nchange  sql/shop/down_v1/metadata.yaml\nremove  dags/bqetl_down.py\nthen run `bqetl dag generate`\n',
    })
    expect(existsSync(shop.file('dags/bqetl_down.py'))).toBe(false)
    // what waited for bqetl_up was marked there
    expect(bqetl(shop, ['dag', 'generate', '--check']).out).toContain('stale     dags/bqetl_up.py\n')
    expect(bqetl(shop, ['dag', 'generate'])).toMatchObject({ code: 0, err: '' })
  })
})
