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

test('a query that fails prints no half of a result', () => {
  using folder = temporaryFolder(SHOP)
  for (const format of ['json', 'ndjson', 'csv', 'table']) {
    const outcome = bqetl(folder, ['sql', '--format', format, 'SELECT 1 / x FROM UNNEST([1, 0]) AS x'])
    if (format === 'json') expect(JSON.parse(outcome.out)).toMatchObject({ error: { code: 'query-failed' } })
    else expect(outcome.out).toBe('')
    expectClean(outcome, 1, 'division by zero')
  }
})

describe('wrong files', () => {
  test('malformed YAML is told with its place', () => {
    using folder = temporaryFolder({
      ...SHOP,
      'sql/shop_derived/daily_v1/metadata.yaml': 'friendly_name: Daily\n  owners: [\n',
    })
    expectClean(bqetl(folder, ['validate']), 1, 'yaml-syntax', 'sql/shop_derived/daily_v1/metadata.yaml:2:3')
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

// shop_derived.f_v1 as in the report: the first check reads every partition, the second one.
const FILTERED: Readonly<Record<string, string>> = {
  'bqetl_project.yaml': 'project_id: my-project\n',
  'sql/my-project/shop_derived/f_v1/query.sql': 'SELECT\n  @submission_date AS submission_date,\n  1 AS id\n',
  'sql/my-project/shop_derived/f_v1/metadata.yaml':
    'friendly_name: T\ndescription: Test table.\nowners: [ada@example.com]\nbigquery:\n  time_partitioning:\n    type: day\n    require_partition_filter: true\n    field: submission_date\n',
  'sql/my-project/shop_derived/f_v1/schema.yaml':
    'fields:\n- name: submission_date\n  type: DATE\n- name: id\n  type: INTEGER\n',
  'sql/my-project/shop_derived/f_v1/checks.sql':
    "#fail\nSELECT\n  IF((SELECT COUNT(*) - COUNT(DISTINCT id) FROM `my-project.shop_derived.f_v1`) > 0, ERROR('dup'), NULL);\n\n#fail\nSELECT\n  IF((SELECT COUNT(*) FROM `my-project.shop_derived.f_v1` WHERE submission_date = @submission_date) < 1, ERROR('empty'), NULL);\n",
}

test.each([[['dryrun', 'sql/my-project/shop_derived/f_v1']], [['validate']]])(
  '%j refuses the check that reads every partition, and only that',
  (args) => {
    using folder = temporaryFolder(FILTERED)
    const outcome = bqetl(folder, [...args, '--format', 'json'])
    const found = JSON.parse(outcome.out)
    const diagnostics = Array.isArray(found) ? found[0].diagnostics : found.diagnostics
    expect(diagnostics).toMatchObject([
      {
        code: 'partition-filter',
        path: 'sql/my-project/shop_derived/f_v1/checks.sql',
        line: 3,
        message: expect.stringContaining("without a filter over column(s) 'submission_date'"),
      },
    ])
    expect(outcome.code).toBe(1)
  },
)

test('a query that reads a view comes after the table behind it, and a WITH entry is no table', () => {
  const metadata = 'friendly_name: T\ndescription: Test table.\nowners: [ada@example.com]\n'
  const folderOf = (table: string, query: string) => ({
    [`sql/my-project/shop_derived/${table}/query.sql`]: query,
    [`sql/my-project/shop_derived/${table}/metadata.yaml`]: metadata,
  })
  using folder = temporaryFolder({
    ...folderOf('clients_daily_v1', 'SELECT 1 AS id\n'),
    ...folderOf('orders_v1', 'SELECT 1 AS id\n'),
    ...folderOf(
      'a_yearly_v1',
      'WITH orders_v1 AS (SELECT id FROM `my-project.shop.clients_daily`)\nSELECT id, tags FROM orders_v1, UNNEST([1, 2]) AS tags\n',
    ),
    'sql/my-project/shop/clients_daily/view.sql':
      'CREATE OR REPLACE VIEW\n  `my-project.shop.clients_daily`\nAS\nSELECT\n  *\nFROM\n  `my-project.shop_derived.clients_daily_v1`\n',
  })
  const info = JSON.parse(bqetl(folder, ['query', 'info', 'shop_derived.a_yearly_v1', '--format', 'json']).out)
  expect(info[0].reads).toEqual(['my-project.shop_derived.clients_daily_v1'])
})
