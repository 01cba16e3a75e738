import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { parseParameter } from '../../src/generator/parameter.ts'
import { formatType } from '../../src/googlesql/types.ts'

function parse(text: string) {
  const { name, type, value } = parseParameter(text)
  return [name, formatType(type), value]
}

// the forms of `bq query --parameter`
// @see https://cloud.google.com/bigquery/docs/parameterized-queries
describe('a parameter is read', () => {
  test.each([
    ['submission_date:DATE:2024-02-28', ['submission_date', 'DATE', '2024-02-28']],
    ['channel:STRING:nightly', ['channel', 'STRING', 'nightly']],
    ['corpus::romeo: and juliet', ['corpus', 'STRING', 'romeo: and juliet']],
    ['::positional', ['', 'STRING', 'positional']],
    ['n:INT64:250', ['n', 'INT64', 250n]],
    ['n:INTEGER:-9223372036854775808', ['n', 'INT64', -9223372036854775808n]],
    ['x:FLOAT64:1.5e3', ['x', 'FLOAT64', 1500]],
    ['x:FLOAT:-inf', ['x', 'FLOAT64', Number.NEGATIVE_INFINITY]],
    ['x:FLOAT64:NaN', ['x', 'FLOAT64', Number.NaN]],
    ['b:BOOL:true', ['b', 'BOOL', true]],
    ['b:BOOLEAN:FALSE', ['b', 'BOOL', false]],
    ['d:NUMERIC:12345678901234567890.123456789', ['d', 'NUMERIC', '12345678901234567890.123456789']],
    ['d:BIGNUMERIC:0.10', ['d', 'BIGNUMERIC', '0.1']],
    ['t:TIMESTAMP:2016-12-07 08:00:00+02:00', ['t', 'TIMESTAMP', '2016-12-07 06:00:00+00']],
    ['t:TIMESTAMP:2016-12-07T08:00:00Z', ['t', 'TIMESTAMP', '2016-12-07 08:00:00+00']],
    ['t:DATETIME:2016-12-07T08:00:00.50', ['t', 'DATETIME', '2016-12-07 08:00:00.5']],
    ['t:TIME:08:00:00', ['t', 'TIME', '08:00:00']],
    ['b:BYTES:aGVsbG8=', ['b', 'BYTES', new TextEncoder().encode('hello')]],
    [
      'j:JSON:{"a": [1, 12345678901234567890],\n "b": " x "}',
      ['j', 'JSON', '{"a":[1,12345678901234567890],"b":" x "}'],
    ],
    ['i:INTERVAL:0-0 1 0:0:0', ['i', 'INTERVAL', '0-0 1 0:0:0']],
    ['r:RANGE<DATE>:[2024-01-01, UNBOUNDED)', ['r', 'RANGE<DATE>', '[2024-01-01, UNBOUNDED)']],
    ['n:INT64:NULL', ['n', 'INT64', null]],
    ['s:STRING:', ['s', 'STRING', '']],
    ['s:STRING: SELECT\n  id', ['s', 'STRING', ' SELECT\n  id']],
    ['gender:ARRAY<STRING>:["M", "F"]', ['gender', 'ARRAY<STRING>', ['M', 'F']]],
    ['ids:ARRAY<INT64>:[1, 9223372036854775807, null]', ['ids', 'ARRAY<INT64>', [1n, 9223372036854775807n, null]]],
    ['a:ARRAY<DATE>:["2024-01-01"]', ['a', 'ARRAY<DATE>', ['2024-01-01']]],
    ['a:ARRAY<INT64>:[]', ['a', 'ARRAY<INT64>', []]],
    ['p:STRUCT<x INT64, y STRING>:{"x": 1, "y": "foo"}', ['p', 'STRUCT<x INT64, y STRING>', [1n, 'foo']]],
    ['p:STRUCT<x INT64, y STRING>:{"Y": "foo"}', ['p', 'STRUCT<x INT64, y STRING>', [null, 'foo']]],
    [
      'p:ARRAY<STRUCT<k STRING, v ARRAY<FLOAT64>>>:[{"k": "a", "v": [1, 2.5]}]',
      ['p', 'ARRAY<STRUCT<k STRING, v ARRAY<FLOAT64>>>', [['a', [1, 2.5]]]],
    ],
  ])('%s', (text, expected) => {
    expect(parse(text)).toEqual(expected)
  })
})

describe('a wrong parameter says how to write it', () => {
  test.each([
    ['submission_date', 'NAME:TYPE:VALUE', 'submission_date:DATE:2024-02-28'],
    ['submission_date=2024-02-28', 'NAME:TYPE:VALUE', 'submission_date:DATE:2024-02-28'],
    ['d:DATE', 'NAME:TYPE:VALUE', 'channel:STRING:nightly'],
    ['d:DAT:2024-01-01', '"DAT" is no type', 'submission_date:DATE:2024-02-28'],
    ['a b:DATE:2024-01-01', '"a b" cannot be the name', 'submission_date:DATE:2024-02-28'],
    ['d:DATE:2024-02-30', '"2024-02-30" is no value of type DATE', 'd:DATE:2024-02-28'],
    ['d:DATE:{{ds}}', '"{{ds}}" is no value of type DATE', 'd:DATE:2024-02-28'],
    ['n:INT64:1.5', '"1.5" is no value of type INT64', 'n:INT64:42'],
    ['n:INT64:9223372036854775808', 'is no value of type INT64', 'n:INT64:42'],
    ['n:INT64:', '"" is no value of type INT64', 'n:INT64:42'],
    ['b:BOOL:yes', '"yes" is no value of type BOOL', 'b:BOOL:true'],
    ['d:NUMERIC:1.0000000001', 'is no value of type NUMERIC', 'd:NUMERIC:1.25'],
    ['b:BYTES:hello!', 'is no value of type BYTES', 'b:BYTES:aGVsbG8='],
    ['j:JSON:{a: 1}', 'is no value of type JSON', 'j:JSON:{"a": 1}'],
    ['a:ARRAY<INT64>:1, 2', 'is no value of type ARRAY<INT64>', 'a:ARRAY<INT64>:[42]'],
    ['a:ARRAY<INT64>:["x"]', 'is no value of type ARRAY<INT64>', 'a:ARRAY<INT64>:[42]'],
    ['a:ARRAY<ARRAY<INT64>>:[[1]]', '"ARRAY<ARRAY<INT64>>" is no type', 'ids:ARRAY<INT64>:[1, 2]'],
    [
      'p:STRUCT<x INT64, d DATE>:{"z": 1}',
      'is no value of type STRUCT<x INT64, d DATE>',
      '{"x": 42, "d": "2024-02-28"}',
    ],
    ['p:STRUCT<x INT64>:[1]', 'is no value of type STRUCT<x INT64>', '{"x": 42}'],
  ])('%s', (text, message, hint) => {
    let error: unknown
    try {
      parseParameter(text)
    } catch (caught) {
      error = caught
    }
    expect(error).toBeInstanceOf(UsageError)
    expect((error as UsageError).message).toContain(message)
    expect((error as UsageError).hint).toContain(hint)
  })
})
