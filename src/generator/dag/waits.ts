import { DiagnosticsError } from '../../errors.ts'
import { artifactName, formatTableReference } from '../project/artifact.ts'
import type { Project } from '../project/project.ts'
import type { TaskReference } from '../project/scheduling.ts'
import { judgeDelta } from '../schedule/explicit-delta.ts'
import { parseTimeSpan } from '../schedule/time-span.ts'
import type { NamedTable } from '../sql/dependencies.ts'
import type { DraftTask } from './draft-tasks.ts'
import { externalTask } from './external-tasks.ts'
import type { DagRules, Wait, WaitReason } from './model.ts'
import { type DagTimes, type Offsets, readTimes } from './offsets.ts'
import { fivetranTaskId } from './outside-tasks.ts'
import { tablesRead, tablesReadByChecks, tablesReadByFile } from './reads.ts'
import type { TaskIndex } from './task-index.ts'
import type { TaskProblem } from './task-problem.ts'
import { unknownDagOfWait, unknownTask, unmetRun, unwrittenTable } from './wait-problems.ts'

export interface WaitContext {
  readonly project: Project
  readonly rules: DagRules
  readonly index: TaskIndex
  readonly offsets: Offsets
  /** When the DAGs of dags.yaml run. */
  readonly times: ReadonlyMap<string, DagTimes>
  report(problem: TaskProblem): void
}

/** What a task waits for. The metadata can name several runs of another task; the SQL adds only tasks that they do not name. */
export function waitsOf(task: DraftTask, context: WaitContext): readonly Wait[] {
  const waits = new Map<string, Wait>()
  for (const wait of declaredWaits(task, context)) waits.set(JSON.stringify([keyOf(wait), wait.offset]), wait)
  const named = new Set([...waits.values()].map(keyOf))
  for (const wait of [...ownWaits(task, context), ...readWaits(task, context)]) {
    const key = keyOf(wait)
    if (!named.has(key)) waits.set(key, wait)
    named.add(key)
  }
  // bigquery-etl's exports leave out what the metadata name
  const isLeftOut = ({ reason }: Wait): boolean => reason === 'depends_on' && task.kind === 'public-json'
  return [...waits.values()].filter((wait) => !isItself(wait, task) && !isLeftOut(wait)).sort(byName)
}

function keyOf({ dag, group, task }: Wait): string {
  return JSON.stringify([dag, group, task])
}

function byName(left: Wait, right: Wait): number {
  return left.task < right.task ? -1 : left.task > right.task ? 1 : left.dag < right.dag ? -1 : 1
}

function isItself({ dag, task, offset }: Wait, own: DraftTask): boolean {
  return dag === own.dag && task === own.id && offset === undefined
}

// ---------------------------------------------------------------- what the metadata say

function declaredWaits(task: DraftTask, context: WaitContext): Wait[] {
  const { dependsOn, dependsOnFivetran, dependsOnTablesExisting, dependsOnTablePartitionsExisting } = task.scheduling
  const sensors = [...dependsOnTablesExisting, ...dependsOnTablePartitionsExisting].map(({ taskId }) => taskId)
  if (!isFilling(task, context) && task.kind !== 'fivetran') {
    // the gates of bigquery-etl wait once more for what their table waits for
    return isGate(task, context) ? sensors.map((id) => sameRun(task.dag, id)) : []
  }
  const outside = [...dependsOnFivetran.map(({ taskId }) => fivetranTaskId(taskId)), ...sensors]
  return [
    ...dependsOn.map((reference) => declaredWait(reference, task, context)),
    ...outside.map((id) => sameRun(task.dag, id)),
  ]
}

/** The public export of bigquery-etl waits as if it filled the table. */
function isFilling({ kind }: DraftTask, { rules }: WaitContext): boolean {
  return kind === 'query' || kind === 'python' || (kind === 'public-json' && rules === 'bigquery-etl')
}

function isGate({ kind }: DraftTask, { rules }: WaitContext): boolean {
  return rules === 'bigquery-etl' && (kind === 'check-fail' || kind === 'check-warn' || kind === 'bigeye')
}

function sameRun(dag: string, task: string): Wait {
  return { dag, task, reason: 'depends_on' }
}

/** The wait for a task that the metadata name. */
export function declaredWait(reference: TaskReference, task: DraftTask, context: WaitContext): Wait {
  const { dagName, taskId, executionDelta, scheduleInterval, pokeInterval, timeout } = reference
  const found = context.index.named(dagName, taskId)
  if (context.rules === 'bqetl' && !found) reportUnknown(reference, task, context)
  const known = context.project.dags.get(dagName)
  const given = scheduleInterval === undefined ? undefined : readTimes(scheduleInterval, startOf(task, context))
  // bigquery-etl takes a named task's run for that of the same date unless its schedule stands beside it
  const upstream = given ?? (context.rules === 'bqetl' && known ? context.times.get(dagName) : undefined)
  const group = reference.taskGroup ?? (context.rules === 'bqetl' ? found?.group : undefined)
  return {
    ...wait({ dag: dagName, id: taskId, group, upstream }, task, context, 'depends_on', executionDelta),
    ...(executionDelta !== undefined && { explicit: true }),
    ...(pokeInterval !== undefined && { pokeInterval }),
    ...(timeout !== undefined && { timeout }),
  }
}

/** A DAG of another project is told of unless its schedule, or the run, stands beside it: it may be a slip. */
function reportUnknown(reference: TaskReference, task: DraftTask, context: WaitContext): void {
  const { dagName, taskId, scheduleInterval, executionDelta } = reference
  if (context.project.dags.has(dagName)) {
    const problem = unknownTask(task, dagName, taskId, context.index.idsOf(dagName))
    context.report({ ...problem, at: dependencyKeys(task, dagName, taskId, 'task_id') })
    return
  }
  const isMeant = scheduleInterval !== undefined || executionDelta !== undefined || isExternal(dagName, context)
  if (isMeant || context.project.configuration.isBigQueryEtl) return
  const problem = unknownDagOfWait(task, dagName, context.project)
  context.report({ ...problem, at: dependencyKeys(task, dagName, taskId, 'dag_name') })
}

function isExternal(dagName: string, { project }: WaitContext): boolean {
  return project.configuration.airflow.externalTasks.some(({ dag }) => dag === dagName)
}

/** Where the metadata name another task. */
function dependencyKeys(
  { scheduling }: DraftTask,
  dag: string,
  task: string,
  key: string,
): readonly (string | number)[] {
  const index = scheduling.dependsOn.findIndex(({ dagName, taskId }) => dagName === dag && taskId === task)
  return ['scheduling', 'depends_on', index, key]
}

function startOf({ dag }: DraftTask, { project }: WaitContext): string {
  return project.dags.get(dag)?.defaultArguments.startDate ?? ''
}

// ---------------------------------------------------------------- its own table

/** Checks wait for what they look at, exports for the table and its gates, the list of public files for all of them. */
function ownWaits(task: DraftTask, context: WaitContext): Wait[] {
  if (task.kind === 'public-metadata') {
    const others = context.index.idsOf(task.dag).filter((id) => id !== task.id)
    return others.map((id) => ({ dag: task.dag, task: id, reason: 'own-table' }))
  }
  if (task.artifact?.kind !== 'table' || task.kind === 'query' || task.kind === 'python') return []
  // bigquery-etl's export waits for what its table reads, not for the table
  if (task.kind === 'public-json' && context.rules === 'bigquery-etl') return []
  const table = artifactName(task.artifact)
  const main = context.index.filling(table)
  const isExport = task.kind === 'export' || task.kind === 'public-json'
  const ready = isExport ? context.index.ready(table) : main ? [main] : []
  return ready.map((other) => taskWait(other, task, context, 'own-table'))
}

// ---------------------------------------------------------------- what is read

function readWaits(task: DraftTask, context: WaitContext): Wait[] {
  const own = task.artifact && artifactName(task.artifact)
  return readsOf(task, context).flatMap((named) => {
    const name = formatTableReference(named.reference)
    return name === own ? [] : tableWaits(named, name, task, context)
  })
}

function tableWaits(named: NamedTable, name: string, task: DraftTask, context: WaitContext): Wait[] {
  const ready = context.index.ready(name)
  if (ready.length > 0) return ready.map((other) => taskWait(other, task, context, 'reads'))
  const { configuration } = context.project
  const isBigQueryEtl = context.rules === 'bigquery-etl' || configuration.isBigQueryEtl
  const external = externalTask(named.reference, configuration.airflow.externalTasks, isBigQueryEtl)
  if (external) {
    const upstream = readTimes(external.schedule, startOf(task, context))
    return [wait({ dag: external.dag, id: external.task, upstream }, task, context, 'reads')]
  }
  const problem = context.rules === 'bqetl' ? unwrittenTable(named, task, context.project) : undefined
  if (problem) context.report(problem)
  return []
}

function readsOf(task: DraftTask, context: WaitContext): readonly NamedTable[] {
  const { artifact, kind } = task
  const { project, rules } = context
  if (artifact === undefined) return []
  try {
    if (isFilling(task, context)) {
      return declaredReads(task) ?? tablesRead(artifact, project, rules)
    }
    if (kind === 'check-fail' || kind === 'check-warn') return tablesReadByChecks(artifact, project, rules)
    return kind === 'export' ? exportReads(task, context) : []
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error
    // bigquery-etl's tree has a query that asks a service; such a task waits for nothing
    const isTolerated = rules === 'bigquery-etl' || project.configuration.isBigQueryEtl
    const severity = isTolerated ? 'warning' : 'error'
    for (const diagnostic of error.diagnostics) context.report({ ...diagnostic, severity })
    return []
  }
}

function declaredReads({ scheduling, place }: DraftTask): readonly NamedTable[] | undefined {
  return scheduling.referencedTables?.map(([project, dataset, table]) => ({
    reference: { project, dataset, table },
    place: { line: 1, column: 1, ...place },
  }))
}

function exportReads({ artifact }: DraftTask, { project, rules }: WaitContext): readonly NamedTable[] {
  const files = project.metadata(artifact!).export?.files ?? []
  const ofQueries = files.flatMap(({ queryPath }) =>
    queryPath === undefined ? [] : tablesReadByFile(queryPath, artifact!, project, rules),
  )
  return artifact!.kind === 'view' ? [...tablesRead(artifact!, project, rules), ...ofQueries] : ofQueries
}

// ---------------------------------------------------------------- one wait

function taskWait(other: DraftTask, task: DraftTask, context: WaitContext, reason: WaitReason): Wait {
  const { dag, id, group } = other
  return wait({ dag, id, group, upstream: context.times.get(dag) }, task, context, reason)
}

interface Awaited {
  readonly dag: string
  readonly id: string
  readonly group?: string | undefined
  readonly upstream: DagTimes | undefined
}

function wait(
  { dag, id, group, upstream }: Awaited,
  task: DraftTask,
  context: WaitContext,
  reason: WaitReason,
  explicit?: string,
): Wait {
  const other = { dag, task: id, ...(group !== undefined && { group }), reason }
  const own = context.times.get(task.dag)
  const offset = context.offsets.between(dag === task.dag ? undefined : upstream, own, explicit)
  if (dag === task.dag && offset.kind === 'constant' && offset.seconds === 0) return other
  const unmet = offset.kind === 'never' ? offset.reason : unmetDelta(upstream, own, explicit)
  if (unmet !== undefined && context.rules === 'bqetl') {
    const at = explicit === undefined ? {} : { at: dependencyKeys(task, dag, id, 'execution_delta') }
    context.report({ ...unmetRun(task, dag, unmet, context.project), ...at })
  }
  return { ...other, offset, ...(upstream && { schedule: upstream.schedule }) }
}

/** Why a delta of the metadata names no run. */
function unmetDelta(
  upstream: DagTimes | undefined,
  own: DagTimes | undefined,
  explicit: string | undefined,
): string | undefined {
  const seconds = explicit === undefined ? undefined : parseTimeSpan(explicit)
  if (seconds === undefined || upstream === undefined || own === undefined) return undefined
  const isMet = judgeDelta(upstream.schedule, own.schedule, seconds).kind !== 'never'
  return isMet ? undefined : `no run has the logical date that the execution_delta ${explicit} names`
}
