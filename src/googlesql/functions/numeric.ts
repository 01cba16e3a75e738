import { refuseWithoutOrder } from './comparable.ts'
import type { FunctionEntry, FunctionTable } from './signature.ts'

const DECIMALS = ['(NUMERIC) -> NUMERIC', '(BIGNUMERIC) -> BIGNUMERIC']
const FRACTION = ['(FLOAT64) -> FLOAT64', ...DECIMALS]
const NUMBER = ['(INT64) -> INT64', ...FRACTION]
const FRACTIONS = [
  '(FLOAT64, FLOAT64) -> FLOAT64',
  '(NUMERIC, NUMERIC) -> NUMERIC',
  '(BIGNUMERIC, BIGNUMERIC) -> BIGNUMERIC',
]
const NUMBERS = ['(INT64, INT64) -> INT64', ...FRACTIONS]
const WHOLE = ['(INT64, INT64) -> INT64', ...FRACTIONS.slice(1)]
const DIGITS = ['(FLOAT64, INT64) -> FLOAT64', '(NUMERIC, INT64) -> NUMERIC', '(BIGNUMERIC, INT64) -> BIGNUMERIC']
const VECTORS = [
  '(ARRAY<FLOAT64>, ARRAY<FLOAT64>) -> FLOAT64',
  '(ARRAY<STRUCT<key INT64, value FLOAT64>>, ARRAY<STRUCT<key INT64, value FLOAT64>>) -> FLOAT64',
  '(ARRAY<STRUCT<key STRING, value FLOAT64>>, ARRAY<STRUCT<key STRING, value FLOAT64>>) -> FLOAT64',
]
const DENSE_VECTORS = ['(ARRAY<INT64>, ARRAY<INT64>) -> FLOAT64', '(ARRAY<FLOAT64>, ARRAY<FLOAT64>) -> FLOAT64']

/** @see https://cloud.google.com/bigquery/docs/reference/standard-sql/mathematical_functions */
export const numericFunctions: FunctionTable = [
  { name: 'ABS', kind: 'scalar', signatures: NUMBER },
  { name: 'SIGN', kind: 'scalar', signatures: NUMBER },
  {
    name: 'ROUND',
    kind: 'scalar',
    signatures: [
      ...FRACTION,
      ...DIGITS,
      '(NUMERIC, INT64, STRING) -> NUMERIC',
      '(BIGNUMERIC, INT64, STRING) -> BIGNUMERIC',
    ],
  },
  { name: 'TRUNC', kind: 'scalar', signatures: [...FRACTION, ...DIGITS] },
  { name: 'CEIL', aliases: ['CEILING'], kind: 'scalar', signatures: FRACTION },
  { name: 'FLOOR', kind: 'scalar', signatures: FRACTION },
  { name: 'DIV', kind: 'scalar', signatures: WHOLE },
  { name: 'MOD', kind: 'scalar', signatures: WHOLE },
  { name: 'POW', aliases: ['POWER'], kind: 'scalar', signatures: FRACTIONS },
  { name: 'SQRT', kind: 'scalar', signatures: FRACTION },
  { name: 'CBRT', kind: 'scalar', signatures: FRACTION },
  { name: 'EXP', kind: 'scalar', signatures: FRACTION },
  { name: 'LN', kind: 'scalar', signatures: FRACTION },
  { name: 'LOG', kind: 'scalar', signatures: [...FRACTION, ...FRACTIONS] },
  { name: 'LOG10', kind: 'scalar', signatures: FRACTION },
  ...[
    'COS',
    'COSH',
    'ACOS',
    'ACOSH',
    'SIN',
    'SINH',
    'ASIN',
    'ASINH',
    'TAN',
    'TANH',
    'ATAN',
    'ATANH',
    'COT',
    'COTH',
    'CSC',
    'CSCH',
    'SEC',
    'SECH',
  ].map(ofFloat),
  { name: 'ATAN2', kind: 'scalar', signatures: ['(FLOAT64, FLOAT64) -> FLOAT64'] },
  { name: 'IS_NAN', kind: 'scalar', signatures: ['(FLOAT64) -> BOOL'] },
  { name: 'IS_INF', kind: 'scalar', signatures: ['(FLOAT64) -> BOOL'] },
  { name: 'IEEE_DIVIDE', kind: 'scalar', signatures: ['(FLOAT64, FLOAT64) -> FLOAT64'] },
  { name: 'SAFE_DIVIDE', kind: 'scalar', signatures: FRACTIONS },
  { name: 'SAFE_ADD', kind: 'scalar', signatures: NUMBERS },
  { name: 'SAFE_SUBTRACT', kind: 'scalar', signatures: NUMBERS },
  { name: 'SAFE_MULTIPLY', kind: 'scalar', signatures: NUMBERS },
  { name: 'SAFE_NEGATE', kind: 'scalar', signatures: NUMBER },
  {
    name: 'RANGE_BUCKET',
    kind: 'scalar',
    signatures: ['(T, ARRAY<T>) -> INT64'],
    check: (call) => refuseWithoutOrder(call.slice(0, 1)),
  },
  { name: 'PARSE_NUMERIC', kind: 'scalar', signatures: ['(STRING) -> NUMERIC'] },
  { name: 'PARSE_BIGNUMERIC', kind: 'scalar', signatures: ['(STRING) -> BIGNUMERIC'] },
  { name: 'COSINE_DISTANCE', kind: 'scalar', signatures: VECTORS },
  { name: 'EUCLIDEAN_DISTANCE', kind: 'scalar', signatures: VECTORS },
  { name: 'DOT_PRODUCT', kind: 'scalar', signatures: DENSE_VECTORS },
  { name: 'MANHATTAN_DISTANCE', kind: 'scalar', signatures: DENSE_VECTORS },
]

function ofFloat(name: string): FunctionEntry {
  return { name, kind: 'scalar', signatures: ['(FLOAT64) -> FLOAT64'] }
}
