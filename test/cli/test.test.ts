import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { bqetl, temporaryFolder } from '../support/cli.ts'

const PROJECT = {
  'sql/shop_derived/daily_v1/query.sql':
    'SELECT day, SUM(amount) AS total, ARRAY_AGG(STRUCT(customer AS who, amount) ORDER BY customer) AS parts FROM shop.orders WHERE day = @submission_date GROUP BY day\n',
  'sql/shop/orders/schema.yaml':
    'fields:\n- {name: day, type: DATE}\n- {name: customer, type: STRING}\n- {name: amount, type: INTEGER}\n',
  'test/sql/shop_derived/daily_v1/test_good/query_params.yaml':
    '- {name: submission_date, type: DATE, value: 2024-05-01}\n',
  'test/sql/shop_derived/daily_v1/test_good/shop.orders.yaml':
    "- {day: 2024-05-01, customer: 'yes', amount: 3}\n- {day: 2024-05-01, customer: 'bob: x', amount: 4}\n",
  'test/sql/shop_derived/daily_v1/test_good/expect.yaml':
    "- day: 2024-05-01\n  total: 7\n  parts:\n  - {who: 'bob: x', amount: 4}\n  - {who: 'yes', amount: 3}\n",
}
const WRONG = {
  'test/sql/shop_derived/daily_v1/test_wrong/query_params.yaml':
    PROJECT['test/sql/shop_derived/daily_v1/test_good/query_params.yaml'],
  'test/sql/shop_derived/daily_v1/test_wrong/shop.orders.yaml':
    PROJECT['test/sql/shop_derived/daily_v1/test_good/shop.orders.yaml'],
  'test/sql/shop_derived/daily_v1/test_wrong/expect.yaml': '# one day\n---\n- day: 2024-05-01\n  total: 8\n',
}

describe('bqetl test', () => {
  test('says what differs and exits with 1', () => {
    using folder = temporaryFolder({ ...PROJECT, ...WRONG })
    const { code, out, err } = bqetl(folder, ['test'])
    expect(code).toBe(1)
    expect(out).toContain('passed  shop_derived/daily_v1/test_good')
    expect(out).toContain('failed  shop_derived/daily_v1/test_wrong')
    expect(out).toContain('--> test/sql/shop_derived/daily_v1/test_wrong/expect.yaml:3')
    expect(out).toContain('total: expected 8, actual 7')
    expect(out).toMatch(/1 passed, 1 failed in [\d.]+ s/)
    expect(err).toContain('tests-failed')
  })

  test('gives programs JSON and JUnit', () => {
    using folder = temporaryFolder({ ...PROJECT, ...WRONG })
    const { code, out } = bqetl(folder, ['test', '--format', 'json'])
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      summary: { passed: 1, failed: 1, skipped: 0 },
      results: [
        { name: 'shop_derived/daily_v1/test_good', status: 'passed', message: '' },
        {
          name: 'shop_derived/daily_v1/test_wrong',
          status: 'failed',
          message: expect.stringContaining('total: expected 8, actual 7'),
          path: 'test/sql/shop_derived/daily_v1/test_wrong/expect.yaml',
          line: 3,
        },
      ],
    })
    const junit = bqetl(folder, ['test', '--format', 'junit']).out
    expect(junit).toContain('<testsuites tests="2" failures="1" errors="0" skipped="0"')
    expect(junit).toMatch(/<failure message="1 row expected, 1 came: 1 different">/)
  })

  test('--update writes what came out in the format of the file, comments before it stay', () => {
    using folder = temporaryFolder({ ...PROJECT, ...WRONG })
    const good = 'test/sql/shop_derived/daily_v1/test_good/expect.yaml'
    expect(bqetl(folder, ['test', '--update']).code).toBe(0)
    expect(readFileSync(folder.file('test/sql/shop_derived/daily_v1/test_wrong/expect.yaml'), 'utf8')).toBe(
      '# one day\n---\n- day: 2024-05-01\n  total: 7\n  parts:\n  - who: "bob: x"\n    amount: 4\n  - who: "yes"\n    amount: 3\n',
    )
    expect(readFileSync(folder.file(good), 'utf8')).toBe(PROJECT[good])
    expect(bqetl(folder, ['test']).code).toBe(0)
  })

  test('--update writes NDJSON where there is NDJSON', () => {
    const ndjson = 'test/sql/shop_derived/daily_v1/test_wrong/expect.ndjson'
    const { 'test/sql/shop_derived/daily_v1/test_wrong/expect.yaml': _, ...inputs } = WRONG
    using folder = temporaryFolder({ ...PROJECT, ...inputs, [ndjson]: '{"nothing": 1}\n' })
    expect(bqetl(folder, ['test', '--update']).code).toBe(0)
    expect(readFileSync(folder.file(ndjson), 'utf8')).toBe(
      '{"day":"2024-05-01","total":7,"parts":[{"who":"bob: x","amount":4},{"who":"yes","amount":3}]}\n',
    )
  })

  test('a name that means no test is an error, with the nearest', () => {
    using folder = temporaryFolder(PROJECT)
    const misspelt = bqetl(folder, ['test', 'shop_derived.dialy_v1'])
    expect([misspelt.code, misspelt.err]).toEqual([2, expect.stringContaining('shop_derived.daily_v1')])
    const untested = bqetl(folder, ['test', 'shop.orders'])
    expect([untested.code, untested.err]).toEqual([2, expect.stringContaining('no-tests')])
    using empty = temporaryFolder({ 'sql/shop_derived/daily_v1/query.sql': 'SELECT 1 AS x\n' })
    expect(bqetl(empty, ['test'])).toMatchObject({ code: 2, err: expect.stringContaining('no-tests') })
  })
})
