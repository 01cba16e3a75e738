import type { Query } from '../../generator/query-job.ts'
import type { QualifiedText } from '../../generator/sql/qualify.ts'
import type { TableReference } from '../../googlesql/catalog.ts'
import type { DryRun } from '../warehouse.ts'
import type { Connection } from './connection.ts'
import { queryConfiguration } from './query-configuration.ts'
import type { FieldResource, JobResource } from './resources.ts'
import { resultFieldOfResource } from './schema.ts'

export interface DryRunAnswer {
  readonly fields: readonly FieldResource[]
  readonly bytesProcessed: bigint
  readonly references: readonly TableReference[]
}

/** What BigQuery would read and answer; it runs nothing and bills nothing. @throws {ApiFailure} */
export async function askDryRun(
  connection: Connection,
  query: Query,
  sql: string,
  signal?: AbortSignal,
): Promise<DryRunAnswer> {
  const { jobProject, location } = connection
  const job = await connection.api.call<JobResource>({
    method: 'POST',
    path: `projects/${encodeURIComponent(jobProject)}/jobs`,
    body: {
      ...(location !== undefined && { jobReference: { projectId: jobProject, location } }),
      configuration: queryConfiguration(connection, { sql, query, dryRun: true }),
    },
    what: 'a dry run',
    signal,
  })
  const { totalBytesProcessed, query: statistics } = job.statistics ?? {}
  return {
    fields: statistics?.schema?.fields ?? [],
    bytesProcessed: BigInt(statistics?.totalBytesProcessed ?? totalBytesProcessed ?? 0),
    references: (statistics?.referencedTables ?? []).map(({ projectId, datasetId, tableId }) => ({
      project: projectId,
      dataset: datasetId,
      table: tableId,
    })),
  }
}

/** @param text the query's, qualified */
export async function dryRun(connection: Connection, query: Query, text: QualifiedText): Promise<DryRun> {
  const { fields, bytesProcessed, references } = await askDryRun(connection, query, text.sent)
  return { schema: fields.map(resultFieldOfResource), references, bytesProcessed }
}
