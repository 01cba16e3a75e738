import { UsageError } from '../../errors.ts'
import { exponentialBuckets, linearBuckets } from '../probes/buckets.ts'
import { normal, type Random } from './random.ts'
import type { Sampler } from './sampler.ts'

interface HistogramTemplate {
  readonly kind: keyof typeof KINDS
  readonly low?: number
  readonly high?: number
  readonly buckets?: number
  /** Of the values that are counted. */
  readonly median: number
  readonly sigma: number
  /** How many values are counted, at the median. */
  readonly count: number
}

/** `histogram_type` of pings, and how the buckets are found. */
const KINDS = {
  exponential: { type: 0, bucketsOf: exponentialBuckets },
  linear: { type: 1, bucketsOf: linearBuckets },
  boolean: { type: 2, bucketsOf: () => [0, 1, 2] },
  flag: { type: 3, bucketsOf: () => [0, 1, 2] },
  count: { type: 4, bucketsOf: () => [0, 1, 2] },
  categorical: { type: 5, bucketsOf: linearBuckets },
} as const

/** A histogram as pings carry it: values fall into the buckets of its kind, and only those that are met are named. */
export function compileHistogram(argument: unknown): Sampler {
  const template = argument as HistogramTemplate
  const kind = KINDS[template?.kind]
  if (
    kind === undefined ||
    [template.median, template.sigma, template.count].some((value) => typeof value !== 'number')
  ) {
    throw new UsageError('sample-directive', '$histogram needs a known kind, and the numbers median, sigma and count')
  }
  const { low = 1, high = 2, buckets: size = 3, median, sigma, count } = template
  const buckets = kind.bucketsOf(low, high, size)
  const shape = JSON.stringify({ range: [low, high], bucket_count: buckets.length, histogram_type: kind.type })
  const start = `${shape.slice(0, -1)},"values":{`
  if (template.kind === 'count') {
    // all that is counted stands in the first bucket
    return ({ random }) => {
      const sum = Math.round(lognormal(random, median, sigma))
      return `${start}"0":${sum},"1":0},"sum":${sum}}`
    }
  }
  const counts = new Uint32Array(buckets.length)
  return ({ random }) => {
    let sum = 0
    for (let left = Math.min(MOST_VALUES, Math.max(1, Math.round(lognormal(random, count, 1)))); left > 0; left -= 1) {
      const value = Math.round(lognormal(random, median, sigma))
      counts[bucketOf(buckets, value)]! += 1
      sum += value
    }
    let text = start
    for (const [index, times] of counts.entries()) {
      if (times > 0) text += text === start ? `"${buckets[index]}":${times}` : `,"${buckets[index]}":${times}`
    }
    counts.fill(0)
    return `${text}},"sum":${sum}}`
  }
}

/** What is drawn for one histogram; more would say no more. */
const MOST_VALUES = 64

function lognormal(random: Random, median: number, sigma: number): number {
  return median * Math.exp(sigma * normal(random))
}

/** The bucket with the greatest lower end that a value reaches, by bisection. */
function bucketOf(buckets: readonly number[], value: number): number {
  let low = 0
  let high = buckets.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (buckets[middle]! <= value) low = middle
    else high = middle - 1
  }
  return low
}
