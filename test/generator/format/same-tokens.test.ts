import { describe, expect, test } from 'vitest'
import { formatRendered, formatTemplate } from '../../../src/generator/format/format.ts'
import { formatFile } from '../../../src/generator/format/format-file.ts'
import { sameSql, sameTemplate } from '../../../src/generator/format/same-tokens.ts'

describe('another text is', () => {
  test.each([
    ['another token', 'SELECT a', 'SELECT b'],
    ['a split word', 'SELECT ab', 'SELECT a b'],
    ['the case of a name', 'SELECT Foo', 'SELECT FOO'],
    ['a changed literal', "SELECT 'a  b'", "SELECT 'a b'"],
    ['a shift taken apart', 'SELECT 8 >> 1', 'SELECT 8 > > 1'],
    ['a lost comment', 'SELECT 1 -- why', 'SELECT 1'],
    ['a query behind a comment', '-- note\nSELECT 1', '-- note SELECT 1'],
    ['the inside of an expression', 'SELECT {{ a }}', 'SELECT {{a}}'],
    ['a blank beside an expression', 'SELECT a_{{ b }}', 'SELECT a_ {{ b }}'],
    ['a blank that is gone', 'SELECT {{ a }} {{ b }}', 'SELECT {{ a }}{{ b }}'],
    ['a line break in a word with a statement', 'a_{% if x %}b{% endif %}', 'a_\n{% if x %}b{% endif %}'],
    ['what an else gives', 'a{% if x %} b{% else %}c{% endif %}', 'a {% if x %} b{% else %}c{% endif %}'],
    ['rounds of a loop', '{% for x in y %}b{% endfor %}', '{% for x in y %} b {% endfor %}'],
    ['a lost end', '{% if x %} a {% endif %}', '{% if x %} a'],
  ])('%s', (_what, before, after) => {
    expect(sameTemplate(before, after)).toBe(false)
  })

  test('not white space, the case of a word that the formatter knows, or the end of a nested type', () => {
    expect(sameSql('select  a\nfrom t', 'SELECT a FROM t')).toBe(true)
    expect(sameSql('ARRAY<STRUCT<a INT64> >', 'ARRAY<STRUCT<a INT64>>')).toBe(true)
    expect(sameTemplate('{% if a %}x{% else %}y{% endif %}', '{% if a %}\n  x\n{% else %}\n  y\n{% endif %}')).toBe(
      true,
    )
    expect(sameTemplate('a {%- if x -%} b {%- endif %}', 'a\n{%- if x -%}\n  b\n{%- endif %}')).toBe(true)
  })
})

describe('a text', () => {
  test('whose meaning a layout would change is refused', () => {
    expect(formatTemplate('select a{% if x %} b{% else %}c{% endif %}')).toBeUndefined()
    expect(
      formatFile({ path: 'q.sql', text: 'select a{% if x %} b{% else %}c{% endif %}', isTemplate: true }),
    ).toMatchObject({ diagnostic: { code: 'format-unsafe', path: 'q.sql' } })
  })

  test.each([
    ['SQL', "select 1,\n  'never closed", { code: 'syntax', line: 2, column: 3 }],
    ['a template', 'select 1,\n  {{ a', { code: 'template-syntax', line: 2, column: 3 }],
  ])('that is wrong %s is a diagnostic at its place', (_what, text, wanted) => {
    expect(formatFile({ path: 'q.sql', text, isTemplate: true })).toMatchObject({
      diagnostic: { path: 'q.sql', ...wanted },
    })
  })

  test('keeps its kind of line ends', () => {
    expect(formatTemplate('select 1\r\nfrom t\r\n')).toBe('SELECT\r\n  1\r\nFROM\r\n  t\r\n')
    expect(formatTemplate('SELECT\r\n  1\r\n')).toBe('SELECT\r\n  1\r\n')
  })

  test('that was rendered is laid out where it can be; braces mean nothing', () => {
    expect(formatRendered(`select '{{ x' from t`)).toBe(`SELECT\n  '{{ x'\nFROM\n  t\n`)
    expect(formatRendered('select "never closed')).toBe('select "never closed\n')
  })
})

describe('letters', () => {
  test.each([
    'SELECT time FROM t',
    'SELECT a, hour, b',
    'SELECT max(time)',
    'SELECT f(date, day)',
    'GROUP BY day, week',
    'SELECT date - 1',
    'SELECT language FROM t WHERE options = 1',
    'SELECT x AS year',
    'SELECT t.day',
    'SELECT STRUCT<date DATE>(x)',
    'CREATE TABLE t (time TIMESTAMP)',
    'SELECT _table_suffix FROM t',
    'FROM hour',
    'SELECT COUNT(DISTINCT day)',
    'SELECT CASE day WHEN month THEN year END',
  ])('of what may be a name count: %s', (text) => {
    const letters = text.replace(/\b(?:time|hour|day|week|month|year|date|language|options|_table_suffix)\b/, (word) =>
      word.toUpperCase(),
    )
    expect(sameSql(text, letters)).toBe(false)
    expect(formatTemplate(text)).toContain(/\b(?:time|hour|day|week|year|date|language|_table_suffix)\b/.exec(text)![0])
  })

  test.each([
    [
      'select cast(a as array<string>), array<struct<a int64, date date>>[]',
      'ARRAY<STRING>',
      'STRUCT<a INT64, date DATE>',
    ],
    ['declare a, b int64 default 1', 'DECLARE a,', 'INT64 DEFAULT'],
    ['create temp function f(x int64, day date) returns bool as (x)', 'x INT64', 'day DATE', 'RETURNS BOOL'],
    [
      'select date_add(a, interval 1 day), a - interval f(x.y) month, interval @n week',
      '1 DAY',
      'f(x.y) MONTH',
      '@n WEEK',
    ],
    [
      "select date_trunc(day, month), date_diff(date, day, week(monday)), timestamp_trunc(f(a, b), hour, 'UTC')",
      'day, MONTH',
      'date, day, WEEK(',
      'HOUR,',
    ],
    ["select extract(year from year), interval '1-2' year to month", 'EXTRACT(YEAR FROM year)', 'YEAR TO MONTH'],
    [
      "select date '2024-01-01', timestamp(a), last_day(day, quarter)",
      "DATE '2024",
      'TIMESTAMP(a)',
      'LAST_DAY(day, QUARTER)',
    ],
  ])('of types, parts of dates and functions do not: %s', (text, ...parts) => {
    for (const part of parts) expect(formatTemplate(text)).toContain(part)
  })
})
