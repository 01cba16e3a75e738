import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { bqetl, type Folder, SHOP, startBqetl, temporaryFolder } from '../support/cli.ts'

const HEAD = 'friendly_name: T\ndescription: |-\n  Test table.\nowners:\n- ada@example.com\n'
const DAGS =
  "bqetl_shop:\n  schedule_interval: daily\n  default_args:\n    owner: ada@example.com\n    start_date: '2024-01-01'\n    retries: 1\n"

function backfill(name: string, start: string, end: string, ...more: readonly string[]): string[] {
  return ['query', 'backfill', name, '--start-date', start, '--end-date', end, ...more]
}

function rowsOf(folder: Folder, sql: string): unknown {
  const { code, out, err } = bqetl(folder, ['sql', '--format', 'json', sql])
  expect(err).toBe('')
  expect(code).toBe(0)
  return JSON.parse(out).rows
}

/** A table by day whose query is given. */
function daily(sql: string, scheduling = ''): Readonly<Record<string, string>> {
  return {
    'bqetl_project.yaml': 'project_id: my-project\n',
    'sql/shop_derived/t_v1/query.sql': sql,
    'sql/shop_derived/t_v1/metadata.yaml': `${HEAD}${scheduling}bigquery:\n  time_partitioning: {type: day, field: day}\n`,
    'sql/shop_derived/t_v1/schema.yaml': 'fields:\n- {name: day, type: DATE}\n- {name: total, type: INTEGER}\n',
  }
}

// Reported at mozilla/bigquery-etl; the numbers are those of its issues.
describe('reported cases', () => {
  test('#3303, #3337: a table by month gets decorators of months', () => {
    using folder = temporaryFolder({
      'sql/my-project/shop_derived/m_v1/query.sql': 'SELECT\n  @submission_date AS submission_date,\n  1 AS n\n',
      'sql/my-project/shop_derived/m_v1/metadata.yaml': `${HEAD}bigquery:\n  time_partitioning:\n    type: month\n    field: submission_date\n`,
      'sql/my-project/shop_derived/m_v1/schema.yaml':
        'fields:\n- name: submission_date\n  type: DATE\n- name: n\n  type: INTEGER\n',
    })
    const command = backfill('shop_derived.m_v1', '2022-10-23', '2022-12-01')
    const dry = bqetl(folder, [...command, '--dry-run'])
    expect(dry).toMatchObject({ code: 0, err: '' })
    expect(dry.out).toMatchInlineSnapshot(`
      "shop_derived.m_v1: 3 runs
      run         writes                    parameters
      ──────────  ────────────────────────  ────────────────────────────
      2022-10-01  shop_derived.m_v1$202210  submission_date = 2022-10-01
      2022-11-01  shop_derived.m_v1$202211  submission_date = 2022-11-01
      2022-12-01  shop_derived.m_v1$202212  submission_date = 2022-12-01
      "
    `)
    expect(existsSync(folder.file('.bqetl/warehouse'))).toBe(false)
    expect(bqetl(folder, command)).toMatchObject({ code: 0 })
    expect(rowsOf(folder, 'SELECT * FROM `my-project`.shop_derived.m_v1 ORDER BY 1')).toEqual([
      ['2022-10-01', '1'],
      ['2022-11-01', '1'],
      ['2022-12-01', '1'],
    ])
  })

  test('#7496, #4627: an offset moves the partitions, and the plan shows both days', () => {
    using folder = temporaryFolder({
      'sql/my-project/shop_derived/o_v1/query.sql': 'SELECT\n  @submission_date AS submission_date\n',
      'sql/my-project/shop_derived/o_v1/metadata.yaml': `${HEAD}scheduling:\n  dag_name: bqetl_shop\n  date_partition_offset: -7\nbigquery:\n  time_partitioning:\n    type: day\n    field: submission_date\n`,
      'dags.yaml': DAGS,
    })
    const { code, err } = bqetl(folder, backfill('shop_derived.o_v1', '2025-05-21', '2025-05-22'))
    expect(code).toBe(0)
    expect(err).toMatch(/2025-05-21 +shop_derived\.o_v1\$20250514 +submission_date = 2025-05-14/)
    expect(err).toMatch(/2025-05-22 +shop_derived\.o_v1\$20250515 +submission_date = 2025-05-15/)
    expect(rowsOf(folder, 'SELECT * FROM `my-project`.shop_derived.o_v1 ORDER BY 1')).toEqual([
      ['2025-05-14'],
      ['2025-05-15'],
    ])
  })

  test('#4532, #4769, #4803: a table without partitions is written whole, in order, and ends as of the last day', () => {
    using folder = temporaryFolder({
      'sql/my-project/shop_derived/h_v1/query.sql': 'SELECT\n  @submission_date AS as_of\n',
      'sql/my-project/shop_derived/h_v1/metadata.yaml': `${HEAD}scheduling:\n  dag_name: bqetl_shop\n  date_partition_parameter: null\n  parameters:\n  - submission_date:DATE:{{ds}}\n`,
      'dags.yaml': DAGS,
    })
    const command = backfill('shop_derived.h_v1', '2024-05-01', '2024-05-03', '--parallelism', '3')
    const { code, out, err } = bqetl(folder, [...command, '--format', 'json'])
    expect(code).toBe(0)
    expect(err).toContain('3 runs, one after the other, because each run writes the whole table')
    expect(JSON.parse(out)).toMatchObject({
      inOrder: true,
      runs: [
        { start: '2024-05-01T00:00:00Z', destination: 'my-project.shop_derived.h_v1', status: 'done', rows: 1 },
        { start: '2024-05-02T00:00:00Z', status: 'done' },
        { start: '2024-05-03T00:00:00Z', status: 'done' },
      ],
    })
    expect(rowsOf(folder, 'SELECT * FROM `my-project`.shop_derived.h_v1')).toEqual([['2024-05-03']])
  })
})

describe('a wrong request', () => {
  test.each<[readonly string[], string]>([
    [backfill('shop_derived.daily_v1', '2024-05-02', '2024-05-01'), 'invalid-range'],
    [backfill('shop_derived.daily_v1', '2024-05-01', '2024-05-01', '--exclude', 'today'), 'today'],
    [backfill('shop_derived.daily_v1', '2024-05-01', '2024-05-01', '--parallelism', '0'), '"0"'],
    [backfill('shop_derived.dayly_v1', '2024-05-01', '2024-05-01'), 'shop_derived.daily_v1'],
    [backfill('shop.orders', '2024-05-01', '2024-05-01'), 'not-a-query'],
    [['query', 'backfill', 'shop_derived.daily_v1', '--start-date', '2024-05-01'], '--end-date'],
  ])('%j is refused with exit 2', (args, part) => {
    using folder = temporaryFolder(SHOP)
    const { code, err } = bqetl(folder, args)
    expect(err).toContain(part)
    expect(err).not.toMatch(/\n\s+at .*\.[jt]s/)
    expect(code).toBe(2)
  })
})

describe('a day that fails', () => {
  const AMOUNTS = 'SELECT day, DIV(100, amount) AS total FROM shop.orders WHERE day = @submission_date\n'
  const [FIRST, ...LATER] = ['2024-05-01', '2024-05-02', '2024-05-03', '2024-05-04']

  function shop(scheduling: string): Folder {
    const folder = temporaryFolder({ ...SHOP, ...daily(AMOUNTS, scheduling), ...orders(0) })
    expect(bqetl(folder, ['load', 'shop.orders', 'orders.ndjson'])).toMatchObject({ code: 0 })
    return folder
  }

  /** One order a day, of ten; on the second of `amount`. */
  function orders(amount: number): Readonly<Record<string, string>> {
    const lines = [FIRST, ...LATER].map((day) => JSON.stringify({ day, amount: day === LATER[0] ? amount : 10 }))
    return { 'orders.ndjson': `${lines.join('\n')}\n` }
  }

  test('is told with its reason, the others are done, and the same command does it alone', () => {
    using folder = shop('')
    const command = backfill('shop_derived.t_v1', FIRST!, LATER.at(-1)!)
    const { code, out, err } = bqetl(folder, command)
    expect(code).toBe(1)
    expect(err).toMatch(/2024-05-02:\n.*division by zero/i)
    expect(err).toContain('1 run of shop_derived.t_v1 failed: 2024-05-02')
    expect(out).toMatch(/2024-05-04 .* ok/)
    expect(rowsOf(folder, 'SELECT FORMAT_DATE("%d", day), total FROM shop_derived.t_v1 ORDER BY 1')).toEqual([
      ['01', '10'],
      ['03', '10'],
      ['04', '10'],
    ])
    folder.write(orders(20))
    expect(bqetl(folder, ['load', 'shop.orders', 'orders.ndjson', '--replace'])).toMatchObject({ code: 0 })
    const again = bqetl(folder, command)
    expect(again.err).toMatch(/going on with the backfill of .*: 3 runs done/)
    expect(again.out.match(/done before|ok/g)).toEqual(['done before', 'ok', 'done before', 'done before'])
    expect(rowsOf(folder, 'SELECT total FROM shop_derived.t_v1 WHERE day = "2024-05-02"')).toEqual([['5']])
    // All is done, so the next one is a new backfill.
    expect(bqetl(folder, command).err).not.toContain('going on')
  }, 120_000)

  test('stops those behind it where each depends on the one before', () => {
    using folder = shop('scheduling:\n  depends_on_past: true\n')
    const { code, err, out } = bqetl(folder, backfill('shop_derived.t_v1', FIRST!, LATER.at(-1)!))
    expect(code).toBe(1)
    expect(err).toContain('2 runs behind it did not start')
    expect(out.match(/ok|failed|not started/g)).toEqual(['ok', 'failed', 'not started', 'not started'])
  })

  test('other SQL begins anew', () => {
    using folder = shop('')
    const command = backfill('shop_derived.t_v1', FIRST!, LATER.at(-1)!)
    expect(bqetl(folder, command).code).toBe(1)
    folder.write({ 'sql/shop_derived/t_v1/query.sql': 'SELECT @submission_date AS day, 1 AS total\n' })
    const { code, err } = bqetl(folder, command)
    expect(code).toBe(0)
    expect(err).toContain('was not the same work; beginning anew')
    expect(rowsOf(folder, 'SELECT SUM(total) FROM shop_derived.t_v1')).toEqual([['4']])
  })

  test('a check that does not hold counts as a failure', () => {
    using folder = shop('')
    folder.write({
      'sql/shop_derived/t_v1/query.sql': 'SELECT day, amount AS total FROM shop.orders WHERE day = @submission_date\n',
      'sql/shop_derived/t_v1/checks.sql':
        '#fail\nASSERT (SELECT LOGICAL_AND(total > 0) FROM shop_derived.t_v1 WHERE day = @submission_date)\n',
    })
    const { code, err, out } = bqetl(folder, backfill('shop_derived.t_v1', FIRST!, LATER.at(-1)!, '--checks'))
    expect(err).toContain('checks-failed')
    expect(err).toContain('1 run of shop_derived.t_v1 failed: 2024-05-02')
    expect(out.match(/ok|failed/g)).toEqual(['ok', 'failed', 'ok', 'ok'])
    expect(code).toBe(1)
  })
})

describe('the order', () => {
  test('is that of time where each day builds upon the one before, from nothing', () => {
    using folder = temporaryFolder(
      daily(
        'SELECT @submission_date AS day, IFNULL((SELECT MAX(total) FROM shop_derived.t_v1 WHERE day = @submission_date - 1), 0) + 1 AS total\n',
        'scheduling:\n  depends_on_past: true\n',
      ),
    )
    expect(bqetl(folder, backfill('shop_derived.t_v1', '2024-05-01', '2024-05-05', '-p', '4')).code).toBe(0)
    expect(rowsOf(folder, 'SELECT STRING_AGG(CAST(total AS STRING), "," ORDER BY day) FROM shop_derived.t_v1')).toEqual(
      [['1,2,3,4,5']],
    )
  })

  test('does not matter to partitions of their own: hours side by side, without an excluded day', () => {
    using folder = temporaryFolder({
      ...daily('SELECT TIMESTAMP_ADD(TIMESTAMP(@submission_date), INTERVAL @hour HOUR) AS at_hour, @hour AS hour\n'),
      'sql/shop_derived/t_v1/metadata.yaml': `${HEAD}scheduling:\n  parameters: ['hour:INT64:{{ logical_date.hour }}']\nbigquery:\n  time_partitioning: {type: hour, field: at_hour}\n`,
      'sql/shop_derived/t_v1/schema.yaml':
        'fields:\n- {name: at_hour, type: TIMESTAMP}\n- {name: hour, type: INTEGER}\n',
    })
    const command = backfill('shop_derived.t_v1', '2024-05-01', '2024-05-02', '--exclude', '2024-05-01', '-p', '3')
    const { code, err } = bqetl(folder, command)
    expect(code).toBe(0)
    expect(err).toContain('24 runs, 3 side by side')
    expect(rowsOf(folder, 'SELECT COUNT(*), MIN(at_hour), SUM(hour) FROM shop_derived.t_v1')).toEqual([
      ['24', '2024-05-02 00:00:00+00', '276'],
    ])
  })
})

describe('an interruption', () => {
  // Some tenths of a second, so that a signal meets it at work.
  const SLOW =
    'SELECT @submission_date AS day, COUNTIF(MOD(a * b, 7) = 3) AS total FROM UNNEST(GENERATE_ARRAY(1, 600)) AS a, UNNEST(GENERATE_ARRAY(1, 10000)) AS b\n'
  const DAYS = 8
  const COMMAND = backfill('shop_derived.t_v1', '2024-05-01', `2024-05-0${DAYS}`, '--parallelism', '1')
  const TABLE = '.bqetl/warehouse/my-project/shop_derived/t_v1'
  const JOURNAL = '.bqetl/warehouse/.backfills/my-project/shop_derived/t_v1/journal.ndjson'
  const TIMEOUT_MS = 120_000

  function filesOf(folder: Folder): readonly string[] {
    return readdirSync(folder.file(TABLE)).filter((name) => name.endsWith('.parquet'))
  }

  function runsInJournal(folder: Folder): number {
    if (!existsSync(folder.file(JOURNAL))) return 0
    return readFileSync(folder.file(JOURNAL), 'utf8').match(/"run":.*\n/g)?.length ?? 0
  }

  async function untilSomeAreDone(folder: Folder): Promise<void> {
    for (let waited = 0; runsInJournal(folder) === 0; waited += 10) {
      if (waited > TIMEOUT_MS / 2) throw new Error('nothing came into the journal')
      await sleep(10)
    }
  }

  test(
    'kill -9 in the middle: one at a time has the table, and the same command goes on where it stopped',
    async () => {
      using folder = temporaryFolder(daily(SLOW))
      const { child, ended } = startBqetl(folder, COMMAND)
      await untilSomeAreDone(folder)
      child.kill('SIGSTOP')
      const other = bqetl(folder, COMMAND)
      expect(other.err).toContain('lease-held')
      expect(other.code).toBe(3)
      child.kill('SIGKILL')
      await ended
      const count = runsInJournal(folder)
      expect(count).toBeLessThan(DAYS)
      const done = filesOf(folder).filter((name) => Number(name.slice(6, 8)) <= count)
      expect(done).toHaveLength(count)

      const again = bqetl(folder, [...COMMAND, '--format', 'json'])
      expect(again.err).toMatch(/going on with the backfill of .*: \d runs? done/)
      const statuses = (JSON.parse(again.out).runs as { status: string }[]).map(({ status }) => status)
      expect(statuses).toEqual([...Array(count).fill('done-before'), ...Array(DAYS - count).fill('done')])
      expect(filesOf(folder)).toEqual(expect.arrayContaining(done))
      expect(rowsOf(folder, 'SELECT COUNT(*), COUNT(DISTINCT day) FROM shop_derived.t_v1')).toEqual([['8', '8']])
      expect(existsSync(folder.file(JOURNAL))).toBe(false)
    },
    TIMEOUT_MS,
  )

  test(
    'SIGTERM ends with 143 and says how to go on; what has gone meanwhile is made again',
    async () => {
      using folder = temporaryFolder(daily(SLOW))
      const { child, ended } = startBqetl(folder, COMMAND)
      await untilSomeAreDone(folder)
      child.kill('SIGTERM')
      const outcome = await ended
      expect(outcome.err).toMatch(/\d of 8 runs done; the same command goes on from there/)
      expect(outcome.err).not.toMatch(/\n\s+at .*\.[jt]s/)
      expect(outcome.code).toBe(143)
      rmSync(folder.file(TABLE), { recursive: true })
      const again = bqetl(folder, COMMAND)
      expect(again.code).toBe(0)
      expect(again.out.match(/ok$/gm)).toHaveLength(DAYS)
    },
    TIMEOUT_MS,
  )
})
