import { expect, it } from 'vitest'
import type { Field } from '../../src/generator/query-job.ts'
import { arrayOf, DATE, type ScalarTypeName, STRING, structOf, type Type } from '../../src/googlesql/types.ts'
import { fieldOfType } from '../../src/runner/duckdb/fields.ts'
import { rowWriter } from '../../src/runner/load/row-text.ts'

function scalar(name: ScalarTypeName): Type {
  return { kind: 'scalar', name }
}

/** What a row of one column `x` becomes: the column's JSON, or the message. The value is read from JSON text. */
function written(type: Type, json: string): unknown {
  return writtenRow([fieldOfType('x', type)], `{"x":${json}}`)
}

function writtenRow(schema: readonly Field[], text: string, ignoreUnknownColumns = false): unknown {
  const result = rowWriter(schema, { ignoreUnknownColumns })({
    value: JSON.parse(text),
    path: 'rows.ndjson',
    line: 7,
    // Of two lines, so that it is written anew.
    text: `${text}\n`,
  })
  return typeof result === 'string' ? result : `${result.path}:${result.line}: ${result.message}`
}

// https://cloud.google.com/bigquery/docs/loading-data-cloud-storage-json#details_of_loading_json_data
it.each<[ScalarTypeName, string, string]>([
  ['INT64', '12', '12'],
  ['INT64', '"12"', '12'],
  ['INT64', '"-9223372036854775808"', '-9223372036854775808'],
  ['INT64', '9007199254740993', '9007199254740993'],
  ['INT64', '9007199254740994', '9007199254740994'],
  ['INT64', '-9223372036854775808', '-9223372036854775808'],
  ['FLOAT64', '1.5', '1.5'],
  ['FLOAT64', '"1.5e3"', '1500'],
  ['FLOAT64', '3', '3'],
  ['FLOAT64', '-0', '-0.0'],
  ['FLOAT64', '"NaN"', '"NaN"'],
  ['FLOAT64', '"Infinity"', '"Infinity"'],
  ['FLOAT64', '"-Infinity"', '"-Infinity"'],
  ['NUMERIC', '"12345678901234567890.123456789"', '"12345678901234567890.123456789"'],
  ['NUMERIC', '12345678901.123456789', '"12345678901.123456789"'],
  ['NUMERIC', '1.50', '"1.5"'],
  ['BIGNUMERIC', '"1.000000000000001"', '"1.000000000000001"'],
  ['STRING', '"é\\u0000\\""', '"é\\u0000\\""'],
  ['STRING', '1.0', '"1.0"'],
  ['STRING', '12', '"12"'],
  ['STRING', 'true', '"true"'],
  ['STRING', '"\\ud800x"', '"�x"'],
  ['STRING', '"\\\\ud800"', '"\\\\ud800"'],
  ['BYTES', '"AQL/"', '"AQL/"'],
  ['BYTES', '""', '""'],
  ['BOOL', 'true', 'true'],
  ['BOOL', '"FALSE"', 'false'],
  ['DATE', '"2024-02-29"', '"2024-02-29"'],
  ['DATE', '"2024-2-9"', '"2024-02-09"'],
  ['DATETIME', '"2024-02-29T10:00:00.5"', '"2024-02-29 10:00:00.5"'],
  ['DATETIME', '"2024-02-29 10:00:00"', '"2024-02-29 10:00:00"'],
  ['TIME', '"10:00:00.000001"', '"10:00:00.000001"'],
  ['TIMESTAMP', '"2021-02-10 10:05:00.123456 UTC"', '"2021-02-10 10:05:00.123456+00"'],
  ['TIMESTAMP', '"2021-02-10T10:05:00Z"', '"2021-02-10 10:05:00+00"'],
  ['TIMESTAMP', '"2021-02-10 10:05:00"', '"2021-02-10 10:05:00+00"'],
  ['TIMESTAMP', '"2021-02-10"', '"2021-02-10 00:00:00+00"'],
  ['TIMESTAMP', '"2021-02-10 10:05:00+02:30"', '"2021-02-10 07:35:00+00"'],
  ['TIMESTAMP', '"2021-02-10 10:05:00 America/Los_Angeles"', '"2021-02-10 18:05:00+00"'],
  ['TIMESTAMP', '1408452095.22', '"2014-08-19 12:41:35.220000+00"'],
  ['TIMESTAMP', '1408452095', '"2014-08-19 12:41:35.000000+00"'],
  ['TIMESTAMP', '"1408452095"', '"2014-08-19 12:41:35.000000+00"'],
  ['TIMESTAMP', '-0.5', '"1969-12-31 23:59:59.500000+00"'],
  ['JSON', '{"b":[1,1.0,"x"],"a":null}', '"{\\"a\\":null,\\"b\\":[1,1.0,\\"x\\"]}"'],
  ['JSON', '"{\\"b\\": 1}"', '"{\\"b\\":1}"'],
  ['JSON', '12', '"12"'],
  ['INTERVAL', '"1-2 3 4:5:6.789"', '{"months":14,"days":3,"micros":14706789000}'],
  ['INTERVAL', '"-0-1 -3 -0:0:1"', '{"months":-1,"days":-3,"micros":-1000000}'],
])('reads %s from %s', (type, json, expected) => {
  expect(written(scalar(type), json)).toBe(`{"x":${expected}}`)
})

it.each<[ScalarTypeName, string, string]>([
  ['INT64', '1.5', '1.5 is not an INT64'],
  ['INT64', '9223372036854775808', '9223372036854775808 is not an INT64'],
  ['INT64', '"9223372036854775808"', '"9223372036854775808" is not an INT64'],
  ['INT64', 'true', 'true is not an INT64'],
  ['FLOAT64', '"1.5x"', '"1.5x" is not a FLOAT64'],
  ['NUMERIC', '"1.0000000001"', '"1.0000000001" is not a NUMERIC'],
  [
    'BIGNUMERIC',
    '"0.0000000000000001"',
    '"0.0000000000000001" is not a BIGNUMERIC of at most 23 digits before the point and 15 behind it',
  ],
  ['STRING', '{"a":1}', '{"a":1} is not a STRING'],
  ['BYTES', '"AQ"', '"AQ" is not a BYTES'],
  ['BOOL', '1', '1 is not a BOOL'],
  ['DATE', '"2023-02-29"', '"2023-02-29" is not a DATE'],
  ['DATE', '"2024-02-29 10:00:00"', '"2024-02-29 10:00:00" is not a DATE'],
  ['TIMESTAMP', '"2021-02-10 25:00:00"', '"2021-02-10 25:00:00" is not a TIMESTAMP'],
  ['TIMESTAMP', '"2021-02-30 10:00:00"', '"2021-02-30 10:00:00" is not a TIMESTAMP'],
  ['TIME', '"24:00:00"', '"24:00:00" is not a TIME'],
  ['JSON', '"{"', '"{" is not a JSON'],
])('refuses for %s the value %s', (type, json, message) => {
  expect(written(scalar(type), json)).toBe(`rows.ndjson:7: x: ${message}`)
})

it('knows digits only from the text that a row was read from', () => {
  const write = rowWriter([fieldOfType('x', STRING)], { ignoreUnknownColumns: false })
  expect(write({ value: { x: 1 }, path: 'pings', line: 1 })).toMatchObject({
    code: 'invalid-value',
    message: 'x: 1 is a number for a STRING, and may have been written with more digits',
    hint: 'write it between quotes',
  })
})

it('shows a wrong value that holds a long number', () => {
  const write = rowWriter([fieldOfType('x', DATE)], { ignoreUnknownColumns: false })
  expect(write({ value: { x: { a: 2n ** 60n } }, path: 'pings', line: 1 })).toMatchObject({
    message: 'x: {"a":1152921504606846976} is not a DATE',
  })
})

const MAP = arrayOf(
  structOf([
    { name: 'key', type: STRING },
    { name: 'value', type: scalar('INT64') },
  ]),
)

it('names the column, the element and the row of a wrong value', () => {
  expect(written(MAP, '[{"key":"a","value":1},{"key":"b","value":"x"}]')).toBe(
    'rows.ndjson:7: x[1].value: "x" is not an INT64',
  )
})

it('reads a missing array and a null one as empty, also inside of records', () => {
  const schema = [fieldOfType('a', MAP), fieldOfType('s', structOf([{ name: 'inner', type: arrayOf(DATE) }]))]
  expect(writtenRow(schema, '{"a":null,"s":{}}')).toBe('{"a":[],"s":{"inner":[]}}')
  expect(writtenRow(schema, '{}')).toBe('{"a":[]}')
})

it('refuses null as an element', () => {
  expect(written(arrayOf(STRING), '["a",null]')).toBe('rows.ndjson:7: x[1]: null cannot be an element of an array')
})

it('reads ranges as text and as objects', () => {
  const range: Type = { kind: 'range', element: { kind: 'scalar', name: 'DATE' } }
  expect(written(range, '"[2024-01-01, UNBOUNDED)"')).toBe('{"x":{"start":"2024-01-01"}}')
  expect(written(range, '{"start":"2024-01-01","end":"2024-02-01"}')).toBe(
    '{"x":{"start":"2024-01-01","end":"2024-02-01"}}',
  )
})

it('finds columns whatever their case', () => {
  expect(writtenRow([fieldOfType('Name', STRING)], '{"nAME":"x"}')).toBe('{"Name":"x"}')
  expect(writtenRow([fieldOfType('Name', STRING)], '{"nAME":"x","Name":"y"}')).toBe(
    'rows.ndjson:7: the row names the column "Name" twice',
  )
})

it('refuses a column that the table does not have, unless it may be ignored', () => {
  const schema = [fieldOfType('client_id', STRING)]
  expect(writtenRow(schema, '{"clientid":"x"}')).toBe(
    'rows.ndjson:7: the table has no column "clientid"; did you mean "client_id"?',
  )
  expect(writtenRow(schema, '{"clientid":"x","client_id":"y"}', true)).toBe('{"client_id":"y"}')
})

it('wants a value for a REQUIRED column, in whatever case it is written', () => {
  const schema: Field[] = [{ name: 'id', type: STRING, mode: 'REQUIRED' }]
  const message = 'rows.ndjson:7: id: the column is REQUIRED, but the row has no value for it'
  expect(writtenRow(schema, '{}')).toBe(message)
  expect(writtenRow(schema, '{"id":null}')).toBe(message)
  expect(writtenRow(schema, '{"ID":"x"}')).toBe('{"id":"x"}')
})

it('refuses a row that is no object', () => {
  expect(writtenRow([], '[1]')).toBe('rows.ndjson:7: [1] is not an object')
})
