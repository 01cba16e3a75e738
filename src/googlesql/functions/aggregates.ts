import type { Expression } from '../resolved.ts'
import { refuseWithoutOrder } from './comparable.ts'
import type { FunctionTable } from './signature.ts'

const FLOAT_STATISTIC = ['(FLOAT64) -> FLOAT64', '(NUMERIC) -> FLOAT64', '(BIGNUMERIC) -> FLOAT64']
const FLOAT_STATISTIC_OF_TWO = [
  '(FLOAT64, FLOAT64) -> FLOAT64',
  '(NUMERIC, NUMERIC) -> FLOAT64',
  '(BIGNUMERIC, BIGNUMERIC) -> FLOAT64',
]
const TOP_SUM = ['INT64', 'FLOAT64', 'NUMERIC', 'BIGNUMERIC'].map(
  (type) => `(T, ${type}, INT64) -> ARRAY<STRUCT<value T, sum ${type}>>`,
)

/**
 * `COUNT(*)` is COUNT_STAR. All of these also stand over windows, but ARRAY_CONCAT_AGG and the APPROX_ family.
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/aggregate_functions
 */
export const aggregatesFunctions: FunctionTable = [
  { name: 'COUNT', kind: 'aggregate', signatures: ['(ANY) -> INT64'] },
  { name: 'COUNT_STAR', kind: 'aggregate', signatures: ['() -> INT64'] },
  { name: 'COUNTIF', kind: 'aggregate', signatures: ['(BOOL) -> INT64'] },
  {
    name: 'SUM',
    kind: 'aggregate',
    signatures: [
      '(INT64) -> INT64',
      '(FLOAT64) -> FLOAT64',
      '(NUMERIC) -> NUMERIC',
      '(BIGNUMERIC) -> BIGNUMERIC',
      '(INTERVAL) -> INTERVAL',
    ],
  },
  {
    name: 'AVG',
    kind: 'aggregate',
    signatures: [
      '(INT64) -> FLOAT64',
      '(FLOAT64) -> FLOAT64',
      '(NUMERIC) -> NUMERIC',
      '(BIGNUMERIC) -> BIGNUMERIC',
      '(INTERVAL) -> INTERVAL',
    ],
  },
  { name: 'MIN', kind: 'aggregate', signatures: ['(T) -> T'], check: refuseWithoutOrder },
  { name: 'MAX', kind: 'aggregate', signatures: ['(T) -> T'], check: refuseWithoutOrder },
  { name: 'MAX_BY', kind: 'aggregate', signatures: ['(T, U) -> T'], check: orderedSecond },
  { name: 'MIN_BY', kind: 'aggregate', signatures: ['(T, U) -> T'], check: orderedSecond },
  { name: 'ANY_VALUE', kind: 'aggregate', signatures: ['(T) -> T'] },
  { name: 'ARRAY_AGG', kind: 'aggregate', signatures: ['(T) -> ARRAY<T>'], check: refuseArray },
  { name: 'ARRAY_CONCAT_AGG', kind: 'aggregate', signatures: ['(ARRAY<T>) -> ARRAY<T>'] },
  {
    name: 'STRING_AGG',
    kind: 'aggregate',
    signatures: ['(STRING, [STRING]) -> STRING', '(BYTES, [BYTES]) -> BYTES'],
    check: constantDelimiter,
  },
  { name: 'LOGICAL_AND', kind: 'aggregate', signatures: ['(BOOL) -> BOOL'] },
  { name: 'LOGICAL_OR', kind: 'aggregate', signatures: ['(BOOL) -> BOOL'] },
  { name: 'BIT_AND', kind: 'aggregate', signatures: ['(INT64) -> INT64'] },
  { name: 'BIT_OR', kind: 'aggregate', signatures: ['(INT64) -> INT64'] },
  { name: 'BIT_XOR', kind: 'aggregate', signatures: ['(INT64) -> INT64'] },
  { name: 'STDDEV_SAMP', aliases: ['STDDEV'], kind: 'aggregate', signatures: FLOAT_STATISTIC },
  { name: 'STDDEV_POP', kind: 'aggregate', signatures: FLOAT_STATISTIC },
  { name: 'VAR_SAMP', aliases: ['VARIANCE'], kind: 'aggregate', signatures: FLOAT_STATISTIC },
  { name: 'VAR_POP', kind: 'aggregate', signatures: FLOAT_STATISTIC },
  { name: 'COVAR_POP', kind: 'aggregate', signatures: FLOAT_STATISTIC_OF_TWO },
  { name: 'COVAR_SAMP', kind: 'aggregate', signatures: FLOAT_STATISTIC_OF_TWO },
  { name: 'CORR', kind: 'aggregate', signatures: FLOAT_STATISTIC_OF_TWO },
  { name: 'APPROX_COUNT_DISTINCT', kind: 'aggregate', signatures: ['(ANY) -> INT64'] },
  {
    name: 'APPROX_QUANTILES',
    kind: 'aggregate',
    signatures: ['(T, INT64) -> ARRAY<T>'],
    check: (call) => refuseWithoutOrder(call.slice(0, 1)) ?? positiveLast(call),
  },
  {
    name: 'APPROX_TOP_COUNT',
    kind: 'aggregate',
    signatures: ['(T, INT64) -> ARRAY<STRUCT<value T, count INT64>>'],
    check: positiveLast,
  },
  { name: 'APPROX_TOP_SUM', kind: 'aggregate', signatures: TOP_SUM, check: positiveLast },
]

function orderedSecond(call: readonly Expression[]): string | undefined {
  return refuseWithoutOrder(call.slice(1))
}

function refuseArray(call: readonly Expression[]): string | undefined {
  return call[0]?.type.kind === 'array'
    ? 'an array cannot be an element of an array; use ARRAY_CONCAT_AGG, or put it into a STRUCT'
    : undefined
}

function constantDelimiter(call: readonly Expression[]): string | undefined {
  const delimiter = call[1]
  if (delimiter === undefined || delimiter.kind === 'literal' || delimiter.kind === 'parameter') return undefined
  return 'the delimiter must be a literal or a query parameter'
}

/** The number of APPROX_QUANTILES and its siblings must be known beforehand. */
function positiveLast(call: readonly Expression[]): string | undefined {
  const count = call.at(-1)
  if (count?.kind === 'parameter') return undefined
  if (count?.kind === 'literal' && typeof count.value === 'bigint' && count.value > 0n) return undefined
  return 'the number must be a positive literal or query parameter'
}
