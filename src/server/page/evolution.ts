import { type Bucket, isDiscrete } from './buckets.ts'
import type { DatedDistribution } from './distribution.ts'
import { mean, PERCENTILES, percentile, share } from './figures.ts'
import { percentMark, percentText, shortText, valueText } from './format.ts'

/** A line of the evolution: a figure of each date. */
export interface Line {
  /** Unique in a version; says how it is drawn. */
  readonly id: string
  readonly name: string
  readonly of: (day: DatedDistribution) => number | undefined
  /** Drawn before anybody chooses lines: fewer are easier to read. */
  readonly isFirst: boolean
}

/** Lines of a kind of metric, and how their values are written. */
export interface Evolution {
  readonly lines: readonly Line[]
  readonly text: (value: number) => string
  readonly axisText: (value: number) => string
}

/** Values of discrete kinds that get a line of their own. */
const MOST_VALUES = 5

/** Percentiles and mean where values have an order, else the shares of the most frequent values. */
export function evolutionOf(kind: string, buckets: readonly Bucket[], days: readonly DatedDistribution[]): Evolution {
  if (isDiscrete(kind) || buckets[0]?.low === undefined)
    return { lines: sharesOf(buckets, days), text: percentText, axisText: percentMark }
  const percentiles = PERCENTILES.map((percent) => ({
    id: `p${percent}`,
    name: percentileName(percent),
    of: (day: DatedDistribution) => percentile(percent, day, buckets)?.value,
    isFirst: percent >= 25 && percent <= 75,
  }))
  const average = { id: 'mean', name: 'mean', of: (day: DatedDistribution) => mean(day, buckets), isFirst: false }
  return { lines: [...percentiles, average], text: valueText, axisText: shortText }
}

/** Of the lines those that are named, or the first ones. */
export function chosenLines({ lines }: Evolution, names: string): readonly Line[] {
  const wanted = names.split(',')
  const found = lines.filter(({ id }) => wanted.includes(id))
  return found.length > 0 ? found : lines.filter(({ isFirst }) => isFirst)
}

export function percentileName(percent: number): string {
  return percent === 50 ? 'median' : `${percent}th`
}

function sharesOf(buckets: readonly Bucket[], days: readonly DatedDistribution[]): readonly Line[] {
  const samples = buckets.map((_, index) => days.reduce((all, { counts }) => all + counts[index]!, 0n))
  const frequent = [...samples.keys()]
    .filter((index) => samples[index]! > 0n)
    .sort((left, right) =>
      samples[left]! < samples[right]! ? 1 : samples[left]! > samples[right]! ? -1 : left - right,
    )
    .slice(0, MOST_VALUES)
  return frequent.map((index, rank) => ({
    id: `share${rank}`,
    name: buckets[index]!.shortName,
    of: (day) => (day.samples === 0n ? undefined : share(day.counts[index]!, day.samples)),
    isFirst: true,
  }))
}

/**
 * Days since 1970 of each date, so that gaps show; where one is no day (builds are named by any eight digits), their order.
 */
export function placesOf(dates: readonly string[]): readonly number[] {
  const days = dates.map((date) => {
    const iso = date.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3')
    const time = Date.parse(`${iso}T00:00:00Z`)
    return Number.isNaN(time) || !new Date(time).toISOString().startsWith(iso) ? undefined : time / 86_400_000
  })
  return days.every((day) => day !== undefined) ? days : dates.map((_, index) => index)
}
