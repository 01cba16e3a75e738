import type { Project } from '../project/project.ts'
import type { Scheduling } from '../project/scheduling.ts'
import { parseTimeSpan } from '../schedule/time-span.ts'
import { sendsEmail, taskCallbacks } from './email-calls.ts'
import type { Dag, Marker, Task } from './model.ts'
import { fivetranCall, tableSensorCall } from './outside-calls.ts'
import {
  call,
  code,
  dict,
  flag,
  list,
  type NamedValues,
  number,
  optional,
  type PythonValue,
  string,
  strings,
  timedelta,
} from './python.ts'
import type { Sensor } from './sensors.ts'
import { shellCommand, taskCommand } from './task-command.ts'

/** The call that makes a task: `BqetlOperator` (the file's own class) with its command, or a sensor for what is outside. */
export function taskCall(task: Task, dag: Dag, project: Project): PythonValue {
  if (task.kind === 'fivetran') return fivetranCall(task)
  if (task.kind === 'table-sensor') return tableSensorCall(task.sensor!)
  const metadata = task.artifact && project.metadataFile(task.artifact).value
  const words = taskCommand(task, dag.schedule, project.configuration, metadata) ?? []
  const { scheduling } = task
  const isPod = project.configuration.airflow.way === 'kubernetes'
  return call('BqetlOperator', {
    task_id: string(task.id),
    ...(isPod ? podArguments(task, words) : { bash_command: string(shellCommand(words)) }),
    owner: task.owner === dag.definition.defaultArguments.owner ? undefined : string(task.owner),
    doc_md: metadata && string(taskDocs(task, metadata)),
    start_date: optional(scheduling.startDate, utcDate),
    ...(isMain(task) ? ofMain(task) : { depends_on_past: undefined }),
    ...(sendsEmail(dag, project.configuration) && taskCallbacks(task, dag.definition)),
    task_group: optional(task.group, (group) => code(groupVariable(group))),
  })
}

function isMain({ kind }: Task): boolean {
  return kind === 'query' || kind === 'python'
}

/** What the metadata say of a table's own task; its checks and exports have what the DAG says. */
function ofMain(task: Task): NamedValues {
  const { scheduling } = task
  return {
    depends_on_past: scheduling.dependsOnPast ? flag(true) : undefined,
    trigger_rule: optional(scheduling.triggerRule, (rule) => string(rule === 'dummy' ? 'always' : rule)),
    priority_weight: optional(scheduling.priority, number),
    retries: optional(scheduling.retries, number),
    retry_delay: optional(scheduling.retryDelay, (text) => timedelta(parseTimeSpan(text) ?? 0)),
    max_active_tis_per_dag: optional(scheduling.taskConcurrency ?? (writesWhole(task) ? 1 : undefined), number),
  }
}

/** Two runs must not replace one whole table at a time. */
function writesWhole({ kind, artifact, scheduling }: Task): boolean {
  const { destinationTable = '', datePartitionParameter } = scheduling
  const isQuery = kind === 'query' && artifact?.kind === 'table' && artifact.origin !== 'script'
  return isQuery && datePartitionParameter === null && destinationTable !== null && !destinationTable.includes('$')
}

function podArguments(task: Task, words: readonly string[]): NamedValues {
  const { containerResources, nodeSelector, startupTimeoutSeconds, secrets } = task.scheduling
  return {
    name: string(task.id.replaceAll('_', '-').slice(-63).replace(/^-+/, '')),
    cmds: strings(words.slice(0, 1)),
    arguments: strings(words.slice(1)),
    container_resources: containerResources && resources(containerResources),
    node_selector: nodeSelector && dict(textValues(nodeSelector)),
    startup_timeout_seconds: optional(startupTimeoutSeconds, number),
    secrets: secrets.length === 0 ? undefined : list(secrets.map(secretCall)),
  }
}

function resources({ requests, limits }: NonNullable<Scheduling['containerResources']>): PythonValue {
  return call('k8s.V1ResourceRequirements', {
    requests: requests && dict(textValues(requests)),
    limits: limits && dict(textValues(limits)),
  })
}

function textValues(map: Readonly<Record<string, string>>): NamedValues {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, string(value)]))
}

function secretCall({ deployType, deployTarget, secret, key }: Scheduling['secrets'][number]): PythonValue {
  return call('Secret', {
    deploy_type: string(deployType),
    deploy_target: string(deployTarget),
    secret: string(secret),
    key: string(key),
  })
}

const TITLES: Readonly<Partial<Record<Task['kind'], string>>> = {
  'check-fail': ' (checks that stop what depends on it)',
  'check-warn': ' (checks that are only told)',
  bigeye: ' (Bigeye)',
  export: ' (export)',
}

function taskDocs(task: Task, metadata: ReturnType<Project['metadata']>): string {
  const owners = metadata.owners.length > 0 ? [`Owners: ${metadata.owners.join(', ')}`] : []
  const told = task.email.length > 0 ? [`Tell: ${task.email.join(', ')}`] : []
  const parts = [
    `#### ${metadata.friendlyName}${TITLES[task.kind] ?? ''}`,
    ...(metadata.description ? [metadata.description.trim()] : []),
    [...owners, ...told].join('\n\n'),
    `Source: \`${task.artifact!.folder}\``,
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

/** @param date `YYYY-MM-DD` */
export function utcDate(date: string): PythonValue {
  const [year, month, day] = date.split('-').map(Number)
  return code(`datetime.datetime(${year}, ${month}, ${day}, tzinfo=datetime.timezone.utc)`)
}

/** The variable of a task group. */
export function groupVariable(group: string): string {
  return `group_${group.replace(/\W/g, '_')}`
}

// ---------------------------------------------------------------- other DAGs

/** @param dateFunction the name of the function that finds the run, where no offset names it */
export function sensorCall(
  { id, wait }: Sensor,
  { airflow }: Project['configuration'],
  dateFunction: string | undefined,
): PythonValue {
  const seconds = wait.offset?.kind === 'constant' ? wait.offset.seconds : 0
  const span = (text: string | undefined, minutes: number): PythonValue =>
    number(text === undefined ? minutes * 60 : (parseTimeSpan(text) ?? 0))
  return call('ExternalTaskSensor', {
    task_id: string(id),
    external_dag_id: string(wait.dag),
    external_task_id: string(wait.group === undefined ? wait.task : `${wait.group}.${wait.task}`),
    execution_delta: seconds === 0 ? undefined : timedelta(seconds),
    execution_date_fn: optional(dateFunction, code),
    allowed_states: strings(['success']),
    failed_states: strings(['failed', 'upstream_failed', 'skipped']),
    check_existence: flag(true),
    mode: string('reschedule'),
    poke_interval: span(wait.pokeInterval, airflow.sensorIntervalMinutes),
    timeout: span(wait.timeout, airflow.sensorTimeoutMinutes),
    pool: optional(airflow.sensorPool, string),
  })
}

/** @param longest of its id */
export function markerCall({ dag, task, name, seconds = 0 }: Marker, longest: number): PythonValue {
  const sign = seconds < 0 ? '-' : '+'
  const other = `{{ (logical_date ${sign} macros.timedelta(seconds=${Math.abs(seconds)})).isoformat() }}`
  return call('ExternalTaskMarker', {
    task_id: string(`${dag}__${name}`.slice(0, longest)),
    external_dag_id: string(dag),
    external_task_id: string(task),
    logical_date: seconds === 0 ? undefined : string(other),
  })
}
