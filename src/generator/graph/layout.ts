import { Graph as LayeredGraph, layout } from '@dagrejs/dagre'
import type { Graph, GraphEdge, GraphGroup, GraphNode } from './graph.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

/** In pixels, from the upper left corner. */
export interface Box extends Point {
  readonly width: number
  readonly height: number
}

export interface Placed {
  readonly width: number
  readonly height: number
  readonly nodes: readonly (Box & { readonly node: GraphNode })[]
  readonly groups: readonly (Box & { readonly group: GraphGroup })[]
  readonly edges: readonly { readonly edge: GraphEdge; readonly points: readonly Point[] }[]
}

/** Of one letter of a title and of a note, in a font whose letters are all as wide. */
const TITLE_LETTER = 7.3
const NOTE_LETTER = 6.1
const PADDING = 12
const NODE_HEIGHT = 42
const MARGIN = 24
/** Two layers. */
const BETWEEN = 56
const BETWEEN_WITH_NOTES = 96
const NAME_HEIGHT = 22

/** Places nodes in layers from left to right, what is read before what reads it; the same graph always in the same way. */
export function placeGraph({ nodes, edges, groups }: Graph): Placed {
  const graph = new LayeredGraph({ compound: true })
  const ranksep = edges.some(({ note }) => note !== undefined) ? BETWEEN_WITH_NOTES : BETWEEN
  graph.setGraph({ rankdir: 'LR', nodesep: 14, ranksep, edgesep: 8, marginx: MARGIN, marginy: MARGIN })
  for (const { id } of groups) graph.setNode(id, {})
  for (const node of nodes) {
    graph.setNode(node.id, { width: widthOf(node), height: NODE_HEIGHT })
    if (node.group !== undefined) graph.setParent(node.id, node.group)
  }
  for (const { from, to } of edges) graph.setEdge(from, to, {})
  layout(graph)
  const boxes = new Map(nodes.map(({ id }) => [id, boxOf(graph.node(id))]))
  const layer = layersOf([...boxes.values()])
  const lines = edges.map((edge) => {
    const points = graph.edge(edge.from, edge.to).points ?? []
    return { edge, points: fromSideToSide(points, boxes.get(edge.from)!, boxes.get(edge.to)!, layer) }
  })
  const placed = {
    // of no node it is minus infinity
    width: Math.max(2 * MARGIN, Math.ceil(graph.graph().width ?? 0)),
    height: Math.max(2 * MARGIN, Math.ceil(graph.graph().height ?? 0)),
    nodes: nodes.map((node) => ({ node, ...boxes.get(node.id)! })),
    groups: groups.map((group) => ({ group, ...boxOf(graph.node(group.id)) })),
    edges: lines,
  }
  return withRoomForNames(placed)
}

function widthOf({ title, note }: GraphNode): number {
  return Math.ceil(Math.max(title.length * TITLE_LETTER, note.length * NOTE_LETTER)) + 2 * PADDING
}

interface Centred {
  readonly x?: number
  readonly y?: number
  readonly width?: number
  readonly height?: number
}

function boxOf({ x = 0, y = 0, width = 0, height = 0 }: Centred): Box {
  return { x: x - width / 2, y: y - height / 2, width, height }
}

/** From where to where the widest box of a layer reaches; all of a layer have one middle. */
type Layers = (box: Box) => { readonly left: number; readonly right: number }

function layersOf(boxes: readonly Box[]): Layers {
  const middle = ({ x, width }: Box) => Math.round(x + width / 2)
  const widths = new Map<number, number>()
  for (const box of boxes) widths.set(middle(box), Math.max(widths.get(middle(box)) ?? 0, box.width))
  return (box) => {
    const half = widths.get(middle(box))! / 2
    return { left: box.x + box.width / 2 - half, right: box.x + box.width / 2 + half }
  }
}

/**
 * From the middle of the right side to the middle of the left one, level as far as their layers reach, so that no box is crossed;
 * dagre's lines end wherever they meet a box. A line that leads back stays as it is.
 */
function fromSideToSide(points: readonly Point[], from: Box, to: Box, layer: Layers): readonly Point[] {
  const [start, end] = [from.y + from.height / 2, to.y + to.height / 2]
  const [right, left] = [layer(from).right, layer(to).left]
  if (right >= left) return points
  const between = points.slice(1, -1).filter(({ x }) => x > right && x < left)
  return [
    { x: from.x + from.width, y: start },
    { x: right, y: start },
    ...between,
    { x: left, y: end },
    { x: to.x, y: end },
  ]
}

/** dagre leaves none in a group: all that lies below the upper end of a group moves down by a line of text. */
function withRoomForNames({ groups, nodes, edges, width, height }: Placed): Placed {
  const tops = groups.map(({ y }) => y)
  const moved = (y: number) => y + NAME_HEIGHT * tops.filter((top) => top < y).length
  return {
    width,
    height: moved(height),
    nodes: nodes.map((box) => ({ ...box, y: moved(box.y) })),
    groups: groups.map((box) => ({ ...box, y: moved(box.y), height: moved(box.y + box.height) - moved(box.y) })),
    edges: edges.map(({ edge, points }) => ({ edge, points: points.map(({ x, y }) => ({ x, y: moved(y) })) })),
  }
}
