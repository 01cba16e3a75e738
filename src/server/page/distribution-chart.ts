import type { Bucket } from './buckets.ts'
import { stepThrough } from './cursor.ts'
import { svg } from './elements.ts'
import { percentile, share } from './figures.ts'
import { percentMark, percentText, wholeText } from './format.ts'
import { type Readout, showReadout, spoken } from './readout.ts'
import { everySoMany, linearScale, ticks } from './scale.ts'
import type { Shown } from './shown.ts'

const HEIGHT = 260
const MARGIN = { top: 10, right: 8, bottom: 22, left: 46 }
/** For the range of each version's percentiles, below the bars. */
const RANGE_HEIGHT = 16
const LABEL_WIDTH = 52
const VALUE_WIDTH = 28
/** Left beside what is filled. */
const SPARE = 1
/** So many are all shown. */
const FEW = 12

export interface DistributionChart {
  readonly plot: HTMLElement
  readonly readout: HTMLElement
}

/** Bars of the buckets, their heights the shares of all samples, with a range from the 5th to the 95th percentile below. */
export function drawDistribution(
  { plot, readout }: DistributionChart,
  buckets: readonly Bucket[],
  versions: readonly Shown[],
): void {
  const { first, last } = filledRange(versions)
  const shown = buckets.slice(first, last + 1)
  const width = plot.clientWidth
  const ranges = versions.length * RANGE_HEIGHT
  const bottom = HEIGHT - MARGIN.bottom - ranges
  const slot = (width - MARGIN.left - MARGIN.right) / shown.length
  const left = (index: number) => MARGIN.left + index * slot
  const highest = Math.max(...versions.flatMap(({ all }) => all.counts.map((count) => share(count, all.samples))))
  const marks = ticks(highest, 4)
  const y = linearScale([0, marks.at(-1)!], [bottom, MARGIN.top])
  const band = svg('rect', { class: 'band', y: MARGIN.top, width: slot, height: HEIGHT - MARGIN.top - MARGIN.bottom })

  const bars = versions.flatMap(({ all }, version) =>
    shown.map((_, index) => {
      const part = (slot * 0.86) / versions.length
      const top = y(share(all.counts[first + index]!, all.samples))
      const x = left(index) + slot * 0.07 + part * version
      // what is there stays visible, however little it is
      const height = all.counts[first + index]! > 0n ? Math.max(1, bottom - top) : 0
      return svg('rect', { class: `bar v${version}`, x, y: bottom - height, width: Math.max(0.5, part), height })
    }),
  )
  const picture = svg(
    'svg',
    { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, 'aria-hidden': 'true' },
    ...marks.map((mark) => gridLine(y(mark), width, percentMark(mark))),
    band,
    ...bars,
    ...versions.flatMap((version, index) => {
      const middle = bottom + RANGE_HEIGHT * (index + 0.5) + 2
      return percentileRange(version, buckets, (place) => left(place - first), middle, index)
    }),
    ...bucketNames(shown, left, slot),
  )
  plot.replaceChildren(picture)

  const at = (index: number): Readout => ({
    place: shown[index]!.name,
    versions: versions.map(({ version, all }) => {
      const count = all.counts[first + index]!
      return `${version}: ${wholeText(count)} samples, ${percentText(share(count, all.samples))}`
    }),
  })
  stepThrough(plot, {
    count: shown.length,
    indexAt: (x) => Math.floor((x - MARGIN.left) / slot),
    textOf: (index) => spoken(at(index)),
    show: (index) => {
      band.setAttribute('x', String(left(index ?? 0)))
      band.classList.toggle('on', index !== undefined)
      showReadout(readout, index === undefined ? undefined : at(index))
    },
  })
}

/** From the first to the last bucket that holds a sample of any version. */
export function filledRange(versions: readonly Shown[]): { readonly first: number; readonly last: number } {
  const length = versions[0]!.all.counts.length
  const filled = Array.from({ length }, (_, index) => index).filter((index) =>
    versions.some(({ all }) => all.counts[index]! > 0n),
  )
  if (length <= FEW || filled.length === 0) return { first: 0, last: length - 1 }
  return { first: Math.max(0, filled[0]! - SPARE), last: Math.min(length - 1, filled.at(-1)! + SPARE) }
}

export function gridLine(y: number, width: number, name: string, left = MARGIN.left): SVGElement {
  return svg(
    'g',
    { class: 'grid' },
    svg('line', { x1: left, x2: width - MARGIN.right, y1: y, y2: y }),
    svg('text', { x: left - 6, y: y + 4, 'text-anchor': 'end' }, name),
  )
}

function bucketNames(shown: readonly Bucket[], left: (index: number) => number, slot: number): readonly SVGElement[] {
  const isOrdered = shown[0]!.low !== undefined
  const step = everySoMany(shown.length, Math.floor((slot * shown.length) / (isOrdered ? LABEL_WIDTH : VALUE_WIDTH)))
  // a range is named where it begins, and only where its name has room; a value in the middle
  const places = shown.slice(0, isOrdered ? Math.floor(shown.length - LABEL_WIDTH / slot + 1) : undefined)
  return places.flatMap((bucket, index) => {
    if (index % step !== 0) return []
    const x = isOrdered ? left(index) : left(index + 0.5)
    const anchor = isOrdered ? 'start' : 'middle'
    const name = shortened(bucket.shortName, slot * step)
    return [svg('text', { class: 'name', x, y: HEIGHT - 6, 'text-anchor': anchor }, name)]
  })
}

const LETTER_WIDTH = 6.5

function shortened(name: string, width: number): string {
  const most = Math.max(3, Math.floor(width / LETTER_WIDTH))
  return name.length <= most ? name : `${name.slice(0, most - 1)}…`
}

/** A thin line from the 5th to the 95th percentile, a thick one between the quarters, a mark at the median. */
function percentileRange(
  { all }: Shown,
  buckets: readonly Bucket[],
  x: (place: number) => number,
  y: number,
  version: number,
): readonly SVGElement[] {
  const places = [5, 25, 50, 75, 95].map((percent) => placeOf(percentile(percent, all, buckets)?.value, buckets))
  if (places.some((place) => place === undefined)) return []
  const [lowest, lower, middle, upper, highest] = places.map((place) => x(place!)) as [
    number,
    number,
    number,
    number,
    number,
  ]
  return [
    svg('line', { class: `range v${version}`, x1: lowest, x2: highest, y1: y, y2: y }),
    svg('line', { class: `quarters v${version}`, x1: lower, x2: upper, y1: y, y2: y }),
    svg('circle', { class: `median v${version}`, cx: middle, cy: y, r: 4 }),
  ]
}

/** Between which buckets a value lies: 2.5 is the middle of the third. */
function placeOf(value: number | undefined, buckets: readonly Bucket[]): number | undefined {
  if (value === undefined) return undefined
  const index = buckets.findLastIndex(({ low }) => low !== undefined && low <= value)
  const { low = 0, high = 0 } = buckets[index]!
  const isOneValue = high === Number.POSITIVE_INFINITY || high - low <= 1
  return index + (isOneValue ? 0.5 : (value - low) / (high - low))
}
