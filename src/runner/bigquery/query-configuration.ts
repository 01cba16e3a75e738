import type { Query, QueryJob } from '../../generator/query-job.ts'
import { byteCap, type Connection, tableResource } from './connection.ts'
import { resourceOfParameter } from './parameters.ts'
import { resourceOfPartitioning } from './schema.ts'

/** Where a query's rows go, and how the table is made there. */
export type QueryDestination = Pick<
  QueryJob,
  'destination' | 'partition' | 'writeDisposition' | 'partitioning' | 'clustering' | 'schemaUpdateOptions'
>

export interface QueryRequest {
  /** As it is sent, every name complete. */
  readonly sql: string
  readonly query: Query
  readonly destination?: QueryDestination
  readonly labels?: Readonly<Record<string, string>>
  readonly maximumBytesBilled?: bigint | undefined
  /** `create` makes one; otherwise the id of the one to run in. */
  readonly session?: string | undefined
  readonly dryRun?: boolean
}

export type JobConfiguration = Readonly<Record<string, unknown>>

/** The configuration of a query's job. @see https://cloud.google.com/bigquery/docs/reference/rest/v2/Job#jobconfigurationquery */
export function queryConfiguration(connection: Connection, request: QueryRequest): JobConfiguration {
  const { sql, query, destination, session, dryRun, labels, maximumBytesBilled } = request
  return {
    query: {
      query: sql,
      useLegacySql: false,
      priority: connection.priority.toUpperCase(),
      maximumBytesBilled: String(byteCap(connection, maximumBytesBilled)),
      ...parameters(query),
      ...defaultDataset(connection, query),
      ...(destination && destinationOf(connection, destination)),
      ...sessionOf(session),
    },
    ...jobOptions(connection, labels),
    ...(dryRun && { dryRun }),
  }
}

/** What jobs of every kind carry. */
export function jobOptions(connection: Connection, labels: Readonly<Record<string, string>> = {}): JobConfiguration {
  return { labels: { ...connection.labels, ...labels }, jobTimeoutMs: String(connection.jobTimeoutMs) }
}

function parameters({ parameters }: Query): JobConfiguration {
  if (parameters.length === 0) return {}
  return { parameterMode: 'NAMED', queryParameters: parameters.map(resourceOfParameter) }
}

function defaultDataset({ aliases }: Connection, { defaultProject, defaultDataset }: Query): JobConfiguration {
  if (defaultDataset === undefined) return {}
  return { defaultDataset: { projectId: aliases[defaultProject] ?? defaultProject, datasetId: defaultDataset } }
}

const DISPOSITIONS = { truncate: 'WRITE_TRUNCATE', append: 'WRITE_APPEND', empty: 'WRITE_EMPTY' } as const

export function writeDisposition(disposition: QueryJob['writeDisposition']): string {
  return DISPOSITIONS[disposition]
}

function destinationOf(connection: Connection, destination: QueryDestination): JobConfiguration {
  const { destination: table, partition, partitioning, clustering, schemaUpdateOptions } = destination
  if (table === undefined) return {}
  const replacesWhole = destination.writeDisposition === 'truncate' && partition === undefined
  return {
    destinationTable: tableResource(connection, table, partition?.id),
    createDisposition: 'CREATE_IF_NEEDED',
    writeDisposition: writeDisposition(destination.writeDisposition),
    ...(partitioning && { timePartitioning: resourceOfPartitioning(partitioning) }),
    ...(clustering && clustering.length > 0 && { clustering: { fields: clustering } }),
    // A table that is replaced whole gets the query's schema anyway, and BigQuery refuses the option there.
    ...(schemaUpdateOptions.length > 0 && !replacesWhole && { schemaUpdateOptions }),
  }
}

function sessionOf(session: string | undefined): JobConfiguration {
  if (session === undefined) return {}
  if (session === 'create') return { createSession: true }
  return { connectionProperties: [{ key: 'session_id', value: session }] }
}
