import { randomUUID } from 'node:crypto'
import type { QueryJob } from '../../generator/query-job.ts'
import type { Connection } from './connection.ts'
import { type RunContext, startJob, waitForEnd } from './job.ts'
import { queryConfiguration } from './query-configuration.ts'

/**
 * Runs `setup` in a session of its own, then `work`, which sees its variables, temporary tables and functions.
 *
 * @param id of the job that the session is for; a session of a killed try is not used again, so its own job has another id each time
 */
export async function withSession(
  context: RunContext,
  job: QueryJob,
  { setup, id }: { readonly setup: string; readonly id: string },
  work: (session: string) => Promise<bigint>,
): Promise<bigint> {
  const { connection, signal, onStart } = context
  const { labels, maximumBytesBilled } = job
  const configuration = queryConfiguration(connection, {
    sql: setup,
    query: job,
    labels,
    maximumBytesBilled,
    session: 'create',
  })
  const started = await startJob(connection, {
    jobId: `${id}-setup-${randomUUID().slice(0, 8)}`,
    configuration,
    signal,
    onStart,
  })
  const { statistics } = await waitForEnd(connection, started)
  const session = statistics?.sessionInfo?.sessionId
  if (session === undefined) throw new Error('BigQuery made no session')
  try {
    return await work(session)
  } finally {
    await endSession(connection, job, session, `${id}-end-${randomUUID().slice(0, 8)}`)
  }
}

/** What is not ended ends by itself after a day without use. */
async function endSession(connection: Connection, job: QueryJob, session: string, jobId: string): Promise<void> {
  const query = { ...job, parameters: [] }
  const configuration = queryConfiguration(connection, { sql: 'CALL BQ.ABORT_SESSION()', query, session })
  const signal = AbortSignal.timeout(30_000)
  await startJob(connection, { jobId, configuration, signal }).catch(() => {})
}
