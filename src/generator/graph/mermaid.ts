import type { Graph, GraphEdge, GraphNode } from './graph.ts'

/**
 * The text of a flowchart, as GitHub and others draw it in Markdown.
 *
 * @see https://mermaid.js.org/syntax/flowchart.html
 */
export function graphMermaid({ nodes, edges, groups }: Graph): string {
  const ids = new Map(nodes.map(({ id }, index) => [id, `n${index}`]))
  const lines = [
    ...groups.flatMap(({ id, note }, index) => [
      `  subgraph g${index} ["${quoted(`${id} ${note}`)}"]`,
      ...nodes.filter(({ group }) => group === id).map((node) => `    ${nodeText(node, ids)}`),
      '  end',
    ]),
    ...nodes.filter(({ group }) => group === undefined).map((node) => `  ${nodeText(node, ids)}`),
    ...edges.map((edge) => `  ${edgeText(edge, ids)}`),
  ]
  return `flowchart LR\n${lines.join('\n')}\n`
}

function nodeText({ id, title, note, kind }: GraphNode, ids: ReadonlyMap<string, string>): string {
  const text = `"${quoted(title)}<br>${quoted(note)}"`
  return `${ids.get(id)}${kind === 'view' ? `([${text}])` : `[${text}]`}`
}

function edgeText({ from, to, kind, note }: GraphEdge, ids: ReadonlyMap<string, string>): string {
  const arrow = kind === 'sensor' ? '-.->' : '-->'
  return `${ids.get(from)} ${arrow}${note === undefined ? '' : `|"${quoted(note)}"|`} ${ids.get(to)}`
}

/** Mermaid's own entities: a quotation mark would end the text, an angle bracket begin a tag. */
function quoted(text: string): string {
  return text.replace(/[#"<>&]/g, (letter) => `#${letter.charCodeAt(0)};`)
}
