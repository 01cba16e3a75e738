import { describe, expect, test } from 'vitest'
import {
  arrayOf,
  BIGNUMERIC,
  BYTES,
  DATE,
  FLOAT64,
  INT64,
  INTERVAL,
  STRING,
  structOf,
  type Type,
} from '../../src/googlesql/types.ts'
import type { Value } from '../../src/googlesql/value.ts'
import { rowDecoder } from '../../src/runner/bigquery/decode.ts'
import { resourceOfParameter } from '../../src/runner/bigquery/parameters.ts'
import type { CellResource, FieldResource } from '../../src/runner/bigquery/resources.ts'
import type { ResultValue } from '../../src/runner/warehouse.ts'

const field = (type: string, more: Partial<FieldResource> = {}): FieldResource => ({ name: 'v', type, ...more })

/** @see https://cloud.google.com/bigquery/docs/reference/standard-sql/data-types#decimal_types */
const GREATEST_BIGNUMERIC = '578960446186580977117854925043439539266.34992332820282019728792003956564819967'

/** Cells as https://cloud.google.com/bigquery/docs/reference/rest/v2/jobs/getQueryResults gives them, with useInt64Timestamp. */
const CELLS: readonly (readonly [string, FieldResource, CellResource['v'], ResultValue])[] = [
  ['INT64 keeps all digits', field('INTEGER'), '9223372036854775807', '9223372036854775807'],
  ['BOOL', field('BOOLEAN'), 'false', false],
  ['FLOAT64', field('FLOAT'), '1e-07', 1e-7],
  ['NaN', field('FLOAT64'), 'NaN', 'NaN'],
  ['infinity', field('FLOAT64'), '-Infinity', '-Infinity'],
  ['NUMERIC', field('NUMERIC'), '99999999999999999999999999999.999999999', '99999999999999999999999999999.999999999'],
  ['TIMESTAMP in microseconds', field('TIMESTAMP'), '1612951500123456', '2021-02-10 10:05:00.123456+00'],
  ['TIMESTAMP before 1970', field('TIMESTAMP'), '-1', '1969-12-31 23:59:59.999999+00'],
  ['DATETIME', field('DATETIME'), '2021-02-10T10:05:00.5', '2021-02-10 10:05:00.500'],
  ['TIME', field('TIME'), '10:05:00', '10:05:00'],
  ['INTERVAL', field('INTERVAL'), '1-2 3 -4:5:6.5', '1-2 3 -4:5:6.500'],
  ['JSON', field('JSON'), '{"b":1,"a":[1.0,null]}', '{"a":[1.0,null],"b":1}'],
  [
    'RANGE of TIMESTAMP',
    field('RANGE', { rangeElementType: { type: 'TIMESTAMP' } }),
    '[1612951500000000, UNBOUNDED)',
    '[2021-02-10 10:05:00+00, UNBOUNDED)',
  ],
  ['a repeated field', field('INTEGER', { mode: 'REPEATED' }), [{ v: '1' }, { v: '2' }], ['1', '2']],
  ['a repeated field without rows', field('INTEGER', { mode: 'REPEATED' }), [], []],
  [
    'a record',
    field('RECORD', { fields: [field('INTEGER'), field('STRING', { mode: 'REPEATED' })] }),
    { f: [{ v: null }, { v: [{ v: 'x' }] }] },
    [null, ['x']],
  ],
  ['the least INT64', field('INT64'), '-9223372036854775808', '-9223372036854775808'],
  ['the greatest BIGNUMERIC', field('BIGNUMERIC'), GREATEST_BIGNUMERIC, GREATEST_BIGNUMERIC],
  ['BYTES', field('BYTES'), 'AP9h', 'AP9h'],
  ['the first TIMESTAMP', field('TIMESTAMP'), '-62135596800000000', '0001-01-01 00:00:00+00'],
  ['the last TIMESTAMP', field('TIMESTAMP'), '253402300799999999', '9999-12-31 23:59:59.999999+00'],
  ['JSON of null, which is not NULL', field('JSON'), 'null', 'null'],
  ['STRING of null, which is not NULL', field('STRING'), 'NULL', 'NULL'],
  [
    'ranges in an array',
    field('RANGE', { mode: 'REPEATED', rangeElementType: { type: 'DATETIME' } }),
    [{ v: '[UNBOUNDED, 2021-02-10T10:05:00.000001)' }],
    ['[UNBOUNDED, 2021-02-10 10:05:00.000001)'],
  ],
  [
    'records in records, repeated both',
    field('RECORD', {
      mode: 'REPEATED',
      fields: [
        field('INTEGER'),
        field('RECORD', { mode: 'REPEATED', fields: [field('FLOAT'), field('DATE', { mode: 'REPEATED' })] }),
      ],
    }),
    [
      {
        v: {
          f: [
            { v: '9007199254740993' },
            {
              v: [
                { v: { f: [{ v: '-Infinity' }, { v: [{ v: '2024-02-29' }] }] } },
                { v: { f: [{ v: null }, { v: [] }] } },
              ],
            },
          ],
        },
      },
      { v: { f: [{ v: null }, { v: [] }] } },
    ],
    [
      [
        '9007199254740993',
        [
          ['-Infinity', ['2024-02-29']],
          [null, []],
        ],
      ],
      [null, []],
    ],
  ],
  ['NULL', field('STRING'), null, null],
  ['a NULL record', field('RECORD', { fields: [field('INTEGER')] }), null, null],
]

test.each(CELLS)('decodes %s', (_, resource, cell, expected) => {
  expect(rowDecoder([resource])({ f: [{ v: cell }] })).toEqual([expected])
})

describe('a parameter becomes', () => {
  const cases: readonly (readonly [string, Type, Value, unknown, unknown])[] = [
    ['text, whatever its size', INT64, 9223372036854775807n, { type: 'INT64' }, { value: '9223372036854775807' }],
    ['text, if it is no number', FLOAT64, Number.NaN, { type: 'FLOAT64' }, { value: 'NaN' }],
    ['base64', BYTES, new Uint8Array([0, 255]), { type: 'BYTES' }, { value: 'AP8=' }],
    ['text, with its sign', INT64, -9223372036854775808n, { type: 'INT64' }, { value: '-9223372036854775808' }],
    ['text of all its digits', BIGNUMERIC, GREATEST_BIGNUMERIC, { type: 'BIGNUMERIC' }, { value: GREATEST_BIGNUMERIC }],
    ['the infinity that it is', FLOAT64, Number.NEGATIVE_INFINITY, { type: 'FLOAT64' }, { value: '-Infinity' }],
    [
      'records in an array, with arrays in them',
      arrayOf(structOf([{ name: 'days', type: arrayOf(DATE) }])),
      [[['2024-02-29']], [[]]],
      {
        type: 'ARRAY',
        arrayType: {
          type: 'STRUCT',
          structTypes: [{ name: 'days', type: { type: 'ARRAY', arrayType: { type: 'DATE' } } }],
        },
      },
      {
        arrayValues: [
          { structValues: { days: { arrayValues: [{ value: '2024-02-29' }] } } },
          { structValues: { days: { arrayValues: [] } } },
        ],
      },
    ],
    ['a typed null', DATE, null, { type: 'DATE' }, { value: null }],
    ['the canonical text of an interval', INTERVAL, '1-2 3 4:5:6.5', { type: 'INTERVAL' }, { value: '1-2 3 4:5:6.5' }],
    [
      'an empty array with its type',
      arrayOf(STRING),
      [],
      { type: 'ARRAY', arrayType: { type: 'STRING' } },
      { arrayValues: [] },
    ],
    [
      'fields by name',
      structOf([
        { name: 'a', type: INT64 },
        { name: '', type: STRING },
      ]),
      [1n, null],
      {
        type: 'STRUCT',
        structTypes: [
          { name: 'a', type: { type: 'INT64' } },
          { name: '_field_2', type: { type: 'STRING' } },
        ],
      },
      { structValues: { a: { value: '1' }, _field_2: { value: null } } },
    ],
    [
      'a range with an open end',
      { kind: 'range', element: DATE as never },
      '[2024-01-01, UNBOUNDED)',
      { type: 'RANGE', rangeElementType: { type: 'DATE' } },
      { rangeValue: { start: { value: '2024-01-01' }, end: { value: null } } },
    ],
  ]
  test.each(cases)('%s', (_, type, value, parameterType, parameterValue) => {
    expect(resourceOfParameter({ name: 'p', type, value })).toEqual({ name: 'p', parameterType, parameterValue })
  })
})
