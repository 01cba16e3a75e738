import type { GraphEdge, GraphNode } from './graph.ts'
import type { Box, Placed, Point } from './layout.ts'
import { SVG_STYLE } from './svg-style.ts'

export interface SvgOptions {
  readonly title: string
  /** Before the path of a file, so that a box leads to it: a folder, relative or not, or an address; ends in a slash where not empty. */
  readonly linkBase: string
}

const NOTE_HEIGHT = 11

/** A drawing that stands by itself: no script, no font, nothing that is loaded; light or dark as who looks at it wants. */
export function graphSvg({ width, height, nodes, groups, edges }: Placed, { title, linkBase }: SvgOptions): string {
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escaped(title)}</title>`,
    `<style>${SVG_STYLE}</style>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 .8 7.2 4 0 7.2z"/></marker></defs>',
    `<rect class="paper" width="${width}" height="${height}"/>`,
    ...groups.map(groupBox),
    ...edges.map(({ edge, points }) => edgePath(edge, points)),
    ...nodes.map((box) => nodeBox(box, linkBase)),
    ...waitNotes(edges),
    '</svg>',
  ]
  return `${lines.join('\n')}\n`
}

function groupBox({ group, ...box }: Placed['groups'][number]): string {
  const name = `<text x="${rounded(box.x + 10)}" y="${rounded(box.y + 17)}"><tspan class="name">${escaped(group.id)}</tspan> ${escaped(group.note)}</text>`
  return `<g class="group" id="${escaped(group.id)}">${rectangle(box, 10)}${name}</g>`
}

function nodeBox({ node, ...box }: Placed['nodes'][number], linkBase: string): string {
  const x = rounded(box.x + 12)
  const drawn = [
    `<title>${escaped(titleOf(node))}</title>`,
    rectangle(box, node.kind === 'view' ? box.height / 2 : 5),
    `<text x="${x}" y="${rounded(box.y + 18)}" class="name">${escaped(node.title)}</text>`,
    `<text x="${x}" y="${rounded(box.y + 33)}" class="note">${escaped(node.note)}</text>`,
  ].join('')
  const style = `node ${node.kind}${node.isOutside ? ' outside' : ''}`
  const inner = node.path === undefined ? drawn : `<a href="${escaped(linkBase + encodeURI(node.path))}">${drawn}</a>`
  return `<g class="${style}" id="${escaped(node.id)}">${inner}</g>`
}

function titleOf({ id, kind, description, path }: GraphNode): string {
  return [`${id} (${kind})`, description, path].filter((line) => line !== undefined).join('\n')
}

function edgePath({ from, to, kind, note }: GraphEdge, points: readonly Point[]): string {
  const words = `<title>${escaped(`${from} → ${to}${note === undefined ? '' : `, ${note}`}`)}</title>`
  return `<path class="edge ${kind}" d="${smooth(points)}" marker-end="url(#tip)">${words}</path>`
}

/** Which runs a task waits for, above the arrows that lead to it: each once, however many arrows say so. */
function waitNotes(edges: Placed['edges']): readonly string[] {
  const byTarget = new Map<string, { readonly end: Point; readonly notes: Set<string> }>()
  for (const { edge, points } of edges) {
    if (edge.note === undefined) continue
    const known = byTarget.get(edge.to) ?? { end: points.at(-1)!, notes: new Set() }
    byTarget.set(edge.to, { ...known, notes: known.notes.add(edge.note) })
  }
  return [...byTarget.values()].flatMap(({ end, notes }) =>
    [...notes].map((note, index) => {
      const y = rounded(end.y - 5 - index * NOTE_HEIGHT)
      return `<text class="note which" x="${rounded(end.x - 8)}" y="${y}">${escaped(note)}</text>`
    }),
  )
}

/** Level where it begins, ends and meets a point in between. */
function smooth([first, ...rest]: readonly Point[]): string {
  let before = first!
  const bends = rest.map((point) => {
    const x = rounded((before.x + point.x) / 2)
    const bend = `C${x} ${rounded(before.y)} ${x} ${rounded(point.y)} ${rounded(point.x)} ${rounded(point.y)}`
    before = point
    return bend
  })
  return `M${rounded(first!.x)} ${rounded(first!.y)}${bends.join('')}`
}

function rectangle({ x, y, width, height }: Box, corner: number): string {
  const [left, top, wide, tall] = [x, y, width, height].map(rounded)
  return `<rect x="${left}" y="${top}" width="${wide}" height="${tall}" rx="${corner}"/>`
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10)
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** XML has no words for control characters. */
function escaped(text: string): string {
  return text.replace(/(?![\n\t])\p{Cc}/gu, ' ').replace(/[&<>"]/g, (letter) => ENTITIES[letter]!)
}
