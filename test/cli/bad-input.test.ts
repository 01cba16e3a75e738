import { readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bqetl, type Folder, type Outcome, SHOP, startBqetl, temporaryFolder } from '../support/cli.ts'

const RUN = ['query', 'run', 'shop_derived.daily_v1', '--date', '2024-05-01']
const TOTALS = ['sql', '--format', 'csv', 'SELECT * FROM shop_derived.daily_v1 ORDER BY day']

function loaded(more: Readonly<Record<string, string>> = {}): Folder {
  const folder = temporaryFolder({ ...SHOP, ...more })
  expect(bqetl(folder, ['load', 'shop.orders', 'orders.ndjson'])).toMatchObject({ code: 0 })
  return folder
}

function expectClean(outcome: Outcome, code: number, ...parts: readonly string[]): void {
  expect(outcome.err).not.toMatch(/\n\s+at .*\.[jt]s|this is a bug in bqetl/)
  for (const part of parts) expect(outcome.err).toContain(part)
  expect(outcome.code).toBe(code)
}

describe('a wrong request', () => {
  test.each([
    [['query', 'run', 'shop_derived.dayly_v1', '--date', '2024-05-01'], 'shop_derived.daily_v1'],
    [['query', 'run', 'shop_derived.daily_v1', '--date', '2024-02-30'], '2024-02-30'],
    [['query', 'run', 'shop_derived.daily_v1', '--interval', '2024-05-02/2024-05-01'], '2024-05-02'],
    [['query', 'run', 'shop_derived.daily_v1', '--date', '2024-05-01', '--interval', '2024-05-01/P1D'], '--interval'],
    [['run', 'nothing.like.this', '--date', '2024-05-01'], 'nothing.like.this'],
    [['qeury'], 'query'],
    [['sql', '--parameter', 'n:INT64:three', 'SELECT @n'], 'three'],
    [['sql', 'missing.sql'], 'missing.sql'],
    [['load', 'shop.orders', 'no-such-file.ndjson'], 'no-such-file.ndjson'],
    [['explain', 'unknown-colum'], 'unknown-column'],
  ])('%j is refused with exit 2 and what is meant', (args, part) => {
    using folder = temporaryFolder(SHOP)
    expectClean(bqetl(folder, args), 2, part)
  })
})

describe('wrong files', () => {
  test('malformed YAML is told with its place', () => {
    using folder = temporaryFolder({
      ...SHOP,
      'sql/shop_derived/daily_v1/metadata.yaml': 'friendly_name: Daily\n  owners: [\n',
    })
    expectClean(bqetl(folder, ['validate']), 1, 'yaml-syntax', 'sql/shop_derived/daily_v1/metadata.yaml:1')
  })

  test('an unknown key is told with the nearest one', () => {
    const metadata = `${SHOP['sql/shop_derived/daily_v1/metadata.yaml']}ownres: []\n`
    using folder = temporaryFolder({ ...SHOP, 'sql/shop_derived/daily_v1/metadata.yaml': metadata })
    expectClean(bqetl(folder, ['validate']), 1, 'metadata.yaml:6:1', 'ownres', 'owners')
  })

  test('a template error is told at its place', () => {
    using folder = temporaryFolder({ ...SHOP, 'sql/shop_derived/daily_v1/query.sql': 'SELECT\n  {{ 1 + }} AS x\n' })
    expectClean(bqetl(folder, ['validate']), 1, 'sql/shop_derived/daily_v1/query.sql:2')
    expectClean(bqetl(folder, RUN), 1, 'sql/shop_derived/daily_v1/query.sql:2')
  })

  test('an unknown column is told at its place in the template, with the nearest one', () => {
    const query = '{# a comment\n   of two lines #}SELECT\n  day, SUM(amuont) AS total\nFROM shop.orders GROUP BY day\n'
    using folder = loaded({ 'sql/shop_derived/daily_v1/query.sql': query })
    for (const args of [['validate'], ['dryrun', 'shop_derived.daily_v1'], RUN]) {
      expectClean(bqetl(folder, args), 1, 'sql/shop_derived/daily_v1/query.sql:3:12', 'amuont', 'amount')
    }
  })

  test('all problems are told at once', () => {
    using folder = temporaryFolder({
      ...SHOP,
      'sql/shop_derived/daily_v1/metadata.yaml': 'friendly_name: Daily\nownres: []\n',
      'sql/shop_derived/daily_v1/query.sql': 'SELECT nothing FROM shop.orders\n',
      'sql/shop_derived/other_v1/query.sql': 'SELECT FROM\n',
    })
    expectClean(bqetl(folder, ['validate']), 1, 'ownres', 'nothing', 'sql/shop_derived/other_v1/query.sql:1')
  })

  test('a query that is all comment does not run', () => {
    using folder = loaded({
      'sql/shop_derived/daily_v1/query.sql': '-- all of it\n{%- if true %} SELECT 1{% endif %}\n',
    })
    expectClean(bqetl(folder, ['validate']), 1, 'no statement')
    expectClean(bqetl(folder, RUN), 1, 'no statement')
    expect(bqetl(folder, TOTALS).code).not.toBe(0)
  })

  test('a row that is no JSON is told with its line and column', () => {
    using folder = temporaryFolder({ ...SHOP, 'orders.ndjson': '{"day":"2024-05-01"}\n{"day":}\n' })
    expectClean(bqetl(folder, ['load', 'shop.orders', 'orders.ndjson']), 1, 'orders.ndjson:2:8')
  })

  test('a value that does not fit its column is told with both', () => {
    using folder = temporaryFolder({ ...SHOP, 'orders.ndjson': '{"day":"2024-05-01","amount":"many"}\n' })
    expectClean(bqetl(folder, ['load', 'shop.orders', 'orders.ndjson']), 1, 'orders.ndjson:1', 'amount', 'many')
  })
})

describe('a warehouse that is not as it should be', () => {
  test('a table that holds nothing yet is told with what fills it', () => {
    using folder = temporaryFolder(SHOP)
    expectClean(bqetl(folder, RUN), 1, 'shop.orders', 'bqetl load')
  })

  test('rows of another partition fail the run and change nothing', () => {
    using folder = loaded()
    expect(bqetl(folder, RUN).code).toBe(0)
    const before = bqetl(folder, TOTALS).out
    folder.write({ 'sql/shop_derived/daily_v1/query.sql': "SELECT DATE '2024-04-30' AS day, 1 AS total\n" })
    expectClean(bqetl(folder, RUN), 1, '2024-04-30', '20240501')
    expect(bqetl(folder, TOTALS).out).toBe(before)
  })

  test('a truncated partition file is told with the way to make it again', () => {
    using folder = loaded()
    expect(bqetl(folder, RUN).code).toBe(0)
    const table = folder.file('.bqetl/warehouse/my-project/shop_derived/daily_v1')
    const file = readdirSync(table).find((name) => name.endsWith('.parquet'))!
    truncateSync(join(table, file), 20)
    expectClean(bqetl(folder, TOTALS), 1, file, 'bqetl query run shop_derived.daily_v1 --date 2024-05-01')
    expect(bqetl(folder, RUN).code).toBe(0)
    expect(bqetl(folder, TOTALS).out).toBe('day,total\r\n2024-05-01,7\r\n')
  })

  test('a database that is a file is refused', () => {
    using folder = temporaryFolder(SHOP)
    writeFileSync(folder.file('data'), '')
    const { code, err } = bqetl(folder, ['load', 'shop.orders', 'orders.ndjson', '--database', 'data'])
    expect(err).toContain('data')
    expect([2, 3]).toContain(code)
  })
})

describe('an interruption', () => {
  // Long enough to be met at work on any machine: 10^10 rows.
  const SLOW =
    "SELECT DATE '2024-05-01' AS day, COUNTIF(MOD(a * b, 7) = 3) AS total FROM UNNEST(GENERATE_ARRAY(1, 100000)) AS a, UNNEST(GENERATE_ARRAY(1, 100000)) AS b\n"

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends with its code and leaves the old partition', async (signal, code) => {
    using folder = loaded()
    expect(bqetl(folder, RUN).code).toBe(0)
    const before = bqetl(folder, TOTALS).out
    folder.write({ 'sql/shop_derived/daily_v1/query.sql': SLOW })
    const { child, ended } = startBqetl(folder, RUN)
    await new Promise((resolve) => setTimeout(resolve, 2500))
    child.kill(signal)
    expectClean(await ended, code)
    expect(bqetl(folder, TOTALS).out).toBe(before)
  })
})
