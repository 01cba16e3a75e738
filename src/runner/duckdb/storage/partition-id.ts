import type { Partition, PartitionUnit } from '../../../generator/query-job.ts'
import type { Type } from '../../../googlesql/types.ts'

/** Where rows go whose partitioning column is NULL, or outside the years that can be partitions. */
export const NULL_PARTITION = '__NULL__'
export const OTHER_PARTITION = '__UNPARTITIONED__'
/** @see https://cloud.google.com/bigquery/docs/partitioned-tables#date_timestamp_partitioned_tables */
const FIRST_YEAR = 1960
const LAST_YEAR = 2159

/** A half-open stretch of time in microseconds since 1970 (UTC, or a civil time read as if it were). */
export interface MicrosRange {
  readonly start: bigint
  readonly end: bigint
}

const ID_LENGTHS: Readonly<Record<PartitionUnit, number>> = { YEAR: 4, MONTH: 6, DAY: 8, HOUR: 10 }
const ID_FORMATS: Readonly<Record<PartitionUnit, string>> = {
  YEAR: '%Y',
  MONTH: '%Y%m',
  DAY: '%Y%m%d',
  HOUR: '%Y%m%d%H',
}

/** The time that the partition `id` holds; undefined for an id that is not one of `unit` (`20240230`) or holds no time. */
export function partitionRange(id: string, unit: PartitionUnit): MicrosRange | undefined {
  if (id.length !== ID_LENGTHS[unit] || !/^\d+$/.test(id)) return undefined
  const [year, month, day, hour] = [
    id.slice(0, 4),
    id.slice(4, 6) || '01',
    id.slice(6, 8) || '01',
    id.slice(8, 10) || '00',
  ].map(Number) as [number, number, number, number]
  const start = new Date(Date.UTC(year, month - 1, day, hour))
  if (partitionOfTime(start, unit) !== id) return undefined
  const end = Date.UTC(
    year + (unit === 'YEAR' ? 1 : 0),
    month - 1 + (unit === 'MONTH' ? 1 : 0),
    day + (unit === 'DAY' ? 1 : 0),
    hour + (unit === 'HOUR' ? 1 : 0),
  )
  return { start: micros(start.getTime()), end: micros(end) }
}

/** The id of the partition that holds a time, in UTC. */
export function partitionOfTime(time: Date, unit: PartitionUnit): string {
  return time.toISOString().replace(/\D/g, '').slice(0, ID_LENGTHS[unit])
}

/** Whether the partition can be one of a table partitioned by `unit`. */
export function isPartitionId(id: string, unit: PartitionUnit): boolean {
  return id === NULL_PARTITION || id === OTHER_PARTITION || partitionRange(id, unit) !== undefined
}

/** SQL of the id of the partition that a row belongs to. `type` is that of the partitioning column. */
export function partitionIdSql(column: string, type: Type, unit: PartitionUnit): string {
  // strftime and year() of a TIMESTAMPTZ go through the time zone library, twenty times slower (DuckDB 1.5.6).
  const civil = isTimestamp(type) ? `make_timestamp(epoch_us(${column}))` : column
  const id = `strftime(${civil}, '${ID_FORMATS[unit]}')`
  return `CASE WHEN ${column} IS NULL THEN '${NULL_PARTITION}' WHEN ${outside(column, type)} THEN '${OTHER_PARTITION}' ELSE ${id} END`
}

/** SQL of whether a row belongs to a partition, in a form that lets DuckDB skip row groups. `type` is the column's. */
export function inPartitionSql(column: string, type: Type, { id, unit }: Partition): string {
  if (id === NULL_PARTITION) return `(${column} IS NULL)`
  if (id === OTHER_PARTITION) return `(${outside(column, type)})`
  const range = partitionRange(id, unit)
  if (range === undefined) throw new Error(`not a partition id: ${id}`)
  return `(${column} >= ${timeLiteral(range.start, type)} AND ${column} < ${timeLiteral(range.end, type)})`
}

/** SQL literal of a time that is a whole number of seconds, in the type of a partitioning column. */
export function timeLiteral(time: bigint, type: Type): string {
  const text = new Date(Number(time / 1000n)).toISOString().slice(0, 19).replace('T', ' ')
  const name = type.kind === 'scalar' ? type.name : ''
  if (name === 'DATE') return `DATE '${text.slice(0, 10)}'`
  if (name === 'DATETIME') return `TIMESTAMP '${text}'`
  if (name === 'TIMESTAMP') return `TIMESTAMPTZ '${text}+00'`
  throw new Error(`not a type to partition by: ${name}`)
}

/** @param text a DATE, DATETIME or TIMESTAMP as `googlesql/value.ts` writes it */
export function microsOfTime(text: string): bigint | undefined {
  const parts = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?)?(?:\+00)?$/.exec(text)
  if (parts === null) return undefined
  const time = Date.parse(`${parts[1]}T${parts[2] ?? '00:00:00'}Z`)
  if (Number.isNaN(time)) return undefined
  return micros(time) + BigInt((parts[3] ?? '').padEnd(6, '0'))
}

function micros(milliseconds: number): bigint {
  return BigInt(milliseconds) * 1000n
}

function outside(column: string, type: Type): string {
  const first = timeLiteral(micros(Date.UTC(FIRST_YEAR, 0)), type)
  const end = timeLiteral(micros(Date.UTC(LAST_YEAR + 1, 0)), type)
  return `${column} < ${first} OR ${column} >= ${end}`
}

function isTimestamp(type: Type): boolean {
  return type.kind === 'scalar' && type.name === 'TIMESTAMP'
}
