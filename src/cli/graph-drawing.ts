import { dirname, relative, resolve } from 'node:path'
import type { Graph } from '../generator/graph/graph.ts'
import { placeGraph } from '../generator/graph/layout.ts'
import { lineageGraph } from '../generator/graph/lineage-graph.ts'
import { graphMermaid } from '../generator/graph/mermaid.ts'
import { graphSvg } from '../generator/graph/svg.ts'
import { taskGraph } from '../generator/graph/task-graph.ts'
import { artifactName } from '../generator/project/artifact.ts'
import { unknownDag } from '../generator/project/dags-edit.ts'
import { gitSource } from '../generator/project/git-source.ts'
import { loadProject } from '../generator/project/load-project.ts'
import type { Project } from '../generator/project/project.ts'
import { changedTables } from '../generator/selection/changed-tables.ts'
import { chosenDags } from './dag-selection.ts'
import type { ProjectOptions } from './options.ts'
import { plural } from './report.ts'

export interface DrawingOptions extends ProjectOptions {
  readonly tasks: boolean
  readonly since: string
  readonly format: 'svg' | 'mermaid' | 'json'
  readonly output?: string
  readonly linkBase?: string
}

const MOST_NAMED = 5

/** The graph that the selectors mean, as text; what cannot be told goes to standard error. */
export function drawnGraph(project: Project, selectors: readonly string[], options: DrawingOptions): string {
  const graph = options.tasks ? tasksOf(project, selectors, options) : tablesOf(project, selectors, options)
  if (graph.nodes.length === 0) process.stderr.write('bqetl: nothing is selected\n')
  if (options.format === 'json') return `${JSON.stringify(graph, null, 2)}\n`
  if (options.format === 'mermaid') return graphMermaid(graph)
  const title = ['bqetl graph', ...selectors, ...(options.tasks ? ['--tasks'] : [])].join(' ')
  return graphSvg(placeGraph(graph), { title, linkBase: linkBase(options) })
}

function tablesOf(project: Project, selectors: readonly string[], { projectDir, since }: DrawingOptions): Graph {
  const changed = () => changedTables(project, loadProject(gitSource(resolve(projectDir), since)))
  const { graph, unread } = lineageGraph(project, { selectors, changed })
  if (unread.length > 0) {
    const names = [...unread.slice(0, MOST_NAMED), ...(unread.length > MOST_NAMED ? ['…'] : [])].join(', ')
    process.stderr.write(
      `bqetl: the SQL of ${plural(unread.length, 'table')} cannot be read, so that no line leads to ${names}; bqetl validate says why\n`,
    )
  }
  return graph
}

/** Of a DAG that is named all tasks, else those about the tables and views that are meant; without selectors all. */
function tasksOf(project: Project, selectors: readonly string[], options: DrawingOptions): Graph {
  const isDag = (text: string) => text.startsWith('dag:') && !text.endsWith('+')
  const named = new Set(selectors.filter(isDag).map((text) => text.slice('dag:'.length)))
  for (const name of named) if (!project.dags.has(name)) throw unknownDag(name, project.dags.keys())
  const others = selectors.filter((text) => !isDag(text))
  const nodes = others.length === 0 ? [] : tablesOf(project, others, options).nodes
  const meant = new Set(nodes.filter(({ isOutside }) => !isOutside).map(({ id }) => id))
  return taskGraph(project, chosenDags(project, []), ({ artifact }, dag) => {
    return selectors.length === 0 || named.has(dag) || (artifact !== undefined && meant.has(artifactName(artifact)))
  })
}

/** From where the drawing is written to the files that its boxes lead to. */
function linkBase({ linkBase, output, projectDir }: DrawingOptions): string {
  if (linkBase !== undefined) return linkBase === '' || linkBase.endsWith('/') ? linkBase : `${linkBase}/`
  const from = output === undefined ? '.' : dirname(output)
  const path = relative(resolve(from), resolve(projectDir))
  return path === '' ? '' : `${path.replaceAll('\\', '/')}/`
}
