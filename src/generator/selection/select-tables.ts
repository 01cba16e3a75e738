import { UsageError } from '../../errors.ts'
import { artifactName, type TableDefinition } from '../project/artifact.ts'
import { unknownDag } from '../project/dags-edit.ts'
import type { Project } from '../project/project.ts'
import { nearestNames } from '../spelling.ts'
import { isRunnable, runnableTables } from '../sql/runnable.ts'
import { parseSelector, type Selector, type SelectorBase } from './selector.ts'
import { tableGraph } from './table-graph.ts'

export interface SelectionRequest {
  /** None: every table that a query of the project fills. */
  readonly selectors: readonly string[]
  readonly exclude: readonly string[]
  /** Tables that mean something else than before, for `state:changed`. */
  readonly changed: () => readonly TableDefinition[]
}

/**
 * The tables that a query of the project fills and the selectors mean together, those of `exclude` left out; in order of name.
 * Only `state:changed` may mean none.
 *
 * @throws {UsageError} a selector that is none, or that matches nothing, with the nearest names
 */
export function selectTables(project: Project, request: SelectionRequest): readonly TableDefinition[] {
  const evaluate = (texts: readonly string[]) =>
    texts.map(parseSelector).flatMap((one) => tablesOf(one, project, request))
  const included = request.selectors.length === 0 ? runnableTables(project, []) : evaluate(request.selectors)
  const excluded = new Set(evaluate(request.exclude))
  const chosen = new Set(included.filter((table) => !excluded.has(table)))
  return [...chosen].sort((left, right) => (artifactName(left) < artifactName(right) ? -1 : 1))
}

function tablesOf(selector: Selector, project: Project, request: SelectionRequest): readonly TableDefinition[] {
  const base = BASES[selector.base.kind](selector.base.text, project, request)
  if (!selector.withUpstream && !selector.withDownstream) return base
  const graph = tableGraph(project)
  return [
    ...base,
    ...(selector.withUpstream ? graph.above(base) : []),
    ...(selector.withDownstream ? graph.below(base) : []),
  ]
}

type Evaluate = (text: string, project: Project, request: SelectionRequest) => readonly TableDefinition[]

const BASES: Readonly<Record<SelectorBase['kind'], Evaluate>> = {
  name: (text, project) => runnableTables(project, [text]),
  dataset: (text, project) => {
    const found = filled(project, (table) => table.reference.dataset === text)
    return some(found, 'dataset', text, () => filled(project).map(({ reference }) => reference.dataset))
  },
  dag: (text, project) => {
    const found = filled(project, (table) => project.metadata(table).scheduling.dagName === text)
    if (!project.dags.has(text)) throw unknownDag(text, project.dags.keys())
    return some(found, 'dag', text, () => project.dags.keys())
  },
  tag: (text, project) => {
    const found = filled(project, (table) => tagsOf(table, project).includes(text))
    return some(found, 'tag', text, () => filled(project).flatMap((table) => tagsOf(table, project)))
  },
  state: (_, __, { changed }) => changed(),
}

function filled(project: Project, isMeant: (table: TableDefinition) => boolean = () => true): TableDefinition[] {
  return project.tables.filter((table) => isRunnable(table) && isMeant(table))
}

function tagsOf(table: TableDefinition, project: Project): readonly string[] {
  const { labels, scheduling } = project.metadata(table)
  const ofDag = project.dags.get(scheduling.dagName ?? '')?.tags ?? []
  const own = Object.entries(labels).flatMap(([key, value]) => (value === false ? [] : [key, `${key}=${value}`]))
  return [...ofDag, ...own]
}

function some(
  found: readonly TableDefinition[],
  kind: string,
  text: string,
  known: () => Iterable<string>,
): readonly TableDefinition[] {
  if (found.length > 0) return found
  const near = nearestNames(text, new Set(known()))
  throw new UsageError('unknown-name', `${kind}:${text} matches no table that a query fills`, {
    ...(near.length > 0 && { hint: `did you mean ${near.map((name) => `${kind}:${name}`).join(', ')}?` }),
  })
}
