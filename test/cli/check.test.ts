import { describe, expect, test } from 'vitest'
import { bqetl, SHOP, temporaryFolder } from '../support/cli.ts'

const CHECKED = {
  ...SHOP,
  'sql/shop_derived/daily_v1/checks.sql':
    '#fail\n{{ min_row_count(1, "day = @submission_date") }}\n\n#warn\n{{ in_range("total", 6, none, "day = @submission_date") }}\n',
  'sql/shop_derived/again_v1/query.sql': 'SELECT day, total FROM shop_derived.daily_v1 WHERE day = @submission_date\n',
  'sql/shop_derived/again_v1/metadata.yaml': SHOP['sql/shop_derived/daily_v1/metadata.yaml']!,
  'sql/shop_derived/again_v1/schema.yaml': SHOP['sql/shop_derived/daily_v1/schema.yaml']!,
}

describe('checks', () => {
  test('run behind each table: a #warn is told, a #fail stops what depends on it', () => {
    using folder = temporaryFolder(CHECKED)
    bqetl(folder, ['load', 'shop.orders', 'orders.ndjson'])
    const warned = bqetl(folder, ['run', '--date', '2024-05-02'])
    expect([warned.code, warned.out]).toEqual([0, expect.stringContaining('ok, 1 warning')])
    expect(warned.err).toContain('values out of range, from 6: total in 1 rows')
    const failed = bqetl(folder, ['run', '--date', '2024-06-01', '--format', 'json'])
    expect(failed.code).toBe(1)
    expect(failed.err).toContain('too few rows: 0, at least 1 must be there')
    expect(JSON.parse(failed.out)).toMatchObject([
      { table: 'shop_derived.daily_v1', status: 'failed', code: 'checks-failed' },
      { table: 'shop_derived.again_v1', status: 'skipped' },
    ])
    expect(bqetl(folder, ['run', '--date', '2024-06-01', '--no-checks']).code).toBe(0)
    const query = bqetl(folder, ['query', 'run', 'shop_derived.daily_v1', '--date', '2024-06-01', '--checks'])
    expect([query.code, query.err]).toEqual([1, expect.stringContaining('too few rows')])
  })

  test('check run shows every failure; which of them count is a matter of the marker', () => {
    using folder = temporaryFolder(CHECKED)
    bqetl(folder, ['load', 'shop.orders', 'orders.ndjson'])
    bqetl(folder, ['query', 'run', 'shop_derived.daily_v1', '--date', '2024-05-02'])
    const name = 'shop_derived.daily_v1'
    const all = bqetl(folder, ['check', 'run', name, '--date', '2024-05-02'])
    expect(all.code).toBe(0)
    expect(all.out).toContain('passed   min_row_count(1, "day = @submission_date")')
    expect(all.out).toMatch(
      /warning .*checks\.sql:4\n\s+values out of range, from 6: total in 1 rows\n\s+day\s+total\n/,
    )
    expect(bqetl(folder, ['check', 'run', name, '--date', '2024-05-02', '--marker', 'warn']).code).toBe(1)
    const other = ['check', 'run', name, '--parameter', 'submission_date:DATE:2024-06-01', '--format', 'json']
    const { code, out } = bqetl(folder, [...other, '--date', '2024-05-02', '--marker', 'fail'])
    expect([code, JSON.parse(out)]).toEqual([
      1,
      [
        expect.objectContaining({
          marker: 'fail',
          status: 'failed',
          line: 1,
          message: expect.stringContaining('too few'),
        }),
      ],
    ])
  })

  test('a table without checks is said', () => {
    using folder = temporaryFolder(CHECKED)
    expect(bqetl(folder, ['check', 'run', 'shop_derived.again_v1', '--date', '2024-05-02'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('no-checks'),
    })
    const { code, out, err } = bqetl(folder, ['check', 'render', 'shop_derived.*', '--date', '2024-05-02'])
    expect([code, err]).toEqual([0, expect.stringContaining('without checks: my-project.shop_derived.again_v1')])
    expect(out).toContain('-- @submission_date: DATE 2024-05-02')
    expect(out).toContain('#fail\nSELECT')
  })
})
