import { DiagnosticsError } from '../../errors.ts'
import { formatTableReference, type TableDefinition, type ViewDefinition } from '../project/artifact.ts'
import { selectArtifacts } from '../project/names.ts'
import type { Project } from '../project/project.ts'
import { selectTables } from '../selection/select-tables.ts'
import { parseSelector, type Selector } from '../selection/selector.ts'
import { type NamedTable, namedTables } from '../sql/dependencies.ts'
import { type Graph, type GraphEdge, type GraphNode, sortedGraph } from './graph.ts'
import { adjacency, reach } from './reach.ts'

type Relation = TableDefinition | ViewDefinition

export interface LineageRequest {
  /** As `bqetl run` takes them, views too; none: everything. */
  readonly selectors: readonly string[]
  readonly changed: () => readonly TableDefinition[]
}

export interface Lineage {
  readonly graph: Graph
  /** Full names of those among what is meant whose SQL cannot be read, so that nobody knows what they read; in order. */
  readonly unread: readonly string[]
}

/**
 * Tables and views that the selectors mean, with what they read, and who reads whom.
 *
 * @throws {UsageError} a selector that is none, or that matches nothing
 */
export function lineageGraph(project: Project, request: LineageRequest): Lineage {
  const { edges, unread } = readsOf(project)
  const chosen = chosenRelations(project, request, directionsOf(edges))
  const kept = edges.filter(({ to }) => chosen.has(to))
  const ids = new Set([...chosen, ...kept.map(({ from }) => from)])
  const relations = new Map([...project.tables, ...project.views].map((one) => [nameOf(one), one]))
  const nodes = [...ids].map((id) => nodeOf(id, relations.get(id), project, !chosen.has(id)))
  return {
    graph: sortedGraph({ nodes, edges: kept, groups: [] }),
    unread: unread.filter((id) => chosen.has(id)).sort(),
  }
}

interface Reads {
  /** Each pair once; what reads itself is not told. */
  readonly edges: readonly GraphEdge[]
  readonly unread: readonly string[]
}

function readsOf(project: Project): Reads {
  const edges = new Map<string, GraphEdge>()
  const unread: string[] = []
  for (const relation of [...project.tables, ...project.views]) {
    if (!relation.path?.endsWith('.sql')) continue
    const to = nameOf(relation)
    const read = tablesRead(relation, project)
    if (read === undefined) unread.push(to)
    for (const { reference } of read ?? []) {
      const from = formatTableReference(project.find(reference)?.reference ?? reference)
      if (from !== to) edges.set(`${from}\n${to}`, { from, to, kind: 'reads' })
    }
  }
  return { edges: [...edges.values()], unread }
}

/** Undefined where its text is no template or no GoogleSQL. */
function tablesRead(relation: Relation, project: Project): readonly NamedTable[] | undefined {
  try {
    return namedTables(relation, project)
  } catch (error) {
    if (error instanceof DiagnosticsError) return undefined
    throw error
  }
}

interface Directions {
  readonly above: ReadonlyMap<string, readonly string[]>
  readonly below: ReadonlyMap<string, readonly string[]>
}

function directionsOf(edges: readonly GraphEdge[]): Directions {
  return {
    above: adjacency(edges.map(({ from, to }) => [to, from] as const)),
    below: adjacency(edges.map(({ from, to }) => [from, to] as const)),
  }
}

function chosenRelations(project: Project, request: LineageRequest, directions: Directions): ReadonlySet<string> {
  if (request.selectors.length === 0) return new Set([...project.tables, ...project.views].map(nameOf))
  return new Set(request.selectors.flatMap((text) => relationsOf(text, project, request, directions)))
}

function relationsOf(
  text: string,
  project: Project,
  request: LineageRequest,
  { above, below }: Directions,
): readonly string[] {
  const selector = parseSelector(text)
  const base = baseOf(selector, project, request).map(nameOf)
  return [
    ...base,
    ...(selector.withUpstream ? reach(base, above) : []),
    ...(selector.withDownstream ? reach(base, below) : []),
  ]
}

function baseOf({ base }: Selector, project: Project, { changed }: LineageRequest): readonly Relation[] {
  if (base.kind === 'name') return selectArtifacts(project, [base.text], ['table', 'view'])
  return selectTables(project, { selectors: [`${base.kind}:${base.text}`], exclude: [], changed })
}

function nameOf({ reference }: Relation): string {
  return formatTableReference(reference)
}

function nodeOf(id: string, relation: Relation | undefined, project: Project, isOutside: boolean): GraphNode {
  const [, dataset = '', title = id] = /^[^.]*\.([^.]*)\.(.*)$/.exec(id) ?? []
  if (relation === undefined) return { id, title, note: `${dataset} · source`, kind: 'source', isOutside }
  const { description, scheduling } = project.metadataFile(relation).value
  const dag = project.dags.get(scheduling.dagName ?? '')
  const kind = relation.kind === 'view' ? 'view' : relation.origin === 'declared' ? 'source' : 'table'
  return {
    id,
    title,
    note: [dataset, kind === 'table' && dag ? `${dag.name} ${dag.scheduleInterval}` : kind].join(' · '),
    kind,
    path: relation.path ?? relation.folder,
    ...(description !== undefined && { description: description.trim() }),
    isOutside,
  }
}
