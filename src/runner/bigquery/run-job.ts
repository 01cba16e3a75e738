import { UsageError, WarehouseError } from '../../errors.ts'
import type { QueryJob } from '../../generator/query-job.ts'
import type { QualifiedText } from '../../generator/sql/qualify.ts'
import { columnType, nameFields, type ResultColumn } from '../duckdb/fields.ts'
import { checkNames } from '../duckdb/storage/fit-schema.ts'
import { ApiFailure } from './api-failure.ts'
import { byteCap, type Connection } from './connection.ts'
import { type Destination, finishDestination, fitDestination, prepareDestination } from './destination.ts'
import { askDryRun } from './dry-run.ts'
import { attemptIds, findEarlierTry, type IdOfAttempt, isFailureOfJob, unlessFailed } from './earlier-try.ts'
import { type RunContext, type StartedJob, startJob, waitForEnd, waitForRows } from './job.ts'
import { type QueryRequest, queryConfiguration } from './query-configuration.ts'
import { fieldOfResource } from './schema.ts'
import { withSession } from './session.ts'
import { isScript, splitText } from './statements.ts'

export interface Written {
  readonly rows: bigint
  /** By the job of a try before this one. */
  readonly isAdopted?: true
}

/** Runs a job, or takes over what a killed try before this one has begun. */
export async function runJob(context: RunContext, job: QueryJob, text: QualifiedText): Promise<Written> {
  const idOf = attemptIds(context.connection, job, text)
  const earlier = await findEarlierTry(context, job, idOf)
  if (earlier.job) {
    const rows = await unlessFailed(rowsOfEarlier(context, job, text, earlier.job))
    if (rows !== undefined) return { rows, isAdopted: true }
  }
  return { rows: await runAnew(context, job, text, { idOf, first: earlier.next }) }
}

/** Does what is left to do after a job, as the try that had begun it would have. */
async function rowsOfEarlier(
  { connection, signal }: RunContext,
  job: QueryJob,
  text: QualifiedText,
  started: StartedJob,
): Promise<bigint> {
  if (job.destination === undefined) return rowsOfScript(connection, started, text)
  const destination = await prepareDestination(connection, job, signal)
  const rows = await rowsOfQuery(connection, started)
  await finishDestination(connection, destination, job)
  return rows
}

interface Attempts {
  readonly idOf: IdOfAttempt
  /** Those before it are used up. */
  readonly first: number
}

async function runAnew(context: RunContext, job: QueryJob, text: QualifiedText, attempts: Attempts): Promise<bigint> {
  if (job.destination === undefined) return runScript(context, job, text, attempts)
  const split = splitText(text)
  if (split === undefined) {
    throw new UsageError('no-result', 'the text has no query whose rows could be stored', {
      hint: 'leave out the destination: a script names its own tables',
    })
  }
  const { connection, signal } = context
  if (split.setup !== undefined) {
    const destination = await prepareDestination(connection, job, signal)
    return withSession(context, job, { setup: split.setup, id: attempts.idOf(attempts.first) }, (session) =>
      store(context, job, destination, { sql: split.query, session, attempts }),
    )
  }
  const [looked, estimate] = await Promise.allSettled([
    prepareDestination(connection, job, signal),
    checkedColumns(context, job, split.query),
  ])
  // What is wrong with the destination is told first, whichever answer came first.
  const [destination, columns] = [settled(looked), settled(estimate)]
  const fitted = await fitDestination(connection, destination, job, columns, signal)
  return store(context, job, fitted, { sql: split.query, attempts })
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
  readonly attempts: Attempts
}

async function store(
  context: RunContext,
  job: QueryJob,
  destination: Destination,
  { sql, session, attempts }: Stored,
): Promise<bigint> {
  const { connection } = context
  try {
    const { partitioning: _, clustering: __, ...rest } = job
    const target = destination.isThere ? rest : job
    const request = { sql, query: job, destination: target, session }
    const rows = await runQuery(context, job, request, attempts, destination.location)
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
  { idOf, first }: Attempts,
  location?: string,
): Promise<bigint> {
  const { labels, maximumBytesBilled } = job
  const configuration = queryConfiguration(connection, { ...request, labels, maximumBytesBilled })
  for (let attempt = first; ; attempt++) {
    const started = await startJob(connection, {
      jobId: idOf(attempt),
      configuration,
      location,
      signal,
      onStart,
    })
    try {
      return await rowsOfQuery(connection, started)
    } catch (error) {
      if (attempt === first + MOST_REPEATS || !isFailureOfJob(error) || !error.isTransient) throw error
    }
  }
}

const MOST_REPEATS = 2

async function rowsOfQuery(connection: Connection, started: StartedJob): Promise<bigint> {
  const { totalRows } = await waitForRows(connection, started, 0)
  return BigInt(totalRows ?? 0)
}

/** A script is not run again: some of its statements may have been carried out. */
async function runScript(
  { connection, signal, onStart }: RunContext,
  job: QueryJob,
  text: QualifiedText,
  { idOf, first }: Attempts,
): Promise<bigint> {
  const { labels, maximumBytesBilled } = job
  const configuration = queryConfiguration(connection, { sql: text.sent, query: job, labels, maximumBytesBilled })
  const started = await startJob(connection, { jobId: idOf(first), configuration, signal, onStart })
  return rowsOfScript(connection, started, text)
}

async function rowsOfScript(connection: Connection, started: StartedJob, text: QualifiedText): Promise<bigint> {
  const { statistics } = await waitForEnd(connection, started)
  return isScript(text) ? 0n : BigInt(statistics?.query?.numDmlAffectedRows ?? 0)
}
