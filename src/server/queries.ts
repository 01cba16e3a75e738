import type { Query, QueryParameter } from '../generator/query-job.ts'
import { STRING } from '../googlesql/types.ts'
import type { MetricRequest } from './metric-request.ts'

/** The two roll-ups of the same rows: by the day of the build, and by the day on which pings came in. */
export type Prefix = 'build_id' | 'submission_date'

export function isPrefix(text: string): text is Prefix {
  return text === 'build_id' || text === 'submission_date'
}

export const AGGREGATES = { dataset: 'telemetry_derived', table: 'telemetry_aggregates_v1' }
export const DEFINITIONS = { dataset: 'telemetry_derived', table: 'probe_definitions_v1' }
const FROM = `FROM telemetry_derived.telemetry_aggregates_v1 WHERE submission_date >= '1970-01-01'`
/** `YYYYMMDD` */
const DATE: Readonly<Record<Prefix, string>> = {
  build_id: 'build_id',
  submission_date: "FORMAT_DATE('%Y%m%d', submission_date)",
}

type Text = Pick<Query, 'sql' | 'parameters'>

export function definitionsQuery(): Text {
  const columns = 'name, type, kind, low, high, n_buckets, n_values, labels, description'
  return { sql: `SELECT ${columns} FROM telemetry_derived.probe_definitions_v1`, parameters: [] }
}

export function channelsQuery(): Text {
  return { sql: `SELECT DISTINCT channel ${FROM} AND channel IS NOT NULL`, parameters: [] }
}

/** Dates of versions that are numbers (digits, not all that can be cast to one), the newest first. */
export function datesQuery(prefix: Prefix, channel: string): Text {
  return {
    sql: `WITH found AS (SELECT DISTINCT ${DATE[prefix]} AS date, version ${FROM} AND channel = @channel)
SELECT date, version FROM found
WHERE date IS NOT NULL AND REGEXP_CONTAINS(version, '^[0-9]{1,18}$')
ORDER BY SAFE_CAST(version AS INT64) DESC, date DESC, version`,
    parameters: [text('channel', channel)],
  }
}

export function filtersQuery(channel: string, version: string): Text {
  const values = ['metric', 'application', 'architecture', "CONCAT(os, ',', os_version)", 'process_type']
  const lists = values.map((value, index) => `ARRAY_AGG(DISTINCT ${value} IGNORE NULLS) AS list_${index}`)
  return {
    sql: `SELECT ${lists.join(', ')} ${FROM} AND channel = @channel AND version = @version`,
    parameters: [text('channel', channel), text('version', version)],
  }
}

/**
 * One row for each date, label and metric: `metric, date, label, numbers`, which are the count, the sum and the histogram, each
 * added over all other dimensions. Sums stop at the ends of INT64.
 *
 * @param metrics stored names
 */
export function metricQuery(prefix: Prefix, request: MetricRequest, metrics: readonly string[]): Text {
  const filters = request.filters.map(([column]) => `AND ${column} = @filter_${column}`).join(' ')
  const days =
    prefix === 'submission_date'
      ? "AND submission_date BETWEEN PARSE_DATE('%Y%m%d', @first) AND PARSE_DATE('%Y%m%d', @last)"
      : ''
  const sorted = [...request.dates].sort()
  return {
    sql: `WITH found AS (
  SELECT metric, ${DATE[prefix]} AS date, label, ARRAY_CONCAT([count, sum], IFNULL(histogram, [])) AS numbers
  ${FROM} AND channel = @channel AND version = @version AND metric IN (${names('metric', metrics)})
    AND ${DATE[prefix]} IN (${names('date', request.dates)}) ${days} ${filters}
),
cells AS (
  SELECT metric, date, label, position, SUM(CAST(number AS NUMERIC)) AS number
  FROM found, UNNEST(numbers) AS number WITH OFFSET AS position
  GROUP BY metric, date, label, position
)
SELECT metric, date, label,
  ARRAY_AGG(CAST(GREATEST(LEAST(number, 9223372036854775807), -9223372036854775808) AS INT64) ORDER BY position) AS numbers
FROM cells
GROUP BY metric, date, label
ORDER BY date, label`,
    parameters: [
      text('channel', request.channel),
      text('version', request.version),
      ...texts('metric', metrics),
      ...texts('date', request.dates),
      text('first', sorted[0]!),
      text('last', sorted.at(-1)!),
      ...request.filters.map(([column, value]) => text(`filter_${column}`, value)),
    ],
  }
}

function text(name: string, value: string): QueryParameter {
  return { name, type: STRING, value }
}

/** Values of their own, not an array: a warehouse skips what cannot hold any of them. */
function names(name: string, values: readonly string[]): string {
  return values.map((_, index) => `@${name}_${index}`).join(', ')
}

function texts(name: string, values: readonly string[]): readonly QueryParameter[] {
  return values.map((value, index) => text(`${name}_${index}`, value))
}
