import { expect, test } from 'vitest'
import { outlineScript, refusal } from './outline.ts'

const one = '(query body:(select items:[(expression expression:1)]))'
const statement = `(queryStatement query:${one})`

test.each([
  [
    'CREATE OR REPLACE TABLE d.t PARTITION BY DATE(x) CLUSTER BY a, b OPTIONS (expiration = 1) AS SELECT 1',
    `(createTable path:d.t orReplace:true clusterBy:[a b] options:[(name:expiration value:1)] partitionBy:(call name:DATE arguments:[(value:x)]) query:${one})`,
  ],
  [
    "CREATE TEMP TABLE IF NOT EXISTS t (a INT64 NOT NULL DEFAULT 1 OPTIONS (description = 'x'), b ARRAY<STRUCT<c STRING>>, PRIMARY KEY (a) NOT ENFORCED)",
    '(createTable path:t temporary:true ifNotExists:true columns:[(name:a type:INT64 notNull:true default:1 options:[(name:description value:"x")]) (name:b type:(arrayType element:(structType fields:[(name:c type:STRING)])))])',
  ],
  ['CREATE TABLE t LIKE u', '(createTable path:t like:u)'],
  ['CREATE TABLE t COPY p.d.u', '(createTable path:t copy:p.d.u)'],
  [
    "CREATE EXTERNAL TABLE t OPTIONS (format = 'CSV')",
    '(createTable external:true path:t options:[(name:format value:"CSV")])',
  ],
  [
    'CREATE VIEW IF NOT EXISTS v (a, b OPTIONS (description = "x")) AS SELECT 1',
    `(createView path:v ifNotExists:true columns:[a b] query:${one})`,
  ],
  [
    'CREATE MATERIALIZED VIEW v CLUSTER BY a AS SELECT 1',
    `(createView materialized:true path:v clusterBy:[a] query:${one})`,
  ],
  ['CREATE SCHEMA IF NOT EXISTS p.d', '(createSchema path:p.d ifNotExists:true)'],
  ['CREATE SNAPSHOT TABLE t CLONE u FOR SYSTEM_TIME AS OF x', '(createSnapshot path:t clone:u systemTime:x)'],
  ['DROP TABLE IF EXISTS d.t', '(drop object:"TABLE" ifExists:true path:d.t)'],
  ['DROP TABLE FUNCTION f', '(drop object:"TABLE FUNCTION" path:f)'],
  ['DROP SCHEMA d CASCADE', '(drop object:"SCHEMA" path:d cascade:true)'],
  [
    'ALTER TABLE t ADD COLUMN a STRUCT<b INT64, c STRING>, DROP COLUMN d',
    '(alter object:"TABLE" path:t actions:[(action:"ADD COLUMN") (action:"DROP COLUMN")])',
  ],
  ['TRUNCATE TABLE t', '(truncate table:t)'],
  ['GRANT `roles/x` ON TABLE t TO "user:a"', '(other verb:"GRANT")'],
  ['CREATE SEARCH INDEX i ON t (ALL COLUMNS)', '(other verb:"CREATE SEARCH")'],
  ["LOAD DATA INTO t FROM FILES (format = 'CSV')", '(other verb:"LOAD DATA")'],
  ["EXPORT DATA OPTIONS (uri = 'x') AS SELECT 1", `(exportData options:[(name:uri value:"x")] query:${one})`],
])('reads %s', (text, expected) => {
  expect(outlineScript(text)).toBe(expected)
})

test.each([
  [
    'CREATE TEMP FUNCTION f(a INT64, b ANY TYPE) RETURNS STRING AS (a)',
    '(createFunction path:f temporary:true parameters:[(name:a type:INT64) (name:b type:(anyType))] returns:STRING body:(sql expression:a))',
  ],
  [
    'CREATE FUNCTION d.f() RETURNS ARRAY<INT64> DETERMINISTIC LANGUAGE js OPTIONS (library = ["x"]) AS r"""return "\\n";"""',
    String.raw`(createFunction path:d.f options:[(name:library value:(array elements:["x"]))] returns:(arrayType element:INT64) determinism:"DETERMINISTIC" language:"js" body:(code code:"return \"\\n\";"))`,
  ],
  [
    'CREATE AGGREGATE FUNCTION f(a INT64, b INT64 NOT AGGREGATE) AS (SUM(a) + b)',
    '(createFunction aggregate:true path:f parameters:[(name:a type:INT64) (name:b type:INT64 notAggregate:true)] body:(sql expression:(+ (call name:SUM arguments:[(value:a)]) b)))',
  ],
  [
    'CREATE TABLE FUNCTION f(a INT64) RETURNS TABLE<b INT64> AS SELECT 1',
    `(createFunction table:true path:f parameters:[(name:a type:INT64)] returns:(tableType columns:[(name:b type:INT64)]) body:(query query:${one}))`,
  ],
  [
    'CREATE FUNCTION f(a INT64) RETURNS INT64 REMOTE WITH CONNECTION p.us.c',
    '(createFunction path:f parameters:[(name:a type:INT64)] returns:INT64 body:(remote))',
  ],
  [
    'CREATE OR REPLACE PROCEDURE d.p(a INT64, OUT b STRING, INOUT c DATE) BEGIN SET b = "x"; END',
    '(createProcedure path:d.p orReplace:true parameters:[(mode:"IN" name:a type:INT64) (mode:"OUT" name:b type:STRING) (mode:"INOUT" name:c type:DATE)] body:[(set targets:[b] value:"x")])',
  ],
])('reads the routine %s', (text, expected) => {
  expect(outlineScript(text)).toBe(expected)
})

test.each([
  [
    'INSERT INTO t (a, b) VALUES (1, DEFAULT), (2, x)',
    '(insert table:t columns:[a b] source:(values rows:[(values:[1 (default)]) (values:[2 x])]))',
  ],
  ['INSERT t SELECT 1', `(insert table:t source:(query query:${one}))`],
  ['INSERT INTO t (SELECT 1)', `(insert table:t source:(query query:(query body:${one})))`],
  [
    'UPDATE t AS x SET a = 1, b.c = DEFAULT FROM u WHERE x.k = u.k',
    '(update table:t alias:x items:[(target:a value:1) (target:b.c value:(default))] from:(table path:u) where:(= x.k u.k))',
  ],
  ['DELETE FROM t WHERE TRUE', '(delete table:t where:true)'],
  ['DELETE t x WHERE x.a', '(delete table:t alias:x where:x.a)'],
  [
    'MERGE INTO t USING (SELECT 1) s ON t.a = s.a WHEN MATCHED AND s.b THEN DELETE WHEN MATCHED THEN UPDATE SET c = s.c WHEN NOT MATCHED THEN INSERT (a) VALUES (s.a) WHEN NOT MATCHED BY SOURCE THEN DELETE WHEN NOT MATCHED BY TARGET THEN INSERT ROW',
    `(merge table:t source:(subquery query:${one} alias:s) on:(= t.a s.a) clauses:[(when:"matched" condition:s.b action:(delete)) (when:"matched" action:(update items:[(target:c value:s.c)])) (when:"notMatchedByTarget" action:(insert columns:[a] values:[s.a])) (when:"notMatchedBySource" action:(delete)) (when:"notMatchedByTarget" action:(insert))])`,
  ],
])('reads %s', (text, expected) => {
  expect(outlineScript(text)).toBe(expected)
})

test.each([
  [
    'DECLARE a, b INT64 DEFAULT 1; DECLARE c DEFAULT CURRENT_DATE()',
    '(declare names:[a b] type:INT64 default:1)\n(declare names:[c] default:(call name:CURRENT_DATE))',
  ],
  [
    'SET a = 1; SET (a, b.c) = (1, 2); SET @@time_zone = "UTC"',
    '(set targets:[a] value:1)\n(set targets:[a b.c] value:(struct tuple:true fields:[(value:1) (value:2)]))\n(set targets:[(systemVariable names:["time_zone"])] value:"UTC")',
  ],
  [
    'IF a THEN SELECT 1; ELSEIF b THEN SELECT 1; ELSE SELECT 1; END IF',
    `(if branches:[(condition:a body:[${statement}]) (condition:b body:[${statement}])] otherwise:[${statement}])`,
  ],
  [
    'CASE x WHEN 1 THEN SELECT 1; ELSE SELECT 1; END CASE',
    `(caseStatement operand:x whens:[(when:1 body:[${statement}])] otherwise:[${statement}])`,
  ],
  [
    'l: LOOP BREAK l; CONTINUE; LEAVE; ITERATE l; END LOOP l',
    '(loop label:l body:[(break label:l) (continue) (break) (continue label:l)])',
  ],
  ['WHILE a < 1 DO SET a = a + 1; END WHILE', '(while condition:(< a 1) body:[(set targets:[a] value:(+ a 1))])'],
  ['REPEAT SELECT 1; UNTIL a END REPEAT', `(repeat body:[${statement}] until:a)`],
  ['FOR r IN (SELECT 1) DO SELECT 1; END FOR', `(forIn variable:r query:${one} body:[${statement}])`],
  [
    'BEGIN SELECT 1; EXCEPTION WHEN ERROR THEN RAISE; RAISE USING MESSAGE = @@error.message; END',
    `(block body:[${statement}] handler:[(raise) (raise message:(systemVariable names:["error" "message"]))])`,
  ],
  [
    'BEGIN TRANSACTION; BEGIN; COMMIT TRANSACTION; ROLLBACK',
    '(beginTransaction)\n(beginTransaction)\n(commitTransaction)\n(rollbackTransaction)',
  ],
  ['CALL p.d.f(1, x); RETURN', '(callStatement name:p.d.f arguments:[1 x])\n(return)'],
  [
    'EXECUTE IMMEDIATE CONCAT("a", b) INTO x, y USING 1 AS z, 2',
    '(executeImmediate sql:(call name:CONCAT arguments:[(value:"a") (value:b)]) into:[x y] using:[(value:1 alias:z) (value:2)])',
  ],
  ["ASSERT a > 1 AS 'too small'", '(assert condition:(> a 1) message:"too small")'],
])('reads the script %s', (text, expected) => {
  expect(outlineScript(text)).toBe(expected)
})

test('a script may be empty, and semicolons may stand alone', () => {
  expect(outlineScript('-- nothing\n')).toBe('')
  expect(outlineScript(';SELECT 1;;SELECT 1;')).toBe(`${statement}\n${statement}`)
})

test.each([
  ['SELEC 1', '"SELEC" at 0: expected a statement but found SELEC | did you mean SELECT?'],
  ['SELECT 1 SELECT 2', '"SELECT" at 9: expected ; or the end of the text but found the keyword SELECT'],
  [
    'UPDATE t SET a = 1',
    '"" at 18: expected WHERE but found the end of the text | every UPDATE needs one; WHERE TRUE means all rows',
  ],
  [
    'DELETE FROM t',
    '"" at 13: expected WHERE but found the end of the text | every DELETE needs one; WHERE TRUE means all rows',
  ],
  [
    'INSERT OVERWRITE t SELECT 1',
    '"OVERWRITE" at 7: expected INTO but found OVERWRITE | GoogleSQL has no INSERT OVERWRITE; delete the rows first',
  ],
  [
    'CREATE FUNCTION f() AS (SELECT 1)',
    '"SELECT" at 24: expected an expression but found the keyword SELECT | a query as the value of a function needs parentheses of its own: AS ((SELECT ...))',
  ],
  [
    'CREATE FUNCTION f() RETURNS INT64',
    '"" at 33: expected AS and the body of the function but found the end of the text',
  ],
  ['IF a THEN SELECT 1 END IF', '"END" at 19: expected ; after the statement but found the keyword END'],
  ['IF a THEN SELECT 1; ELSE IF b THEN SELECT 1; END IF;', '"" at 52: expected END IF but found the end of the text'],
  ['BEGIN SELECT 1;', '"" at 15: expected END but found the end of the text'],
  ['CREATE TABLE t (a)', '")" at 17: expected a type but found )'],
])('refuses %s', (text, expected) => {
  expect(refusal(text)).toBe(expected)
})
