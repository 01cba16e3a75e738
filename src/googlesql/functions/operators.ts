import type { Expression } from '../resolved.ts'
import type { Type } from '../types.ts'
import { DATE, DATETIME, TIME } from '../types.ts'
import { firstOf, refuseUntypedNull, refuseWithoutEquality, refuseWithoutOrder } from './comparable.ts'
import { BORDER_PARTS, EXTRACTIONS, INTERVAL_PARTS, partOf, refusePartsBeyond } from './date-parts.ts'
import type { FunctionTable } from './signature.ts'

const INTEGER = '(INT64, INT64) -> INT64'
const FRACTIONS = [
  '(FLOAT64, FLOAT64) -> FLOAT64',
  '(NUMERIC, NUMERIC) -> NUMERIC',
  '(BIGNUMERIC, BIGNUMERIC) -> BIGNUMERIC',
]
const DECIMALS_FIRST = [
  '(NUMERIC, NUMERIC) -> NUMERIC',
  '(BIGNUMERIC, BIGNUMERIC) -> BIGNUMERIC',
  '(FLOAT64, FLOAT64) -> FLOAT64',
]
const BITWISE = ['(INT64, INT64) -> INT64', '(BYTES, BYTES) -> BYTES']
const SHIFT = ['(INT64, INT64) -> INT64', '(BYTES, INT64) -> BYTES']
const EQUAL = {
  kind: 'scalar',
  signatures: ['(T, T) -> BOOL'],
  check: firstOf(refuseUntypedNull, refuseWithoutEquality),
} as const
const ORDERED = {
  kind: 'scalar',
  signatures: ['(T, T) -> BOOL'],
  check: firstOf(refuseUntypedNull, refuseWithoutOrder),
} as const

/** @see https://cloud.google.com/bigquery/docs/reference/standard-sql/operators */
export const operatorsFunctions: FunctionTable = [
  {
    name: '$add',
    kind: 'scalar',
    signatures: [
      INTEGER,
      ...FRACTIONS,
      '(DATE, INT64) -> DATE',
      '(INT64, DATE) -> DATE',
      '(TIMESTAMP, INTERVAL) -> TIMESTAMP',
      '(INTERVAL, TIMESTAMP) -> TIMESTAMP',
      '(DATE, INTERVAL) -> DATETIME',
      '(INTERVAL, DATE) -> DATETIME',
      '(DATETIME, INTERVAL) -> DATETIME',
      '(INTERVAL, DATETIME) -> DATETIME',
      '(INTERVAL, INTERVAL) -> INTERVAL',
    ],
    check: refuseUntypedNull,
  },
  {
    name: '$subtract',
    kind: 'scalar',
    signatures: [
      INTEGER,
      ...DECIMALS_FIRST,
      '(DATE, INT64) -> DATE',
      '(DATE, DATE) -> INTERVAL',
      '(TIMESTAMP, TIMESTAMP) -> INTERVAL',
      '(DATETIME, DATETIME) -> INTERVAL',
      '(TIME, TIME) -> INTERVAL',
      '(TIMESTAMP, INTERVAL) -> TIMESTAMP',
      '(DATE, INTERVAL) -> DATETIME',
      '(DATETIME, INTERVAL) -> DATETIME',
      '(INTERVAL, INTERVAL) -> INTERVAL',
    ],
    check: refuseUntypedNull,
  },
  {
    name: '$multiply',
    kind: 'scalar',
    signatures: [INTEGER, ...FRACTIONS, '(INTERVAL, INT64) -> INTERVAL', '(INT64, INTERVAL) -> INTERVAL'],
    check: refuseUntypedNull,
  },
  {
    name: '$divide',
    kind: 'scalar',
    signatures: [...FRACTIONS, '(INTERVAL, INT64) -> INTERVAL'],
    check: refuseUntypedNull,
  },
  {
    name: '$unary_minus',
    kind: 'scalar',
    signatures: [
      '(INT64) -> INT64',
      '(FLOAT64) -> FLOAT64',
      '(NUMERIC) -> NUMERIC',
      '(BIGNUMERIC) -> BIGNUMERIC',
      '(INTERVAL) -> INTERVAL',
    ],
    check: refuseUntypedNull,
  },
  { name: '$not', kind: 'scalar', signatures: ['(BOOL) -> BOOL'], check: refuseUntypedNull },
  { name: '$and', kind: 'scalar', signatures: ['(BOOL, BOOL, ...BOOL) -> BOOL'] },
  { name: '$or', kind: 'scalar', signatures: ['(BOOL, BOOL, ...BOOL) -> BOOL'] },
  { name: '$equal', ...EQUAL },
  { name: '$not_equal', ...EQUAL },
  { name: '$less', ...ORDERED },
  { name: '$less_or_equal', ...ORDERED },
  { name: '$greater', ...ORDERED },
  { name: '$greater_or_equal', ...ORDERED },
  { name: '$between', kind: 'scalar', signatures: ['(T, T, T) -> BOOL'], check: refuseWithoutOrder },
  { name: '$in', kind: 'scalar', signatures: ['(T, ...T) -> BOOL'], check: refuseWithoutEquality },
  {
    name: '$in_array',
    kind: 'scalar',
    signatures: ['(T, ARRAY<T>) -> BOOL'],
    check: (call) => refuseWithoutEquality(call.slice(0, 1)),
  },
  { name: '$is_distinct_from', kind: 'scalar', signatures: ['(T, T) -> BOOL'], check: refuseWithoutEquality },
  { name: '$is_null', kind: 'scalar', signatures: ['(ANY) -> BOOL'] },
  { name: '$is_true', kind: 'scalar', signatures: ['(BOOL) -> BOOL'] },
  { name: '$is_false', kind: 'scalar', signatures: ['(BOOL) -> BOOL'] },
  { name: '$bitwise_and', kind: 'scalar', signatures: BITWISE, check: refuseUntypedNull },
  { name: '$bitwise_or', kind: 'scalar', signatures: BITWISE, check: refuseUntypedNull },
  { name: '$bitwise_xor', kind: 'scalar', signatures: BITWISE, check: refuseUntypedNull },
  {
    name: '$bitwise_not',
    kind: 'scalar',
    signatures: ['(INT64) -> INT64', '(BYTES) -> BYTES'],
    check: refuseUntypedNull,
  },
  { name: '$shift_left', kind: 'scalar', signatures: SHIFT },
  { name: '$shift_right', kind: 'scalar', signatures: SHIFT },
  {
    name: '$extract',
    kind: 'scalar',
    signatures: [
      '(PART, DATE) -> INT64',
      '(PART, TIMESTAMP, [STRING]) -> INT64',
      '(PART, DATETIME) -> INT64',
      '(PART, TIME) -> INT64',
      '(PART, INTERVAL) -> INT64',
    ],
    parts: [...BORDER_PARTS, 'DAYOFWEEK', 'DAYOFYEAR', 'DATE', 'TIME', 'DATETIME'],
    returns: extractedType,
    check: refusePartsBeyond(EXTRACTIONS),
  },
  // `INTERVAL '1-2' YEAR TO MONTH` keeps its text and both parts.
  {
    name: '$interval',
    kind: 'scalar',
    signatures: ['(INT64, PART) -> INTERVAL', '(STRING, PART, [PART]) -> INTERVAL'],
    parts: INTERVAL_PARTS,
  },
  { name: '$array_offset', kind: 'scalar', signatures: ['(ARRAY<T>, INT64) -> T'] },
  { name: '$array_ordinal', kind: 'scalar', signatures: ['(ARRAY<T>, INT64) -> T'] },
  { name: '$safe_array_offset', kind: 'scalar', signatures: ['(ARRAY<T>, INT64) -> T'] },
  { name: '$safe_array_ordinal', kind: 'scalar', signatures: ['(ARRAY<T>, INT64) -> T'] },
]

function extractedType(_types: readonly Type[], call: readonly Expression[]): Type | undefined {
  const part = partOf(call)
  if (part === 'DATE') return DATE
  if (part === 'TIME') return TIME
  return part === 'DATETIME' ? DATETIME : undefined
}
