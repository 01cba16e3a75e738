import { expect, test } from 'vitest'
import { parseExpression, parseType } from '../../src/googlesql/parse/parse.ts'
import { outline, outlineExpression, refusal } from './outline.ts'

// the order of binding is BigQuery's; the evaluator refuses what is refused here
test.each([
  ['1 + 2 * 3 - 4', '(- (+ 1 (* 2 3)) 4)'],
  ["'a' || b * c", '(|| "a" (* b c))'],
  ['a || b + c', '(+ (|| a b) c)'],
  ['~a & b | c ^ d << 1 + 2', '(| (& (~ a) b) (^ c (<< d (+ 1 2))))'],
  ['-a.b + -(1)', '(+ (- a.b) (- 1))'],
  ['NOT a = b AND c OR d', '(OR (AND (NOT (= a b)) c) d)'],
  ['NOT NOT a', '(NOT (NOT a))'],
  ['a <> b', '(!= a b)'],
  ['(a = b) = c', '(= (= a b) c)'],
  ['a BETWEEN 1 AND 2 + 3 AND b', '(AND (between operand:a low:1 high:(+ 2 3)) b)'],
  ['a NOT BETWEEN b | 1 AND c', '(between negated:true operand:a low:(| b 1) high:c)'],
  ['a IS NOT NULL', '(is negated:true operand:a what:"NULL")'],
  ['a IS UNKNOWN', '(is operand:a what:"UNKNOWN")'],
  ['a IS NOT DISTINCT FROM b', '(isDistinctFrom negated:true left:a right:b)'],
  ["a LIKE 'x%'", '(like operand:a patterns:(list items:["x%"]))'],
  ["a NOT LIKE SOME ('x', 'y')", '(like negated:true operand:a quantifier:"ANY" patterns:(list items:["x" "y"]))'],
  ['a LIKE ALL UNNEST(b)', '(like operand:a quantifier:"ALL" patterns:(unnest array:b))'],
  ['a IN (1, 2)', '(in operand:a set:(list items:[1 2]))'],
  ['a NOT IN UNNEST(b)', '(in negated:true operand:a set:(unnest array:b))'],
])('reads %s', (text, expected) => {
  expect(outlineExpression(text)).toBe(expected)
})

test.each([
  ['0xFF', '0xFF'],
  ["'a' \"b\"\n'''c'''", '"abc"'],
  ["b'a' b'b'", 'bytes:6162'],
  ["DATE '2024-02-28'", '(typedLiteral type:"DATE" value:"2024-02-28")'],
  ["DECIMAL '1.5'", '(typedLiteral type:"NUMERIC" value:"1.5")'],
  ["RANGE<DATE> '[2024-01-01, UNBOUNDED)'", '(typedLiteral type:"RANGE" value:"[2024-01-01, UNBOUNDED)" element:DATE)'],
  ['INTERVAL -1 DAY', '(interval value:(- 1) part:"DAY")'],
  ["INTERVAL '1-2' year TO month", '(interval value:"1-2" part:"YEAR" toPart:"MONTH")'],
  ['@name + ? + ?', '(+ (+ (parameter name:"name") (parameter position:1)) (parameter position:2))'],
  ['@@error.message', '(systemVariable names:["error" "message"])'],
  ['date', 'date'],
  ['[1, 2]', '(array elements:[1 2])'],
  [
    'ARRAY<STRUCT<a INT64, b ARRAY<STRING>>>[]',
    '(array elementType:(structType fields:[(name:a type:INT64) (name:b type:(arrayType element:STRING))]))',
  ],
  ['STRUCT(1 AS a, b)', '(struct fields:[(value:1 alias:a) (value:b)])'],
  [
    'STRUCT<INT64, x DATE>(1, d)',
    '(struct type:(structType fields:[(type:INT64) (name:x type:DATE)]) fields:[(value:1) (value:d)])',
  ],
  ['(1, a)', '(struct tuple:true fields:[(value:1) (value:a)])'],
  ['STRUCT<>()', '(struct type:(structType))'],
])('reads the value %s', (text, expected) => {
  expect(outlineExpression(text)).toBe(expected)
})

test.each([
  ['a.b.c', 'a.b.c'],
  ['(a.b).c', '(field base:a.b name:c)'],
  ['f(x).y.z', '(field base:(field base:(call name:f arguments:[(value:x)]) name:y) name:z)'],
  ['a.select', 'a.select'],
  ['`p-q.d.t`.x', '`p-q`.`d`.`t`.x'],
  [
    'a[OFFSET(1)].b[SAFE_ORDINAL(2)]',
    '(index base:(field base:(index base:a mode:"OFFSET" index:1) name:b) mode:"SAFE_ORDINAL" index:2)',
  ],
  ["j['k'][0]", '(index base:(index base:j mode:"plain" index:"k") mode:"plain" index:0)'],
  ['offset', 'offset'],
  ['SAFE.NET.HOST(u)', '(call name:NET.HOST safe:true arguments:[(value:u)])'],
  ['`mozfun.map.get_key`(m, k)', '(call name:`mozfun`.`map`.`get_key` arguments:[(value:m) (value:k)])'],
  ["('a').UPPER()", '(call name:UPPER arguments:[(value:"a")])'],
  [
    "LEFT('a', 1) || IF(a, b, c)",
    '(|| (call name:LEFT arguments:[(value:"a") (value:1)]) (call name:IF arguments:[(value:a) (value:b) (value:c)]))',
  ],
  ['COUNT(*)', '(call name:COUNT arguments:[(value:(star))])'],
  [
    'f(TABLE d.t, MODEL m, x => 1)',
    '(call name:f arguments:[(value:(tableArgument path:d.t)) (value:(modelArgument path:m)) (name:x value:1)])',
  ],
  [
    'f(x -> x + 1, (a, b) -> a)',
    '(call name:f arguments:[(value:(lambda parameters:[x] body:(+ x 1))) (value:(lambda parameters:[a b] body:a))])',
  ],
  [
    'ARRAY_AGG(DISTINCT x IGNORE NULLS ORDER BY y DESC NULLS LAST LIMIT 2)',
    '(call name:ARRAY_AGG arguments:[(value:x)] distinct:true orderBy:[(expression:y descending:true nulls:"LAST")] nulls:"IGNORE" limit:2)',
  ],
  ['ANY_VALUE(x HAVING MAX y)', '(call name:ANY_VALUE arguments:[(value:x)] having:(extreme:"MAX" expression:y))'],
  [
    'SUM(x) OVER (w PARTITION BY a, b ORDER BY c ROWS BETWEEN 1 PRECEDING AND UNBOUNDED FOLLOWING)',
    '(call name:SUM arguments:[(value:x)] over:(name:w partitionBy:[a b] orderBy:[(expression:c)] frame:(unit:"ROWS" from:(preceding offset:1) to:(unboundedFollowing))))',
  ],
  ['RANK() OVER w', '(call name:RANK over:(name:w))'],
  ['CASE WHEN a THEN 1 ELSE 2 END', '(case whens:[(when:a then:1)] otherwise:2)'],
  ['CASE x WHEN 1 THEN 2 END', '(case operand:x whens:[(when:1 then:2)])'],
  ["CAST(d AS STRING FORMAT 'YYYY' AT TIME ZONE 'UTC')", '(cast operand:d type:STRING format:"YYYY" timeZone:"UTC")'],
  ['SAFE_CAST(a AS NUMERIC(10, 2))', '(cast safe:true operand:a type:(namedType path:NUMERIC parameters:[10 2]))'],
  ["EXTRACT(WEEK(MONDAY) FROM t AT TIME ZONE 'UTC')", '(extract part:"WEEK(MONDAY)" operand:t timeZone:"UTC")'],
  [
    'DATE_TRUNC(d, WEEK(MONDAY))',
    '(call name:DATE_TRUNC arguments:[(value:d) (value:(call name:WEEK arguments:[(value:MONDAY)]))])',
  ],
  ['WITH(a AS 1, b AS a + 1, a * b)', '(with variables:[(name:a value:1) (name:b value:(+ a 1))] body:(* a b))'],
])('reads %s', (text, expected) => {
  expect(outlineExpression(text)).toBe(expected)
})

test('what follows an inner parenthesis decides whether it was a query', () => {
  const one = '(query body:(select items:[(expression expression:1)]))'
  expect(outlineExpression('((SELECT 1))')).toBe(`(subquery form:"scalar" query:(query body:${one}))`)
  expect(outlineExpression('((SELECT 1) + 1)')).toBe(`(+ (subquery form:"scalar" query:${one}) 1)`)
  expect(outlineExpression('((SELECT 1) UNION ALL (SELECT 1))')).toBe(
    `(subquery form:"scalar" query:(query body:(setOperation operator:"UNION" all:true left:${one} right:${one})))`,
  )
  expect(outlineExpression('x IN ((SELECT 1))')).toBe(`(in operand:x set:(query query:(query body:${one})))`)
  expect(outlineExpression('x IN ((SELECT 1), 2)')).toBe(
    `(in operand:x set:(list items:[(subquery form:"scalar" query:${one}) 2]))`,
  )
  expect(outlineExpression('EXISTS(SELECT 1)')).toBe(`(subquery form:"exists" query:${one})`)
  expect(outlineExpression('ARRAY(SELECT 1)')).toBe(`(subquery form:"array" query:${one})`)
})

test.each([
  [
    'ARRAY<STRUCT<a INT64 OPTIONS(description="x"), b STRUCT<c ARRAY<INT64>>>>',
    '(arrayType element:(structType fields:[(name:a type:INT64) (name:b type:(structType fields:[(name:c type:(arrayType element:INT64))]))]))',
  ],
  ['STRING(MAX)', '(namedType path:STRING parameters:["MAX"])'],
  ["STRING COLLATE 'und:ci'", '(namedType path:STRING collate:"und:ci")'],
  ['RANGE<DATE>', '(rangeType element:DATE)'],
  ['INTERVAL', 'INTERVAL'],
  ['ANY TYPE', '(anyType)'],
  ['TABLE<a INT64>', '(tableType columns:[(name:a type:INT64)])'],
])('reads the type %s', (text, expected) => {
  expect(outline(parseType(text))).toBe(expected)
})

test.each([
  ['1 +', '"" at 3: expected an expression but found the end of the text'],
  ['a = b = c', '"=" at 6: comparisons cannot be chained | join them with AND, or put parentheses around the first'],
  ['a IS NULL IS NULL', '"IS" at 10: comparisons cannot be chained'],
  ['TRUE = NOT FALSE', '"NOT" at 7: expected an operand but found the keyword NOT'],
  ['f(1', '"" at 3: expected ) or , but found the end of the text'],
  ['[1, 2', '"" at 5: expected , or ] but found the end of the text'],
  ['(1', '"" at 2: expected ) but found the end of the text | a parenthesis is never closed'],
  ['CASE WHEN a THEN 1', '"" at 18: expected WHEN, ELSE or END but found the end of the text'],
  ['1a', '"1a" at 0: put a blank between the number 1 and what follows it'],
  ["'a''b'", `"'b'" at 3: put a blank between two strings that are to be joined`],
  ['a == b', '"=" at 3: expected an expression but found = | equality is written with one ='],
  ['a::INT64', '":" at 1: expected the end of the text but found :'],
  ['5 % 2', '"%" at 2: expected the end of the text but found % | the remainder is MOD(x, y)'],
  [
    'F(SELECT 1)',
    '"SELECT" at 2: expected an argument but found the keyword SELECT | a query as argument needs parentheses of its own',
  ],
  ['MOD(5, *)', '"*" at 7: expected an expression but found *'],
  ['INTERVAL 1', '"" at 10: expected a part such as DAY but found the end of the text'],
  ['ARRAY(1)', '"1" at 6: expected a query but found 1 | an array of values is written [a, b]'],
  ['{{ x }}', '"{" at 0: expected an expression but found { | this is a template; render it before it is read as SQL'],
])('refuses %s', (text, expected) => {
  expect(refusal(text, parseExpression)).toContain(expected)
})
