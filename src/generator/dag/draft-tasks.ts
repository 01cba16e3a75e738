import { dateOffset, type UpstreamOf } from '../plan/date-offset.ts'
import { prefixedTaskId, tableTaskId } from '../plan/task-id.ts'
import type { TableDefinition, ViewDefinition } from '../project/artifact.ts'
import type { DagDefinition } from '../project/dags-file.ts'
import type { Metadata } from '../project/metadata.ts'
import type { Project } from '../project/project.ts'
import type { DagRules, Task, TaskKind } from './model.ts'

/** A task before it is known what it waits for. */
export interface DraftTask extends Omit<Task, 'waits' | 'markers'> {
  readonly dag: string
}

/** What the tasks of one table or view have in common. */
interface TaskSource {
  readonly artifact: TableDefinition | ViewDefinition
  readonly metadata: Metadata
  readonly dag: DagDefinition
  readonly rules: DagRules
  readonly partitionOffset: number
}

/** The tasks of a scheduled table: what fills it, then what guards it and what is made of it. */
export function tableTasks(
  table: TableDefinition,
  project: Project,
  rules: DagRules,
  upstreamOf: UpstreamOf,
): readonly DraftTask[] {
  const metadata = project.metadata(table)
  const dag = project.dags.get(metadata.scheduling.dagName ?? '')
  if (dag === undefined || !isTask(table)) return []
  const source = { artifact: table, metadata, dag, rules, partitionOffset: dateOffset(table, project, upstreamOf) }
  const main = draft(source, table.origin === 'python' ? 'python' : 'query', mainTaskId(table, metadata))
  const checks = project.source.read(`${table.folder}/checks.sql`) ?? ''
  return [
    main,
    ...(hasBigeye(table, metadata) && runsBigeye(project, rules) ? [ofTable(source, 'bigeye', 'bigeye__')] : []),
    ...(hasMarker(checks, 'fail', rules) ? [ofTable(source, 'check-fail', 'checks__fail_')] : []),
    ...(hasMarker(checks, 'warn', rules) ? [ofTable(source, 'check-warn', 'checks__warn_')] : []),
    ...(metadata.export && rules === 'bqetl' ? [ofTable(source, 'export', 'export__')] : []),
    ...(metadata.labels.public_json === true && isTheirs(project, rules) ? publicJson(source, main, project) : []),
  ]
}

/** The task that writes a view's files, in the DAG of the tables behind it. */
export function viewExportTask(view: ViewDefinition, dag: DagDefinition, metadata: Metadata): DraftTask {
  return ofTable({ artifact: view, metadata, dag, rules: 'bqetl', partitionOffset: 0 }, 'export', 'export__')
}

export function isTask({ origin }: TableDefinition): boolean {
  return origin === 'query' || origin === 'multipart' || origin === 'script' || origin === 'python'
}

export function mainTaskId({ reference }: TableDefinition | ViewDefinition, { scheduling }: Metadata): string {
  return scheduling.taskName ?? tableTaskId(reference)
}

/** bigquery-etl takes the word anywhere for a check. */
function hasMarker(checks: string, marker: 'fail' | 'warn', rules: DagRules): boolean {
  return rules === 'bigquery-etl'
    ? checks.includes(`#${marker}`)
    : new RegExp(`^\\s*#\\s*${marker}\\s*$`, 'im').test(checks)
}

export function hasBigeye({ files }: TableDefinition, { monitoring }: Metadata): boolean {
  return monitoring?.enabled === true && files.includes('bigconfig.yml')
}

function runsBigeye(project: Project, rules: DagRules): boolean {
  return isTheirs(project, rules) || project.configuration.airflow.bigeyeCommand !== undefined
}

/** A tree of bigquery-etl has its scripts beside it, which run Bigeye's monitors and write public data. */
function isTheirs({ configuration }: Project, rules: DagRules): boolean {
  return rules === 'bigquery-etl' || configuration.isBigQueryEtl
}

const PUBLIC_DAG = 'bqetl_public_data_json'

/** bigquery-etl gathers the exports of all tables that are public in one DAG. */
function publicJson(source: TaskSource, main: DraftTask, project: Project): DraftTask[] {
  const dag = project.dags.get(PUBLIC_DAG)
  if (dag === undefined || main.kind !== 'query') return []
  const { group: _, ...task } = draft({ ...source, dag }, 'public-json', `export_public_data_json_${main.id}`)
  return [task]
}

function ofTable(source: TaskSource, kind: TaskKind, prefix: string): DraftTask {
  return draft(source, kind, prefixedTaskId(prefix, source.artifact.reference))
}

function draft({ artifact, metadata, dag, rules, partitionOffset }: TaskSource, kind: TaskKind, id: string): DraftTask {
  const { scheduling } = metadata
  return {
    dag: dag.name,
    id,
    ...(scheduling.taskGroup !== undefined && { group: scheduling.taskGroup }),
    kind,
    artifact,
    scheduling,
    place: { path: `${artifact.folder}/metadata.yaml` },
    owner: metadata.owners[0] ?? dag.defaultArguments.owner,
    email: emailOf(metadata, dag, rules),
    partitionOffset,
  }
}

const ALERTS = 'telemetry-alerts@mozilla.com'

/** The DAG's or the table's own addresses and its owners', teams left out. */
function emailOf({ scheduling, owners }: Metadata, dag: DagDefinition, rules: DagRules): readonly string[] {
  const email = new Set([...(scheduling.email ?? dag.defaultArguments.email), ...owners.filter(isAddress)])
  if (rules === 'bigquery-etl') {
    if (dag.tags.includes('triage/no_triage')) email.delete(ALERTS)
    else email.add(ALERTS)
  }
  return [...email].sort()
}

function isAddress(owner: string): boolean {
  return owner.includes('@') && !owner.startsWith('@')
}
