import type { YamlValue } from '../yaml/node.ts'
import { asMap, numberAt, present, textAt, textMapAt } from '../yaml/value.ts'

/** How jobs run on BigQuery: what `bigquery:` in `bqetl_project.yaml` says, defaults applied. */
export interface BigQueryConfiguration {
  /** The project that jobs run in and are billed to; absent: that of the tables. */
  readonly jobProject?: string
  /** Absent: BigQuery finds it from the tables that a job names. */
  readonly location?: string
  readonly priority: 'interactive' | 'batch'
  /** On every job. */
  readonly labels: Readonly<Record<string, string>>
  /** What a job may read where nobody says otherwise. */
  readonly maximumBytesBilled: bigint
  readonly jobTimeoutMinutes: number
  /** An API server that wants no credentials. */
  readonly apiEndpoint?: string
  readonly impersonateServiceAccount?: string
}

const DEFAULT_MAXIMUM_BYTES_BILLED = 10n * 2n ** 40n
const DEFAULT_JOB_TIMEOUT_MINUTES = 360

export function readBigQueryConfiguration(content: YamlValue | undefined): BigQueryConfiguration {
  const map = asMap(content)
  const bytes = textAt(map, 'maximum_bytes_billed') ?? ''
  return {
    ...present({
      jobProject: textAt(map, 'job_project'),
      location: textAt(map, 'location'),
      apiEndpoint: textAt(map, 'api_endpoint'),
      impersonateServiceAccount: textAt(map, 'impersonate_service_account'),
    }),
    priority: textAt(map, 'priority') === 'batch' ? 'batch' : 'interactive',
    labels: textMapAt(map, 'labels') ?? {},
    maximumBytesBilled: /^[1-9]\d*$/.test(bytes) ? BigInt(bytes) : DEFAULT_MAXIMUM_BYTES_BILLED,
    jobTimeoutMinutes: numberAt(map, 'job_timeout_minutes') ?? DEFAULT_JOB_TIMEOUT_MINUTES,
  }
}
