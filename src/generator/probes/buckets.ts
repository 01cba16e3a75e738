/**
 * Lower ends of the buckets of a linear histogram: 0, then `count - 1` from `low` to `high`.
 *
 * @see spec/seeds.md §4.4
 */
export function linearBuckets(low: number, high: number, count: number): readonly number[] {
  const rest = Array.from({ length: count - 1 }, (_, index) =>
    Math.floor((low * (count - 2 - index) + high * index) / (count - 2) + 0.5),
  )
  return [0, ...rest]
}

/** The same with widths that grow by a constant factor, each at least 1. */
export function exponentialBuckets(low: number, high: number, count: number): readonly number[] {
  const buckets = [0, low]
  for (let index = 2; index < count; index += 1) {
    const current = buckets[index - 1]!
    const step = (Math.log(high) - Math.log(current)) / (count - index)
    const next = Math.floor(Math.exp(Math.log(current) + step) + 0.5)
    buckets.push(Math.max(next, current + 1))
  }
  return buckets
}

/** Of counts and scalars. */
export const SCALAR_BUCKETS = exponentialBuckets(1, 10_000, 100)
export const SIMPLE_MEASURE_BUCKETS = exponentialBuckets(1, 30_000, 50)
