import { describe, expect, test } from 'vitest'
import { analyzeQuery } from '../../src/googlesql/analyze.ts'
import { parseScript } from '../../src/googlesql/parse/parse.ts'
import type { Expression, ResolvedQuery } from '../../src/googlesql/resolved.ts'
import { analyze, columnsOf, memoryCatalog, refusalOf } from '../support/analyze.ts'

const SPEC = {
  tables: { 'p.d.t': 'id INT64, kv ARRAY<STRUCT<key STRING, value INT64>>' },
  routines: {
    'p.udf.get_key': `CREATE OR REPLACE FUNCTION udf.get_key(map ANY TYPE, k ANY TYPE) AS (
      (SELECT key.value FROM UNNEST(map) AS key WHERE key.key = k LIMIT 1)
    );`,
    'p.udf.twice': 'CREATE FUNCTION udf.twice(x FLOAT64) RETURNS FLOAT64 AS (x * 2);',
    'p.udf.positional':
      "CREATE FUNCTION udf.positional(x INT64) RETURNS STRUCT<a FLOAT64, b STRING> AS (STRUCT(x, 'n' AS other));",
    'p.udf.js': `CREATE FUNCTION udf.js(s STRING) RETURNS ARRAY<INT64> LANGUAGE js OPTIONS (library = ['gs://a.js']) AS "return [1]";`,
    'p.udf.loop': 'CREATE FUNCTION udf.loop(x INT64) AS (udf.loop(x));',
    'p.udf.bad': 'CREATE FUNCTION udf.bad(x INT64) AS (x + y);',
    'p.udf.ratio': 'CREATE AGGREGATE FUNCTION udf.ratio(x FLOAT64, y FLOAT64) AS (SUM(x) / SUM(y));',
    'p.tvf.since': 'CREATE TABLE FUNCTION tvf.since(low INT64) AS (SELECT id FROM d.t WHERE id >= low);',
  },
  views: {
    'p.d.v': 'CREATE VIEW d.v AS SELECT id AS i, ARRAY_LENGTH(kv) AS n FROM t',
    'q.e.w': 'SELECT * FROM x',
    'p.d.broken': 'SELECT nope FROM t',
    'p.d.self': 'SELECT * FROM d.self',
  },
}

function body({ scan }: ResolvedQuery): Expression {
  if (scan.kind !== 'project') throw new Error('a computed column was expected')
  return scan.computed[0]!.expression
}

describe('SQL functions', () => {
  test.each([
    ['SELECT udf.get_key(kv, "a") AS v FROM t', 'v INT64'],
    ["SELECT udf.get_key([STRUCT('a' AS key, DATE '2020-01-01' AS value)], 'a') AS v", 'v DATE'],
    ['SELECT udf.twice(3) AS v', 'v FLOAT64'],
    ['SELECT udf.positional(1).b AS v', 'v STRING'],
    ['SELECT udf.get_key(k => "a", map => kv) AS v FROM t', 'v INT64'],
    ['SELECT udf.ratio(id, 2) AS r FROM t', 'r FLOAT64'],
    ['SELECT * FROM tvf.since(3)', 'id INT64'],
  ])('%s gives %s', (sql, columns) => {
    expect(columnsOf(sql, SPEC)).toBe(columns)
  })

  test('are put in place, each argument bound once', () => {
    const call = body(analyze('SELECT udf.twice(id) AS v FROM t', SPEC))
    expect(call.kind).toBe('let')
    if (call.kind !== 'let') return
    expect(call.bindings.map(({ expression }) => expression.kind)).toEqual(['cast'])
    expect(call.body.kind === 'call' && call.body.name).toBe('$multiply')
  })

  test('of JavaScript stay calls', () => {
    const call = body(analyze("SELECT udf.js('a') AS v", SPEC))
    expect(call.kind === 'call' && call.script).toMatchObject({
      name: 'p.udf.js',
      code: 'return [1]',
      libraries: ['gs://a.js'],
    })
  })

  test('made in the same script are found, and may use those before them', () => {
    const text = 'CREATE TEMP FUNCTION one() AS (1); CREATE TEMP FUNCTION two() AS (one() + one()); SELECT two() AS n'
    const [one, two, query] = parseScript(text).statements
    if (one?.kind !== 'createFunction' || two?.kind !== 'createFunction' || query?.kind !== 'queryStatement')
      throw new Error()
    const functions = new Map([
      ['one', { syntax: one, text }],
      ['two', { syntax: two, text }],
    ])
    const { output } = analyzeQuery(query.query, text, { catalog: memoryCatalog(), functions })
    expect(output.map(({ name }) => name)).toEqual(['n'])
  })

  test.each([
    [
      'SELECT udf.twice()',
      'type-mismatch: Number of arguments does not match for function p.udf.twice: it takes 1, fewer were given @ udf.twice()',
    ],
    ["SELECT udf.twice('a')", "type-mismatch: Argument x of p.udf.twice should be FLOAT64, but is STRING @ 'a'"],
    [
      'SELECT udf.loop(1)',
      'invalid-query: In p.udf.loop: p.udf.loop calls itself, which a SQL function cannot @ udf.loop(x)',
    ],
    ['SELECT udf.bad(1)', 'unknown-column: In p.udf.bad: Unrecognized name: y; Did you mean x? @ y'],
    ['SELECT SAFE.udf.twice(1)', 'unsupported: SAFE. before a SQL function is not supported here @ SAFE.udf.twice(1)'],
  ])('%s is refused', (sql, refusal) => {
    expect(refusalOf(sql, SPEC)).toBe(refusal)
  })
})

describe('views', () => {
  test('are read with the names of their own dataset', () => {
    const spec = { ...SPEC, tables: { ...SPEC.tables, 'q.e.x': 'y STRING' } }
    expect(columnsOf('SELECT * FROM v JOIN q.e.w ON TRUE', spec)).toBe('i INT64, n INT64, y STRING')
  })

  test('are listed with what they read', () => {
    const { references } = analyze('SELECT i FROM v, t', SPEC)
    expect(
      references.map(({ reference, kind, through, span }) => [reference.table, kind, through?.table, span.start]),
    ).toEqual([
      ['v', 'view', undefined, 14],
      ['t', 'table', 'v', 14],
      ['t', 'table', undefined, 17],
    ])
  })

  test('that are wrong say so in their own text', () => {
    expect(refusalOf('SELECT * FROM broken', SPEC)).toBe(
      'unknown-column: In p.d.broken: Unrecognized name: nope @ nope',
    )
    expect(refusalOf('SELECT * FROM self', SPEC)).toBe(
      'invalid-query: In p.d.self: View p.d.self reads itself @ d.self',
    )
  })
})

describe('named arguments', () => {
  test('go where their names are, and nothing else is taken for one', () => {
    const call = (text: string) => refusalOf(`SELECT ${text} AS v FROM d.t`, SPEC)
    expect(call('udf.get_key(kv, map => kv)')).toContain('The argument map is given twice')
    expect(call('udf.get_key(map => kv, "a")')).toContain('by position cannot follow a named one')
    expect(call('udf.get_key(kv, kk => "a")')).toContain('has no argument kk')
    expect(call('udf.get_key(k => "a")')).toContain('fewer were given')
  })
})
