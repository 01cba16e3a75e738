import { createHash } from 'node:crypto'
import type { QueryJob } from '../../generator/query-job.ts'
import type { QualifiedText } from '../../generator/sql/qualify.ts'
import { ApiFailure } from './api-failure.ts'
import type { Connection } from './connection.ts'
import { findJob, type RunContext, type StartedJob, takeOver } from './job.ts'
import { resourceOfParameter } from './parameters.ts'
import type { JobResource, TableResource } from './resources.ts'
import { getTable } from './tables.ts'

/** The id of each attempt at a job, from 1. */
export type IdOfAttempt = (attempt: number) => string

/** The same for the same job of the same run, and for no other: another text, or other values, give other ids. */
export function attemptIds({ run }: Connection, job: QueryJob, text: QualifiedText): IdOfAttempt {
  const { jobId, parameters, destination, partition, writeDisposition } = job
  const content = [text.sent, parameters.map(resourceOfParameter), destination, partition, writeDisposition]
  const digest = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 12)
  return (attempt) => `${jobId}-${run.id}-${digest}${attempt === 1 ? '' : `-${attempt}`}`
}

export interface EarlierTry {
  /** A job that still runs or has ended well, where there is one. */
  readonly job?: StartedJob
  /** The first attempt whose id is free. */
  readonly next: number
}

/**
 * What a killed try before this one has left in BigQuery. A job that failed has changed nothing, and one whose table was dropped since
 * counts for nothing: the attempt after it is what is looked for next.
 */
export async function findEarlierTry(context: RunContext, job: QueryJob, idOf: IdOfAttempt): Promise<EarlierTry> {
  const { connection, signal } = context
  if (!connection.run.isRetry) return { next: 1 }
  const table = job.destination && (await getTable(connection, job.destination, signal))
  for (let attempt = 1; ; attempt++) {
    const found = await findJob(connection, idOf(attempt), table?.location, signal)
    if (found === undefined) return { next: attempt }
    if (isOfUse(found, job, table)) return { job: takeOver(context, found), next: attempt + 1 }
  }
}

function isOfUse({ status, statistics }: JobResource, { destination }: QueryJob, table?: TableResource): boolean {
  if (status?.state !== 'DONE') return true
  if (status.errorResult !== undefined) return false
  if (destination === undefined) return true
  return table !== undefined && Number(table.creationTime) <= Number(statistics?.endTime)
}

/** Undefined where the job failed after all: it is to be run again. */
export async function unlessFailed<T>(waiting: Promise<T>): Promise<T | undefined> {
  return waiting.catch((error: unknown) => {
    if (isFailureOfJob(error)) return undefined
    throw error
  })
}

/** The job itself ended so, whatever we heard of it. */
export function isFailureOfJob(error: unknown): error is ApiFailure {
  return error instanceof ApiFailure && error.status === undefined && !OF_THE_CALL.has(error.reason)
}

const OF_THE_CALL = new Set(['network', 'unreachable', 'deadline', 'jobLost'])
