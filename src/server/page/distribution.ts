import type { Whole } from './exact-json.ts'

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
  const counts = Array.from({ length: buckets }, () => 0n)
  let [pings, sum] = [0n, 0n]
  for (const entry of entries) {
    pings += BigInt(entry.count)
    sum += BigInt(entry.sum)
    for (const [index, count] of entry.histogram.entries()) {
      if (count !== 0 && index < buckets) counts[index]! += BigInt(count)
    }
  }
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
