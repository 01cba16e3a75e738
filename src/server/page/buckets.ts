/** What a bucket holds: values from `low` on and below `high`, or one value that has a name. */
export interface Bucket {
  readonly name: string
  /** For the axis. */
  readonly shortName: string
  /** Undefined where values have no order that means anything, as in a categorical histogram. */
  readonly low?: number
  /** Infinite in the last. */
  readonly high?: number
}

/** Kinds whose buckets are single values: shares say something of them, percentiles do not. */
const DISCRETE = new Set(['boolean', 'flag', 'enumerated', 'categorical'])

export function isDiscrete(kind: string): boolean {
  return DISCRETE.has(kind)
}

/** Buckets of a kind of histogram, from what the service sends of them: lower ends, or labels. */
export function namedBuckets(kind: string, buckets: readonly (number | string)[]): readonly Bucket[] {
  return buckets.map((bucket, index) => {
    const isLast = index === buckets.length - 1
    if (kind === 'boolean') return named(['false', 'true'][index] ?? String(bucket))
    if (kind === 'flag') return named(['not set', 'set'][index] ?? String(bucket))
    if (kind === 'enumerated' && isLast) return named(`${bucket} or more`, `≥ ${bucket}`)
    if (isDiscrete(kind) || typeof bucket === 'string') return named(String(bucket))
    return range(bucket, isLast ? Number.POSITIVE_INFINITY : Number(buckets[index + 1]))
  })
}

function named(name: string, shortName = name): Bucket {
  return { name, shortName }
}

function range(low: number, high: number): Bucket {
  const [from, below] = [low, high].map((end) => end.toLocaleString('en'))
  const name = high === Number.POSITIVE_INFINITY ? `${from} ≤ value` : `${from} ≤ value < ${below}`
  return { name, shortName: String(from), low, high }
}
