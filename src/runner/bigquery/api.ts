import { setTimeout as sleep } from 'node:timers/promises'
import { ApiFailure, answeredFailure } from './api-failure.ts'
import { CredentialsError, type HttpRequest, type Send } from './client.ts'

export interface RetryPolicy {
  /** The first pause; each next one is twice as long, up to `longestPauseMs`, and shortened by chance. */
  readonly firstPauseMs: number
  readonly longestPauseMs: number
  /** How long a call is tried again after its first failure. */
  readonly giveUpAfterMs: number
  /** The same where nobody listens at the address and nobody ever has: it is more likely wrong than cut off. */
  readonly giveUpUnheardAfterMs: number
  /** How long one try may take. */
  readonly attemptTimeoutMs: number
}

export const DEFAULT_RETRY: RetryPolicy = {
  firstPauseMs: 200,
  longestPauseMs: 8_000,
  giveUpAfterMs: 90_000,
  giveUpUnheardAfterMs: 8_000,
  attemptTimeoutMs: 60_000,
}

export interface ApiRequest extends Omit<HttpRequest, 'timeoutMs'> {
  /** What it is about, in messages: `table bqetl.telemetry.main`. */
  readonly what: string
  /** Of one try, where the policy's is too short for it. */
  readonly timeoutMs?: number
}

/**
 * Asked after every failure: an answer that settles the call, undefined to go on as usual, or another failure, thrown.
 *
 * @param attempt from 0; after the first, a try before may have been carried out without our hearing of it
 */
export type Settle<T> = (failure: ApiFailure, attempt: number) => Promise<T | undefined>

export interface Api {
  /** @throws {ApiFailure} */
  call<T>(request: ApiRequest, settle?: Settle<T>): Promise<T>
}

/** Calls with a deadline, tried again where the failure is transient and the request may be repeated: all of ours may. */
export function createApi(send: Send, policy: RetryPolicy = DEFAULT_RETRY): Api {
  const line: Line = { send, policy, hasAnswered: false }
  return { call: (request, settle) => repeat(line, request, settle) }
}

/** To one address, for all calls. */
interface Line {
  readonly send: Send
  readonly policy: RetryPolicy
  hasAnswered: boolean
}

async function repeat<T>(line: Line, request: ApiRequest, settle?: Settle<T>): Promise<T> {
  const { policy } = line
  const start = performance.now()
  for (let attempt = 0; ; attempt++) {
    try {
      return await once<T>(line, request)
    } catch (error) {
      request.signal?.throwIfAborted()
      if (!(error instanceof ApiFailure)) throw error
      const settled = await settle?.(error, attempt)
      if (settled !== undefined) return settled
      const pauseMs = pause(policy, attempt)
      const patienceMs = error.reason === 'unreachable' ? policy.giveUpUnheardAfterMs : policy.giveUpAfterMs
      if (!error.isTransient || performance.now() + pauseMs > start + patienceMs) throw error
      await sleep(pauseMs, undefined, request.signal ? { signal: request.signal } : {})
    }
  }
}

function pause({ firstPauseMs, longestPauseMs }: RetryPolicy, attempt: number): number {
  const longest = Math.min(longestPauseMs, firstPauseMs * 2 ** attempt)
  return longest * (0.5 + Math.random() / 2)
}

async function once<T>(line: Line, { what, timeoutMs, ...request }: ApiRequest): Promise<T> {
  const { send, policy } = line
  const response = await send({ ...request, timeoutMs: timeoutMs ?? policy.attemptTimeoutMs }).catch((error) => {
    request.signal?.throwIfAborted()
    throw line.hasAnswered ? unanswered(error, what) : (unreachable(error, what) ?? unanswered(error, what))
  })
  line.hasAnswered = true
  if (response.status < 200 || response.status >= 300) throw answeredFailure(response.status, response.text, what)
  return (response.text === '' ? {} : parse(response.text, what)) as T
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ApiFailure('network', `the answer is not BigQuery’s: ${text.slice(0, 100)}`, { what, cause: error })
  }
}

/** No answer: the network's failure, or that of getting credentials, which a second try mends only if it is the network's too. */
function unanswered(error: unknown, what: string): unknown {
  // A mistake of ours is no failure of the network.
  if (error instanceof RangeError || error instanceof TypeError) return error
  const message = error instanceof Error ? error.message : String(error)
  if (isTimeout(error)) return new ApiFailure('deadline', 'no answer came in time', { what, cause: error })
  const isOfCredentials = error instanceof CredentialsError && !NETWORK.test(message)
  return new ApiFailure(isOfCredentials ? 'noCredentials' : 'network', message, { what, cause: error })
}

/** Nobody listens there, or there is no such name: the address with the reason, as Node's fetch tells them. */
function unreachable(error: unknown, what: string): ApiFailure | undefined {
  const message = error instanceof Error ? error.message : ''
  const match = /^request to (https?:\/\/[^/ ]+).* reason: (.*(?:ECONNREFUSED|ENOTFOUND).*)$/.exec(message)
  if (match === null || error instanceof CredentialsError) return undefined
  return new ApiFailure('unreachable', `nothing answers at ${match[1]}: ${match[2]}`, { what, cause: error })
}

const NETWORK = /ECONN|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|socket hang up/

function isTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return error.name === 'TimeoutError' || isTimeout(error.cause)
}
