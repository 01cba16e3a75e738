import { describe, expect, test } from 'vitest'
import { columnsOf, refusalOf } from '../support/analyze.ts'

const SPEC = {
  tables: {
    'p.d.t':
      'id INT64, name STRING, tags ARRAY<STRING>, pairs ARRAY<STRUCT<key STRING, value INT64>>, s STRUCT<a STRUCT<b DATE>>, j JSON',
    'p.d.u': 'id INT64, total FLOAT64',
    'q.e.v': 'id INT64',
    'p.d.ingested': { columns: 'x INT64', hidden: '_PARTITIONTIME TIMESTAMP', partition: '_PARTITIONTIME' },
  },
}

describe('names', () => {
  test.each([
    ['SELECT id, t.name FROM t', 'id INT64, name STRING'],
    ['SELECT p.d.t.id, d.u.total FROM p.d.t, d.u', 'id INT64, total FLOAT64'],
    ['SELECT ID, T.NAME FROM t', 'ID INT64, NAME STRING'],
    ['SELECT s.a.b, s.A.B AS c, j.x.y FROM t', 'b DATE, c DATE, y JSON'],
    [
      'SELECT t FROM t AS t',
      't STRUCT<id INT64, name STRING, tags ARRAY<STRING>, pairs ARRAY<STRUCT<key STRING, value INT64>>, s STRUCT<a STRUCT<b DATE>>, j JSON>',
    ],
    ['SELECT * FROM `q.e.v`', 'id INT64'],
    ['SELECT s.* FROM t', 'a STRUCT<b DATE>'],
    ['SELECT CURRENT_DATE, CURRENT_TIMESTAMP() AS now', 'DATE, now TIMESTAMP'],
  ])('%s gives %s', (sql, columns) => {
    expect(columnsOf(sql, SPEC)).toBe(columns)
  })

  test('a hidden column is found by name and left out of *', () => {
    expect(columnsOf('SELECT *, _PARTITIONTIME AS pt FROM ingested', SPEC)).toBe('x INT64, pt TIMESTAMP')
  })

  test('a WITH entry hides a table, and inside itself its name still means the table', () => {
    expect(columnsOf('WITH u AS (SELECT total FROM u) SELECT * FROM u', SPEC)).toBe('total FLOAT64')
  })

  test.each([
    ['SELECT nam FROM t', 'unknown-column: Unrecognized name: nam; Did you mean name? @ nam'],
    ['SELECT t.nam FROM t', 'unknown-column: Name nam not found inside t; Did you mean name? @ nam'],
    ['SELECT s.a.c FROM t', 'unknown-field: Field name c does not exist in STRUCT<b DATE>; Did you mean b? @ c'],
    ['SELECT name.x FROM t', 'unknown-field: Cannot access field x on a value with type STRING @ x'],
    ['SELECT id FROM t, u', 'ambiguous-column: Column name id is ambiguous @ id'],
    ['SELECT * FROM tt', 'unknown-table: Table not found: tt; Did you mean p.d.t? @ tt'],
    ['WITH abc AS (SELECT 1) SELECT * FROM abcd', 'unknown-table: Table not found: abcd; Did you mean abc? @ abcd'],
    ['SELECT UPER(name) FROM t', 'unknown-function: Function not found: UPER; Did you mean UPPER? @ UPER'],
    ['SELECT @x', "unknown-parameter: Query parameter 'x' not found @ @x"],
    ['SELECT @@time_zone', 'unsupported: System variable @@time_zone is not supported here @ @@time_zone'],
  ])('%s is refused at its place', (sql, refusal) => {
    expect(refusalOf(sql, SPEC)).toBe(refusal)
  })
})

describe('parameters and variables', () => {
  const parameters = new Map([['day', { kind: 'scalar', name: 'DATE' } as const]])

  test('have the types that they are bound with', () => {
    expect(columnsOf('SELECT @day AS a, @DAY + 1 AS b', SPEC, { parameters })).toBe('a DATE, b DATE')
    expect(
      columnsOf('SELECT ? AS a, ? AS b', SPEC, {
        positionalParameters: [
          { kind: 'scalar', name: 'INT64' },
          { kind: 'scalar', name: 'BYTES' },
        ],
      }),
    ).toBe('a INT64, b BYTES')
  })

  test('a column wins over a variable of its name', () => {
    const variables = new Map([
      ['id', { kind: 'scalar', name: 'STRING' } as const],
      ['v', { kind: 'scalar', name: 'BOOL' } as const],
    ])
    expect(columnsOf('SELECT id, v FROM u', SPEC, { variables })).toBe('id INT64, v BOOL')
  })
})

describe('arrays in FROM', () => {
  test.each([
    ['SELECT id, tag FROM t, t.tags AS tag', 'id INT64, tag STRING'],
    ['SELECT id, tags FROM t, t.tags', 'id INT64, tags STRING'],
    ['SELECT key, value FROM t, UNNEST(pairs)', 'key STRING, value INT64'],
    ['SELECT p.key, p FROM t CROSS JOIN UNNEST(pairs) AS p', 'key STRING, p STRUCT<key STRING, value INT64>'],
    ['SELECT tag, o FROM t LEFT JOIN UNNEST(tags) AS tag WITH OFFSET AS o ON o > 1', 'tag STRING, o INT64'],
    ['SELECT (SELECT SUM(value) FROM t.pairs) AS n FROM t', 'n INT64'],
    ['SELECT ARRAY(SELECT AS STRUCT key AS k FROM UNNEST(t.pairs)) AS ks FROM t', 'ks ARRAY<STRUCT<k STRING>>'],
  ])('%s gives %s', (sql, columns) => {
    expect(columnsOf(sql, SPEC)).toBe(columns)
  })

  test('a name alone is always a table', () => {
    expect(refusalOf('SELECT 1 FROM u, tags', SPEC)).toBe(
      'unknown-table: Table not found: tags; Did you mean p.d.t? @ tags',
    )
  })
})

describe('value tables', () => {
  test.each([
    ['WITH v AS (SELECT AS STRUCT id, name FROM t) SELECT *, v.id AS i FROM v', 'id INT64, name STRING, i INT64'],
    ['WITH v AS (SELECT AS VALUE name FROM t) SELECT v, UPPER(v) AS up FROM v', 'v STRING, up STRING'],
    ['SELECT (SELECT AS STRUCT id, total FROM u LIMIT 1).* FROM t', 'id INT64, total FLOAT64'],
  ])('%s gives %s', (sql, columns) => {
    expect(columnsOf(sql, SPEC)).toBe(columns)
  })
})
