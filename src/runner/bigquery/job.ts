import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ApiRequest } from './api.ts'
import { ApiFailure } from './api-failure.ts'
import type { Connection } from './connection.ts'
import type { JobReferenceResource, JobResource, ResultsResource } from './resources.ts'

export interface JobRequest {
  /** Made by us, so that a job whose answer was lost is found again. */
  readonly jobId: string
  readonly configuration: Readonly<Record<string, unknown>>
  /** Rows that are sent along. */
  readonly upload?: { readonly content: () => Readable; readonly bytes: number }
  readonly location?: string | undefined
  readonly signal: AbortSignal
  /** Told of the job before it is given to BigQuery, and again when it is known where it runs: whoever cancels it must not come too late. */
  readonly onStart?: (job: StartedJob) => void
}

/** A job that BigQuery has taken on. */
export interface StartedJob {
  readonly reference: JobReferenceResource
  readonly deadlineAt: number
  readonly signal: AbortSignal
}

export interface RunContext {
  readonly connection: Connection
  readonly signal: AbortSignal
  /** Told of every job that is given to BigQuery, so that it can be cancelled. */
  readonly onStart: (job: StartedJob) => void
}

/**
 * Gives a job to BigQuery. One that it knows already under this id is ours, from a try whose answer was lost: it is taken over, not
 * run again.
 *
 * @throws {ApiFailure}
 */
export async function startJob(connection: Connection, request: JobRequest): Promise<StartedJob> {
  const { jobId, configuration, upload, signal, location = connection.location } = request
  const reference = { projectId: connection.jobProject, jobId, ...(location !== undefined && { location }) }
  const deadlineAt = deadlineOf(connection)
  request.onStart?.({ reference, deadlineAt, signal })
  const what = `job ${jobId}`
  const job = await connection.api
    .call<JobResource>({
      method: 'POST',
      path: `projects/${encodeURIComponent(connection.jobProject)}/jobs`,
      ...(upload && {
        query: { uploadType: 'multipart' },
        upload: upload.content,
        timeoutMs: uploadTimeoutMs(upload.bytes),
      }),
      body: { jobReference: reference, configuration },
      what,
      signal,
    })
    .catch((error) => {
      if (!isKnownJob(error)) throw error
      const known = { ...reference, ...locationIn(error, reference) }
      return connection.api.call<JobResource>({ method: 'GET', ...jobAddress(known), what, signal })
    })
  const started = { reference: { ...reference, ...job.jobReference }, deadlineAt, signal }
  request.onStart?.(started)
  return started
}

function deadlineOf({ jobTimeoutMs }: Connection): number {
  return performance.now() + jobTimeoutMs + Math.min(MOST_GRACE_MS, jobTimeoutMs)
}

/** After BigQuery's own deadline (`jobTimeoutMs`), time to hear of it. */
const MOST_GRACE_MS = 60_000
const SLOWEST_UPLOAD_BYTES_PER_MS = 100

function uploadTimeoutMs(bytes: number): number {
  return 60_000 + Math.ceil(bytes / SLOWEST_UPLOAD_BYTES_PER_MS)
}

function isKnownJob(error: unknown): error is ApiFailure {
  return error instanceof ApiFailure && error.reason === 'duplicate' && /\bJob\b/.test(error.message)
}

/** BigQuery names it: `Already Exists: Job project:EU.id`; a job is found without only in US and EU. */
function locationIn({ message }: ApiFailure, { jobId }: JobReferenceResource): { location?: string } {
  const [, location] = /:([A-Za-z0-9-]+)\.([\w-]+)/.exec(message) ?? []
  return location !== undefined && message.includes(`:${location}.${jobId}`) ? { location } : {}
}

/** A job by its id; undefined where BigQuery knows none. @throws {ApiFailure} */
export async function findJob(
  connection: Connection,
  jobId: string,
  location: string | undefined = connection.location,
  signal?: AbortSignal,
): Promise<JobResource | undefined> {
  const reference = { projectId: connection.jobProject, jobId, ...(location !== undefined && { location }) }
  const request: ApiRequest = { method: 'GET', ...jobAddress(reference), what: `job ${jobId}`, signal }
  return connection.api.call<JobResource>(request).catch((error) => {
    if (error instanceof ApiFailure && error.reason === 'notFound') return undefined
    throw error
  })
}

/** A job that somebody else has given to BigQuery, as one of ours. */
export function takeOver({ connection, signal, onStart }: RunContext, { jobReference }: JobResource): StartedJob {
  const started = { reference: jobReference, deadlineAt: deadlineOf(connection), signal }
  onStart(started)
  return started
}

function jobAddress({ projectId, jobId, location }: JobReferenceResource, action = '') {
  return {
    path: `projects/${encodeURIComponent(projectId)}/jobs/${encodeURIComponent(jobId)}${action}`,
    ...(location !== undefined && { query: { location } }),
  }
}

const POLL_MS = 10_000

/**
 * Waits for a job that gives rows, and gives its first page: at most `maxResults` of them.
 *
 * @throws {ApiFailure} the job failed; `deadline`: it took too long, and was cancelled
 */
export async function waitForRows(
  connection: Connection,
  job: StartedJob,
  maxResults: number,
): Promise<ResultsResource> {
  for (;;) {
    const left = job.deadlineAt - performance.now()
    if (left <= 0) throw await giveUp(connection, job)
    const page = await rowsPage(connection, job, {
      maxResults: String(maxResults),
      timeoutMs: String(Math.floor(Math.min(POLL_MS, left))),
    })
    if (page.jobComplete !== false) return page
  }
}

/** One page of rows, with times exact. */
export async function rowsPage(
  connection: Connection,
  job: StartedJob,
  query: Readonly<Record<string, string>>,
): Promise<ResultsResource> {
  const { projectId, jobId, location } = job.reference
  const request: ApiRequest = {
    method: 'GET',
    path: `projects/${encodeURIComponent(projectId)}/queries/${encodeURIComponent(jobId)}`,
    query: { 'formatOptions.useInt64Timestamp': 'true', ...(location !== undefined && { location }), ...query },
    what: `job ${jobId}`,
    signal: job.signal,
  }
  return connection.api.call<ResultsResource>(request, async (failure) => {
    // A job that failed is answered as if the call had: asking for it again would be of no use.
    if (failure.status !== undefined) await readJob(connection, job).then(succeeded)
    return undefined
  })
}

/**
 * Waits for a job of any kind to end well.
 *
 * @throws {ApiFailure} the job failed; `deadline`: it took too long, and was cancelled
 */
export async function waitForEnd(connection: Connection, job: StartedJob): Promise<JobResource> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
    const resource = await readJob(connection, job)
    if (resource.status?.state === 'DONE') return succeeded(resource)
    if (performance.now() > job.deadlineAt) throw await giveUp(connection, job)
    await sleep(pauseMs, undefined, { signal: job.signal })
  }
}

const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 2_000

async function readJob({ api }: Connection, { reference, signal }: StartedJob): Promise<JobResource> {
  const what = `job ${reference.jobId}`
  try {
    return await api.call<JobResource>({ method: 'GET', ...jobAddress(reference), what, signal })
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.reason !== 'notFound') throw error
    throw new ApiFailure('jobLost', `BigQuery no longer knows the ${what}, which it had taken on`, {
      what,
      cause: error,
    })
  }
}

function succeeded(job: JobResource): JobResource {
  const error = job.status?.errorResult
  if (error === undefined) return job
  const what = `job ${job.jobReference.jobId}`
  throw new ApiFailure(error.reason ?? 'unknown', error.message ?? 'the job failed', { what })
}

async function giveUp(connection: Connection, job: StartedJob): Promise<ApiFailure> {
  await cancelJob(connection, job.reference, SHORT_WAIT_MS).catch(() => {})
  const what = `job ${job.reference.jobId}`
  const seconds = Math.round(connection.jobTimeoutMs / 1000)
  return new ApiFailure('deadline', `it did not end within ${seconds} s, and was told to stop`, { what })
}

const CANCEL_WAIT_MS = 30_000
/** For a job that has not ended for hours. */
const SHORT_WAIT_MS = 5_000

/** Asks BigQuery to stop a job, and waits a while until it has; cancelling is no promise there, so it is asked again. */
export async function cancelJob(
  { api }: Connection,
  reference: JobReferenceResource,
  waitMs = CANCEL_WAIT_MS,
): Promise<void> {
  const what = `job ${reference.jobId}`
  const until = performance.now() + waitMs
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
    await api.call({ method: 'POST', ...jobAddress(reference, '/cancel'), what })
    const job = await api.call<JobResource>({ method: 'GET', ...jobAddress(reference), what })
    if (job.status?.state === 'DONE' || performance.now() > until) return
    await sleep(pauseMs)
  }
}
