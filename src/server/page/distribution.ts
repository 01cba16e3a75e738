import type { Whole } from './exact-json.ts'
import { tally } from './tally.ts'

/** What was counted, exactly: INT64 passes what a number of JavaScript holds. */
export interface Distribution {
  /** Samples in each bucket. */
  readonly counts: readonly bigint[]
  /** All of them. */
  readonly samples: bigint
  /** Pings (and their processes) that contributed. */
  readonly pings: bigint
  readonly sum: bigint
}

export interface DatedDistribution extends Distribution {
  /** `YYYYMMDD` */
  readonly date: string
}

/** An answer of the metric path. */
export interface MetricAnswer {
  readonly buckets: readonly (number | string)[]
  readonly kind: string
  readonly description: string
  readonly data: readonly MetricEntry[]
}

export interface MetricEntry {
  readonly date: string
  readonly label: string
  readonly histogram: readonly Whole[]
  readonly count: Whole
  readonly sum: Whole
}

/** Answers to parts of the dates as one. */
export function joinAnswers(answers: readonly MetricAnswer[]): MetricAnswer | undefined {
  const [first] = answers
  return first && { ...first, data: answers.flatMap(({ data }) => data) }
}

/** All entries added up, bucket by bucket; one that has fewer buckets counts as zero in the rest. */
export function addUp(entries: readonly MetricEntry[], buckets: number): Distribution {
  const counted = tally(buckets)
  const others = tally(2)
  for (const { histogram, count, sum } of entries) {
    others.add(0, count)
    others.add(1, sum)
    for (let index = 0; index < Math.min(buckets, histogram.length); index += 1) counted.add(index, histogram[index]!)
  }
  const counts = counted.totals()
  const [pings = 0n, sum = 0n] = others.totals()
  return { counts, samples: counts.reduce((left, right) => left + right, 0n), pings, sum }
}

/** The same for each date, in order. */
export function byDate(entries: readonly MetricEntry[], buckets: number): readonly DatedDistribution[] {
  const dates = new Map<string, MetricEntry[]>()
  for (const entry of entries) {
    const known = dates.get(entry.date)
    if (known) known.push(entry)
    else dates.set(entry.date, [entry])
  }
  return [...dates]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([date, found]) => ({ date, ...addUp(found, buckets) }))
}

/** Keys of a keyed metric, the most frequent first; none where it is not keyed. */
export function keysOf(entries: readonly MetricEntry[]): readonly string[] {
  const pings = new Map<string, bigint>()
  for (const { label, count } of entries) pings.set(label, (pings.get(label) ?? 0n) + BigInt(count))
  if (pings.size === 1 && pings.has('')) return []
  return [...pings].sort(([, left], [, right]) => (left < right ? 1 : left > right ? -1 : 0)).map(([label]) => label)
}
