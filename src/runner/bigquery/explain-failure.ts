import { type BqetlError, WarehouseError } from '../../errors.ts'
import { formatTableReference } from '../../generator/project/artifact.ts'
import type { Partition } from '../../generator/query-job.ts'
import type { QualifiedText } from '../../generator/sql/qualify.ts'
import type { TableReference } from '../../googlesql/catalog.ts'
import { ApiFailure } from './api-failure.ts'
import { sqlFailure } from './sql-failure.ts'

/** What the failed job was about. */
export interface FailedWork {
  readonly signal?: AbortSignal | undefined
  readonly text?: QualifiedText | undefined
  readonly destination?: TableReference | undefined
  readonly partition?: Partition | undefined
}

/** What a failure of BigQuery means to the person at the keyboard. */
export function explainFailure(error: unknown, work: FailedWork = {}): unknown {
  if (work.signal?.aborted) return cancelled(error)
  if (!(error instanceof ApiFailure)) return error
  return ofTheJob(error, work) ?? ofTheEnvironment(error)
}

export function cancelled(cause: unknown): WarehouseError {
  return new WarehouseError('cancelled', 'the job was cancelled; nothing was changed', { retryable: false, cause })
}

function ofTheJob(failure: ApiFailure, { text, destination, partition }: FailedWork): BqetlError | undefined {
  const { reason, message } = failure
  if (reason === 'stopped') return cancelled(failure)
  for (const [pattern, explain] of MESSAGES) {
    if (pattern.test(message)) return explain({ failure, destination, partition })
  }
  const isOfSql = reason === 'invalidQuery' || reason === 'invalid' || reason === 'notFound'
  const wrong = isOfSql && text !== undefined ? sqlFailure(message, text) : undefined
  if (wrong !== undefined) return wrong
  if (reason === 'notFound' && /^Not found: (?:Table|Routine|View)/.test(message))
    return ofJob(
      'table-not-found',
      message,
      failure,
      'make it first: bqetl deploy, or fill it by bqetl query run or bqetl load',
    )
  if (OF_VALUES.has(reason)) return ofJob('query-failed', withoutPlace(message), failure)
  return undefined
}

const OF_VALUES = new Set([
  'invalidQuery',
  'invalid',
  'resourcesExceeded',
  'responseTooLarge',
  'badRequest',
  'notImplemented',
])

function withoutPlace(message: string): string {
  return message.replace(/^Query error: /, '').replace(/ at \[\d+:\d+\]$/, '')
}

interface Told {
  readonly failure: ApiFailure
  readonly destination: TableReference | undefined
  readonly partition: Partition | undefined
}

function ofJob(code: string, message: string, cause: unknown, hint?: string): WarehouseError {
  return new WarehouseError(code, message, { retryable: false, cause, ...(hint !== undefined && { hint }) })
}

function nameOf({ destination, failure }: Told): string {
  return destination ? formatTableReference(destination) : failure.what
}

/** BigQuery's sentences that have a code of their own here. */
const MESSAGES: readonly (readonly [RegExp, (told: Told) => WarehouseError])[] = [
  [
    /belong to different partitions/,
    (told) =>
      ofJob(
        'row-of-other-partition',
        `a row does not belong to partition ${told.partition?.id ?? ''} of ${nameOf(told)}; nothing was replaced`,
        told.failure,
        'give the query a filter on the partition column',
      ),
  ],
  [
    /^Not found: Dataset/,
    ({ failure }) =>
      environment('dataset-not-found', failure.message, failure, [
        'make it with `bqetl deploy`',
        'if it is there, it may lie in another location: say which with --location',
      ]),
  ],
  [
    /^Not found: Project|has not enabled BigQuery|invalid project/i,
    ({ failure }) =>
      environment('project-not-found', failure.message, failure, [
        'jobs run in the project of --job-project (bigquery.job_project of bqetl_project.yaml); tables lie in project_id',
      ]),
  ],
  [
    /bytes billed|bytesBilledLimitExceeded/i,
    ({ failure }) =>
      ofJob('bytes-limit', failure.message, failure, 'filter on the partition column, or raise --maximum-bytes-billed'),
  ],
  [
    /[Cc]annot write to partition decorator|not (?:field-)?partitioned/,
    (told) =>
      ofJob(
        'partition-of-unpartitioned',
        `${nameOf(told)} has no such partitions: ${told.failure.message}`,
        told.failure,
      ),
  ],
  [
    /[Ii]ncompatible (?:table )?partitioning specification/,
    (told) => ofJob('partitioning-mismatch', `${nameOf(told)}: ${told.failure.message}`, told.failure),
  ],
  [
    /Invalid schema update|does not match Table|[Ss]chema mismatch|Duplicate column names/,
    (told) => ofJob('schema-mismatch', told.failure.message, told.failure),
  ],
  [
    /null element/,
    (told) =>
      ofJob('null-element', `an array holds a NULL, which no table can store: ${told.failure.message}`, told.failure),
  ],
  [
    /Required (?:field|column) \S+ cannot be null|NOT NULL constraint|cannot be null/i,
    (told) => ofJob('null-in-required', told.failure.message, told.failure),
  ],
  [
    /Operation timed out|[Jj]ob timed out|exceeded .*timeout/,
    ({ failure }) =>
      environment('deadline', failure.message, failure, ['raise --job-timeout, or make the job smaller']),
  ],
]

/** A failure that this job has no part in: exit 3, a retry may help. */
function environment(code: string, message: string, cause: unknown, hints: readonly string[]): WarehouseError {
  return new WarehouseError(code, message, { retryable: true, hint: hints.join('; '), cause })
}

function ofTheEnvironment(failure: ApiFailure): WarehouseError {
  const [code, message, hint] = tell(failure)
  return environment(code, message, failure, [hint])
}

function tell({ reason, message, what, status }: ApiFailure): readonly [code: string, message: string, hint: string] {
  switch (reason) {
    case 'noCredentials':
    case 'authError':
      return [
        'no-credentials',
        `no credentials for BigQuery: ${message}`,
        'run `gcloud auth application-default login`, or name a key file in GOOGLE_APPLICATION_CREDENTIALS; an API server on this machine is named with --api-endpoint',
      ]
    case 'accessDenied':
      return [
        'access-denied',
        `BigQuery refuses ${what}: it may be missing, or you may lack the permission (${message})`,
        'check the name; for reading tables you need roles/bigquery.dataViewer, for writing dataEditor, for jobs jobUser in the project that they run in',
      ]
    case 'quotaExceeded':
    case 'rateLimitExceeded':
    case 'userRateLimitExceeded':
    case 'jobRateLimitExceeded':
      return [
        'quota-exceeded',
        `a quota of BigQuery is used up: ${message}`,
        'try again later, or ask for a higher quota',
      ]
    case 'billingNotEnabled':
      return [
        'billing',
        message,
        'enable billing for the project that jobs run in, or choose another with --job-project',
      ]
    case 'deadline':
      return ['deadline', `${what}: ${message}`, 'the job may still run; --job-timeout gives it more time']
    case 'network':
      return [
        'network',
        `BigQuery cannot be reached (${what}): ${message}`,
        'check the network, and --api-endpoint if you use it',
      ]
    case 'unreachable':
      return [
        'network',
        message,
        'check the network; an API server of your own must run, at the address of --api-endpoint (bigquery.api_endpoint of bqetl_project.yaml)',
      ]
    case 'jobLost':
      return ['job-lost', message, 'nothing is known of what it did; run it again']
    default:
      return [
        'bigquery-failed',
        `${what}: ${message}${status === undefined ? '' : ` (HTTP ${status})`}`,
        'a retry may help',
      ]
  }
}
