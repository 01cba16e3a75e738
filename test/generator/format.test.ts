import { describe, expect, test } from 'vitest'
import { formatSql } from '../../src/generator/format.ts'
import { changesMeaning } from '../../src/generator/format-safely.ts'

describe('formatting', () => {
  test('lays a query out and writes reserved words in upper case, names as they are', () => {
    expect(
      formatSql('select a, count(*) as n from Shop.Orders where day = @submission_date group by a'),
    ).toMatchInlineSnapshot(`
      "SELECT
        a,
        count(*) AS n
      FROM
        Shop.Orders
      WHERE
        day = @submission_date
      GROUP BY
        a
      "
    `)
  })

  test('format-raw-escaped-quote: literals stay byte for byte', () => {
    const sql = `select regexp_extract(event_properties, r'Email": \\'(.*?@.*?)\\'') as email, r"a\\\\d" as p from t where x = @submission_date and y like b'\\x00%'\n`
    const formatted = formatSql(sql)
    expect(formatted).toContain(`r'Email": \\'(.*?@.*?)\\''`)
    expect(formatted).toContain(`r"a\\\\d" AS p`)
    expect(formatted).toContain(`AND y LIKE b'\\x00%'`)
    expect(formatSql(formatted)).toBe(formatted)
  })

  test.each([
    [
      'a name with dashes',
      'select 1 from my-project.shop.orders join other-one.a.b using (x)',
      'my-project.shop.orders',
    ],
    ['a text of several lines', 'select """one\n  two""" as x, \'\'\'{"a": 1}\'\'\' as y', '"""one\n  two"""'],
    ['a comment between tokens', 'select a, -- first\n b /* second */ from t # third', '-- first'],
    ['a back-quoted name', 'select `from` from `my-project.shop.select`', '`my-project.shop.select`'],
    ['nested types', 'create temp function f(x array<struct<a int64, b array<string>>>) as (x)', 'array<'],
    ['a column called as a type', 'select date, timestamp as value, offset from t', 'date'],
  ])('keeps %s', (_what, sql, part) => {
    const formatted = formatSql(sql)
    expect(formatted).toContain(part)
    expect(changesMeaning(sql, formatted)).toBe(false)
    expect(formatSql(formatted)).toBe(formatted)
  })

  test('a text that is no GoogleSQL, or that sql-formatter cannot read, comes back as it is', () => {
    expect(formatSql('select "never closed')).toBe('select "never closed\n')
    expect(formatSql('select   {{ x }}\n\n')).toBe('select   {{ x }}\n')
    // sql-formatter 15.9.0 glues the field to its type here: VALUESARRAY
    const sql = 'SELECT   CAST(NULL AS STRUCT<values ARRAY<STRUCT<key STRING, value INT64>>>)\n'
    expect(changesMeaning(sql, formatSql(sql))).toBe(false)
  })
})

describe('a change of meaning is', () => {
  test.each([
    ['another token', 'SELECT a', 'SELECT b'],
    ['a split word', 'SELECT ab', 'SELECT a b'],
    ['the case of a name', 'SELECT date', 'SELECT DATE'],
    ['a changed literal', "SELECT 'a  b'", "SELECT 'a b'"],
    ['a shift taken apart', 'SELECT 8 >> 1', 'SELECT 8 > > 1'],
    ['a lost comment', 'SELECT 1 -- why', 'SELECT 1'],
    ['a query behind a comment', '-- note\nSELECT 1', '-- note SELECT 1'],
  ])('%s', (_what, before, after) => {
    expect(changesMeaning(before, after)).toBe(true)
  })

  test('not white space, the case of a reserved word, or the end of a nested type', () => {
    expect(changesMeaning('select  a\nfrom t', 'SELECT a FROM t')).toBe(false)
    expect(changesMeaning('ARRAY<STRUCT<a INT64> >', 'ARRAY<STRUCT<a INT64>>')).toBe(false)
  })
})
