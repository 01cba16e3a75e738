import type { Bucket } from './buckets.ts'
import { html } from './elements.ts'
import { type Evolution, percentileName } from './evolution.ts'
import { mean, PERCENTILES, percentile, share } from './figures.ts'
import { dateText, percentText, valueText, wholeText } from './format.ts'
import type { Shown } from './shown.ts'

/** One row for each version: what was counted, and the figures of the distribution. */
export function figuresTable(table: HTMLTableElement, versions: readonly Shown[], buckets: readonly Bucket[]): void {
  const isOrdered = buckets[0]?.low !== undefined
  const names = isOrdered ? ['Sum', 'Mean', ...PERCENTILES.map(percentileName)] : []
  const rows = versions.map(({ version, all, days }) => [
    version,
    String(days.length),
    wholeText(all.pings),
    wholeText(all.samples),
    ...(isOrdered
      ? [
          wholeText(all.sum),
          valueText(mean(all, buckets)),
          ...PERCENTILES.map((percent) => percentileText(percent, all, buckets)),
        ]
      : []),
  ])
  fill(table, ['Version', 'Dates', 'Pings', 'Samples', ...names], rows)
  for (const [index, row] of [...table.tBodies[0]!.rows].entries()) row.cells[0]!.className = `of v${index}`
}

function percentileText(percent: number, all: Shown['all'], buckets: readonly Bucket[]): string {
  const found = percentile(percent, all, buckets)
  return `${found?.isOpen ? '≥ ' : ''}${valueText(found?.value)}`
}

/** A row for each bucket that holds something. */
export function bucketsTable(table: HTMLTableElement, versions: readonly Shown[], buckets: readonly Bucket[]): void {
  const titles = versions.flatMap(({ version }) => [`${version}: samples`, 'share', 'up to here'])
  const before = versions.map(() => 0n)
  const rows = buckets.flatMap(({ name }, index) => {
    const counts = versions.map(({ all }) => all.counts[index]!)
    for (const [version, count] of counts.entries()) before[version]! += count
    if (counts.every((count) => count === 0n)) return []
    const cells = counts.flatMap((count, version) => {
      const { samples } = versions[version]!.all
      return [wholeText(count), percentText(share(count, samples)), percentText(share(before[version]!, samples))]
    })
    return [[name, ...cells]]
  })
  fill(table, ['Value', ...titles], rows)
}

/** A row for each date of a version, the newest first. */
export function datesTable(table: HTMLTableElement, versions: readonly Shown[], { lines, text }: Evolution): void {
  const rows = versions.flatMap(({ version, days }) =>
    days.map((day) => {
      const figures = lines.map(({ of }) => {
        const value = of(day)
        return value === undefined ? '–' : text(value)
      })
      return [dateText(day.date), version, wholeText(day.pings), wholeText(day.samples), ...figures]
    }),
  )
  rows.sort(([left = ''], [right = '']) => (left < right ? 1 : left > right ? -1 : 0))
  fill(table, ['Date', 'Version', 'Pings', 'Samples', ...lines.map(({ name }) => name)], rows)
}

function fill(table: HTMLTableElement, titles: readonly string[], rows: readonly (readonly string[])[]): void {
  const head = html('thead', {}, html('tr', {}, ...titles.map((title) => html('th', { scope: 'col' }, title))))
  const body = rows.map(([first = '', ...rest]) =>
    html('tr', {}, html('th', { scope: 'row' }, first), ...rest.map((cell) => html('td', {}, cell))),
  )
  table.replaceChildren(head, html('tbody', {}, ...body))
}
