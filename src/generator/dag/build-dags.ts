import type { Diagnostic } from '../../errors.ts'
import { dateOffset, declaredUpstream } from '../plan/date-offset.ts'
import type { TableDefinition } from '../project/artifact.ts'
import type { DagDefinition } from '../project/dags-file.ts'
import type { Project } from '../project/project.ts'
import { defaultScheduling } from '../project/scheduling.ts'
import type { NamedTable } from '../sql/dependencies.ts'
import { remember } from '../sql/remember.ts'
import { bigqueryEtlOffsets } from './bigquery-etl/partition-offsets.ts'
import { type DraftTask, gateOf, type OffsetOf, tableTasks, viewExportTask } from './draft-tasks.ts'
import { exportDag } from './export-dag.ts'
import { graphProblems } from './graph-problems.ts'
import { lifetimeProblems } from './lifetime-problems.ts'
import { markersOf } from './markers.ts'
import type { Dag, DagRules, Task } from './model.ts'
import { type DagTimes, dagTimes, offsetsOf } from './offsets.ts'
import { outsideTasks } from './outside-tasks.ts'
import { partitionProblems } from './partition-problems.ts'
import { tablesRead, tablesReadByChecks } from './reads.ts'
import { indexTasks } from './task-index.ts'
import { placedProblem, type TaskProblem } from './task-problem.ts'
import { type WaitContext, waitsOf } from './waits.ts'

export interface BuiltDags {
  /** In the order of dags.yaml, those without tasks left out. */
  readonly dags: readonly Dag[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * The DAGs of a project: tasks from the metadata, what they wait for from the SQL. Everything that is wrong is a
 * diagnostic, and where one is an error the DAGs must not be used.
 */
export function buildDags(project: Project, rules: DagRules): BuiltDags {
  const diagnostics: TaskProblem[] = []
  const report = (problem: TaskProblem): void => void diagnostics.push(problem)
  const files = lenient(project)
  const times = timesOf(project)
  const drafts = draftTasks(files, rules, report)
  const context = { project: files, rules, index: indexTasks(drafts, rules), offsets: offsetsOf(rules), times, report }
  const waiting = drafts.map((task) => ({ ...task, waits: waitsOf(task, context) }))
  const markers = markersOf(waiting)
  const tasks = waiting.map((task) => ({ ...task, markers: markers(task) }))
  const dags = [...project.dags.values()].flatMap((definition) => dagOf(definition, tasks, times))
  const ofTimes =
    rules === 'bqetl'
      ? dags.flatMap((dag) => [...lifetimeProblems(dag, project), ...partitionProblems(dag, files)])
      : []
  const problems = [...diagnostics, ...graphProblems(dags, rules), ...ofTimes]
  return { dags, diagnostics: unique(problems.map((problem) => placedProblem(problem, project))) }
}

/** What is wrong in a file is told with that file, by `generateDags`; here all that can be read counts. */
function lenient(project: Project): Project {
  return { ...project, metadata: (artifact) => project.metadataFile(artifact).value }
}

function timesOf(project: Project): ReadonlyMap<string, DagTimes> {
  return new Map(
    [...project.dags.values()].flatMap((dag) => {
      const times = dagTimes(dag)
      return times ? [[dag.name, times] as const] : []
    }),
  )
}

function draftTasks(project: Project, rules: DagRules, report: WaitContext['report']): readonly DraftTask[] {
  const offsetOf = offsets(project, rules)
  const ofTables = project.tables.flatMap((table) => tableTasks(table, project, rules, offsetOf))
  const ofViews = rules === 'bqetl' ? viewExports(project, report) : []
  const outside = new Map<string, DraftTask>()
  for (const task of ofTables.flatMap(outsideTasks)) outside.set(JSON.stringify([task.dag, task.id, task.sensor]), task)
  const all = [...ofTables, ...ofViews, ...outside.values()]
  return [...all, ...publicMetadata(all)]
}

function offsets(project: Project, rules: DagRules): OffsetOf {
  const upstreamOf = remember((table: TableDefinition) =>
    foundTables(table, () => tablesRead(table, project, rules), project),
  )
  if (rules === 'bqetl') return (table) => dateOffset(table, project, upstreamOf)
  const readsOf = (table: TableDefinition, kind: 'query' | 'check-fail') =>
    kind === 'query'
      ? (declaredUpstream(table, project) ?? upstreamOf(table))
      : foundTables(table, () => tablesReadByChecks(table, project, rules), project)
  const isScheduled = (table: TableDefinition): boolean => project.metadata(table).scheduling.dagName !== undefined
  return bigqueryEtlOffsets(
    project,
    (table, kind) => readsOf(table, kind).filter(isScheduled),
    (table) => gateOf(table, project, rules),
  )
}

/** Texts that cannot be read are reported where the waits are found. */
function foundTables(
  table: TableDefinition,
  find: () => readonly NamedTable[],
  project: Project,
): readonly TableDefinition[] {
  try {
    return find().flatMap(({ reference }) => {
      const found = project.find(reference)
      return found?.kind === 'table' && found !== table ? [found] : []
    })
  } catch {
    return []
  }
}

function viewExports(project: Project, report: WaitContext['report']): DraftTask[] {
  return project.views.flatMap((view) => {
    const metadata = project.metadata(view)
    if (metadata.export === undefined) return []
    const dag = exportDag(view, metadata, project, report)
    return dag === undefined ? [] : [viewExportTask(view, dag, metadata)]
  })
}

/** bigquery-etl lists its public files when all of them are written. */
function publicMetadata(tasks: readonly DraftTask[]): DraftTask[] {
  const first = tasks.find(({ kind }) => kind === 'public-json')
  if (first === undefined) return []
  const { dag, place, owner } = first
  const kind = 'public-metadata'
  return [
    {
      dag,
      place,
      owner,
      kind,
      id: 'public_data_gcs_metadata',
      email: [],
      partitionOffset: 0,
      scheduling: defaultScheduling(),
    },
  ]
}

function dagOf(
  definition: DagDefinition,
  tasks: readonly (Task & { readonly dag: string })[],
  times: ReadonlyMap<string, DagTimes>,
): Dag[] {
  const own = tasks.filter(({ dag }) => dag === definition.name)
  const schedule = times.get(definition.name)?.schedule
  if (own.length === 0 || schedule === undefined) return []
  const key = (task: Task): string => task.id.toLowerCase()
  const ordered = own.toSorted((left, right) => (key(left) < key(right) ? -1 : key(left) > key(right) ? 1 : 0))
  return [{ definition, schedule, tasks: ordered.map(({ dag: _, ...task }) => task) }]
}

function unique(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(diagnostics.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic])).values()]
}
