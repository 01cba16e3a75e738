import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bqetl, type Folder, SHOP, temporaryFolder } from '../support/cli.ts'

let shop: Folder
beforeAll(() => {
  shop = temporaryFolder(SHOP)
  expect(bqetl(shop, ['load', 'shop.orders', 'orders.ndjson', '--replace'])).toMatchObject({ code: 0, err: '' })
})
afterAll(() => shop[Symbol.dispose]())

function json(args: readonly string[]) {
  const { code, out, err } = bqetl(shop, args)
  expect(err).toBe('')
  expect(code).toBe(0)
  return JSON.parse(out)
}

describe('query run', () => {
  test('fills the partition of the day, and running twice is running once', () => {
    for (const _ of [1, 2]) {
      expect(bqetl(shop, ['query', 'run', 'shop_derived.daily_v1', '--date', '2024-05-01'])).toMatchObject({
        code: 0,
        out: expect.stringMatching(/^shop_derived\.daily_v1\$20240501: 1 row in \d+\.\d\d s\n$/),
      })
    }
    expect(json(['sql', '--format', 'json', 'SELECT * FROM shop_derived.daily_v1'])).toEqual({
      schema: [
        { name: 'day', type: 'DATE', mode: 'NULLABLE' },
        { name: 'total', type: 'INT64', mode: 'NULLABLE' },
      ],
      rows: [['2024-05-01', '7']],
    })
  })

  test('prints the job and stops with --explain', () => {
    expect(json(['query', 'run', 'shop_derived.daily_v1', '--date', '2024-05-02', '--explain'])).toMatchObject({
      destination: 'my-project.shop_derived.daily_v1$20240502',
      writeDisposition: 'truncate',
      parameters: [{ name: 'submission_date', type: 'DATE', value: '2024-05-02' }],
      now: expect.stringContaining('2024-05-03'),
    })
  })

  test('shows rows and writes nothing with --preview', () => {
    const preview = ['query', 'run', 'shop_derived.daily_v1', '--date', '2024-05-02', '--preview', '--format', 'json']
    expect(json(preview).rows).toEqual([['2024-05-02', '5']])
    const stored = json([
      'sql',
      '--format',
      'json',
      "SELECT COUNT(*) FROM shop_derived.daily_v1 WHERE day = '2024-05-02'",
    ])
    expect(stored.rows).toEqual([['0']])
  })
})

describe('sql', () => {
  test('prints every type in its agreed form', () => {
    const { rows } = json([
      'sql',
      '--format',
      'json',
      `SELECT 9007199254740993, 1.5, CAST('nan' AS FLOAT64), NUMERIC '1.10', TRUE, b'\\xff', DATE '2024-02-29',
       TIMESTAMP '2024-02-29 10:00:00.5+00', STRUCT('a' AS k, [1, 2] AS v), JSON '{"a": 1.0}', NULL`,
    ])
    expect(rows).toEqual([
      [
        '9007199254740993',
        1.5,
        'NaN',
        '1.1',
        true,
        '/w==',
        '2024-02-29',
        '2024-02-29 10:00:00.500+00',
        ['a', ['1', '2']],
        '{"a":1.0}',
        null,
      ],
    ])
  })

  test('binds parameters', () => {
    const args = [
      'sql',
      '--format',
      'csv',
      '--parameter',
      'n:INT64:3',
      '--parameter',
      "s::it's",
      'SELECT @n + 1 AS n, @s AS s',
    ]
    expect(bqetl(shop, args)).toMatchObject({ code: 0, out: "n,s\r\n4,it's\r\n" })
  })

  test('answers each case of a batch from an empty session, in order', () => {
    const cases = [
      { id: 'a', sql: 'CREATE TEMP TABLE t AS SELECT 1 AS x; SELECT x FROM t' },
      { id: 'b', sql: 'SELECT x FROM t' },
      { id: 3, sql: 'SELECT @n * 2 AS y', parameters: ['n:INT64:21'] },
      { id: 'd', sql: 'SELECT\n  nothing' },
    ]
    const { code, out } = bqetl(shop, ['sql', '--batch'], cases.map((one) => `${JSON.stringify(one)}\n`).join(''))
    const answers = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(code).toBe(0)
    expect(answers).toEqual([
      { id: 'a', ok: true, schema: [{ name: 'x', type: 'INT64', mode: 'NULLABLE' }], rows: [['1']] },
      { id: 'b', ok: false, error: expect.objectContaining({ code: 'unknown-table', line: 1, column: 15 }) },
      { id: 3, ok: true, schema: [{ name: 'y', type: 'INT64', mode: 'NULLABLE' }], rows: [['42']] },
      { id: 'd', ok: false, error: expect.objectContaining({ code: 'unknown-column', line: 2, column: 3 }) },
    ])
  })
})

test('run fills tables in dependency order', () => {
  using folder = temporaryFolder({
    ...SHOP,
    'sql/shop_derived/again_v1/query.sql':
      'SELECT day, total FROM shop_derived.daily_v1 WHERE day = @submission_date\n',
    'sql/shop_derived/again_v1/metadata.yaml': SHOP['sql/shop_derived/daily_v1/metadata.yaml']!,
    'sql/shop_derived/again_v1/schema.yaml': SHOP['sql/shop_derived/daily_v1/schema.yaml']!,
  })
  bqetl(folder, ['load', 'shop.orders', 'orders.ndjson'])
  const { code, out } = bqetl(folder, ['run', '--date', '2024-05-01', '--format', 'json'])
  expect(code).toBe(0)
  expect(JSON.parse(out).map(({ table, status, rows }: Record<string, unknown>) => [table, status, rows])).toEqual([
    ['shop_derived.daily_v1', 'done', 1],
    ['shop_derived.again_v1', 'done', 1],
  ])
})

test('query render prints the SQL that the template gives', () => {
  using folder = temporaryFolder({
    ...SHOP,
    'sql/shop_derived/daily_v1/query.sql': 'SELECT {{ 1 + 1 }} AS two, {{ is_init() }} AS init\n',
  })
  expect(bqetl(folder, ['query', 'render', 'shop_derived.daily_v1', '--no-format', '--is-init']).out).toBe(
    'SELECT 2 AS two, True AS init',
  )
  expect(bqetl(folder, ['query', 'render', 'shop_derived.daily_v1', '--output-dir', 'out']).code).toBe(0)
  expect(readFileSync(folder.file('out/sql/shop_derived/daily_v1/query.sql'), 'utf8')).toContain('2 AS two')
})

test('dryrun tells columns and references without a warehouse', () => {
  using folder = temporaryFolder(SHOP)
  const { code, out } = bqetl(folder, ['dryrun', 'shop_derived.daily_v1', '--format', 'json'])
  expect(code).toBe(0)
  expect(JSON.parse(out)).toEqual([
    {
      name: 'my-project.shop_derived.daily_v1',
      diagnostics: [],
      references: ['my-project.shop.orders'],
      schema: [
        { name: 'day', type: 'DATE', mode: 'NULLABLE' },
        { name: 'total', type: 'INT64', mode: 'NULLABLE' },
      ],
    },
  ])
})

test('query info tells owners, partitioning and what is read', () => {
  expect(json(['query', 'info', 'shop_derived.daily_v1', '--format', 'json'])).toMatchObject([
    {
      name: 'my-project.shop_derived.daily_v1',
      owners: ['ada@example.com'],
      partitioning: 'DAY(day)',
      reads: ['my-project.shop.orders'],
    },
  ])
})

test('every command has examples in its help', () => {
  for (const command of [
    ['demo'],
    ['load'],
    ['run'],
    ['query', 'run'],
    ['query', 'render'],
    ['query', 'info'],
    ['sql'],
    ['validate'],
    ['dryrun'],
    ['explain'],
    ['completion'],
    ['sample', 'generate'],
  ]) {
    const { code, out } = bqetl(shop, [...command, '--help'])
    expect(code).toBe(0)
    expect(out).toContain('Examples:')
  }
})

test('completion knows commands, options and names', () => {
  const words = (...typed: string[]) =>
    bqetl(shop, ['complete', '--', ...typed])
      .out.trim()
      .split('\n')
  expect(words('qu')).toEqual(['query'])
  expect(words('query', 'run', '--int')).toEqual(['--interval'])
  expect(words('query', 'run', 'shop_d')).toEqual(['shop_derived.daily_v1'])
  expect(words('run', '+shop_d')).toEqual(['+shop_derived.daily_v1'])
  expect(words('query', 'run', 'x', '--format', '')).toEqual(['text', 'json'])
  expect(words('explain', 'row-of')).toEqual(['row-of-other-partition'])
  expect(words('help', 'query', 'ba')).toEqual(['backfill'])
})

test('tells its version', () => {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'))
  expect(bqetl(shop, ['--version'])).toMatchObject({ code: 0, out: `${version}\n` })
})
