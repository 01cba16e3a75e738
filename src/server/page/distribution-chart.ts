import { axisName, gridLine, picture, shortened } from './axis.ts'
import type { Bucket } from './buckets.ts'
import { stepThrough } from './cursor.ts'
import { svg } from './elements.ts'
import { share } from './figures.ts'
import { percentMark, percentText, wholeText } from './format.ts'
import { percentileRange } from './percentile-range.ts'
import { type Readout, showReadout, spoken } from './readout.ts'
import { everySoMany, linearScale, type Scale, ticks } from './scale.ts'
import type { Shown } from './shown.ts'

const HEIGHT = 260
const MARGIN = { top: 10, right: 8, bottom: 22, left: 46 }
/** For the range of each version's percentiles, below the bars. */
const RANGE_HEIGHT = 16
/** Of the name of a range of values, and at least of the name of a value. */
const RANGE_WIDTH = 52
const VALUE_WIDTH = 28
/** Between the bars of two buckets, as a share. */
const GAP = 0.14
/** Left beside what is filled. */
const SPARE = 1
/** So many are all shown. */
const FEW = 12

export interface Chart {
  readonly plot: HTMLElement
  readonly readout: HTMLElement
}

/** Where things stand. */
interface Frame {
  readonly width: number
  /** The lower end of the bars. */
  readonly bottom: number
  /** The first bucket that is shown. */
  readonly first: number
  readonly shown: readonly Bucket[]
  /** How wide a bucket is. */
  readonly slot: number
  /** Of a place among the shown buckets. */
  readonly x: Scale
  /** Of a share. */
  readonly y: Scale
  readonly marks: readonly number[]
}

/** Bars of the buckets, their heights the shares of all samples, with a range from the 5th to the 95th percentile below. */
export function drawDistribution(chart: Chart, buckets: readonly Bucket[], versions: readonly Shown[]): void {
  const frame = frameOf(chart.plot.clientWidth, buckets, versions)
  const { width, slot, y, marks } = frame
  const tall = HEIGHT - MARGIN.top - MARGIN.bottom
  const band = svg('rect', { class: 'band', y: MARGIN.top, width: slot, height: tall })
  const drawn = picture(
    width,
    HEIGHT,
    ...marks.map((mark) => gridLine(y(mark), [MARGIN.left, width - MARGIN.right], percentMark(mark))),
    band,
    ...bars(frame, versions),
    ...ranges(frame, buckets, versions),
    ...bucketNames(frame),
  )
  chart.plot.replaceChildren(drawn)
  stepAlong(chart, frame, versions, band)
}

function frameOf(width: number, buckets: readonly Bucket[], versions: readonly Shown[]): Frame {
  const { first, last } = filledRange(versions)
  const shown = buckets.slice(first, last + 1)
  const bottom = HEIGHT - MARGIN.bottom - versions.length * RANGE_HEIGHT
  const slot = (width - MARGIN.left - MARGIN.right) / shown.length
  const highest = Math.max(...versions.flatMap(({ all }) => all.counts.map((count) => share(count, all.samples))))
  const marks = ticks(highest, 4)
  const y = linearScale([0, marks.at(-1)!], [bottom, MARGIN.top])
  return { width, bottom, first, shown, slot, x: (place) => MARGIN.left + place * slot, y, marks }
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

function bars({ bottom, first, shown, slot, x, y }: Frame, versions: readonly Shown[]): readonly SVGElement[] {
  const width = Math.max(0.5, (slot * (1 - GAP)) / versions.length)
  return versions.flatMap(({ all }, version) =>
    shown.map((_, index) => {
      const count = all.counts[first + index]!
      // what is there stays visible, however little it is
      const height = count > 0n ? Math.max(1, bottom - y(share(count, all.samples))) : 0
      const left = x(index + GAP / 2) + width * version
      return svg('rect', { class: `bar v${version}`, x: left, y: bottom - height, width, height })
    }),
  )
}

function ranges({ bottom, first, x }: Frame, buckets: readonly Bucket[], versions: readonly Shown[]) {
  return versions.flatMap((shown, version) => {
    const middle = bottom + RANGE_HEIGHT * (version + 0.5) + 2
    return percentileRange(shown, buckets, `v${version}`, (place) => x(place - first), middle)
  })
}

/** A range is named where it begins, and only where its name has room; a value in the middle. */
function bucketNames({ shown, slot, x }: Frame): readonly SVGElement[] {
  const isOrdered = shown[0]!.low !== undefined
  const step = everySoMany(shown.length, Math.floor((slot * shown.length) / (isOrdered ? RANGE_WIDTH : VALUE_WIDTH)))
  const most = isOrdered ? Math.floor(shown.length - RANGE_WIDTH / slot + 1) : shown.length
  return shown.slice(0, most).flatMap(({ shortName }, index) => {
    if (index % step !== 0) return []
    const name = shortened(shortName, slot * step)
    return [axisName(x(isOrdered ? index : index + 0.5), HEIGHT - 6, isOrdered ? 'start' : 'middle', name)]
  })
}

function stepAlong(
  { plot, readout }: Chart,
  { first, shown, slot, x }: Frame,
  versions: readonly Shown[],
  band: SVGElement,
): void {
  const at = (index: number): Readout => ({
    place: shown[index]!.name,
    versions: versions.map(({ version, all }) => {
      const count = all.counts[first + index]!
      return `${version}: ${wholeText(count)} samples, ${percentText(share(count, all.samples))}`
    }),
  })
  stepThrough(plot, {
    count: shown.length,
    indexAt: (point) => Math.floor((point - MARGIN.left) / slot),
    textOf: (index) => spoken(at(index)),
    show: (index) => {
      band.setAttribute('x', String(x(index ?? 0)))
      band.classList.toggle('on', index !== undefined)
      showReadout(readout, index === undefined ? undefined : at(index))
    },
  })
}
