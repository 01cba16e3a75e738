import { expect, test } from 'vitest'
import { parseScript } from '../../src/googlesql/parse/parse.ts'
import type { NamedReference } from '../../src/googlesql/references/named-reference.ts'
import { collectReferences } from '../../src/googlesql/references.ts'

function named(references: readonly NamedReference[]): string {
  return references.map(({ path }) => path.names.map(({ name }) => name).join('.')).join(' ')
}

function reads(text: string): string {
  return named(collectReferences(parseScript(text)).reads)
}

function writes(text: string): string {
  return named(collectReferences(parseScript(text)).writes)
}

function routines(text: string): string {
  return named(collectReferences(parseScript(text)).routines)
}

test.each([
  ['SELECT 1', ''],
  ['SELECT * FROM `p.d.t` JOIN d.u USING (x), v', 'p.d.t d.u v'],
  [
    'SELECT (SELECT MAX(x) FROM a) FROM b WHERE EXISTS(SELECT 1 FROM c) ORDER BY ARRAY(SELECT 1 FROM d)[OFFSET(0)]',
    'a b c d',
  ],
  ['SELECT 1 FROM a UNION ALL SELECT 2 FROM b', 'a b'],
  ['SELECT x IN (SELECT y FROM b) FROM ((SELECT 1 FROM a) JOIN c ON TRUE)', 'b a c'],
  ['FROM a |> JOIN b USING (x) |> WHERE y IN (SELECT z FROM c) |> UNION ALL (FROM d)', 'a b c d'],
  ['SELECT * FROM t PIVOT (SUM(x) FOR y IN (1, 2))', 't'],
  ['SELECT * FROM ML.PREDICT(MODEL d.m, TABLE d.t)', 'd.t'],
  ['SELECT * FROM d.f(1, (SELECT x FROM t))', 't'],
  ['EXPORT DATA OPTIONS (uri = "x") AS SELECT * FROM t', 't'],
  ['CREATE TABLE d.t AS SELECT * FROM a', 'a'],
  ['CREATE TABLE d.t CLONE d.u', 'd.u'],
  [
    'IF EXISTS(SELECT 1 FROM a) THEN SELECT * FROM b; ELSE FOR r IN (SELECT * FROM c) DO SELECT * FROM d; END FOR; END IF',
    'a b c d',
  ],
  ['DECLARE x INT64 DEFAULT (SELECT MAX(y) FROM a); SET x = (SELECT 1 FROM b)', 'a b'],
  ['CREATE PROCEDURE d.p() BEGIN INSERT d.t SELECT * FROM a; END', 'a'],
])('%s reads %s', (text, expected) => {
  expect(reads(text)).toBe(expected)
})

test('a WITH entry is no table in its scope, and only there', () => {
  expect(reads('WITH a AS (SELECT 1) SELECT * FROM A')).toBe('')
  expect(reads('WITH t AS (SELECT * FROM t) SELECT * FROM t')).toBe('t')
  expect(reads('WITH a AS (SELECT * FROM b), b AS (SELECT * FROM a) SELECT * FROM b')).toBe('b')
  expect(reads('WITH RECURSIVE a AS (SELECT * FROM b), b AS (SELECT * FROM a) SELECT * FROM b')).toBe('')
  expect(reads('SELECT * FROM (WITH a AS (SELECT 1) SELECT * FROM a) JOIN a USING (x)')).toBe('a')
  expect(reads('WITH a AS (SELECT 1) SELECT * FROM d.a')).toBe('d.a')
  expect(reads('WITH a AS (SELECT 1) SELECT (SELECT x FROM a), * FROM UNNEST([1])')).toBe('')
  expect(reads('FROM t |> WITH a AS (SELECT 1) |> JOIN a ON TRUE')).toBe('t')
  expect(reads('WITH t AS (SELECT 1) SELECT * FROM ML.PREDICT(MODEL d.m, TABLE t)')).toBe('')
})

test('an array of a row before is no table', () => {
  expect(reads('SELECT * FROM d.t, t.items, items.parts AS p')).toBe('d.t')
  expect(reads('SELECT * FROM d.t AS x LEFT JOIN x.items ON TRUE CROSS JOIN UNNEST(x.more)')).toBe('d.t')
  expect(reads('SELECT (SELECT COUNT(*) FROM x.items) FROM d.t AS x')).toBe('d.t')
  expect(reads('SELECT * FROM d.t AS x, (SELECT * FROM x.items)')).toBe('d.t x.items')
  expect(reads('SELECT * FROM x.items, d.t AS x')).toBe('x.items d.t')
  expect(reads('FROM d.t |> AS x |> JOIN x.items')).toBe('d.t')
})

test('what a script writes stands apart from what it reads', () => {
  expect(writes('CREATE OR REPLACE TABLE d.t AS SELECT * FROM a; INSERT INTO d.u SELECT * FROM d.t')).toBe('d.t d.u')
  expect(reads('CREATE OR REPLACE TABLE d.t AS SELECT * FROM a; INSERT INTO d.u SELECT * FROM d.t')).toBe('a d.t')
  expect(
    writes(
      'TRUNCATE TABLE a; DROP VIEW b; CREATE VIEW c AS SELECT 1; ALTER TABLE e ADD COLUMN x INT64; DROP FUNCTION f.g',
    ),
  ).toBe('a b c e')
})

test('a statement that changes rows reads its target too', () => {
  const merge =
    'MERGE d.t USING d.s AS s ON t.x = s.x WHEN NOT MATCHED THEN INSERT (x) VALUES ((SELECT MAX(y) FROM a)) WHEN MATCHED THEN DELETE'
  expect([reads(merge), writes(merge)]).toEqual(['d.t d.s a', 'd.t'])
  const update = 'UPDATE d.t SET x = (SELECT y FROM a) FROM b, t.items WHERE TRUE'
  expect([reads(update), writes(update)]).toEqual(['d.t a b', 'd.t'])
  expect([reads('DELETE FROM t WHERE x IN (SELECT y FROM b)'), writes('DELETE FROM t WHERE TRUE')]).toEqual([
    't b',
    't',
  ])
})

test('temporary tables and functions are nobody else’s', () => {
  expect(reads('CREATE TEMP TABLE t AS SELECT * FROM t; SELECT * FROM t; INSERT INTO T SELECT * FROM _SESSION.t')).toBe(
    't',
  )
  expect(writes('CREATE TEMP TABLE t AS SELECT 1; INSERT INTO t SELECT 1; DROP TABLE _SESSION.t')).toBe('')
  expect(routines('CREATE TEMP FUNCTION f(x INT64) AS (d.g(x)); SELECT f(1)')).toBe('d.g')
})

test('routines are called by expressions, FROM, pipes and CALL; BigQuery’s own are left out', () => {
  expect(
    routines(
      'SELECT mozfun.map.get_key(a, b), `p.d.f`(1), SAFE.d.g(2), NET.HOST(x), SUM(x), KEYS.NEW_KEYSET("a") FROM d.h(1) |> CALL d.i(2)',
    ),
  ).toBe('mozfun.map.get_key p.d.f d.g d.h d.i')
  expect(routines('CALL d.p(d.f(1))')).toBe('d.p d.f')
})

test('the text of EXECUTE IMMEDIATE is read where it is made of literals', () => {
  const text = "EXECUTE IMMEDIATE 'INSERT d.t ' || CONCAT('SELECT d.f(x) ', 'FROM a') USING 1 AS x"
  const { reads, writes, routines } = collectReferences(parseScript(text))
  expect([named(reads), named(writes), named(routines)]).toEqual(['a', 'd.t', 'd.f'])
  const span = reads[0]?.span
  expect(text.slice(span?.start, span?.end)).toBe("'INSERT d.t ' || CONCAT('SELECT d.f(x) ', 'FROM a')")
  expect(
    named(collectReferences(parseScript("EXECUTE IMMEDIATE 'SELECT 1 FROM ' || x; EXECUTE IMMEDIATE 'no SQL'")).reads),
  ).toBe('')
})

test('every reference has its place in the text', () => {
  const text = 'SELECT `p.d.f`(x) FROM moz-fx.d.t'
  const { reads, routines } = collectReferences(parseScript(text))
  expect(reads.concat(routines).map(({ span }) => text.slice(span.start, span.end))).toEqual(['moz-fx.d.t', '`p.d.f`'])
})

test('a chain of 100,000 operators or 10,000 joins is no problem', () => {
  expect(
    reads(`SELECT ${'(SELECT 1 FROM a) + '.repeat(10_000)}${'x + '.repeat(90_000)}1 FROM b`).split(' '),
  ).toHaveLength(10_001)
  expect(reads(`SELECT 1 FROM a ${'JOIN b USING (x) '.repeat(10_000)}`).split(' ')).toHaveLength(10_001)
})

// from the report on a tool that took a WITH entry for the table of the same name (starlake-ai/starflow#912)
test('dag-cte-is-no-dependency: a WITH entry named like a table is no dependency, UNNEST no table', () => {
  const text =
    'WITH orders_v1 AS (SELECT id FROM `my-project.shop_derived.users_v1`) SELECT id, tags FROM orders_v1, UNNEST([1, 2]) AS tags'
  expect(reads(text)).toBe('my-project.shop_derived.users_v1')
})
