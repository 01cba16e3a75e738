import type { Bucket } from './buckets.ts'
import { svg } from './elements.ts'
import { PERCENTILES, percentile } from './figures.ts'
import type { Shown } from './shown.ts'

/**
 * A thin line from the 5th to the 95th percentile, a thick one between the quarters, a mark at the median; nothing where values
 * have no order.
 *
 * @param x where a place among the buckets stands: 2.5 is the middle of the third
 */
export function percentileRange(
  { all }: Shown,
  buckets: readonly Bucket[],
  style: string,
  x: (place: number) => number,
  y: number,
): readonly SVGElement[] {
  const places = PERCENTILES.flatMap((percent) => {
    const found = percentile(percent, all, buckets)
    return found === undefined ? [] : [x(placeOf(found.value, buckets))]
  })
  const [lowest, lower, middle, upper, highest] = places
  if (highest === undefined) return []
  return [
    svg('line', { class: `range ${style}`, x1: lowest!, x2: highest, y1: y, y2: y }),
    svg('line', { class: `quarters ${style}`, x1: lower!, x2: upper!, y1: y, y2: y }),
    svg('circle', { class: `median ${style}`, cx: middle!, cy: y, r: 4 }),
  ]
}

function placeOf(value: number, buckets: readonly Bucket[]): number {
  const index = buckets.findLastIndex(({ low }) => low !== undefined && low <= value)
  const { low = 0, high = 0 } = buckets[index]!
  const isOneValue = high === Number.POSITIVE_INFINITY || high - low <= 1
  return index + (isOneValue ? 0.5 : (value - low) / (high - low))
}
