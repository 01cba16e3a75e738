import { WarehouseError } from '../errors.ts'
import type { Query } from '../generator/query-job.ts'
import type { TableReference } from '../googlesql/catalog.ts'
import { turns } from '../runner/turns.ts'
import type { ResultValue, Warehouse } from '../runner/warehouse.ts'
import { type Definitions, type ProbeDefinition, readDefinitions } from './metric.ts'
import type { MetricRequest } from './metric-request.ts'
import {
  AGGREGATES,
  channelsQuery,
  DEFINITIONS,
  datesQuery,
  definitionsQuery,
  filtersQuery,
  metricQuery,
  type Prefix,
} from './queries.ts'

type Row = readonly ResultValue[]

/** What is counted for one date and label; INT64 as digits. */
export interface StoredAggregate {
  readonly metric: string
  readonly date: string
  readonly label: string
  readonly count: string
  readonly sum: string
  readonly histogram: readonly string[]
}

export interface VersionDate {
  readonly date: string
  readonly version: string
}

export interface FilterValues {
  readonly metric: readonly string[]
  readonly application: readonly string[]
  readonly architecture: readonly string[]
  /** `name,version` */
  readonly os: readonly string[]
  readonly child: readonly string[]
}

/** Reads the aggregates and definitions of a warehouse. Its methods throw WarehouseError where the warehouse cannot answer. */
export interface AggregateStore {
  /** Another text whenever a table has changed. @throws {WarehouseError} `no-aggregates` where a table is absent */
  version(): Promise<string>
  /** @param version of `version()`, so that they are read once for each */
  definitions(version: string): Promise<Definitions>
  channels(): Promise<readonly string[]>
  dates(prefix: Prefix, channel: string): Promise<readonly VersionDate[]>
  filters(channel: string, version: string): Promise<FilterValues | undefined>
  metric(prefix: Prefix, request: MetricRequest, metrics: readonly string[]): Promise<readonly StoredAggregate[]>
}

/** Queries at a time; a warehouse uses all cores for one. Those beyond MOST_WAITING are refused. */
const AT_A_TIME = 2
const MOST_WAITING = 1000

export function aggregateStore(warehouse: Warehouse, project: string): AggregateStore {
  const inTurn = turns(AT_A_TIME, MOST_WAITING)
  const read = (text: Pick<Query, 'sql' | 'parameters'>) =>
    inTurn(() => rowsOf(warehouse, { ...text, defaultProject: project }))
  const definitions = newest((_version: string) =>
    read(definitionsQuery()).then((rows) => readDefinitions(rows.map(asDefinition))),
  )
  return {
    version: async () => {
      const tables = [AGGREGATES, DEFINITIONS].map((table) => ({ project, ...table }))
      return (await Promise.all(tables.map((table) => modified(warehouse, table)))).join(' ')
    },
    definitions,
    channels: async () => (await read(channelsQuery())).map(([channel]) => String(channel)),
    dates: async (prefix, channel) =>
      (await read(datesQuery(prefix, channel))).map(([date, version]) => ({
        date: String(date),
        version: String(version),
      })),
    filters: async (channel, version) => asFilters((await read(filtersQuery(channel, version)))[0] ?? []),
    metric: async (prefix, request, metrics) => (await read(metricQuery(prefix, request, metrics))).map(asAggregate),
  }
}

async function rowsOf(warehouse: Warehouse, query: Query): Promise<readonly Row[]> {
  const { batches } = await warehouse.query(query)
  const rows: Row[] = []
  for await (const batch of batches) rows.push(...batch)
  return rows
}

async function modified(warehouse: Warehouse, table: TableReference): Promise<string> {
  const found = await warehouse.find(table)
  if (found.kind === 'present') return found.value.modified
  const why = found.kind === 'unknown' ? found.reason : 'it is not there'
  throw new WarehouseError('no-aggregates', `${table.dataset}.${table.table} cannot be read: ${why}`, {
    retryable: true,
    hint: 'fill it with `bqetl run`, or name another warehouse with --database',
  })
}

/** Remembers what was made for the last key; a failure is not remembered. */
function newest<T>(make: (key: string) => Promise<T>): (key: string) => Promise<T> {
  let last: { readonly key: string; readonly value: Promise<T> } | undefined
  return (key) => {
    if (last?.key !== key) {
      const made = { key, value: make(key) }
      last = made
      made.value.catch(() => {
        if (last === made) last = undefined
      })
    }
    return last.value
  }
}

function asDefinition(row: Row): ProbeDefinition {
  const [name, type, kind, low, high, bucketCount, valueCount, labels, description] = row
  return {
    name: String(name),
    type: type === 'scalar' ? 'scalar' : 'histogram',
    kind: String(kind ?? ''),
    low: asNumber(low),
    high: asNumber(high),
    bucketCount: asNumber(bucketCount),
    valueCount: asNumber(valueCount),
    labels: (labels as Row).map(String),
    description: String(description ?? ''),
  }
}

function asNumber(value: ResultValue | undefined): number | null {
  return value === null || value === undefined ? null : Number(value)
}

function asFilters(lists: Row): FilterValues | undefined {
  const [metric, application, architecture, os, child] = lists.map((list) =>
    list === null ? [] : (list as Row).map(String),
  )
  if (metric === undefined || metric.length === 0) return undefined
  return { metric, application: application!, architecture: architecture!, os: os!, child: child! }
}

function asAggregate([metric, date, label, numbers]: Row): StoredAggregate {
  const [count = '0', sum = '0', ...histogram] = (numbers as Row).map(String)
  return { metric: String(metric), date: String(date), label: String(label), count, sum, histogram }
}
