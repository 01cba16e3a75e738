import { axisName, gridLine, picture } from './axis.ts'
import { stepThrough } from './cursor.ts'
import type { Chart } from './distribution-chart.ts'
import { svg } from './elements.ts'
import { type Evolution, type Line, placesOf } from './evolution.ts'
import { dateText, wholeText } from './format.ts'
import { type Readout, showReadout, spoken } from './readout.ts'
import { everySoMany, linearScale, type Scale, ticks } from './scale.ts'
import type { Shown } from './shown.ts'

const HEIGHT = 300
const MARGIN = { top: 10, right: 70, bottom: 22, left: 46 }
/** Between the frame and the first and last date. */
const SIDE = 8
/** For the pings of each date, below the lines. */
const PINGS_HEIGHT = 34
const DATE_WIDTH = 84
const NAME_HEIGHT = 13
const BAR_WIDTH = 5
/** So many dates are points too: a line alone hides where they are. */
const FEW = 12

/** Where things stand. */
interface Frame {
  readonly width: number
  readonly dates: readonly string[]
  /** Of a date. */
  readonly x: ReadonlyMap<string, number>
  readonly y: Scale
  readonly marks: readonly number[]
}

interface Point {
  readonly x: number
  readonly y: number
}

/** A line of a version, with its style. */
interface Drawn {
  readonly name: string
  readonly style: string
  readonly version: number
  readonly points: readonly Point[]
}

/** A line for each figure and version over the dates of both, and below how many pings each date had. */
export function drawEvolution(
  chart: Chart,
  { text, axisText }: Evolution,
  lines: readonly Line[],
  versions: readonly Shown[],
): void {
  const frame = frameOf(chart.plot.clientWidth, lines, versions)
  const { width, marks, y } = frame
  const hair = svg('line', { class: 'hair', y1: MARGIN.top, y2: HEIGHT - MARGIN.bottom })
  const drawn = linesOf(frame, lines, versions)
  const right = width - MARGIN.right
  chart.plot.replaceChildren(
    picture(
      width,
      HEIGHT,
      ...marks.map((mark) => gridLine(y(mark), [MARGIN.left, right], axisText(mark))),
      hair,
      ...pingBars(frame, versions),
      ...drawn.flatMap(lineMarks),
      ...lineNames(drawn.filter(({ version }) => version === latest(versions))),
      ...dateNames(frame),
    ),
  )
  stepAlong(chart, frame, hair, (index) => readoutAt(frame.dates[index]!, lines, versions, text))
}

function frameOf(width: number, lines: readonly Line[], versions: readonly Shown[]): Frame {
  const dates = [...new Set(versions.flatMap(({ days }) => days.map(({ date }) => date)))].sort()
  const places = placesOf(dates)
  const [start, end] = [MARGIN.left + SIDE, width - MARGIN.right - SIDE]
  const along = dates.length === 1 ? () => (start + end) / 2 : linearScale([places[0]!, places.at(-1)!], [start, end])
  const values = versions.flatMap(({ days }) => lines.flatMap(({ of }) => days.map((day) => of(day) ?? 0)))
  const marks = ticks(Math.max(...values, 0), 4)
  const y = linearScale([0, marks.at(-1)!], [HEIGHT - MARGIN.bottom - PINGS_HEIGHT, MARGIN.top])
  return { width, dates, x: new Map(dates.map((date, index) => [date, along(places[index]!)])), y, marks }
}

function linesOf({ x, y }: Frame, lines: readonly Line[], versions: readonly Shown[]): readonly Drawn[] {
  return versions.flatMap(({ days }, version) =>
    lines.map(({ id, name, of }) => {
      const points = days.flatMap((day) => {
        const value = of(day)
        return value === undefined ? [] : [{ x: x.get(day.date)!, y: y(value) }]
      })
      return { name, style: `v${version} ${id}`, version, points }
    }),
  )
}

function lineMarks({ style, points }: Drawn): readonly SVGElement[] {
  const path = points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')
  const line = points.length > 1 ? [svg('polyline', { class: `line ${style}`, points: path })] : []
  const dots = points.length > FEW ? [] : points
  return [...line, ...dots.map(({ x, y }) => svg('circle', { class: `point ${style}`, cx: x, cy: y, r: 3 }))]
}

/** The version whose lines reach farthest; the other has the same names. */
function latest(versions: readonly Shown[]): number {
  const ends = versions.map(({ days }) => days.at(-1)?.date ?? '')
  return ends.indexOf(ends.toSorted().at(-1)!)
}

/** Beside the last points, moved apart where they would cover each other. */
function lineNames(drawn: readonly Drawn[]): readonly SVGElement[] {
  const placed = drawn.flatMap(({ name, points }) => points.slice(-1).map((at) => ({ name, at })))
  let lowest = Number.NEGATIVE_INFINITY
  return placed
    .sort((left, right) => left.at.y - right.at.y)
    .map(({ name, at }) => {
      lowest = Math.max(at.y, lowest + NAME_HEIGHT)
      return axisName(at.x + 10, lowest + 4, 'start', name)
    })
}

function dateNames({ dates, x, width }: Frame): readonly SVGElement[] {
  const step = everySoMany(dates.length, Math.floor((width - MARGIN.left - MARGIN.right) / DATE_WIDTH))
  return dates
    .filter((_, index) => index % step === 0)
    .map((date) => axisName(x.get(date)!, HEIGHT - 6, 'middle', dateText(date)))
}

function pingBars({ dates, x }: Frame, versions: readonly Shown[]): readonly SVGElement[] {
  const bottom = HEIGHT - MARGIN.bottom
  const most = Math.max(1, ...versions.flatMap(({ days }) => days.map(({ pings }) => Number(pings))))
  const height = linearScale([0, most], [0, PINGS_HEIGHT - 8])
  const slot = (x.get(dates.at(-1)!)! - x.get(dates[0]!)!) / dates.length || BAR_WIDTH
  const width = Math.max(1, Math.min(BAR_WIDTH, (slot * 0.7) / versions.length))
  return versions.flatMap(({ days }, version) =>
    days.map(({ date, pings }) => {
      const tall = Math.max(1, height(Number(pings)))
      const left = x.get(date)! + width * (version - versions.length / 2)
      return svg('rect', { class: `pings v${version}`, x: left, y: bottom - tall, width, height: tall })
    }),
  )
}

function readoutAt(
  date: string,
  lines: readonly Line[],
  versions: readonly Shown[],
  text: (value: number) => string,
): Readout {
  const texts = versions.map(({ version, days }) => {
    const day = days.find((one) => one.date === date)
    if (day === undefined) return `${version}: nothing`
    const figures = lines.map(({ name, of }) => {
      const value = of(day)
      return `${name} ${value === undefined ? '–' : text(value)}`
    })
    return `${version}: ${[...figures, `${wholeText(day.pings)} pings`].join(' · ')}`
  })
  return { place: dateText(date), versions: texts }
}

function stepAlong(
  { plot, readout }: Chart,
  { dates, x }: Frame,
  hair: SVGElement,
  at: (index: number) => Readout,
): void {
  const xs = dates.map((date) => x.get(date)!)
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

function nearest(xs: readonly number[], point: number): number {
  const distances = xs.map((x) => Math.abs(x - point))
  return distances.indexOf(Math.min(...distances))
}
