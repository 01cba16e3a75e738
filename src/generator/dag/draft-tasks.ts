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
  readonly offsetOf: (kind: TaskKind) => number
}

/** Days from a run's date to the partition that a task of a table is about. */
export type OffsetOf = (table: TableDefinition, kind: TaskKind) => number

/** The tasks of a scheduled table: what fills it, then what guards it and what is made of it. */
export function tableTasks(
  table: TableDefinition,
  project: Project,
  rules: DagRules,
  offsetOf: OffsetOf,
): readonly DraftTask[] {
  const metadata = project.metadata(table)
  const dag = project.dags.get(metadata.scheduling.dagName ?? '')
  if (dag === undefined || !isTask(table)) return []
  const source = { artifact: table, metadata, dag, rules, offsetOf: (kind: TaskKind) => offsetOf(table, kind) }
  const main = draft(source, table.origin === 'python' ? 'python' : 'query', mainTaskId(table, metadata))
  return [
    main,
    ...(hasBigeye(table, project, rules) ? [ofTable(source, 'bigeye', 'bigeye__')] : []),
    ...(hasChecks(table, 'fail', project, rules) ? [ofTable(source, 'check-fail', 'checks__fail_')] : []),
    ...(hasChecks(table, 'warn', project, rules) ? [ofTable(source, 'check-warn', 'checks__warn_')] : []),
    ...(metadata.export && rules === 'bqetl' ? [ofTable(source, 'export', 'export__')] : []),
    ...(metadata.labels.public_json === true && isTheirs(project, rules) ? publicJson(source, main, project) : []),
  ]
}

/** The task that writes a view's files, in the DAG of the tables behind it. */
export function viewExportTask(view: ViewDefinition, dag: DagDefinition, metadata: Metadata): DraftTask {
  return ofTable({ artifact: view, metadata, dag, rules: 'bqetl', offsetOf: () => 0 }, 'export', 'export__')
}

export function isTask({ origin }: TableDefinition): boolean {
  return origin === 'query' || origin === 'multipart' || origin === 'script' || origin === 'python'
}

export function mainTaskId({ reference }: TableDefinition | ViewDefinition, { scheduling }: Metadata): string {
  return scheduling.taskName ?? tableTaskId(reference)
}

/** What has to succeed before others read a table. bigquery-etl's Bigeye task takes the place of the check. */
export function gateOf(table: TableDefinition, project: Project, rules: DagRules): TaskKind {
  if (hasBigeye(table, project, rules)) return 'bigeye'
  return hasChecks(table, 'fail', project, rules) ? 'check-fail' : 'query'
}

/** bigquery-etl takes the word anywhere for a check. */
function hasChecks(table: TableDefinition, marker: 'fail' | 'warn', project: Project, rules: DagRules): boolean {
  const checks = project.source.read(`${table.folder}/checks.sql`) ?? ''
  return rules === 'bigquery-etl'
    ? checks.includes(`#${marker}`)
    : new RegExp(`^\\s*#\\s*${marker}\\s*$`, 'im').test(checks)
}

function hasBigeye(table: TableDefinition, project: Project, rules: DagRules): boolean {
  const isMonitored = project.metadata(table).monitoring?.enabled === true && table.files.includes('bigconfig.yml')
  return isMonitored && runsBigeye(project, rules)
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

function draft({ artifact, metadata, dag, rules, offsetOf }: TaskSource, kind: TaskKind, id: string): DraftTask {
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
    partitionOffset: offsetOf(kind),
  }
}

const ALERTS = 'telemetry-alerts@mozilla.com'

/** The DAG's or the table's own addresses and its owners', teams left out. */
function emailOf({ scheduling, owners }: Metadata, dag: DagDefinition, rules: DagRules): readonly string[] {
  const told = rules === 'bigquery-etl' ? owners.filter(isLeftIn) : owners.filter(isAddress)
  const email = new Set([...(scheduling.email ?? dag.defaultArguments.email), ...told])
  if (rules === 'bigquery-etl') {
    if (dag.tags.includes('triage/no_triage')) email.delete(ALERTS)
    else email.add(ALERTS)
  }
  return [...email].sort()
}

/** It takes teams out of the list while it walks it, so that what comes behind one is not looked at. */
function isLeftIn(_owner: string, index: number, owners: readonly string[]): boolean {
  let isLooked = true
  for (let at = 0; at < index; at++) isLooked = !isLooked || isAddress(owners[at]!)
  return !isLooked || isAddress(owners[index]!)
}

function isAddress(owner: string): boolean {
  return owner.includes('@') && !owner.startsWith('@')
}
