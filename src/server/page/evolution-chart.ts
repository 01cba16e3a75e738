import { stepThrough } from './cursor.ts'
import { gridLine } from './distribution-chart.ts'
import { svg } from './elements.ts'
import { type Evolution, type Line, placesOf } from './evolution.ts'
import { dateText, wholeText } from './format.ts'
import { type Readout, showReadout, spoken } from './readout.ts'
import { everySoMany, linearScale, type Scale, ticks } from './scale.ts'
import type { Shown } from './shown.ts'

const HEIGHT = 300
const MARGIN = { top: 10, right: 70, bottom: 22, left: 46 }
/** For the pings of each date, below the lines. */
const PINGS_HEIGHT = 34
const DATE_WIDTH = 84
const NAME_HEIGHT = 13
const BAR_WIDTH = 5

export interface EvolutionChart {
  readonly plot: HTMLElement
  readonly readout: HTMLElement
}

interface Point {
  readonly x: number
  readonly y: number
}

/** A line for each figure and version over the dates of both, and below how many pings each date had. */
export function drawEvolution(
  { plot, readout }: EvolutionChart,
  { text, axisText }: Evolution,
  lines: readonly Line[],
  versions: readonly Shown[],
): void {
  const dates = [...new Set(versions.flatMap(({ days }) => days.map(({ date }) => date)))].sort()
  const width = plot.clientWidth
  const bottom = HEIGHT - MARGIN.bottom - PINGS_HEIGHT
  const places = placesOf(dates)
  const span = [places[0]!, places.at(-1)!] as const
  const [start, end] = [MARGIN.left + 8, width - MARGIN.right - 8]
  const along = dates.length === 1 ? () => (start + end) / 2 : linearScale(span, [start, end])
  const x = new Map(dates.map((date, index) => [date, along(places[index]!)]))
  const values = versions.flatMap(({ days }) => lines.flatMap(({ of }) => days.map((day) => of(day) ?? 0)))
  const marks = ticks(Math.max(...values, 0), 4)
  const y = linearScale([0, marks.at(-1)!], [bottom, MARGIN.top])

  const drawn = versions.flatMap(({ days }, version) =>
    lines.map((line) => {
      const points = days.flatMap((day) => {
        const value = line.of(day)
        return value === undefined ? [] : [{ x: x.get(day.date)!, y: y(value) }]
      })
      return { line, version, points }
    }),
  )
  const hair = svg('line', { class: 'hair', y1: MARGIN.top, y2: HEIGHT - MARGIN.bottom })
  const picture = svg(
    'svg',
    { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, 'aria-hidden': 'true' },
    ...marks.map((mark) => gridLine(y(mark), width - MARGIN.right + 8, axisText(mark))),
    hair,
    ...pingBars(versions, x, HEIGHT - MARGIN.bottom),
    ...drawn.flatMap(({ line, version, points }) => lineMarks(`v${version} ${line.id}`, points)),
    ...lineNames(
      drawn.filter(({ version }) => version === latest(versions)).map(({ line, points }) => [line.name, points.at(-1)]),
    ),
    ...dateNames(dates, x, end - start),
  )
  plot.replaceChildren(picture)

  const at = (index: number): Readout => ({
    place: dateText(dates[index]!),
    versions: versions.map(({ version, days }) => {
      const day = days.find(({ date }) => date === dates[index])
      if (day === undefined) return `${version}: nothing`
      const figures = lines.map(({ name, of }) => {
        const value = of(day)
        return `${name} ${value === undefined ? '–' : text(value)}`
      })
      return `${version}: ${[...figures, `${wholeText(day.pings)} pings`].join(' · ')}`
    }),
  })
  const xs = positions(x)
  stepThrough(plot, {
    count: dates.length,
    indexAt: (point) => nearest(xs, point),
    textOf: (index) => spoken(at(index)),
    show: (index) => {
      hair.classList.toggle('on', index !== undefined)
      for (const end of ['x1', 'x2']) hair.setAttribute(end, String(xs[index ?? 0]))
      showReadout(readout, index === undefined ? undefined : at(index))
    },
  })
}

function positions(x: ReadonlyMap<string, number>): readonly number[] {
  return [...x.values()]
}

function nearest(xs: readonly number[], point: number): number {
  const distances = xs.map((position) => Math.abs(position - point))
  return distances.indexOf(Math.min(...distances))
}

/** A line, and a point where it would not be seen. */
function lineMarks(style: string, points: readonly Point[]): readonly SVGElement[] {
  if (points.length > 1) {
    const path = points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')
    return [svg('polyline', { class: `line ${style}`, points: path })]
  }
  return points.map(({ x, y }) => svg('circle', { class: `point ${style}`, cx: x, cy: y, r: 3.5 }))
}

/** The version whose lines reach farthest; the other has the same names. */
function latest(versions: readonly Shown[]): number {
  const ends = versions.map(({ days }) => days.at(-1)?.date ?? '')
  return ends.indexOf(ends.toSorted().at(-1)!)
}

/** Beside the last points, moved apart where they would cover each other. */
function lineNames(names: readonly (readonly [name: string, at: Point | undefined])[]): readonly SVGElement[] {
  const placed = names.flatMap(([name, at]) => (at === undefined ? [] : [{ name, at }]))
  let lowest = Number.NEGATIVE_INFINITY
  return placed
    .sort((left, right) => left.at.y - right.at.y)
    .map(({ name, at }) => {
      lowest = Math.max(at.y, lowest + NAME_HEIGHT)
      return svg('text', { class: 'name', x: at.x + 10, y: lowest + 4 }, name)
    })
}

function dateNames(dates: readonly string[], x: ReadonlyMap<string, number>, width: number): readonly SVGElement[] {
  const step = everySoMany(dates.length, Math.floor(width / DATE_WIDTH))
  return dates
    .filter((_, index) => index % step === 0)
    .map((date) =>
      svg('text', { class: 'name', x: x.get(date)!, y: HEIGHT - 6, 'text-anchor': 'middle' }, dateText(date)),
    )
}

function pingBars(versions: readonly Shown[], x: ReadonlyMap<string, number>, bottom: number): readonly SVGElement[] {
  const most = Math.max(1, ...versions.flatMap(({ days }) => days.map(({ pings }) => Number(pings))))
  const slot = (positions(x).at(-1)! - positions(x)[0]!) / x.size || BAR_WIDTH
  const wide = Math.max(1, Math.min(BAR_WIDTH, (slot * 0.7) / versions.length))
  const height: Scale = linearScale([0, most], [0, PINGS_HEIGHT - 8])
  return versions.flatMap(({ days }, version) =>
    days.map(({ date, pings }) => {
      const tall = Math.max(1, height(Number(pings)))
      const left = x.get(date)! + wide * (version - versions.length / 2)
      return svg('rect', { class: `pings v${version}`, x: left, y: bottom - tall, width: wide, height: tall })
    }),
  )
}
