import type { Diagnostic } from '../../errors.ts'
import { formatTableReference } from '../project/artifact.ts'
import type { Project } from '../project/project.ts'
import { nearestNames } from '../spelling.ts'
import type { NamedTable } from '../sql/dependencies.ts'
import type { DraftTask } from './draft-tasks.ts'

/** `depends_on` names a task that its DAG does not have. */
export function unknownTask(
  { place, scheduling }: DraftTask,
  dag: string,
  taskId: string,
  ids: readonly string[],
): Diagnostic {
  const [near] = nearestNames(taskId, ids, 1)
  return {
    severity: 'error',
    code: 'unknown-task',
    message: `depends_on: the DAG ${dag} has no task ${taskId}`,
    ...place,
    ...(near !== undefined && { hint: `did you mean ${near}?` }),
    ...(scheduling.dagName === dag && near === undefined && { hint: 'name the task of a table of this DAG' }),
  }
}

/** `depends_on` names a DAG that `dags.yaml` does not declare: its sensor would wait until its timeout. */
export function unknownDagOfWait({ id, place }: DraftTask, dag: string, project: Project): Diagnostic {
  const [near] = nearestNames(dag, project.dags.keys(), 1)
  return {
    severity: 'warning',
    code: 'unknown-dag',
    message: `${id} waits for the DAG ${dag}, which dags.yaml does not declare`,
    ...place,
    hint:
      near === undefined ? 'write its schedule_interval beside it, if another project has it' : `did you mean ${near}?`,
  }
}

/** No run of the other DAG is ever the right one. */
export function unmetRun(
  { place, dag, id }: DraftTask,
  upstream: string,
  reason: string,
  project: Project,
): Diagnostic {
  const schedules = [upstream, dag].map((name) => `${name} (${project.dags.get(name)?.scheduleInterval ?? 'unknown'})`)
  return {
    severity: 'error',
    code: 'never-meets',
    message: `${id} would wait for ever: ${schedules.join(' and ')} never meet, for ${reason}`,
    ...place,
    hint: 'change one of the schedules (a cron text, or catchup: true for a length such as 5h), or write the execution_delta of the run that is meant under depends_on',
  }
}

/**
 * What a task reads, but no task fills. A table that the project declares is filled by something else, such as
 * `bqetl load`; one that it has a query for, which nothing schedules, is told; one that it does not have is wrong,
 * unless the tree is bigquery-etl's, which cannot declare what others fill. Other projects' tables are theirs.
 */
export function unwrittenTable(
  { reference, place }: NamedTable,
  task: DraftTask,
  project: Project,
): Diagnostic | undefined {
  const name = formatTableReference(reference)
  const table = project.find(reference)
  const isFilled = table?.kind === 'table' && table.path !== undefined && table.origin !== 'csv'
  if (table) {
    if (!isFilled || table.origin === 'materialized-view') return undefined
    const message = `${task.id} reads ${name}, which no DAG fills`
    const hint = `give it a scheduling.dag_name in ${table.folder}/metadata.yaml, if it is to be filled before`
    return { severity: 'warning', code: 'unscheduled-upstream', message, ...place, hint }
  }
  const { projectId, projectAliases, isBigQueryEtl } = project.configuration
  const isOwn = reference.project === projectId || projectAliases[reference.project] === projectId
  if (!isOwn && !project.tables.some((other) => other.reference.project === reference.project)) return undefined
  return {
    severity: isBigQueryEtl ? 'warning' : 'error',
    code: 'dangling-reference',
    message: `${task.id} reads ${name}, which nothing in this project writes or declares`,
    ...place,
    hint:
      nearestHint(name, project) ?? 'declare it with a schema.yaml, or name who fills it under airflow.external_tasks',
  }
}

function nearestHint(name: string, project: Project): string | undefined {
  const [near] = nearestNames(
    name,
    project.tables.map(({ reference }) => formatTableReference(reference)),
    1,
  )
  return near === undefined ? undefined : `did you mean ${near}?`
}
