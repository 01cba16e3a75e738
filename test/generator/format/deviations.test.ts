import { describe, expect, test } from 'vitest'
import { formatTemplate } from '../../../src/generator/format/format.ts'

/**
 * Where bigquery-etl's formatter (revision 1c16343c97) breaks a text, changes a name, or gives something else when it runs twice.
 * Expected is what keeps every token; comments say what theirs gives.
 */
describe('unlike bigquery-etl’s formatter', () => {
  test.each([
    ['prefixed_ {{ c }}', 'select a as prefixed_{{ c }}', 'SELECT\n  a AS prefixed_{{ c }}\n'],
    ['{{ a }} {{ b }}, {{ c }} _d', 'select {{ a }}{{ b }}, {{ c }}_d', 'SELECT\n  {{ a }}{{ b }},\n  {{ c }}_d\n'],
    [
      'project - {{ n }}.d.t',
      'select 1 from project-{{ n }}.d.t join `x`.{{ d }}.t_{{ e }}',
      'SELECT\n  1\nFROM\n  project-{{ n }}.d.t\nJOIN\n  `x`.{{ d }}.t_{{ e }}\n',
    ],
    [
      'name_ and a block of lines',
      'select name_{% if a %}x{% else %}y{% endif %}_z, b',
      'SELECT\n  name_{% if a %}x{% else %}y{% endif %}_z,\n  b\n',
    ],
    [
      'a loop whose rounds come apart',
      'select {% for c in cs %}{{ c }}{% endfor %}',
      'SELECT\n  {% for c in cs %}{{ c }}{% endfor %}\n',
    ],
    [
      'words of two statements that come apart',
      'select {% if a %}x{% endif %}{% if b %}y{% endif %} from t',
      'SELECT\n  {% if a %}x{% endif %}{% if b %}y{% endif %}\nFROM\n  t\n',
    ],
    [`"{{ f(" x ") }}"`, `select "{{ f("x") }}"`, `SELECT\n  "{{ f("x") }}"\n`],
    ['an expression that ends too early', 'select {{ "}}" }}, 1', 'SELECT\n  {{ "}}" }},\n  1\n'],
    [
      'a comment that ends inside of an expression',
      'select 1 -- {{ f(\n  1) }} why\n, 2',
      'SELECT\n  1 -- {{ f(\n  1) }} why\n  ,\n  2\n',
    ],
    ["R 'x'", 'select R\'x\', Br"y"', 'SELECT\n  R\'x\',\n  Br"y"\n'],
    ['x - >x', 'select array_transform(a, x -> x + 1)', 'SELECT\n  array_transform(a, x -> x + 1)\n'],
    ['a + =1', 'update t set a += 1', 'UPDATE\n  t\nSET\n  a += 1\n'],
    ['AND.5', 'select a where b = .5 and .5 < c', 'SELECT\n  a\nWHERE\n  b = .5\n  AND .5 < c\n'],
    ['what follows @@ and ? untouched', 'select @@time_zone, f(?), 1', 'SELECT\n  @@time_zone,\n  f(?),\n  1\n'],
    ['a - b.c', 'select 1 from a-b.c', 'SELECT\n  1\nFROM\n  a-b.c\n'],
    ['p.d.2020 _x', 'select 1 from p.d.2020_x', 'SELECT\n  1\nFROM\n  p.d.2020_x\n'],
    ['HOUR.t, another dataset', 'select hour.x from hour.t', 'SELECT\n  hour.x\nFROM\n  hour.t\n'],
    [
      'TIME and DAY, other columns',
      'select time, t.day, max(date) as d, x as week, _table_suffix from t group by time, day having hour > 1',
      'SELECT\n  time,\n  t.day,\n  MAX(date) AS d,\n  x AS week,\n  _table_suffix\nFROM\n  t\nGROUP BY\n  time,\n  day\nHAVING\n  hour > 1\n',
    ],
    [
      'LANGUAGE and OPTIONS, other columns',
      'select language, options from t where values = 1',
      'SELECT\n  language,\n  options\nFROM\n  t\nWHERE\n  values = 1\n',
    ],
    [
      'DATE DATE, another field',
      'select cast(null as struct<date date, time int64>); create table t (year int64, day string)',
      'SELECT\n  CAST(NULL AS STRUCT<date DATE, time INT64>);\n\nCREATE TABLE\n  t(year INT64, day STRING)\n',
    ],
    ['CURRENT_DATE, another name', 'select a as current_date', 'SELECT\n  a AS current_date\n'],
    [
      'AS on a line of its own; twice: as here',
      'with a as(select 1) select 2',
      'WITH a AS (\n  SELECT\n    1\n)\nSELECT\n  2\n',
    ],
    ['count(a); twice: as here', 'select count (a)', 'SELECT\n  COUNT(a)\n'],
    ['* EXCEPT(a); twice: as here', 'select *except(a)', 'SELECT\n  * EXCEPT (a)\n'],
    [
      'HAVING on the line of FROM; twice: as here',
      'select 1 from t having max (x) > 1',
      'SELECT\n  1\nFROM\n  t\nHAVING\n  MAX(x) > 1\n',
    ],
    [
      'no blank line before a marker behind a text; twice: as here',
      'select 1; #fail\nselect 2',
      'SELECT\n  1;\n\n #fail\nSELECT\n  2\n',
    ],
    ['another blank line at the end, each time', 'select 1 -- format:off\n,2\n\n', 'SELECT\n  1 -- format:off\n,2\n'],
  ])('%s', (_theirs, input, expected) => {
    expect(formatTemplate(input)).toBe(expected)
    expect(formatTemplate(expected)).toBe(expected)
  })
})
