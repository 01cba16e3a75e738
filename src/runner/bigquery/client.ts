import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { Readable } from 'node:stream'
import { BigQuery } from '@google-cloud/bigquery'
import { impersonate, noCredentials } from './credentials.ts'

export interface ClientOptions {
  /** The project that jobs run in and are billed to. */
  readonly jobProject: string
  /** Such as `http://127.0.0.1:9050`: an API server that wants no credentials. Absent: BigQuery itself. */
  readonly apiEndpoint?: string | undefined
  readonly impersonateServiceAccount?: string | undefined
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Behind `/bigquery/v2/`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** Refused where the resource has another etag by now. */
  readonly ifMatch?: string | undefined
  /** Sent along with `body` by the address for uploads; made anew each time the request is. */
  readonly upload?: () => Readable
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

export interface HttpResponse {
  readonly status: number
  readonly text: string
}

/** Sends one request once. @throws {Error} of the network or of the credentials; an answer, whatever it says, is none */
export type Send = (request: HttpRequest) => Promise<HttpResponse>

export interface Client extends Disposable {
  readonly send: Send
}

/**
 * The library's endpoints, credentials and signed requests, and no more of it: its own calls have no deadline, retry inserts of jobs by
 * rules of their own, round INT64, and put the project in place of `{{projectId}}` in any SQL (8.3.1).
 */
export async function openClient(options: ClientOptions): Promise<Client> {
  const { jobProject, apiEndpoint, impersonateServiceAccount } = options
  // The variable would redirect the library behind our back; --api-endpoint says it openly.
  delete process.env.BIGQUERY_EMULATOR_HOST
  const authClient = apiEndpoint
    ? noCredentials()
    : impersonateServiceAccount
      ? await impersonate(impersonateServiceAccount)
      : undefined
  const bigquery = new BigQuery({
    projectId: jobProject,
    retryOptions: { autoRetry: false },
    ...(apiEndpoint !== undefined && { apiEndpoint }),
    ...(authClient && { authClient }),
  })
  const agent = keepAlive(bigquery.baseUrl)
  return { send: (request) => send(bigquery, agent, request), [Symbol.dispose]: () => agent?.destroy() }
}

/** None behind a proxy: there the library makes its own, which knows the way. */
function keepAlive(url: string): HttpAgent | HttpsAgent | undefined {
  const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy']
  if (names.some((name) => process.env[name])) return undefined
  return url.startsWith('https:') ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true })
}

async function send(bigquery: BigQuery, agent: HttpAgent | undefined, request: HttpRequest): Promise<HttpResponse> {
  const { method, path, query, body, ifMatch, upload, timeoutMs, signal } = request
  const base = upload ? bigquery.baseUrl.replace('/bigquery/v2', '/upload/bigquery/v2') : bigquery.baseUrl
  const search = new URLSearchParams({ ...query, prettyPrint: 'false' })
  const deadline = AbortSignal.timeout(timeoutMs)
  await authorize(bigquery)
  try {
    const response = await bigquery.authClient.request<string>({
      url: `${base}/${path}?${search}`,
      method,
      responseType: 'text',
      retry: false,
      adapter: unlessAborted,
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      ...(agent && { agent }),
      ...content(body, upload, ifMatch),
    })
    return { status: response.status, text: response.data }
  } catch (error) {
    const answer = answerOf(error)
    if (answer === undefined) throw error
    return answer
  }
}

/** node-fetch 3.3 lets an error of the body go unheard, which ends the program, where the signal was aborted before it began. */
function unlessAborted<O extends { signal?: AbortSignal | null }, T>(
  options: O,
  send: (options: O) => Promise<T>,
): Promise<T> {
  options.signal?.throwIfAborted()
  return send(options)
}

/** Credentials could not be had, for whatever reason. */
export class CredentialsError extends Error {
  override readonly name = 'CredentialsError'
}

/** A token is fetched before the request, and kept, so that a failure of one is not taken for that of the other. */
async function authorize(bigquery: BigQuery): Promise<void> {
  try {
    await bigquery.authClient.getRequestHeaders()
  } catch (error) {
    throw new CredentialsError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

function content(body: unknown, upload: (() => Readable) | undefined, ifMatch: string | undefined) {
  if (body === undefined) return {}
  const json = JSON.stringify(body)
  const headers = { 'content-type': 'application/json' }
  if (upload === undefined)
    return { data: json, headers: { ...headers, ...(ifMatch !== undefined && { 'if-match': ifMatch }) } }
  return {
    multipart: [
      { headers: new Headers(headers), content: json },
      { headers: new Headers({ 'content-type': 'application/octet-stream' }), content: upload() },
    ],
  }
}

/** The library throws what has a status of failure; with the answer in the error, it is an answer all the same. */
function answerOf(error: unknown): HttpResponse | undefined {
  const response = (error as { response?: { status?: unknown; data?: unknown } } | undefined)?.response
  if (typeof response?.status !== 'number') return undefined
  const { status, data } = response
  return { status, text: typeof data === 'string' ? data : JSON.stringify(data ?? '') }
}
