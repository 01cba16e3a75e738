import { UsageError } from '../errors.ts'
import type { Project } from '../generator/project/project.ts'
import type { BigQueryWarehouse } from '../runner/bigquery/bigquery-warehouse.ts'
import type { WorkRun } from '../runner/bigquery/connection.ts'
import type { WarehouseOptions } from './options.ts'
import { airflowRun } from './work-run.ts'

/** BigQuery as the flags say, else as `bigquery:` in `bqetl_project.yaml` does. */
export async function openBigQuery(
  project: Project,
  options: WarehouseOptions,
  signal?: AbortSignal,
  run: WorkRun | undefined = airflowRun(process.env),
): Promise<BigQueryWarehouse> {
  const { openBigQueryWarehouse } = await import('../runner/bigquery/bigquery-warehouse.ts')
  const { bigquery, projectId, projectAliases } = project.configuration
  const minutes = options.jobTimeout ?? bigquery.jobTimeoutMinutes
  return openBigQueryWarehouse({
    jobProject: options.jobProject ?? bigquery.jobProject ?? projectId,
    aliases: projectAliases,
    apiEndpoint: endpoint(options.apiEndpoint ?? bigquery.apiEndpoint),
    impersonateServiceAccount: options.impersonateServiceAccount ?? bigquery.impersonateServiceAccount,
    location: options.location ?? bigquery.location,
    priority: options.priority ?? bigquery.priority,
    labels: { ...bigquery.labels, ...Object.fromEntries((options.label ?? []).map(parseLabel)) },
    maximumBytesBilled: bigquery.maximumBytesBilled,
    byteLimit: options.maximumBytesBilled,
    jobTimeoutMs: Math.ceil(minutes * 60_000),
    signal,
    ...(run && { run }),
  })
}

function endpoint(text: string | undefined): string | undefined {
  if (text === undefined || /^https?:$/.test(protocolOf(text))) return text
  throw new UsageError('invalid-endpoint', `"${text}" is no address of an API server`, {
    hint: 'write it like http://127.0.0.1:9050',
  })
}

function protocolOf(text: string): string {
  try {
    return new URL(text).protocol
  } catch {
    return ''
  }
}

/** @see https://cloud.google.com/bigquery/docs/labels-intro#requirements */
function parseLabel(text: string): readonly [string, string] {
  const match = /^([a-z][a-z0-9_-]{0,62})[:=]([a-z0-9_-]{0,63})$/.exec(text)
  if (match) return [match[1]!, match[2]!]
  throw new UsageError('invalid-label', `"${text}" is no label`, {
    hint: 'write KEY:VALUE, of lower-case letters, digits, _ and -',
  })
}
