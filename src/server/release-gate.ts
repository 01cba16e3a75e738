import { createHash, timingSafeEqual } from 'node:crypto'

/** Who may see data of the release channel. Without a token everybody may see everything. */
export interface ReleaseGate {
  /** Whether there is a token to be shown at all. */
  readonly isClosed: boolean
  isAuthorized(authorization: string | undefined): boolean
}

/** Of the release channel, but public. */
const PUBLIC_METRICS = new Set(['SCALARS_TELEMETRY.TEST.KEYED_UNSIGNED_INT'])
const PRIVATE_METRICS = new Set(['SCALARS_TELEMETRY.EVENT_COUNTS', 'SCALARS_TELEMETRY.DYNAMIC_EVENT_COUNTS'])

export function releaseGate(token: string | undefined): ReleaseGate {
  if (token === undefined) return { isClosed: false, isAuthorized: () => true }
  const expected = digest(token)
  return {
    isClosed: true,
    isAuthorized: (authorization = '') => {
      const [, sent] = BEARER.exec(authorization) ?? []
      return sent !== undefined && timingSafeEqual(digest(sent), expected)
    },
  }
}

/** The name of a scheme is written in any case (RFC 9110 §11.1). */
const BEARER = /^bearer +(.+)$/i

/** Texts of one length, so that a comparison takes the same time whatever was sent. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

export function isPrivateChannel(channel: string): boolean {
  return channel === 'release'
}

export function isPrivateMetric(metric: string, channel?: string): boolean {
  if (PRIVATE_METRICS.has(metric)) return true
  return channel !== undefined && isPrivateChannel(channel) && !PUBLIC_METRICS.has(metric)
}
