import type { FunctionTable } from './signature.ts'

const ELEMENTS = ['DATE', 'DATETIME', 'TIMESTAMP']

/**
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/range-functions and interval_functions there
 */
export const rangesAndIntervalsFunctions: FunctionTable = [
  { name: 'RANGE', kind: 'scalar', signatures: forEach((type) => `(${type}, ${type}) -> RANGE<${type}>`) },
  { name: 'RANGE_START', kind: 'scalar', signatures: forEach((type) => `(RANGE<${type}>) -> ${type}`) },
  { name: 'RANGE_END', kind: 'scalar', signatures: forEach((type) => `(RANGE<${type}>) -> ${type}`) },
  { name: 'RANGE_IS_START_UNBOUNDED', kind: 'scalar', signatures: forEach((type) => `(RANGE<${type}>) -> BOOL`) },
  { name: 'RANGE_IS_END_UNBOUNDED', kind: 'scalar', signatures: forEach((type) => `(RANGE<${type}>) -> BOOL`) },
  { name: 'RANGE_OVERLAPS', kind: 'scalar', signatures: forEach((type) => `(RANGE<${type}>, RANGE<${type}>) -> BOOL`) },
  {
    name: 'RANGE_INTERSECT',
    kind: 'scalar',
    signatures: forEach((type) => `(RANGE<${type}>, RANGE<${type}>) -> RANGE<${type}>`),
  },
  {
    name: 'RANGE_CONTAINS',
    kind: 'scalar',
    signatures: [
      ...forEach((type) => `(RANGE<${type}>, RANGE<${type}>) -> BOOL`),
      ...forEach((type) => `(RANGE<${type}>, ${type}) -> BOOL`),
    ],
  },
  {
    name: 'GENERATE_RANGE_ARRAY',
    kind: 'scalar',
    signatures: forEach((type) => `(RANGE<${type}>, INTERVAL, [BOOL]) -> ARRAY<RANGE<${type}>>`),
  },
  {
    name: 'MAKE_INTERVAL',
    kind: 'scalar',
    signatures: [
      '([year: INT64], [month: INT64], [day: INT64], [hour: INT64], [minute: INT64], [second: INT64]) -> INTERVAL',
    ],
  },
  { name: 'JUSTIFY_DAYS', kind: 'scalar', signatures: ['(INTERVAL) -> INTERVAL'] },
  { name: 'JUSTIFY_HOURS', kind: 'scalar', signatures: ['(INTERVAL) -> INTERVAL'] },
  { name: 'JUSTIFY_INTERVAL', kind: 'scalar', signatures: ['(INTERVAL) -> INTERVAL'] },
]

function forEach(signature: (type: string) => string): string[] {
  return ELEMENTS.map(signature)
}
