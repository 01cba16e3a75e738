/** Tables or tasks and what they wait for, plain enough to be drawn and printed as JSON. */
export interface Graph {
  /** In order of id. */
  readonly nodes: readonly GraphNode[]
  /** In order of their ends. */
  readonly edges: readonly GraphEdge[]
  /** In order of id; none where nodes stand by themselves. */
  readonly groups: readonly GraphGroup[]
}

export interface GraphNode {
  readonly id: string
  /** Short, as a person would call it. */
  readonly title: string
  /** A second line: where it belongs and when it is filled. */
  readonly note: string
  readonly kind: NodeKind
  readonly group?: string
  /** Of the file that says what it is, from the project's root. */
  readonly path?: string
  readonly description?: string
  /** Not meant by the selection, but read or waited for by what is. */
  readonly isOutside: boolean
}

export type NodeKind = 'table' | 'view' | 'source' | 'query' | 'check' | 'export' | 'sensor'

/** `to` reads `from`, or runs after it. */
export interface GraphEdge {
  readonly from: string
  readonly to: string
  /** A `sensor` waits for another run. */
  readonly kind: 'reads' | 'after' | 'sensor'
  /** Which run that is, where it is not that of the same logical date. */
  readonly note?: string
}

export interface GraphGroup {
  readonly id: string
  readonly note: string
}

/** The same graph in an order that does not depend on how it was found. */
export function sortedGraph({ nodes, edges, groups }: Graph): Graph {
  return {
    nodes: sortedBy(nodes, ({ id }) => id),
    edges: sortedBy(edges, ({ from, to, kind }) => `${from}\n${to}\n${kind}`),
    groups: sortedBy(groups, ({ id }) => id),
  }
}

function sortedBy<T>(values: readonly T[], key: (value: T) => string): readonly T[] {
  return [...values].sort((left, right) => (key(left) < key(right) ? -1 : key(left) > key(right) ? 1 : 0))
}
