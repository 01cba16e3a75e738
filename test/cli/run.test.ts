import { execFileSync } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { bqetl, type Folder, SHOP, startBqetl, temporaryFolder } from '../support/cli.ts'

const METADATA = SHOP['sql/shop_derived/daily_v1/metadata.yaml']!

/** A table of one number that is made of other tables' numbers. */
function table(name: string, sql: string, metadata = METADATA): Record<string, string> {
  return {
    [`sql/shop_derived/${name}/metadata.yaml`]: metadata,
    [`sql/shop_derived/${name}/query.sql`]: sql,
  }
}

const FAILS =
  "SELECT day, IF(day > '2000-01-01', ERROR('no luck'), total) AS total FROM shop_derived.daily_v1 WHERE day = @submission_date\n"
const WORKS = FAILS.replace("ERROR('no luck')", 'total + 1')

/** daily_v1 → view → top_v1 → last_v1; side_v1 reads shop.orders alone; hourly_v1 has a partition for each hour. */
const FILES: Readonly<Record<string, string>> = {
  ...SHOP,
  ...table('top_v1', WORKS.replace('shop_derived.daily_v1', 'shop_derived.seen')),
  'sql/shop_derived/seen/view.sql':
    'CREATE OR REPLACE VIEW\n  shop_derived.seen\nAS\nSELECT * FROM shop_derived.daily_v1\n',
  ...table('last_v1', 'SELECT day, total FROM shop_derived.top_v1 WHERE day = @submission_date\n'),
  ...table(
    'side_v1',
    'SELECT day, MAX(amount) AS total FROM shop.orders WHERE day = @submission_date GROUP BY day\n',
    `${METADATA}labels: {cheap: true}\n`,
  ),
  ...table(
    'hourly_v1',
    'SELECT TIMESTAMP(CURRENT_TIMESTAMP() - INTERVAL 1 HOUR) AS hour, EXTRACT(HOUR FROM CURRENT_TIMESTAMP()) AS ended\n',
    `${METADATA.replace('type: day, field: day', 'type: hour, field: hour')}scheduling: {dag_name: bqetl_shop}\n`,
  ),
  'dags.yaml':
    'bqetl_shop:\n  schedule_interval: 0 * * * *\n  description: Shop\n  default_args: {owner: ada@example.com, email: [ada@example.com], start_date: "2024-01-01"}\n  tags: [impact/tier_1]\n',
}

let shop: Folder
beforeAll(() => {
  shop = temporaryFolder(FILES)
  expect(bqetl(shop, ['load', 'shop.orders', 'orders.ndjson', '--replace'])).toMatchObject({ code: 0, err: '' })
  const git = (...args: string[]) => execFileSync('git', args, { cwd: shop.path })
  git('init', '--quiet')
  git('add', 'sql', 'dags.yaml', 'bqetl_project.yaml')
  git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '-m', 'first')
})
afterAll(() => shop[Symbol.dispose]())
beforeEach(() => shop.write(FILES))

function selected(...args: string[]): readonly string[] {
  const { code, out, err } = bqetl(shop, ['run', '--dry-run', '--format', 'json', ...args])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out).map((node: { table: string }) => node.table.replace('shop_derived.', ''))
}

function states(out: string): Record<string, string> {
  const rows: { table: string; status: string }[] = JSON.parse(out)
  return Object.fromEntries(rows.map((row) => [row.table.replace('shop_derived.', ''), row.status]))
}

describe('a selection', () => {
  test.each([
    ['all tables, in the order that they need', [], ['daily_v1', 'hourly_v1', 'top_v1', 'last_v1', 'side_v1']],
    ['a name', ['shop_derived.top_v1'], ['top_v1']],
    ['what a table reads, views looked through', ['+top_v1'], ['daily_v1', 'top_v1']],
    ['what reads a table', ['top_v1+'], ['top_v1', 'last_v1']],
    ['both ways', ['+top_v1+'], ['daily_v1', 'top_v1', 'last_v1']],
    ['a DAG', ['dag:bqetl_shop'], ['hourly_v1']],
    ['a tag of a DAG', ['tag:impact/tier_1'], ['hourly_v1']],
    ['a label', ['tag:cheap'], ['side_v1']],
    ['a dataset without some', ['dataset:shop_derived', '--exclude', 'daily_v1+'], ['hourly_v1', 'side_v1']],
    ['what has changed, which is nothing', ['state:changed'], []],
  ])('is %s', (_, args, tables) => {
    expect(selected(...args)).toEqual(tables)
  })

  test('is what has changed since a revision: a query, a view beneath one, a new table', () => {
    shop.write(
      table('side_v1', 'SELECT day, MIN(amount) AS total FROM shop.orders WHERE day = @submission_date GROUP BY day\n'),
    )
    expect(selected('state:changed')).toEqual(['side_v1'])
    shop.write({ 'sql/shop_derived/side_v1/query.sql': FILES['sql/shop_derived/side_v1/query.sql']! })
    appendFileSync(shop.file('sql/shop_derived/seen/view.sql'), 'WHERE total > 0\n')
    expect(selected('state:changed', '--since', 'HEAD')).toEqual(['side_v1', 'top_v1'].slice(1))
    expect(selected('state:changed+')).toEqual(['top_v1', 'last_v1'])
  })

  test.each([
    ['dag:bqetl_shp', 'did you mean bqetl_shop?'],
    ['topp_v1', 'shop_derived.top_v1'],
    ['colour:red', 'write a NAME'],
    ['+', 'write a NAME'],
  ])('%s is refused, with a way out', (selector, hint) => {
    const { code, err } = bqetl(shop, ['run', selector, '--date', '2024-05-01'])
    expect(err).toContain(hint)
    expect(code).toBe(2)
  })

  test('of an unknown revision is refused', () => {
    const { code, err } = bqetl(shop, ['run', 'state:changed', '--since', 'no-such', '--date', '2024-05-01'])
    expect(err).toContain('error[no-such-revision]')
    expect(code).toBe(2)
  })
})

describe('a run of many tables', () => {
  test('fills each hour of the day of an hourly table', () => {
    const { code, err } = bqetl(shop, ['run', 'hourly_v1', '--date', '2024-05-01'])
    expect(code).toBe(0)
    expect(err.replace(/\d\.\d+ s/, 'S')).toBe(
      'bqetl: 1 table filled part by part of the day, in up to 24 runs\nbqetl: 1/1 shop_derived.hourly_v1: 24 rows in 24 runs, S\n',
    )
    const { out } = bqetl(shop, [
      'sql',
      '--format',
      'json',
      'SELECT COUNT(*), MIN(STRING(hour)), MAX(STRING(hour)), SUM(ended) FROM shop_derived.hourly_v1 WHERE hour IS NOT NULL',
    ])
    expect(JSON.parse(out).rows).toEqual([['24', '2024-05-01 00:00:00+00', '2024-05-01 23:00:00+00', '276']])
  })

  test('goes on with --resume where something failed, and fills again what was changed and what reads it', () => {
    const run = ['run', '--exclude', 'hourly_v1', '--date', '2024-05-01', '--format', 'json']
    shop.write({ 'sql/shop_derived/top_v1/query.sql': FAILS })
    const failed = bqetl(shop, run)
    expect(failed.code).toBe(1)
    expect(failed.err).toContain('no luck')
    expect(failed.err).toContain('--resume')
    expect(states(failed.out)).toEqual({ daily_v1: 'done', top_v1: 'failed', last_v1: 'skipped', side_v1: 'done' })
    shop.write({ 'sql/shop_derived/top_v1/query.sql': WORKS })
    const resumed = bqetl(shop, [...run, '--resume'])
    expect(resumed.code).toBe(0)
    expect(resumed.err).toContain('bqetl: 2 tables done before\n')
    expect(states(resumed.out)).toEqual({
      daily_v1: 'done-before',
      top_v1: 'done',
      last_v1: 'done',
      side_v1: 'done-before',
    })
    // all is done: nothing is remembered
    expect(states(bqetl(shop, [...run, '--resume']).out).daily_v1).toBe('done')
  })

  test('goes on after kill -9', async () => {
    shop.write({
      'sql/shop_derived/top_v1/query.sql':
        'SELECT DATE(@submission_date) AS day, COUNTIF(MOD(FARM_FINGERPRINT(CONCAT(CAST(a AS STRING), CAST(b AS STRING))), 7) = 0) AS total FROM UNNEST(GENERATE_ARRAY(1, 40000)) AS a, UNNEST(GENERATE_ARRAY(1, 40000)) AS b, shop_derived.daily_v1 WHERE day = @submission_date\n',
    })
    const run = ['run', '+top_v1', '--date', '2024-05-02', '--format', 'json']
    const { child, ended } = startBqetl(shop, run)
    const count = ['sql', '--format', 'json', "SELECT COUNT(*) FROM shop_derived.daily_v1 WHERE day = '2024-05-02'"]
    for (let tries = 0; tries < 100; tries += 1) {
      if (bqetl(shop, count).out.includes('"1"')) break
    }
    await new Promise((wake) => setTimeout(wake, 300))
    child.kill('SIGKILL')
    await ended
    shop.write({ 'sql/shop_derived/top_v1/query.sql': WORKS })
    const resumed = bqetl(shop, [...run, '--resume'])
    expect(states(resumed.out)).toEqual({ daily_v1: 'done-before', top_v1: 'done' })
  })
})
