import { isDiscrete, namedBuckets } from './buckets.ts'
import { addUp, byDate, type MetricAnswer } from './distribution.ts'
import { drawDistribution, filledRange } from './distribution-chart.ts'
import { get, html } from './elements.ts'
import { chosenLines, type Evolution, evolutionOf, type Line } from './evolution.ts'
import { drawEvolution } from './evolution-chart.ts'
import type { Shown } from './shown.ts'
import { bucketsTable, datesTable, figuresTable } from './tables.ts'
import type { View } from './view.ts'

/** An answer of the service, what of it is shown, and the requests that it was made of. */
export interface Answered {
  readonly version: string
  readonly answer: MetricAnswer
  readonly paths: readonly string[]
}

const distribution = get('#distribution')
const evolution = get('#evolution')
let redraw = () => {}
// hidden, it has no width to draw in
new ResizeObserver(() => distribution.clientWidth > 0 && redraw()).observe(distribution)

/** Draws the answers of one or two versions, with their tables. Calls with the lines that somebody has chosen. */
export function showPicture(view: View, answered: readonly Answered[], onLines: (ids: string) => void): void {
  const [{ answer }] = answered as [Answered]
  const buckets = namedBuckets(answer.kind, answer.buckets)
  const versions = answered.map(({ version, answer }) => shownOf(version, answer, view, buckets.length))
  const days = versions.flatMap((version) => version.days)
  const drawn = evolutionOf(answer.kind, buckets, days)
  words(view, answer, versions)
  figuresTable(get('#figures'), versions, buckets)
  bucketsTable(get('table', distribution), versions, buckets)
  datesTable(get('table', evolution), versions, drawn)
  requests(answered)
  let lines = chosenLines(drawn, view.lines)
  redraw = () => {
    drawDistribution(parts(distribution), buckets, versions)
    drawEvolution(parts(evolution), drawn, lines, versions)
  }
  legend(drawn, lines, (chosen) => {
    lines = chosen
    onLines(chosen.map(({ id }) => id).join())
    redraw()
  })
  redraw()
}

function words({ metric, key }: View, { kind, description, buckets }: MetricAnswer, versions: readonly Shown[]): void {
  const note = isDiscrete(kind) ? 'Shares of the most frequent values; bars below' : 'Bars below'
  get('#name').textContent = key === undefined ? metric : `${metric} · ${key || '(empty key)'}`
  get('#description').textContent = [description, `${article(kind)} ${kind} histogram`].filter(Boolean).join(' · ')
  get('.note', distribution).textContent = leftOut(versions, buckets.length)
  get('.note', evolution).textContent = `${note}: pings of each date.`
}

function shownOf(version: string, { data }: MetricAnswer, { key }: View, buckets: number): Shown {
  const entries = key === undefined ? data : data.filter(({ label }) => label === key)
  return { version, all: addUp(entries, buckets), days: byDate(entries, buckets) }
}

function parts(section: HTMLElement) {
  return { plot: get('.plot', section), readout: get('.readout', section) }
}

function article(kind: string): string {
  return /^[aeiou]/.test(kind) ? 'an' : 'a'
}

function leftOut(versions: readonly Shown[], buckets: number): string {
  const { first, last } = filledRange(versions)
  const left = buckets - (last - first + 1)
  const lost = versions.some(({ all }) => all.samples === 0n) ? ' A version has no samples in its buckets.' : ''
  return `Height: share of the samples.${left > 0 ? ` Empty buckets at the ends are left out: ${left}.` : ''}${lost}`
}

/** Buttons that show and hide lines; one is always shown. */
function legend({ lines }: Evolution, shown: readonly Line[], onChange: (lines: readonly Line[]) => void): void {
  const chosen = new Set(shown)
  const buttons = lines.map((line) => {
    const button = html('button', { type: 'button', 'aria-pressed': String(chosen.has(line)) }, line.name)
    button.addEventListener('click', () => {
      if (chosen.size === 1 && chosen.has(line)) return
      if (!chosen.delete(line)) chosen.add(line)
      button.setAttribute('aria-pressed', String(chosen.has(line)))
      onChange(lines.filter((one) => chosen.has(one)))
    })
    return button
  })
  get('.legend', evolution).replaceChildren(...buttons)
}

function requests(answered: readonly Answered[]): void {
  const items = answered.flatMap(({ version, paths }) =>
    paths.map((path) => html('li', {}, `Version ${version}`, html('a', { href: path }, path))),
  )
  get('#requests').replaceChildren(...items)
}
