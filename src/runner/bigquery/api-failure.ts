/** What BigQuery's API says of an error: the body of an answer with a status of failure, or the `errorResult` of a job. */
export interface ErrorProto {
  readonly reason?: string
  readonly message?: string
  readonly location?: string
}

/** A call that was not answered, or was answered with a failure. Told to people by `explain-failure.ts`. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure'
  /** Absent where no answer came, and for the failure of a job. */
  readonly status: number | undefined
  /**
   * BigQuery's word, such as `notFound`; `network` where no answer came, `unreachable` where nobody listens and nobody ever has,
   * `deadline` where the answer did not come in time.
   */
  readonly reason: string
  /** What was asked for, in messages. */
  readonly what: string

  constructor(
    reason: string,
    message: string,
    options: { status?: number | undefined; what: string; cause?: unknown },
  ) {
    super(message, { cause: options.cause })
    this.reason = reason
    this.status = options.status
    this.what = options.what
  }

  /** @see https://cloud.google.com/bigquery/docs/error-messages */
  get isTransient(): boolean {
    if (TRANSIENT_REASONS.has(this.reason)) return true
    return this.status !== undefined && TRANSIENT_STATUSES.has(this.status) && !PERMANENT_REASONS.has(this.reason)
  }
}

const TRANSIENT_REASONS = new Set([
  'network',
  'unreachable',
  'deadline',
  'backendError',
  'internalError',
  'jobBackendError',
  'jobInternalError',
  'jobRateLimitExceeded',
  'rateLimitExceeded',
  'userRateLimitExceeded',
])
const TRANSIENT_STATUSES = new Set([408, 429, 500, 502, 503, 504])
const PERMANENT_REASONS = new Set(['quotaExceeded', 'notImplemented', 'dontRetry', 'stopped', 'timeout'])

/** The failure that an answer of the API tells; answers of proxies on the way are no JSON. */
export function answeredFailure(status: number, text: string, what: string): ApiFailure {
  const error = errorOf(text)
  const first = error?.errors?.[0]
  const reason = first?.reason ?? REASONS[status] ?? 'unknown'
  const message = first?.message ?? error?.message ?? `the answer was HTTP ${status}: ${text.slice(0, 200)}`
  return new ApiFailure(reason, message, { status, what })
}

const REASONS: Readonly<Record<number, string>> = {
  401: 'authError',
  403: 'accessDenied',
  404: 'notFound',
  409: 'duplicate',
}

function errorOf(text: string): { message?: string; errors?: readonly ErrorProto[] } | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: unknown }
    return typeof error === 'object' && error !== null ? error : undefined
  } catch {
    return undefined
  }
}
