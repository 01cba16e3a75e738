import type { Expression } from '../resolved.ts'
import { refuseWithoutOrder } from './comparable.ts'
import type { FunctionTable } from './signature.ts'

const NUMBERING = { frame: false, needsOrder: true } as const
const NAVIGATION = { frame: true, needsOrder: true } as const

/** @see https://cloud.google.com/bigquery/docs/reference/standard-sql/window-function-calls */
export const windowsFunctions: FunctionTable = [
  { name: 'ROW_NUMBER', kind: 'window', signatures: ['() -> INT64'], window: { frame: false, needsOrder: false } },
  { name: 'RANK', kind: 'window', signatures: ['() -> INT64'], window: NUMBERING },
  { name: 'DENSE_RANK', kind: 'window', signatures: ['() -> INT64'], window: NUMBERING },
  { name: 'PERCENT_RANK', kind: 'window', signatures: ['() -> FLOAT64'], window: NUMBERING },
  { name: 'CUME_DIST', kind: 'window', signatures: ['() -> FLOAT64'], window: NUMBERING },
  {
    name: 'NTILE',
    kind: 'window',
    signatures: ['(INT64) -> INT64'],
    window: NUMBERING,
    check: (call) => constant(call[0], 1n),
  },
  {
    name: 'LAG',
    kind: 'window',
    signatures: ['(T, [INT64], [T]) -> T'],
    window: NUMBERING,
    check: (call) => constant(call[1], 0n),
  },
  {
    name: 'LEAD',
    kind: 'window',
    signatures: ['(T, [INT64], [T]) -> T'],
    window: NUMBERING,
    check: (call) => constant(call[1], 0n),
  },
  { name: 'FIRST_VALUE', kind: 'window', signatures: ['(T) -> T'], window: NAVIGATION },
  { name: 'LAST_VALUE', kind: 'window', signatures: ['(T) -> T'], window: NAVIGATION },
  {
    name: 'NTH_VALUE',
    kind: 'window',
    signatures: ['(T, INT64) -> T'],
    window: NAVIGATION,
    check: (call) => constant(call[1], 1n),
  },
  {
    name: 'PERCENTILE_CONT',
    kind: 'window',
    signatures: [
      '(FLOAT64, FLOAT64) -> FLOAT64',
      '(NUMERIC, NUMERIC) -> NUMERIC',
      '(BIGNUMERIC, BIGNUMERIC) -> BIGNUMERIC',
    ],
    window: { frame: false, needsOrder: false },
  },
  {
    name: 'PERCENTILE_DISC',
    kind: 'window',
    signatures: ['(T, FLOAT64) -> T', '(T, NUMERIC) -> T', '(T, BIGNUMERIC) -> T'],
    window: { frame: false, needsOrder: false },
    check: (call) => refuseWithoutOrder(call.slice(0, 1)),
  },
]

/** Offsets and counts are constants of one call, at least `least`. */
function constant(argument: Expression | undefined, least: bigint): string | undefined {
  if (argument === undefined || argument.kind === 'parameter') return undefined
  if (argument.kind === 'literal' && (argument.value === null || (argument.value as bigint) >= least)) return undefined
  return `the count must be a literal or query parameter, at least ${least}`
}
