import { describe, expect, test } from 'vitest'
import { analyzeDml } from '../../src/googlesql/analyze.ts'
import { parseScript } from '../../src/googlesql/parse/parse.ts'
import { scanChain } from '../../src/googlesql/resolve/visit-tree.ts'
import type { ResolvedDml, Scan } from '../../src/googlesql/resolved.ts'
import { formatType } from '../../src/googlesql/types.ts'
import { analyze, memoryCatalog, refusalOf } from '../support/analyze.ts'

const SPEC = {
  tables: {
    'p.d.t': 'id INT64, name STRING, day DATE, s STRUCT<a INT64, b STRING>, arr ARRAY<INT64>',
    'p.d.u': 'id INT64, total FLOAT64',
  },
  views: { 'p.d.v': 'SELECT id, UPPER(name) AS big FROM t' },
}

function bottom(scan: Scan): Scan {
  return scanChain(scan).at(-1)!
}

describe('the final tree', () => {
  test('reads only columns that are used', () => {
    const { scan } = analyze('SELECT big FROM (SELECT *, 1 AS one FROM v)', SPEC)
    expect(bottom(scan)).toMatchObject({ kind: 'table', sources: ['name'] })
  })

  test('has no WITH entry that nothing reads, and no column of one that nothing reads', () => {
    const { scan } = analyze('WITH a AS (SELECT * FROM t), b AS (SELECT * FROM u) SELECT name FROM a', SPEC)
    if (scan.kind !== 'with') throw new Error()
    expect(scan.entries.map(({ name, columns }) => [name, columns.map((column) => column.name)])).toEqual([
      ['a', ['name']],
    ])
  })

  test('UNION ALL loses unused columns in all inputs, UNION DISTINCT keeps them', () => {
    const union = (kind: string) =>
      analyze(`SELECT id FROM (SELECT id, name FROM t UNION ${kind} SELECT id, 'x' FROM u)`, SPEC).scan
    const columns = (scan: Scan) => scanChain(scan).at(-1)!.columns.length
    expect([columns(union('ALL')), columns(union('DISTINCT'))]).toEqual([1, 2])
  })

  test('says which columns of the queries around it a subquery uses', () => {
    const { scan } = analyze(
      'SELECT id, (SELECT SUM(total) FROM u WHERE u.id = t.id AND name IS NULL) AS n, (SELECT 1) FROM t',
      SPEC,
    )
    if (scan.kind !== 'project') throw new Error()
    const correlated = scan.computed.map(
      ({ expression }) => expression.kind === 'subquery' && expression.correlated.map(({ name }) => name),
    )
    expect(correlated).toEqual([['id', 'name'], []])
  })

  test('a subquery that only shows a column of the query around it computes it', () => {
    const { scan } = analyze('SELECT (SELECT t.id) FROM t', SPEC)
    const value = scan.kind === 'project' ? scan.computed[0]?.expression : undefined
    expect(value?.kind === 'subquery' && value.correlated.map(({ name }) => name)).toEqual(['id'])
  })

  test('NULLs have an explicit place in every order', () => {
    const { scan } = analyze('SELECT id FROM t ORDER BY id, name DESC, day DESC NULLS FIRST', SPEC)
    const order = scanChain(scan).find((link) => link.kind === 'order')
    expect(
      order?.kind === 'order' && order.items.map(({ descending, nullsFirst }) => [descending, nullsFirst]),
    ).toEqual([
      [false, true],
      [true, false],
      [true, true],
    ])
  })

  test('a thousand levels resolve', () => {
    const nest = (depth: number, around: (inner: string) => string, inner: string) =>
      Array.from({ length: depth }).reduce<string>(around, inner)
    for (const sql of [
      nest(1000, (inner) => `SELECT x + 1 AS x FROM (${inner}) WHERE x > 0`, 'SELECT 1 AS x'),
      `SELECT ${nest(1000, (inner) => `IF(TRUE, ${inner}, 0)`, '1')}`,
      nest(1000, (inner) => `SELECT (${inner})`, 'SELECT 1 AS x'),
    ]) {
      expect(refusalOf(sql).slice(0, 9)).toBe('accepted:')
    }
  })

  test('a query that is deeper than the stack is refused, not a crash', () => {
    const sql = `SELECT ${'1 + '.repeat(30_000)}1`
    expect(refusalOf(sql).slice(0, 70)).toBe('unsupported: A query nested this deep is not supported here @ SELECT 1')
  })
})

describe('lineage', () => {
  function lineage(sql: string): Record<string, string> {
    const entries = analyze(sql, SPEC).lineage.map(({ name, sources }) => [
      name,
      sources
        .map(({ reference, column }) => `${reference.table}.${column}`)
        .sort()
        .join(' '),
    ])
    return Object.fromEntries(entries) as Record<string, string>
  }

  test.each([
    ['SELECT id, name || CAST(id AS STRING) AS both, 1 AS one FROM t', { id: 't.id', both: 't.id t.name', one: '' }],
    ['SELECT big FROM v', { big: 't.name' }],
    [
      'SELECT name, SUM(total) AS s, COUNT(*) AS n FROM t JOIN u USING (id) GROUP BY name',
      { name: 't.name', s: 'u.total', n: '' },
    ],
    [
      'WITH a AS (SELECT id AS x FROM t UNION ALL SELECT CAST(total AS INT64) FROM u) SELECT x FROM a',
      { x: 't.id u.total' },
    ],
    ['SELECT (SELECT MAX(total) FROM u WHERE u.id = t.id) AS m FROM t', { m: 'u.total' }],
    ['SELECT e FROM t, UNNEST(arr) AS e', { e: 't.arr' }],
    ['SELECT s.a AS x, LAG(day) OVER (ORDER BY id) AS before FROM t', { x: 't.s', before: 't.day' }],
    [
      'WITH RECURSIVE r AS (SELECT id FROM u UNION ALL SELECT id + 1 FROM r WHERE id < 9) SELECT id FROM r',
      { id: 'u.id' },
    ],
  ])('of %s', (sql, expected) => {
    expect(lineage(sql)).toEqual(expected)
  })
})

describe('DML', () => {
  function dml(text: string): ResolvedDml {
    const [statement] = parseScript(text).statements
    if (!statement || !['insert', 'update', 'delete', 'merge'].includes(statement.kind)) throw new Error('no DML')
    return analyzeDml(statement as Parameters<typeof analyzeDml>[0], text, { catalog: memoryCatalog(SPEC) })
  }

  test('INSERT brings values to the types of the columns', () => {
    const insert = dml("INSERT INTO t (day, id) VALUES ('2024-01-01', 1), (NULL, DEFAULT)")
    if (insert.kind !== 'insert') throw new Error()
    expect(insert.columns).toEqual(['day', 'id'])
    expect(insert.source.output.map(({ column }) => formatType(column.type))).toEqual(['DATE', 'INT64'])
    const query = dml('INSERT INTO u SELECT id, 1 FROM t')
    expect(query.kind === 'insert' && query.source.output.map(({ column }) => formatType(column.type))).toEqual([
      'INT64',
      'FLOAT64',
    ])
  })

  test('UPDATE of a field makes a new value of its column', () => {
    const update = dml("UPDATE t SET s.a = 1, t.s.b = 'x', name = DEFAULT FROM u WHERE t.id = u.id")
    if (update.kind !== 'update') throw new Error()
    expect(update.from?.kind).toBe('table')
    expect(update.items.map(({ column, value }) => [column, value.kind, formatType(value.type)])).toEqual([
      ['s', 'struct', 'STRUCT<a INT64, b STRING>'],
      ['name', 'literal', 'STRING'],
    ])
  })

  test('MERGE sees in each clause only the side that has a row', () => {
    const merge = dml(`MERGE t USING u ON t.id = u.id
      WHEN MATCHED AND total > 1 THEN UPDATE SET name = 'x'
      WHEN NOT MATCHED BY TARGET THEN INSERT (id) VALUES (u.id)
      WHEN NOT MATCHED BY SOURCE THEN DELETE`)
    expect(merge.kind === 'merge' && merge.clauses.map(({ action }) => action.kind)).toEqual([
      'update',
      'insert',
      'delete',
    ])
    expect(() => dml('MERGE t USING u ON TRUE WHEN NOT MATCHED BY SOURCE THEN UPDATE SET id = u.id')).toThrow(
      'Unrecognized name: u',
    )
  })

  test.each([
    [
      "INSERT INTO u VALUES (1, 'a')",
      'Value has type STRING which cannot be inserted into column total, which has type FLOAT64',
    ],
    ['INSERT INTO u (id) VALUES (1, 2)', 'Inserted row has wrong column count; Has 2, expected 1'],
    ['INSERT INTO u (nope) VALUES (1)', 'Column nope is not present in table p.d.u'],
    ['UPDATE u SET id = 1, id = 2 WHERE TRUE', 'Update item id assigned more than once'],
    ['DELETE FROM v WHERE TRUE', 'p.d.v is a view; only tables can be changed'],
    ['DELETE FROM u WHERE id', 'WHERE clause should return type BOOL, but returns INT64'],
  ])('%s is refused', (text, message) => {
    expect(() => dml(text)).toThrow(message)
  })
})
