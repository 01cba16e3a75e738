import type { Bucket } from './buckets.ts'
import type { Distribution } from './distribution.ts'

export const PERCENTILES = [5, 25, 50, 75, 95] as const

/** A value that so many percent of the samples are not above. */
export interface Percentile {
  readonly value: number
  /** It lies in the last bucket, which has no upper end: the value or more. */
  readonly isOpen: boolean
}

/**
 * The percentile, samples being spread evenly over their bucket; a bucket that is one wide holds one value, its lower end.
 * Undefined where there is no sample, or values have no order.
 */
export function percentile(
  percent: number,
  { counts, samples }: Distribution,
  buckets: readonly Bucket[],
): Percentile | undefined {
  if (samples === 0n) return undefined
  const rank = BigInt(percent) * samples
  let before = 0n
  for (const [index, count] of counts.entries()) {
    const upTo = before + 100n * count
    if (count > 0n && upTo >= rank) return inBucket(buckets[index]!, Number(rank - before) / Number(100n * count))
    before = upTo
  }
  return undefined
}

function inBucket({ low, high }: Bucket, share: number): Percentile | undefined {
  if (low === undefined || high === undefined) return undefined
  if (high === Number.POSITIVE_INFINITY) return { value: low, isOpen: true }
  return { value: high - low <= 1 ? low : low + (high - low) * share, isOpen: false }
}

/** Of the samples; undefined where there is none, or their values have no order. */
export function mean({ samples, sum }: Distribution, buckets: readonly Bucket[]): number | undefined {
  if (samples === 0n || buckets[0]?.low === undefined) return undefined
  return quotient(sum, samples)
}

/** Between 0 and 1. */
export function share(count: bigint, of: bigint): number {
  return of === 0n ? 0 : quotient(count, of)
}

/** To 53 bits, however long the numbers are. */
function quotient(dividend: bigint, divisor: bigint): number {
  const whole = dividend / divisor
  return Number(whole) + Number(dividend - whole * divisor) / Number(divisor)
}
