import {
  BORDER_PARTS,
  CALENDAR_PARTS,
  CLOCK_PARTS,
  DIFFERENCES,
  INTERVAL_PARTS,
  refusePartsBeyond,
  STEPS,
  TRUNCATIONS,
} from './date-parts.ts'
import type { FunctionTable } from './signature.ts'

const ADD_DATE = '(DATE, INT64, PART) -> DATE'
const ADD_DATETIME = '(DATETIME, INT64, PART) -> DATETIME'
const ADD_TIMESTAMP = '(TIMESTAMP, INT64, PART) -> TIMESTAMP'
const steps = { kind: 'scalar', parts: INTERVAL_PARTS, check: refusePartsBeyond(STEPS) } as const

const DIFF_DATE = '(DATE, DATE, PART) -> INT64'
const DIFF_DATETIME = '(DATETIME, DATETIME, PART) -> INT64'
const DIFF_TIMESTAMP = '(TIMESTAMP, TIMESTAMP, PART) -> INT64'
const differences = { kind: 'scalar', parts: BORDER_PARTS, check: refusePartsBeyond(DIFFERENCES) } as const

const TRUNC_DATE = '(DATE, PART) -> DATE'
const TRUNC_DATETIME = '(DATETIME, PART) -> DATETIME'
const TRUNC_TIMESTAMP = '(TIMESTAMP, PART, [STRING]) -> TIMESTAMP'
const truncations = { kind: 'scalar', parts: BORDER_PARTS, check: refusePartsBeyond(TRUNCATIONS) } as const

const BUCKET_DATE = '(DATE, INTERVAL, [DATE]) -> DATE'
const BUCKET_DATETIME = '(DATETIME, INTERVAL, [DATETIME]) -> DATETIME'
const BUCKET_TIMESTAMP = '(TIMESTAMP, INTERVAL, [TIMESTAMP]) -> TIMESTAMP'

/**
 * `INTERVAL n PART` in an argument list is two arguments here, `INT64, PART`: DATE_ADD takes no INTERVAL value.
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/timestamp_functions and its siblings
 */
export const datetimeFunctions: FunctionTable = [
  {
    name: 'DATE',
    kind: 'scalar',
    signatures: [
      '(TIMESTAMP, [STRING]) -> DATE',
      '(DATETIME) -> DATE',
      '(INT64, INT64, INT64) -> DATE',
      '(DATE) -> DATE',
      '(STRING) -> DATE',
    ],
  },
  {
    name: 'DATETIME',
    kind: 'scalar',
    signatures: [
      '(INT64, INT64, INT64, INT64, INT64, INT64) -> DATETIME',
      '(DATE, TIME) -> DATETIME',
      '(TIMESTAMP, [STRING]) -> DATETIME',
      '(DATE) -> DATETIME',
      '(DATETIME) -> DATETIME',
      '(STRING) -> DATETIME',
    ],
  },
  {
    name: 'TIME',
    kind: 'scalar',
    signatures: [
      '(INT64, INT64, INT64) -> TIME',
      '(TIMESTAMP, [STRING]) -> TIME',
      '(DATETIME) -> TIME',
      '(TIME) -> TIME',
    ],
  },
  {
    name: 'TIMESTAMP',
    kind: 'scalar',
    signatures: [
      '(STRING, [STRING]) -> TIMESTAMP',
      '(DATE, [STRING]) -> TIMESTAMP',
      '(DATETIME, [STRING]) -> TIMESTAMP',
      '(TIMESTAMP) -> TIMESTAMP',
    ],
  },
  { name: 'DATE_ADD', ...steps, signatures: [ADD_DATE, ADD_DATETIME, ADD_TIMESTAMP] },
  { name: 'DATE_SUB', ...steps, signatures: [ADD_DATE, ADD_DATETIME, ADD_TIMESTAMP] },
  { name: 'DATETIME_ADD', ...steps, signatures: [ADD_DATETIME, ADD_TIMESTAMP] },
  { name: 'DATETIME_SUB', ...steps, signatures: [ADD_DATETIME, ADD_TIMESTAMP] },
  { name: 'TIMESTAMP_ADD', ...steps, signatures: [ADD_TIMESTAMP, ADD_DATETIME] },
  { name: 'TIMESTAMP_SUB', ...steps, signatures: [ADD_TIMESTAMP, ADD_DATETIME] },
  { name: 'TIME_ADD', kind: 'scalar', signatures: ['(TIME, INT64, PART) -> TIME'], parts: CLOCK_PARTS },
  { name: 'TIME_SUB', kind: 'scalar', signatures: ['(TIME, INT64, PART) -> TIME'], parts: CLOCK_PARTS },
  { name: 'DATE_DIFF', ...differences, signatures: [DIFF_DATE, DIFF_DATETIME, DIFF_TIMESTAMP] },
  { name: 'DATETIME_DIFF', ...differences, signatures: [DIFF_DATETIME, DIFF_TIMESTAMP] },
  { name: 'TIMESTAMP_DIFF', ...differences, signatures: [DIFF_TIMESTAMP, DIFF_DATETIME] },
  { name: 'TIME_DIFF', kind: 'scalar', signatures: ['(TIME, TIME, PART) -> INT64'], parts: CLOCK_PARTS },
  { name: 'DATE_TRUNC', ...truncations, signatures: [TRUNC_DATE, TRUNC_DATETIME, TRUNC_TIMESTAMP] },
  { name: 'DATETIME_TRUNC', ...truncations, signatures: [TRUNC_DATETIME, TRUNC_TIMESTAMP] },
  { name: 'TIMESTAMP_TRUNC', ...truncations, signatures: [TRUNC_TIMESTAMP, TRUNC_DATETIME] },
  { name: 'TIME_TRUNC', kind: 'scalar', signatures: ['(TIME, PART) -> TIME'], parts: CLOCK_PARTS },
  {
    name: 'LAST_DAY',
    kind: 'scalar',
    signatures: ['(DATE, [PART]) -> DATE', '(DATETIME, [PART]) -> DATE'],
    parts: CALENDAR_PARTS.filter((part) => part !== 'DAY'),
  },
  { name: 'DATE_BUCKET', kind: 'scalar', signatures: [BUCKET_DATE, BUCKET_DATETIME, BUCKET_TIMESTAMP] },
  { name: 'DATETIME_BUCKET', kind: 'scalar', signatures: [BUCKET_DATETIME, BUCKET_DATE, BUCKET_TIMESTAMP] },
  { name: 'TIMESTAMP_BUCKET', kind: 'scalar', signatures: [BUCKET_TIMESTAMP, BUCKET_DATETIME, BUCKET_DATE] },
  {
    name: 'FORMAT_DATE',
    kind: 'scalar',
    signatures: ['(STRING, DATE) -> STRING', '(STRING, DATETIME) -> STRING', '(STRING, TIMESTAMP, [STRING]) -> STRING'],
  },
  {
    name: 'FORMAT_DATETIME',
    kind: 'scalar',
    signatures: ['(STRING, DATETIME) -> STRING', '(STRING, TIMESTAMP, [STRING]) -> STRING'],
  },
  { name: 'FORMAT_TIME', kind: 'scalar', signatures: ['(STRING, TIME) -> STRING'] },
  {
    name: 'FORMAT_TIMESTAMP',
    kind: 'scalar',
    signatures: ['(STRING, TIMESTAMP, [STRING]) -> STRING', '(STRING, DATETIME) -> STRING'],
  },
  { name: 'PARSE_DATE', kind: 'scalar', signatures: ['(STRING, STRING) -> DATE'] },
  { name: 'PARSE_DATETIME', kind: 'scalar', signatures: ['(STRING, STRING) -> DATETIME'] },
  { name: 'PARSE_TIME', kind: 'scalar', signatures: ['(STRING, STRING) -> TIME'] },
  { name: 'PARSE_TIMESTAMP', kind: 'scalar', signatures: ['(STRING, STRING, [STRING]) -> TIMESTAMP'] },
  { name: 'UNIX_DATE', kind: 'scalar', signatures: ['(DATE) -> INT64'] },
  { name: 'UNIX_SECONDS', kind: 'scalar', signatures: ['(TIMESTAMP) -> INT64'] },
  { name: 'UNIX_MILLIS', kind: 'scalar', signatures: ['(TIMESTAMP) -> INT64'] },
  { name: 'UNIX_MICROS', kind: 'scalar', signatures: ['(TIMESTAMP) -> INT64'] },
  { name: 'TIMESTAMP_SECONDS', kind: 'scalar', signatures: ['(INT64) -> TIMESTAMP'] },
  { name: 'TIMESTAMP_MILLIS', kind: 'scalar', signatures: ['(INT64) -> TIMESTAMP'] },
  { name: 'TIMESTAMP_MICROS', kind: 'scalar', signatures: ['(INT64) -> TIMESTAMP'] },
  { name: 'DATE_FROM_UNIX_DATE', kind: 'scalar', signatures: ['(INT64) -> DATE'] },
  {
    name: 'STRING',
    kind: 'scalar',
    signatures: ['(TIMESTAMP, [STRING]) -> STRING', '(DATE) -> STRING', '(TIME) -> STRING', '(DATETIME) -> STRING'],
  },
  { name: 'CURRENT_DATE', kind: 'scalar', signatures: ['([STRING]) -> DATE'], bare: true },
  { name: 'CURRENT_DATETIME', kind: 'scalar', signatures: ['([STRING]) -> DATETIME'], bare: true },
  { name: 'CURRENT_TIME', kind: 'scalar', signatures: ['([STRING]) -> TIME'], bare: true },
  { name: 'CURRENT_TIMESTAMP', kind: 'scalar', signatures: ['() -> TIMESTAMP'], bare: true },
]
