import { expect, test } from 'vitest'
import { parseQuery } from '../../src/googlesql/parse/parse.ts'
import { outline, refusal } from './outline.ts'

function selected(text: string): string {
  return outline(parseQuery(text)).replace('(query body:(select items:[(expression expression:1)] ', '(… ')
}

test.each([
  ['SELECT 1,', '(query body:(select items:[(expression expression:1)]))'],
  [
    'SELECT DISTINCT a AS b, c d FROM t',
    '(query body:(select distinct:true items:[(expression expression:a alias:b) (expression expression:c alias:d)] from:(table path:t)))',
  ],
  [
    'SELECT * EXCEPT (a, b) REPLACE (c + 1 AS c), t.*, (x).*',
    '(query body:(select items:[(star except:[a b] replace:[(expression:(+ c 1) alias:c)]) (star base:t) (star base:x)]))',
  ],
  ['SELECT AS STRUCT 1', '(query body:(select as:"STRUCT" items:[(expression expression:1)]))'],
  [
    'SELECT AS VALUE x FROM t',
    '(query body:(select as:"VALUE" items:[(expression expression:x)] from:(table path:t)))',
  ],
  [
    'SELECT 1 FROM a WHERE b GROUP BY c HAVING d QUALIFY e WINDOW w AS (ORDER BY f), v AS w',
    '(… from:(table path:a) where:b groupBy:(items items:[(expression expression:c)]) having:d qualify:e windows:[(name:w window:(orderBy:[(expression:f)])) (name:v window:(name:w))]))',
  ],
  [
    'SELECT 1 ORDER BY a DESC, b NULLS LAST LIMIT 10 OFFSET 5',
    '(query body:(select items:[(expression expression:1)]) orderBy:[(expression:a descending:true) (expression:b nulls:"LAST")] limit:10 offset:5)',
  ],
  ['SELECT 1 FROM t GROUP BY ALL', '(… from:(table path:t) groupBy:(all)))'],
  [
    'SELECT 1 FROM t GROUP BY ROLLUP(a, (b, c)), CUBE(d)',
    '(… from:(table path:t) groupBy:(items items:[(rollup sets:[[a] [b c]]) (cube sets:[[d]])])))',
  ],
  [
    'SELECT 1 FROM t GROUP BY GROUPING SETS (a, (b, c), (), ROLLUP(d))',
    '(… from:(table path:t) groupBy:(items items:[(groupingSets items:[(expression expression:a) (set expressions:[b c]) (set) (rollup sets:[[d]])])])))',
  ],
  [
    'WITH RECURSIVE a AS (SELECT 1), b AS (SELECT 2) SELECT 1 FROM a',
    '(query with:(recursive:true entries:[(name:a query:(query body:(select items:[(expression expression:1)]))) (name:b query:(query body:(select items:[(expression expression:2)])))]) body:(select items:[(expression expression:1)] from:(table path:a)))',
  ],
])('reads %s', (text, expected) => {
  expect(selected(text)).toBe(expected)
})

test('set operations associate to the left and end before ORDER BY', () => {
  expect(outline(parseQuery('SELECT a UNION ALL SELECT b UNION ALL SELECT c ORDER BY 1'))).toBe(
    '(query body:(setOperation operator:"UNION" all:true left:(setOperation operator:"UNION" all:true left:(select items:[(expression expression:a)]) right:(select items:[(expression expression:b)])) right:(select items:[(expression expression:c)])) orderBy:[(expression:1)])',
  )
})

test.each([
  ['UNION ALL BY NAME', 'operator:"UNION" all:true byName:(mode:"inner" strict:true)'],
  ['FULL OUTER UNION ALL BY NAME ON (a)', 'operator:"UNION" all:true byName:(mode:"full" on:[a])'],
  ['LEFT UNION DISTINCT CORRESPONDING', 'operator:"UNION" byName:(mode:"left")'],
  ['INNER UNION ALL BY NAME', 'operator:"UNION" all:true byName:(mode:"inner")'],
  ['EXCEPT DISTINCT STRICT CORRESPONDING BY (a)', 'operator:"EXCEPT" byName:(mode:"inner" strict:true on:[a])'],
  ['INTERSECT DISTINCT', 'operator:"INTERSECT"'],
])('reads the set operator %s', (operator, expected) => {
  expect(outline(parseQuery(`SELECT 1 ${operator} SELECT 1`))).toBe(
    `(query body:(setOperation ${expected} left:(select items:[(expression expression:1)]) right:(select items:[(expression expression:1)])))`,
  )
})

function from(text: string): string {
  const { body } = parseQuery(`SELECT 1 FROM ${text}`)
  return outline(body.kind === 'select' ? body.from : undefined)
}

test.each([
  ['moz-fx-data-123.d.t', '(table path:moz-fx-data-123.d.t)'],
  ['`moz-fx-data.d.t_*` AS x', '(table path:`moz-fx-data`.`d`.`t_*` alias:x)'],
  ['`region-us`.INFORMATION_SCHEMA.TABLES', '(table path:`region-us`.INFORMATION_SCHEMA.TABLES)'],
  [
    "t FOR SYSTEM_TIME AS OF TIMESTAMP '2024-01-01' AS x",
    '(table path:t systemTime:(typedLiteral type:"TIMESTAMP" value:"2024-01-01") alias:x)',
  ],
  ['t TABLESAMPLE SYSTEM (10 PERCENT)', '(table path:t sample:10)'],
  ['t, t.items WITH OFFSET', '(join left:(table path:t) type:"comma" right:(table path:t.items offset:()))'],
  ['UNNEST(a) AS x WITH OFFSET AS i', '(unnest array:a alias:x offset:(alias:i))'],
  ['f(1, TABLE t) AS x', '(tableFunction name:f arguments:[(value:1) (value:(tableArgument path:t))] alias:x)'],
  ['(SELECT 1) x', '(subquery query:(query body:(select items:[(expression expression:1)])) alias:x)'],
  [
    'a JOIN b USING (x, y) LEFT OUTER JOIN c ON c.z',
    '(join left:(join left:(table path:a) type:"inner" right:(table path:b) using:[x y]) type:"left" right:(table path:c) on:c.z)',
  ],
  [
    'a, b JOIN c ON d',
    '(join left:(join left:(table path:a) type:"comma" right:(table path:b)) type:"inner" right:(table path:c) on:d)',
  ],
  [
    'a JOIN b JOIN c ON x ON y',
    '(join left:(table path:a) type:"inner" right:(join left:(table path:b) type:"inner" right:(table path:c) on:x) on:y)',
  ],
  [
    'a CROSS JOIN b FULL JOIN c USING (x)',
    '(join left:(join left:(table path:a) type:"cross" right:(table path:b)) type:"full" right:(table path:c) using:[x])',
  ],
  ['a LEFT JOIN UNNEST(a.b) AS x', '(join left:(table path:a) type:"left" right:(unnest array:a.b alias:x))'],
  [
    'a JOIN (b CROSS JOIN c) ON x',
    '(join left:(table path:a) type:"inner" right:(join left:(table path:b) type:"cross" right:(table path:c)) on:x)',
  ],
  [
    "t PIVOT (SUM(v) AS s FOR k IN ('a' AS x, 'b')) AS p",
    '(pivot input:(table path:t) pivot:(aggregates:[(expression:(call name:SUM arguments:[(value:v)]) alias:s)] for:k values:[(expression:"a" alias:x) (expression:"b")]) alias:p)',
  ],
  [
    "t UNPIVOT INCLUDE NULLS ((v, w) FOR n IN ((a, b) AS 'ab', (c, d)))",
    '(unpivot input:(table path:t) unpivot:(includeNulls:true values:[v w] name:n columns:[(columns:[a b] label:"ab") (columns:[c d])]))',
  ],
  ['t pivot', '(table path:t alias:pivot)'],
])('reads FROM %s', (text, expected) => {
  expect(from(text)).toBe(expected)
})

test('a query in parentheses may be joined, united or only a table', () => {
  const one = '(query body:(select items:[(expression expression:1)]))'
  expect(from('((SELECT 1))')).toBe(`(subquery query:(query body:${one}))`)
  expect(from('((SELECT 1) UNION ALL (SELECT 1)) AS u')).toBe(
    `(subquery query:(query body:(setOperation operator:"UNION" all:true left:${one} right:${one})) alias:u)`,
  )
  expect(from('((SELECT 1) AS a CROSS JOIN b)')).toBe(
    `(join left:(subquery query:${one} alias:a) type:"cross" right:(table path:b))`,
  )
})

function pipes(text: string): string {
  return outline(parseQuery(`FROM t ${text}`).pipes).slice(1, -1)
}

test.each([
  ['|> SELECT a, b AS c', '(select items:[(expression expression:a) (expression expression:b alias:c)])'],
  [
    '|> EXTEND SUM(a) OVER w AS s WINDOW w AS ()',
    '(extend items:[(expression expression:(call name:SUM arguments:[(value:a)] over:(name:w)) alias:s)] windows:[(name:w window:())])',
  ],
  ['|> SET a = 1, b = 2', '(set items:[(column:a value:1) (column:b value:2)])'],
  ['|> DROP a, b', '(drop columns:[a b])'],
  ['|> RENAME a AS b, c d', '(rename columns:[(from:a to:b) (from:c to:d)])'],
  ['|> AS x |> WHERE x.a > 1', '(as alias:x) (where condition:(> x.a 1))'],
  [
    '|> ORDER BY a DESC |> LIMIT 1 OFFSET 2',
    '(orderBy items:[(expression:a descending:true)]) (limit limit:1 offset:2)',
  ],
  [
    '|> AGGREGATE COUNT(*) AS n DESC GROUP BY a, b AS c',
    '(aggregate items:[(expression:(call name:COUNT arguments:[(value:(star))]) alias:n order:())] groupBy:[(expression:a) (expression:b alias:c)])'.replace(
      'order:()',
      'order:(descending:true)',
    ),
  ],
  ['|> AGGREGATE GROUP AND ORDER BY a', '(aggregate groupBy:[(expression:a)] andOrderBy:true)'],
  [
    '|> AGGREGATE GROUP BY a, ROLLUP(b)',
    '(aggregate grouping:(items items:[(expression expression:a) (rollup sets:[[b]])]))',
  ],
  ['|> DISTINCT', '(distinct)'],
  ['|> LEFT JOIN u USING (a)', '(join type:"left" right:(table path:u) using:[a])'],
  [
    '|> UNION ALL BY NAME (SELECT 1), (SELECT 1)',
    '(setOperation operator:"UNION" all:true byName:(mode:"inner" strict:true) queries:[(query body:(select items:[(expression expression:1)])) (query body:(select items:[(expression expression:1)]))])',
  ],
  ['|> CALL f(1) AS x', '(call name:f arguments:[(value:1)] alias:x)'],
  ['|> TABLESAMPLE SYSTEM (1 PERCENT)', '(sample percent:1)'],
  [
    '|> WITH u AS (SELECT 1)',
    '(with with:(entries:[(name:u query:(query body:(select items:[(expression expression:1)])))]))',
  ],
])('reads %s', (text, expected) => {
  expect(pipes(text)).toBe(expected)
})

test.each([
  ['SELECT a FRM t', '"t" at 13: expected the end of the text but found t | did you mean FROM?'],
  ['SELECT 1 FROM', '"" at 13: expected a table name but found the end of the text'],
  ['SELECT 1 a b', '"b" at 11: expected the end of the text but found b'],
  ['SELECT a FROM t GROUP a', '"a" at 22: expected BY but found a'],
  [
    'SELECT 1 UNION SELECT 2',
    '"SELECT" at 15: expected ALL or DISTINCT but found the keyword SELECT | GoogleSQL wants UNION ALL or UNION DISTINCT',
  ],
  [
    'SELECT 1 UNION ALL SELECT 2 UNION DISTINCT SELECT 3',
    '"UNION" at 28: different set operations cannot follow each other | put parentheses around those that belong together',
  ],
  [
    'SELECT 1 AS order',
    '"order" at 12: expected an alias name but found the keyword ORDER | ORDER is a reserved keyword; to use it as a name write `order`',
  ],
  ['SELECT 1 LIMIT 1, 2', '"," at 16: expected OFFSET but found , | write LIMIT count OFFSET skipped'],
  ['SELECT 1 FROM a JOIN b', '"" at 22: expected ON or USING but found the end of the text'],
  [
    'SELECT 1 FROM a JOIN b ON x ON y',
    '"ON" at 28: expected the end of this join but found the keyword ON | every join has one ON or USING',
  ],
  [
    'WITH a(x) AS (SELECT 1) SELECT 1',
    '"(" at 6: expected AS but found ( | GoogleSQL takes no column list here; name the columns in the query',
  ],
  [
    'WITH a AS (SELECT 1), SELECT 1',
    '"SELECT" at 22: expected the name of a WITH entry but found the keyword SELECT | take away the comma before the query',
  ],
  [
    'FROM t |> SELEC a',
    '"SELEC" at 10: expected a pipe operator such as SELECT, WHERE or AGGREGATE but found SELEC | did you mean SELECT?',
  ],
  ['SELECT * FROM `a..b`', '"`a..b`" at 14: `a..b` has an empty part'],
  [
    'SELECT 1 FROM t WHERE x = {{ y }}',
    '"{" at 26: expected an expression but found { | this is a template; render it before it is read as SQL',
  ],
])('refuses %s', (text, expected) => {
  expect(refusal(text, parseQuery)).toBe(expected)
})
