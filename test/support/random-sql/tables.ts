import { type ColumnOf, expression, type ScopeOf, type TypeLetter } from './expression.ts'
import type { Random } from './random.ts'

/** Two tables with NULLs, NaN, equal keys and values at the ends of their types. */
export const TABLES = `t AS (
  SELECT * FROM UNNEST(ARRAY<STRUCT<id INT64, k INT64, i INT64, f FLOAT64, n NUMERIC, s STRING, b BOOL, d DATE, ts TIMESTAMP, e DATETIME, a ARRAY<INT64>, l ARRAY<STRING>, y BYTES, j JSON>>[
    (1, 1, 10, 1.5, 1.25, 'a', TRUE, '2024-01-01', '2024-01-01 00:00:00+00', '2024-01-01 00:00:00', [1, 2, 3], ['a', 'b'], b'abc', JSON '{"a": 1, "b": [1, 2.5, "x"], "c": {"d": true}}'),
    (2, 1, NULL, NULL, NULL, 'B', NULL, '2024-02-29', '2024-03-10 10:00:00+00', NULL, [], NULL, b'', JSON '[1, 2]'),
    (3, 1, -7, CAST('nan' AS FLOAT64), -0.5, NULL, FALSE, NULL, NULL, '1999-12-31 23:59:59.999999', NULL, ['', NULL, 'é'], NULL, NULL),
    (4, 2, 10, -0.0, 2, 'é', TRUE, '2021-01-03', '1969-12-31 23:59:59.5+00', '2024-02-29 12:00:00', [5, NULL, 5], ['b'], b'\\xff', JSON 'null'),
    (5, 2, 0, 0.0, 0, '', FALSE, '2023-12-31', '2021-11-07 08:30:00+00', '2024-11-03 01:30:00', [0], ARRAY<STRING>[], b'a', JSON '"s"'),
    (6, NULL, 3, CAST('-inf' AS FLOAT64), 12345.678, 'a,b,c', TRUE, '1970-01-01', '2000-01-01 12:34:56.123456+00', '1970-01-01 00:00:00', [9, -1], ['x', 'y', 'z'], b'\\xc3\\xa9', JSON '{"a": "7", "b": []}'),
    (7, NULL, 9007199254740993, 2.5, 0.000000001, ' x ', NULL, '2024-12-30', '2024-12-30 23:00:00+00', '2024-12-30 00:00:00.5', [NULL], ['a,b'], b' ', JSON '{"c": {"d": null}}')])),
u AS (
  SELECT * FROM UNNEST(ARRAY<STRUCT<k INT64, i INT64, s STRING, f FLOAT64>>[
    (1, 100, 'a', 0.5), (2, 10, NULL, 2.5), (2, 3, 'é', NULL), (3, NULL, 'B', 1.5), (NULL, 0, '', 0.0)]))`

export const COLUMNS: Readonly<Record<string, Readonly<Record<string, TypeLetter>>>> = {
  t: {
    id: 'i',
    k: 'i',
    i: 'i',
    f: 'f',
    n: 'n',
    s: 's',
    b: 'b',
    d: 'd',
    ts: 't',
    e: 'e',
    a: 'I',
    l: 'S',
    y: 'y',
    j: 'j',
  },
  u: { k: 'i', i: 'i', s: 's', f: 'f' },
}
export const SIMPLE: readonly TypeLetter[] = ['i', 'f', 'n', 's', 'b', 'd', 't', 'e']

export type Names = ScopeOf['names']

export function columnsOf(table: string, alias: string): readonly ColumnOf[] {
  return Object.entries(COLUMNS[table]!).map(([name, type]) => ({ sql: `${alias}.${name}`, type }))
}

export function scopeWith(random: Random, names: Names, columns: readonly ColumnOf[]): ScopeOf {
  return { random, names, columns, subquery: (type, outer) => scalarSubquery(random, names, type, outer) }
}

function scalarSubquery(random: Random, names: Names, type: TypeLetter, outer: readonly ColumnOf[]): string {
  const alias = `u${++names.count}`
  const scope: ScopeOf = { random, names, columns: [...columnsOf('u', alias), ...outer] }
  const from = `FROM u AS ${alias} WHERE ${expression('b', 1, scope)}`
  if (type === 'b' && random.chance(0.6)) {
    return random.pick([`EXISTS(SELECT 1 ${from})`, `(${expression('i', 1, scope)} IN (SELECT ${alias}.i ${from}))`])
  }
  if (type === 'i' && random.chance(0.5))
    return `(SELECT ${random.pick(['SUM', 'MAX', 'COUNT', 'MIN'])}(${expression('i', 1, scope)}) ${from})`
  const value = expression(type, 1, scope)
  if (type === 'j' || type === 'I' || type === 'S')
    return `(SELECT ${value} ${from} ORDER BY ${alias}.k, ${alias}.i LIMIT 1)`
  return random.pick([
    `(SELECT MAX(${value}) ${from})`,
    `(SELECT ${value} ${from} ORDER BY ${alias}.k, ${alias}.i LIMIT 1)`,
  ])
}
