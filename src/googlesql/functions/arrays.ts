import type { Expression } from '../resolved.ts'
import { isUntypedNull, refuseWithoutEquality, refuseWithoutOrder } from './comparable.ts'
import { CALENDAR_STEPS, TIMESTAMP_STEPS } from './date-parts.ts'
import type { FunctionTable } from './signature.ts'

const NUMBERS = [
  '(ARRAY<INT64>) -> INT64',
  '(ARRAY<FLOAT64>) -> FLOAT64',
  '(ARRAY<NUMERIC>) -> NUMERIC',
  '(ARRAY<BIGNUMERIC>) -> BIGNUMERIC',
]

/** @see https://cloud.google.com/bigquery/docs/reference/standard-sql/array_functions */
export const arraysFunctions: FunctionTable = [
  { name: 'ARRAY_LENGTH', kind: 'scalar', signatures: ['(ARRAY<T>) -> INT64'] },
  {
    name: 'ARRAY_CONCAT',
    kind: 'scalar',
    signatures: ['(ARRAY<T>, ...ARRAY<T>) -> ARRAY<T>'],
    check: (call) => (call.some(isUntypedNull) ? 'an argument of ARRAY_CONCAT cannot be a literal NULL' : undefined),
  },
  { name: 'ARRAY_REVERSE', kind: 'scalar', signatures: ['(ARRAY<T>) -> ARRAY<T>'] },
  {
    name: 'ARRAY_TO_STRING',
    kind: 'scalar',
    signatures: ['(ARRAY<STRING>, STRING, [STRING]) -> STRING', '(ARRAY<BYTES>, BYTES, [BYTES]) -> BYTES'],
  },
  { name: 'ARRAY_FIRST', kind: 'scalar', signatures: ['(ARRAY<T>) -> T'] },
  { name: 'ARRAY_LAST', kind: 'scalar', signatures: ['(ARRAY<T>) -> T'] },
  { name: 'ARRAY_FIRST_N', kind: 'scalar', signatures: ['(ARRAY<T>, INT64) -> ARRAY<T>'] },
  { name: 'ARRAY_LAST_N', kind: 'scalar', signatures: ['(ARRAY<T>, INT64) -> ARRAY<T>'] },
  { name: 'ARRAY_SLICE', kind: 'scalar', signatures: ['(ARRAY<T>, INT64, INT64) -> ARRAY<T>'] },
  {
    name: 'ARRAY_INCLUDES',
    kind: 'scalar',
    signatures: ['(ARRAY<T>, T) -> BOOL', '(ARRAY<T>, (T) => BOOL) -> BOOL'],
    check: equalElements,
  },
  { name: 'ARRAY_INCLUDES_ANY', kind: 'scalar', signatures: ['(ARRAY<T>, ARRAY<T>) -> BOOL'], check: equalElements },
  { name: 'ARRAY_INCLUDES_ALL', kind: 'scalar', signatures: ['(ARRAY<T>, ARRAY<T>) -> BOOL'], check: equalElements },
  {
    name: 'ARRAY_FILTER',
    kind: 'scalar',
    signatures: ['(ARRAY<T>, (T) => BOOL) -> ARRAY<T>', '(ARRAY<T>, (T, INT64) => BOOL) -> ARRAY<T>'],
  },
  {
    name: 'ARRAY_TRANSFORM',
    kind: 'scalar',
    signatures: ['(ARRAY<T>, (T) => U) -> ARRAY<U>', '(ARRAY<T>, (T, INT64) => U) -> ARRAY<U>'],
  },
  { name: 'ARRAY_IS_DISTINCT', kind: 'scalar', signatures: ['(ARRAY<T>) -> BOOL'], check: equalElements },
  { name: 'ARRAY_MIN', kind: 'scalar', signatures: ['(ARRAY<T>) -> T'], check: orderedElements },
  { name: 'ARRAY_MAX', kind: 'scalar', signatures: ['(ARRAY<T>) -> T'], check: orderedElements },
  { name: 'ARRAY_SUM', kind: 'scalar', signatures: NUMBERS },
  {
    name: 'ARRAY_AVG',
    kind: 'scalar',
    signatures: ['(ARRAY<FLOAT64>) -> FLOAT64', '(ARRAY<INT64>) -> FLOAT64', ...NUMBERS.slice(2)],
  },
  {
    name: 'GENERATE_ARRAY',
    kind: 'scalar',
    signatures: [
      '(INT64, INT64, [INT64]) -> ARRAY<INT64>',
      '(NUMERIC, NUMERIC, [NUMERIC]) -> ARRAY<NUMERIC>',
      '(BIGNUMERIC, BIGNUMERIC, [BIGNUMERIC]) -> ARRAY<BIGNUMERIC>',
      '(FLOAT64, FLOAT64, [FLOAT64]) -> ARRAY<FLOAT64>',
    ],
  },
  {
    name: 'GENERATE_DATE_ARRAY',
    kind: 'scalar',
    signatures: ['(DATE, DATE) -> ARRAY<DATE>', '(DATE, DATE, INT64, PART) -> ARRAY<DATE>'],
    parts: CALENDAR_STEPS,
  },
  {
    name: 'GENERATE_TIMESTAMP_ARRAY',
    kind: 'scalar',
    signatures: ['(TIMESTAMP, TIMESTAMP, INT64, PART) -> ARRAY<TIMESTAMP>'],
    parts: TIMESTAMP_STEPS,
  },
]

function equalElements(call: readonly Expression[]): string | undefined {
  return elementCheck(call, refuseWithoutEquality)
}

function orderedElements(call: readonly Expression[]): string | undefined {
  return elementCheck(call, refuseWithoutOrder)
}

function elementCheck(
  call: readonly Expression[],
  check: (call: readonly Expression[]) => string | undefined,
): string | undefined {
  const array = call[0]
  if (array?.type.kind !== 'array' || call[1]?.kind === 'lambda') return undefined
  return check([{ ...array, type: array.type.element } as Expression])
}
