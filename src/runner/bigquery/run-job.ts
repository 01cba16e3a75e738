import { UsageError, WarehouseError } from '../../errors.ts'
import type { QueryJob } from '../../generator/query-job.ts'
import type { QualifiedText } from '../../generator/sql/qualify.ts'
import { columnType, nameFields, type ResultColumn } from '../duckdb/fields.ts'
import { checkNames } from '../duckdb/storage/fit-schema.ts'
import { ApiFailure } from './api-failure.ts'
import { byteCap, type Connection } from './connection.ts'
import { type Destination, finishDestination, fitDestination, prepareDestination } from './destination.ts'
import { askDryRun } from './dry-run.ts'
import { type StartedJob, startJob, waitForEnd, waitForRows } from './job.ts'
import { type QueryRequest, queryConfiguration } from './query-configuration.ts'
import { fieldOfResource } from './schema.ts'
import { isScript, splitText } from './statements.ts'

export interface RunContext {
  readonly connection: Connection
  readonly signal: AbortSignal
  /** Told of every job that is given to BigQuery, so that it can be cancelled. */
  readonly onStart: (job: StartedJob) => void
}

/** @returns how many rows were written */
export async function runJob(context: RunContext, job: QueryJob, text: QualifiedText): Promise<bigint> {
  if (job.destination === undefined) return runScript(context, job, text)
  const split = splitText(text)
  if (split === undefined) {
    throw new UsageError('no-result', 'the text has no query whose rows could be stored', {
      hint: 'leave out the destination: a script names its own tables',
    })
  }
  const { connection, signal } = context
  if (split.setup !== undefined) {
    const destination = await prepareDestination(connection, job, signal)
    return withSession(context, job, split.setup, (session) =>
      store(context, job, destination, { sql: split.query, session }),
    )
  }
  const [looked, estimate] = await Promise.allSettled([
    prepareDestination(connection, job, signal),
    checkedColumns(context, job, split.query),
  ])
  // What is wrong with the destination is told first, whichever answer came first.
  const [destination, columns] = [settled(looked), settled(estimate)]
  return store(context, job, await fitDestination(connection, destination, job, columns, signal), { sql: split.query })
}

function settled<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason
  return result.value
}

/**
 * An estimate precedes the run: what cannot fit fails here, before anything is billed. Undefined where BigQuery could not make one; it
 * checks again when the job runs.
 */
async function checkedColumns(
  { connection, signal }: RunContext,
  job: QueryJob,
  sql: string,
): Promise<readonly ResultColumn[] | undefined> {
  const estimate = await askDryRun(connection, job, sql, signal).catch(undefinedIfServerFailed)
  if (estimate === undefined) return undefined
  const { fields, bytesProcessed } = estimate
  const most = byteCap(connection, job.maximumBytesBilled)
  if (bytesProcessed > most) {
    throw new WarehouseError('bytes-limit', `the query reads ${bytesProcessed} bytes; the job allows ${most}`, {
      retryable: false,
      hint: 'filter on the partition column, or raise the limit',
    })
  }
  const columns = fields
    .map(fieldOfResource)
    .map((field) => ({ name: field.name, type: nameFields(columnType(field)) }))
  checkNames(columns)
  return columns
}

function undefinedIfServerFailed(error: unknown): undefined {
  if (error instanceof ApiFailure && (error.status ?? 0) >= 500) return undefined
  throw error
}

interface Stored {
  readonly sql: string
  readonly session?: string
}

async function store(
  context: RunContext,
  job: QueryJob,
  destination: Destination,
  { sql, session }: Stored,
): Promise<bigint> {
  const { connection } = context
  try {
    const { partitioning: _, clustering: __, ...rest } = job
    const target = destination.isThere ? rest : job
    const rows = await runQuery(context, job, { sql, query: job, destination: target, session }, destination.location)
    await finishDestination(connection, destination, job)
    return rows
  } catch (error) {
    await destination.undo()
    throw error
  }
}

/** A job that BigQuery itself failed is run again under another id: nothing is left of the first. */
async function runQuery(
  { connection, signal, onStart }: RunContext,
  job: QueryJob,
  request: QueryRequest,
  location?: string,
): Promise<bigint> {
  const { labels, maximumBytesBilled } = job
  const configuration = queryConfiguration(connection, { ...request, labels, maximumBytesBilled })
  for (let attempt = 1; ; attempt++) {
    const started = await startJob(connection, {
      jobId: attemptId(connection, job.jobId, attempt),
      configuration,
      location,
      signal,
      onStart,
    })
    try {
      const { totalRows } = await waitForRows(connection, started, 0)
      return BigInt(totalRows ?? 0)
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !isJobFailure(error)) throw error
    }
  }
}

const MOST_ATTEMPTS = 3

/** BigQuery took the job on and failed it for reasons of its own. */
function isJobFailure(error: unknown): boolean {
  return (
    error instanceof ApiFailure && error.status === undefined && error.isTransient && !OF_THE_CALL.has(error.reason)
  )
}

const OF_THE_CALL = new Set(['network', 'deadline', 'jobLost'])

/** The id of a plan's job in this run of the program; the same call made twice has the same. */
export function attemptId({ run }: Connection, jobId: string, attempt = 1): string {
  return `${jobId}-${run}${attempt === 1 ? '' : `-${attempt}`}`
}

/** A script is not run again: some of its statements may have been carried out. */
async function runScript(
  { connection, signal, onStart }: RunContext,
  job: QueryJob,
  text: QualifiedText,
): Promise<bigint> {
  const { labels, maximumBytesBilled } = job
  const configuration = queryConfiguration(connection, { sql: text.sent, query: job, labels, maximumBytesBilled })
  const started = await startJob(connection, {
    jobId: attemptId(connection, job.jobId),
    configuration,
    signal,
    onStart,
  })
  const { statistics } = await waitForEnd(connection, started)
  return isScript(text) ? 0n : BigInt(statistics?.query?.numDmlAffectedRows ?? 0)
}

/** Runs `setup` in a session of its own, then `work`, which sees its variables, temporary tables and functions. */
async function withSession(
  context: RunContext,
  job: QueryJob,
  setup: string,
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
    jobId: `${attemptId(connection, job.jobId)}-setup`,
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
    await endSession(connection, job, session)
  }
}

/** What is not ended ends by itself after a day without use. */
async function endSession(connection: Connection, job: QueryJob, session: string): Promise<void> {
  const query = { ...job, parameters: [] }
  const configuration = queryConfiguration(connection, { sql: 'CALL BQ.ABORT_SESSION()', query, session })
  const signal = AbortSignal.timeout(30_000)
  await startJob(connection, { jobId: `${attemptId(connection, job.jobId)}-end`, configuration, signal }).catch(
    () => {},
  )
}
