import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { QueryParameter } from '../../src/generator/query-job.ts'
import { parseScript } from '../../src/googlesql/parse/parse.ts'
import { DATE } from '../../src/googlesql/types.ts'
import { createEngine } from '../../src/runner/duckdb/engine.ts'
import { runScript } from '../../src/runner/duckdb/script.ts'
import { openInstance } from '../../src/runner/duckdb/session.ts'
import { emptyCatalog } from '../../src/runner/duckdb/storage/empty-catalog.ts'
import { SessionTables } from '../../src/runner/duckdb/storage/session-tables.ts'
import type { ResultValue } from '../../src/runner/warehouse.ts'

let instance: Awaited<ReturnType<typeof openInstance>>
const root = mkdtempSync(join(tmpdir(), 'bqetl-script-'))

beforeAll(async () => {
  instance = await openInstance()
})

afterAll(async () => {
  instance[Symbol.dispose]()
  await rm(root, { recursive: true, force: true })
})

interface Options {
  readonly parameters?: readonly QueryParameter[]
  readonly signal?: AbortSignal
}

/** Rows of the script's last query; undefined where it has none. Nothing is left of it afterwards. */
async function run(
  text: string,
  { parameters = [], signal }: Options = {},
): Promise<readonly (readonly ResultValue[])[] | undefined> {
  await using session = await instance.session()
  const store = { root, leaseTimeoutMs: 0, graceMs: 0 }
  await using tables = new SessionTables({
    store,
    declared: emptyCatalog(),
    defaultProject: 'p',
    defaultDataset: 'd',
    session,
    now: new Date(0),
  })
  const scope = { text, tables, parameters, variables: new Map(), functions: new Map(), nowMicros: 0n }
  const result = await runScript(parseScript(text), createEngine(session), scope, signal ? { signal } : {})
  if (result === undefined) return undefined
  const rows: (readonly ResultValue[])[] = []
  for await (const batch of session.stream(result.sql, result.columns)) rows.push(...batch)
  return rows
}

/** Code and message of the error that a script ends with. */
async function failure(text: string, options?: Options): Promise<string> {
  try {
    await run(text, options)
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    return `${code}: ${message}`
  }
  throw new Error('the script ended well')
}

test.each([
  ['a text without a query has no rows', 'DECLARE x INT64', undefined],
  ['a query alone', 'SELECT 1, "a"', [['1', 'a']]],
  ['the last of several queries', 'SELECT 1; SELECT 2; SELECT 3', [['3']]],
  ['a query before other statements', 'SELECT 1; DECLARE_ : BEGIN DECLARE x INT64; END', [['1']]],
  [
    'a query as it was before its table changed',
    'CREATE TEMP TABLE t AS SELECT 1 AS x; SELECT x FROM t; UPDATE t SET x = 2 WHERE TRUE',
    [['1']],
  ],
  [
    'the order of the last query',
    'SELECT x FROM UNNEST([3, 1, 2]) AS x ORDER BY x DESC; BEGIN END',
    [['3'], ['2'], ['1']],
  ],
])('the result is that of %s', async (_, text, expected) => {
  expect(await run(text)).toEqual(expected)
})

test.each([
  [
    'have the default and its type',
    'DECLARE a, b INT64 DEFAULT 2; DECLARE c DEFAULT DATE "2024-02-28"; SELECT a + b, DATE_ADD(c, INTERVAL 2 DAY)',
    [['4', '2024-03-01']],
  ],
  ['are NULL without a default', 'DECLARE a STRING; SELECT a IS NULL', [[true]]],
  [
    'coerce what is assigned',
    'DECLARE a FLOAT64; DECLARE d DATE; SET a = 1; SET d = "2024-02-29"; SELECT a / 2, d',
    [[0.5, '2024-02-29']],
  ],
  ['are assigned together', 'DECLARE a, b INT64; SET (a, b) = (1, 2); SET (a, b) = (b, a); SELECT a, b', [['2', '1']]],
  [
    'are assigned from one row',
    'DECLARE a INT64; DECLARE b STRING; SET (a, b) = (SELECT AS STRUCT 7, "x"); SELECT a, b',
    [['7', 'x']],
  ],
  [
    'have fields that can be set',
    'DECLARE s STRUCT<a INT64, b STRUCT<c STRING>> DEFAULT (1, STRUCT("x")); SET s.b.c = "y"; SELECT s.a, s.b.c',
    [['1', 'y']],
  ],
  [
    'keep arrays and structs',
    'DECLARE a ARRAY<STRUCT<k STRING, v INT64>> DEFAULT [("a", 1), ("b", 2)]; SELECT k, v FROM UNNEST(a) ORDER BY v DESC',
    [
      ['b', '2'],
      ['a', '1'],
    ],
  ],
  [
    'hide nothing in a table: a column comes first',
    'DECLARE x INT64 DEFAULT 1; SELECT x FROM (SELECT 2 AS x)',
    [['2']],
  ],
  [
    'are read in subqueries',
    'DECLARE x INT64 DEFAULT 2; SELECT (SELECT COUNT(*) FROM UNNEST([1, 2, 3]) AS y WHERE y >= x)',
    [['2']],
  ],
  [
    'end with their block',
    'BEGIN DECLARE x INT64 DEFAULT 1; END; BEGIN DECLARE x STRING DEFAULT "a"; SELECT x; END',
    [['a']],
  ],
])('variables %s', async (_, text, expected) => {
  expect(await run(text)).toEqual(expected)
})

test.each([
  ['DECLARE x INT64; DECLARE x INT64', 'invalid-query: variable x is declared already'],
  ['DECLARE x INT64; BEGIN DECLARE X INT64; END', 'invalid-query: variable X is declared already'],
  ['SELECT 1; DECLARE x INT64', 'invalid-query: DECLARE must stand before any other statement of its block'],
  ['SET x = 1', 'unknown-variable: there is no variable x'],
  ['DECLARE x INT64 DEFAULT "a"', 'type-mismatch: '],
  ['DECLARE x DATE; SET x = 1', 'type-mismatch: '],
  ['DECLARE a, b INT64; SET (a, b) = (1, 2, 3)', 'invalid-query: 3 values cannot be assigned to 2 variables'],
  ['DECLARE x NUMERIC(5, 2)', 'unsupported: '],
])('%s is refused', async (text, expected) => {
  expect(await failure(text)).toContain(expected)
})

// the first two follow the examples of BigQuery's page on the procedural language
test.each([
  ['LOOP', 'DECLARE x INT64 DEFAULT 0; LOOP SET x = x + 1; IF x >= 10 THEN LEAVE; END IF; END LOOP; SELECT x', '10'],
  ['REPEAT', 'DECLARE x INT64 DEFAULT 0; REPEAT SET x = x + 1; UNTIL x >= 3 END REPEAT; SELECT x', '3'],
  ['WHILE', 'DECLARE x INT64 DEFAULT 0; WHILE x < 0 DO SET x = 9; END WHILE; SELECT x', '0'],
  [
    'CONTINUE',
    'DECLARE x, s INT64 DEFAULT 0; WHILE x < 5 DO SET x = x + 1; IF MOD(x, 2) = 0 THEN CONTINUE; END IF; SET s = s + x; END WHILE; SELECT s',
    '9',
  ],
  [
    'CONTINUE of REPEAT',
    'DECLARE x INT64 DEFAULT 0; REPEAT SET x = x + 1; CONTINUE; UNTIL x >= 3 END REPEAT; SELECT x',
    '3',
  ],
  [
    'labels',
    'DECLARE x INT64 DEFAULT 0; a: LOOP b: LOOP SET x = x + 1; IF x < 3 THEN CONTINUE a; END IF; BREAK a; END LOOP; SET x = 100; END LOOP a; SELECT x',
    '3',
  ],
  ['the label of a block', 'DECLARE x INT64 DEFAULT 1; a: BEGIN LOOP LEAVE a; END LOOP; SET x = 2; END; SELECT x', '1'],
  [
    'FOR',
    'DECLARE s STRING DEFAULT ""; FOR r IN (SELECT word, n FROM UNNEST([STRUCT("a" AS word, 2 AS n), ("b", 1)]) ORDER BY n) DO SET s = s || r.word || CAST(r.n AS STRING); END FOR; SELECT s',
    'b1a2',
  ],
  [
    'FOR over nothing',
    'DECLARE x INT64 DEFAULT 1; FOR r IN (SELECT 1 FROM UNNEST(GENERATE_ARRAY(2, 1))) DO SET x = 2; END FOR; SELECT x',
    '1',
  ],
  [
    'IF',
    'DECLARE x INT64 DEFAULT 5; IF x > 9 THEN SELECT "a"; ELSEIF x > 4 THEN SELECT "b"; ELSE SELECT "c"; END IF',
    'b',
  ],
  ['IF NULL', 'IF NULL THEN SELECT "a"; ELSE SELECT "b"; END IF', 'b'],
  [
    'CASE with operand',
    'DECLARE x INT64 DEFAULT 2; CASE x WHEN 1 THEN SELECT "a"; WHEN 2 THEN SELECT "b"; END CASE',
    'b',
  ],
  [
    'CASE with conditions',
    'CASE WHEN 1 > 2 THEN SELECT "a"; WHEN NULL THEN SELECT "b"; ELSE SELECT "c"; END CASE',
    'c',
  ],
  ['RETURN', 'DECLARE x INT64 DEFAULT 1; BEGIN SELECT x; LOOP RETURN; END LOOP; END; SELECT 2', '1'],
])('%s runs as written', async (_, text, expected) => {
  expect(await run(text)).toEqual([[expected]])
})

test.each([
  ['BREAK', 'invalid-query: BREAK is only allowed inside of a loop'],
  [
    'SELECT ERROR("ran"); LOOP BEGIN CONTINUE x; END; END LOOP',
    'invalid-query: there is no label x around this CONTINUE',
  ],
  ['x: BEGIN LOOP CONTINUE x; END LOOP; END', 'invalid-query: x is a block; only a loop can be continued'],
])('%s is refused before anything runs', async (text, expected) => {
  expect(await failure(text)).toBe(expected)
})

test.each([
  ['catches an error of data', 'BEGIN SELECT 1 / 0; SELECT 2; EXCEPTION WHEN ERROR THEN SELECT 3; END', [['3']]],
  [
    'catches a missing table',
    'BEGIN SELECT * FROM d.nothing; EXCEPTION WHEN ERROR THEN SELECT "none"; END',
    [['none']],
  ],
  ['is skipped without an error', 'BEGIN SELECT 1; EXCEPTION WHEN ERROR THEN SELECT 2; END', [['1']]],
  [
    'knows the message and the statement',
    'BEGIN RAISE USING MESSAGE = "too " || "late"; EXCEPTION WHEN ERROR THEN SELECT @@error.message, @@error.statement_text; END',
    [['too late', 'RAISE USING MESSAGE = "too " || "late"']],
  ],
  [
    'sees variables as they were',
    'DECLARE x INT64 DEFAULT 1; BEGIN SET x = 2; SELECT ERROR("e"); SET x = 3; EXCEPTION WHEN ERROR THEN SELECT x; END',
    [['2']],
  ],
  [
    'may raise again',
    'BEGIN BEGIN RAISE USING MESSAGE = "in"; EXCEPTION WHEN ERROR THEN RAISE; END; EXCEPTION WHEN ERROR THEN SELECT @@error.message; END',
    [['in']],
  ],
  [
    'has its own error inside another handler',
    'BEGIN SELECT ERROR("a"); EXCEPTION WHEN ERROR THEN BEGIN SELECT ERROR("b"); EXCEPTION WHEN ERROR THEN SELECT 1; END; SELECT @@error.message; END',
    [['a']],
  ],
  [
    'leaves a statement that failed without effect',
    'CREATE TEMP TABLE t AS SELECT 1 AS x; BEGIN INSERT INTO t SELECT 1 / (y - 2) FROM UNNEST([1, 2, 3]) AS y; EXCEPTION WHEN ERROR THEN END; SELECT COUNT(*) FROM t',
    [['1']],
  ],
  [
    'finds no table whose query failed',
    'BEGIN CREATE TEMP TABLE t AS SELECT 1 / 0 AS x; EXCEPTION WHEN ERROR THEN BEGIN SELECT * FROM t; EXCEPTION WHEN ERROR THEN SELECT "none"; END; END',
    [['none']],
  ],
])('a handler %s', async (_, text, expected) => {
  expect(await run(text)).toEqual(expected)
})

test.each([
  ['SELECT ERROR("mine")', 'query-failed: mine'],
  ['RAISE USING MESSAGE = "mine"', 'query-failed: mine'],
  ['RAISE', 'invalid-query: RAISE without a message is only allowed in an exception handler'],
  [
    'BEGIN ALTER TABLE t ADD COLUMN x INT64; EXCEPTION WHEN ERROR THEN SELECT 1; END',
    'unsupported: ALTER TABLE cannot run here',
  ],
  ['ASSERT 1 > 2 AS "one is not more"', 'query-failed: one is not more'],
  ['ASSERT NULL', 'query-failed: Assertion failed'],
])('%s ends the script', async (text, expected) => {
  // the rows of a last query are read after the script, so it is no last query here
  expect(await failure(`${text}; BEGIN END`)).toBe(expected)
})

test.each([
  ['with a type', 'CREATE TEMP FUNCTION f(x INT64) RETURNS INT64 AS (x * 2); SELECT f(21)', [['42']]],
  [
    'of ANY TYPE',
    'CREATE TEMP FUNCTION f(x ANY TYPE) AS ((SELECT MAX(y) FROM UNNEST(x) AS y)); SELECT f([1, 3]), f(["a", "b"])',
    [['3', 'b']],
  ],
  [
    'in JavaScript',
    'CREATE TEMP FUNCTION f(x STRING) RETURNS STRING LANGUAGE js AS r"""return x + "!";"""; SELECT f("a")',
    [['a!']],
  ],
  [
    'that uses another',
    'CREATE TEMP FUNCTION f(x INT64) AS (x + 1); CREATE TEMP FUNCTION g(x INT64) AS (f(x) * 2); SELECT g(1)',
    [['4']],
  ],
  ['in a dataset', 'CREATE FUNCTION d.f(x INT64) AS (x + 1); SELECT d.f(1), p.d.f(2)', [['2', '3']]],
])('a function %s can be called behind its statement', async (_, text, expected) => {
  expect(await run(text)).toEqual(expected)
})

test.each([
  [
    'IN and OUT',
    'CREATE PROCEDURE d.add(a INT64, b INT64, OUT s INT64) BEGIN SET s = a + b; END; DECLARE_: BEGIN DECLARE x INT64; CALL d.add(1, 2, x); SELECT x; END',
    [['3']],
  ],
  [
    'INOUT',
    'CREATE PROCEDURE d.twice(INOUT a INT64) BEGIN SET a = a * 2; END; b: BEGIN DECLARE x INT64 DEFAULT 21; CALL d.twice(x); SELECT x; END',
    [['42']],
  ],
  [
    'recursion',
    'CREATE PROCEDURE d.f(n INT64, OUT r INT64) BEGIN DECLARE x INT64; IF n <= 1 THEN SET r = 1; ELSE CALL d.f(n - 1, x); SET r = n * x; END IF; END; b: BEGIN DECLARE x INT64; CALL d.f(5, x); SELECT x; END',
    [['120']],
  ],
  ['RETURN', 'CREATE PROCEDURE d.f() BEGIN SELECT 1; RETURN; SELECT 2; END; CALL d.f(); BEGIN END', [['1']]],
  [
    'tables',
    'CREATE TEMP TABLE t (x INT64); CREATE PROCEDURE d.f(x INT64) BEGIN INSERT INTO t VALUES (x); END; CALL d.f(1); CALL d.f(2); SELECT SUM(x) FROM t',
    [['3']],
  ],
])('procedures have %s', async (_, text, expected) => {
  expect(await run(text)).toEqual(expected)
})

test.each([
  ['CALL d.nothing()', 'unknown-function: there is no procedure d.nothing'],
  ['CREATE PROCEDURE d.f(x INT64) BEGIN END; CALL d.f()', 'invalid-query: d.f takes 1 arguments, not 0'],
  ['CREATE PROCEDURE d.f(OUT x INT64) BEGIN END; CALL d.f(1)', 'invalid-query: an OUT argument must be a variable'],
  [
    'CREATE PROCEDURE d.f() BEGIN CALL d.f(); END; CALL d.f()',
    'invalid-query: procedures call each other more than 50 deep',
  ],
  [
    'CREATE PROCEDURE d.f() BEGIN SET y = 1; END; BEGIN DECLARE y INT64; CALL d.f(); END',
    'unknown-variable: there is no variable y',
  ],
])('%s is refused', async (text, expected) => {
  expect(await failure(text)).toBe(expected)
})

test('an error in a procedure says which text it is in', async () => {
  const text = 'CREATE PROCEDURE d.f() BEGIN EXECUTE IMMEDIATE "SELECT nothing"; END; CALL d.f(); BEGIN END'
  const error = await run(text).catch((caught: unknown) => caught)
  expect(error).toMatchObject({
    code: 'unknown-column',
    source: { name: 'EXECUTE IMMEDIATE', text: 'SELECT nothing' },
    span: { start: 7, end: 14 },
  })
})

test.each([
  ['a query', 'EXECUTE IMMEDIATE "SELECT 1 AS x"; BEGIN END', [['1']]],
  ['with names', 'EXECUTE IMMEDIATE "SELECT @a * (@b + 2)" USING 1 AS a, 3 AS b; BEGIN END', [['5']]],
  ['by position', 'EXECUTE IMMEDIATE "SELECT ? * (? + 2)" USING 1, 3; BEGIN END', [['5']]],
  [
    'into variables',
    'DECLARE x INT64; DECLARE y STRING; EXECUTE IMMEDIATE "SELECT 1, \'a\'" INTO x, y; SELECT x, y',
    [['1', 'a']],
  ],
  [
    'into variables, NULL where there is no row',
    'DECLARE x INT64 DEFAULT 1; EXECUTE IMMEDIATE "SELECT 1 FROM UNNEST(GENERATE_ARRAY(2, 1))" INTO x; SELECT x',
    [[null]],
  ],
  [
    'a change',
    'CREATE TEMP TABLE t (x INT64); EXECUTE IMMEDIATE "INSERT INTO t VALUES (?)" USING 5; SELECT x FROM t',
    [['5']],
  ],
  [
    'a text that is put together',
    'DECLARE name STRING DEFAULT "t"; EXECUTE IMMEDIATE FORMAT("CREATE TEMP TABLE %s AS SELECT 3 AS x", name); SELECT x FROM t',
    [['3']],
  ],
])('EXECUTE IMMEDIATE runs %s', async (_, text, expected) => {
  expect(await run(text)).toEqual(expected)
})

test.each([
  ['DECLARE x INT64 DEFAULT 1; EXECUTE IMMEDIATE "SELECT x"', 'unknown-column: '],
  ['EXECUTE IMMEDIATE "SELECT 1; SELECT 2"', 'invalid-query: EXECUTE IMMEDIATE runs one statement, not 2'],
  [
    'EXECUTE IMMEDIATE "IF TRUE THEN SELECT 1; END IF"',
    'invalid-query: EXECUTE IMMEDIATE runs queries and changes, no statement of a script',
  ],
  ['EXECUTE IMMEDIATE CAST(NULL AS STRING)', 'query-failed: the text of EXECUTE IMMEDIATE is NULL'],
  [
    'DECLARE x INT64; EXECUTE IMMEDIATE "SELECT y FROM UNNEST([1, 2]) AS y" INTO x',
    'query-failed: the query of EXECUTE IMMEDIATE ... INTO gave 2 rows, not one',
  ],
  [
    'DECLARE x INT64; EXECUTE IMMEDIATE "SELECT 1, 2" INTO x',
    'invalid-query: 2 values cannot be assigned to 1 variables',
  ],
])('%s is refused', async (text, expected) => {
  expect(await failure(text)).toContain(expected)
})

test.each([
  [
    'from a query',
    'CREATE TABLE d.t AS SELECT 1 AS x, [STRUCT("a" AS k)] AS a; SELECT x, a[OFFSET(0)].k FROM d.t',
    [['1', 'a']],
  ],
  [
    'from a query over itself',
    'CREATE TABLE d.t AS SELECT 1 AS x; CREATE OR REPLACE TABLE d.t AS SELECT x + 1 AS x FROM d.t; SELECT x FROM d.t',
    [['2']],
  ],
  [
    'with columns',
    'CREATE TABLE d.t (x INT64, y ARRAY<STRING>) AS SELECT 1, ["a"]; SELECT x, y FROM d.t',
    [['1', ['a']]],
  ],
  [
    'with columns that coerce the query',
    'CREATE TABLE d.t (x FLOAT64, y STRUCT<k NUMERIC>) AS SELECT 1 AS a, STRUCT(2) AS b; SELECT x / 2, y.k FROM d.t',
    [[0.5, '2']],
  ],
  [
    'with anonymous fields',
    'CREATE TABLE d.t AS SELECT STRUCT(1, "a") AS s; SELECT s._field_1, s._field_2 FROM d.t',
    [['1', 'a']],
  ],
  [
    'only where it is absent',
    'CREATE TABLE d.t AS SELECT 1 AS x; CREATE TABLE IF NOT EXISTS d.t AS SELECT 2 AS x; SELECT x FROM d.t',
    [['1']],
  ],
  [
    'like another',
    'CREATE TABLE d.t (x INT64); CREATE TABLE d.u LIKE d.t; INSERT INTO d.u VALUES (1); SELECT * FROM d.u',
    [['1']],
  ],
  ['as a copy of another', 'CREATE TABLE d.t AS SELECT 1 AS x; CREATE TABLE d.u COPY d.t; SELECT x FROM d.u', [['1']]],
  [
    'for this script',
    'CREATE TEMP TABLE t AS SELECT 1 AS x; SELECT x FROM t; CREATE OR REPLACE TEMP TABLE t AS SELECT x + 1 AS x FROM t; SELECT x FROM _SESSION.t',
    [['2']],
  ],
  [
    'as a view',
    'CREATE TABLE d.t AS SELECT 1 AS x; CREATE VIEW d.v AS SELECT x + 1 AS y FROM d.t; SELECT y FROM d.v',
    [['2']],
  ],
  [
    'and dropped',
    'CREATE TABLE d.t AS SELECT 1 AS x; DROP TABLE d.t; DROP TABLE IF EXISTS d.t; CREATE TABLE d.t AS SELECT 2 AS x; SELECT x FROM d.t',
    [['2']],
  ],
  [
    'partitioned',
    'CREATE TABLE d.t PARTITION BY DATE(ts) CLUSTER BY k AS SELECT TIMESTAMP "2024-01-01" AS ts, "a" AS k; SELECT k FROM d.t WHERE DATE(ts) = "2024-01-01"',
    [['a']],
  ],
])('a table is made %s', async (_, text, expected) => {
  expect(await run(text)).toEqual(expected)
})

test.each([
  ['CREATE TABLE d.t AS SELECT 1 AS x; CREATE TABLE d.t AS SELECT 2 AS x', 'table-exists: '],
  ['CREATE TABLE d.t AS SELECT 1', 'invalid-query: column 1 of CREATE TABLE has no name'],
  ['CREATE TABLE d.t (x INT64 DEFAULT 1)', 'unsupported: a column with a default value cannot be made here'],
  ['CREATE TABLE d.t (x STRING) AS SELECT 1 AS x', 'type-mismatch: '],
  ['CREATE TABLE d.t (x INT64, y INT64) AS SELECT 1', 'invalid-query: 2 columns are declared, but the query has 1'],
  ['DROP TABLE d.nothing', 'table-not-found: '],
  ['CREATE TABLE d.t (x INT64) PARTITION BY RANGE_BUCKET(x, GENERATE_ARRAY(1, 9, 1))', 'unsupported: '],
  ['CREATE TABLE d.t (x DATE) PARTITION BY LOWER(x)', 'invalid-query: a table cannot be partitioned by this'],
])('%s is refused', async (text, expected) => {
  expect(await failure(text)).toContain(expected)
})

test.each([
  [
    'INSERT',
    'CREATE TEMP TABLE t (x INT64, y STRING); INSERT INTO t (y, x) VALUES ("a", 1), ("b", 2); INSERT INTO t SELECT 3, "c"; SELECT STRING_AGG(y ORDER BY x) FROM t',
    [['a,b,c']],
  ],
  [
    'UPDATE',
    'CREATE TEMP TABLE t AS SELECT x FROM UNNEST([1, 2, 3]) AS x; UPDATE t SET x = x * 10 WHERE x > 1; SELECT SUM(x) FROM t',
    [['51']],
  ],
  [
    'DELETE',
    'CREATE TEMP TABLE t AS SELECT x FROM UNNEST([1, 2, 3]) AS x; DELETE FROM t WHERE x = 2; SELECT SUM(x) FROM t',
    [['4']],
  ],
  ['TRUNCATE', 'CREATE TEMP TABLE t AS SELECT 1 AS x; TRUNCATE TABLE t; SELECT COUNT(*) FROM t', [['0']]],
  [
    'MERGE',
    'CREATE TEMP TABLE t AS SELECT x, "old" AS y FROM UNNEST([1, 2]) AS x; MERGE t USING (SELECT 2 AS x UNION ALL SELECT 3) AS s ON t.x = s.x WHEN MATCHED THEN UPDATE SET y = "new" WHEN NOT MATCHED THEN INSERT (x, y) VALUES (s.x, "add") WHEN NOT MATCHED BY SOURCE THEN DELETE; SELECT x, y FROM t ORDER BY x',
    [
      ['2', 'new'],
      ['3', 'add'],
    ],
  ],
  [
    '@@row_count',
    'CREATE TEMP TABLE t AS SELECT x FROM UNNEST([1, 2, 3]) AS x; DELETE FROM t WHERE x > 1; SELECT @@row_count',
    [['2']],
  ],
])('%s changes rows', async (_, text, expected) => {
  expect(await run(text)).toEqual(expected)
})

test.each([
  [
    'COMMIT keeps changes',
    'CREATE TEMP TABLE t AS SELECT 1 AS x; BEGIN TRANSACTION; UPDATE t SET x = 2 WHERE TRUE; COMMIT; SELECT x FROM t',
    [['2']],
  ],
  [
    'ROLLBACK takes changes back',
    'CREATE TABLE d.t AS SELECT 1 AS x; BEGIN TRANSACTION; UPDATE d.t SET x = 2 WHERE TRUE; INSERT INTO d.t VALUES (3); ROLLBACK; SELECT x FROM d.t',
    [['1']],
  ],
  [
    'ROLLBACK in a handler',
    'CREATE TEMP TABLE t AS SELECT 1 AS x; BEGIN BEGIN TRANSACTION; DELETE FROM t WHERE TRUE; SELECT ERROR("e"); COMMIT; EXCEPTION WHEN ERROR THEN ROLLBACK; END; SELECT x FROM t',
    [['1']],
  ],
])('%s', async (_, text, expected) => {
  expect(await run(text)).toEqual(expected)
})

test('parameters of the job can be used everywhere', async () => {
  const parameters = [{ name: 'day', type: DATE, value: '2024-02-28' }]
  const text = 'DECLARE d DATE DEFAULT @day; IF @day = d THEN SELECT DATE_ADD(@day, INTERVAL 1 DAY); END IF'
  expect(await run(text, { parameters })).toEqual([['2024-02-29']])
})

test('an endless loop ends when the job is cancelled', async () => {
  const controller = new AbortController()
  setTimeout(() => controller.abort(), 50)
  expect(await failure('LOOP BEGIN END; END LOOP', { signal: controller.signal })).toBe(
    'cancelled: the script was cancelled',
  )
})

// https://cloud.google.com/bigquery/docs/reference/standard-sql/data-types#array_nulls
test.each([
  ['a NULL in a required column', 'INSERT t (l) VALUES ([1])', 'Required field id cannot be null'],
  ['a column that UPDATE makes NULL', 'UPDATE t SET id = NULL WHERE TRUE', 'Required field id cannot be null'],
  [
    'a NULL in an array',
    'INSERT t VALUES (2, [1, NULL])',
    'Array cannot have a null element; error in writing field l',
  ],
])('a temporary table refuses %s', async (_, statement, message) => {
  const made = 'CREATE TEMP TABLE t (id INT64 NOT NULL, l ARRAY<INT64>); INSERT t VALUES (1, [1]);'
  await expect(run(`${made} ${statement}`)).rejects.toMatchObject({ code: 'query-failed', message })
})

test('a temporary table keeps a NULL array as an empty one', async () => {
  const made = 'CREATE TEMP TABLE t (l ARRAY<INT64>); INSERT t VALUES (NULL), ([1]);'
  expect(await run(`${made} SELECT l IS NULL, ARRAY_LENGTH(l) FROM t ORDER BY 2`)).toEqual([
    [false, '0'],
    [false, '1'],
  ])
})
