import { describeDag, type TaskDescription, type WaitDescription } from '../dag/describe-dag.ts'
import { type Dag, fullTaskId, type Task } from '../dag/model.ts'
import type { Project } from '../project/project.ts'
import { type Graph, type GraphEdge, type GraphNode, type NodeKind, sortedGraph } from './graph.ts'

/**
 * The tasks of DAGs with what they wait for: tasks of the same run, and by sensors those of other DAGs.
 *
 * @param isMeant the others are left out, but for those that are waited for
 */
export function taskGraph(
  project: Project,
  dags: readonly Dag[],
  isMeant: (task: Task, dag: string) => boolean,
): Graph {
  const tasks = new Map(dags.flatMap((dag) => dag.tasks.map((task) => [idOf(dag, task), { dag, task }] as const)))
  const meant = new Set([...tasks].filter(([, { dag, task }]) => isMeant(task, dag.definition.name)).map(([id]) => id))
  const edges = dags.flatMap((dag) =>
    describeDag(dag, project).tasks.flatMap((task) => waitsOf(dag.definition.name, task)),
  )
  const kept = edges.filter(({ to }) => meant.has(to))
  const ids = new Set([...meant, ...kept.map(({ from }) => from)])
  const nodes = [...ids].map((id) => nodeOf(id, tasks.get(id), !meant.has(id), project))
  const groups = new Set(nodes.flatMap(({ group }) => group ?? []))
  return sortedGraph({
    nodes,
    edges: kept,
    groups: [...groups].map((id) => ({ id, note: project.dags.get(id)?.scheduleInterval ?? 'of another project' })),
  })
}

function idOf({ definition }: Dag, task: Task): string {
  return `${definition.name}.${fullTaskId(task)}`
}

function waitsOf(dag: string, { id, after, waits }: TaskDescription): readonly GraphEdge[] {
  const to = `${dag}.${id}`
  return [
    ...after.map((task): GraphEdge => ({ from: `${dag}.${task}`, to, kind: 'after' })),
    ...waits.map((wait): GraphEdge => ({ from: `${wait.dag}.${wait.task}`, to, kind: 'sensor', ...noteOf(wait) })),
  ]
}

function noteOf({ delta }: WaitDescription): { readonly note?: string } {
  if (delta === '0s') return {}
  if (delta === 'varies') return { note: 'the newest that is complete' }
  return { note: delta.startsWith('-') ? `${delta.slice(1)} later` : `${delta} earlier` }
}

const KINDS: Readonly<Record<Task['kind'], NodeKind>> = {
  query: 'query',
  python: 'query',
  'check-fail': 'check',
  'check-warn': 'check',
  bigeye: 'check',
  export: 'export',
  'public-json': 'export',
  'public-metadata': 'export',
  fivetran: 'sensor',
  'table-sensor': 'sensor',
}

function nodeOf(
  id: string,
  known: { readonly dag: Dag; readonly task: Task } | undefined,
  isOutside: boolean,
  project: Project,
): GraphNode {
  const [, group = '', title = id] = /^([^.]*)\.(.*)$/.exec(id) ?? []
  if (known === undefined) return { id, title, note: 'elsewhere', kind: 'sensor', group, isOutside }
  const { artifact, kind, place } = known.task
  const description = artifact && project.metadataFile(artifact).value.description
  return {
    id,
    title: artifact?.reference.table ?? title,
    note: [KIND_WORDS[kind] ?? kind, ...(artifact ? [artifact.reference.dataset] : [])].join(' · '),
    kind: KINDS[kind],
    group,
    path: artifact?.path ?? place.path,
    ...(description !== undefined && { description: description.trim() }),
    isOutside,
  }
}

const KIND_WORDS: Partial<Record<Task['kind'], string>> = {
  'check-fail': 'check, stops',
  'check-warn': 'check, warns',
}
