import type { TableDefinition } from '../../project/artifact.ts'
import type { Metadata } from '../../project/metadata.ts'
import type { Scheduling } from '../../project/scheduling.ts'
import { parseTimeSpan } from '../../schedule/time-span.ts'
import type { Task } from '../model.ts'
import { fivetranCall, tableSensorCall } from '../outside-calls.ts'
import { publicJsonWords, publicMetadataWords } from '../public-json.ts'
import {
  call,
  code,
  dict,
  flag,
  list,
  type NamedValues,
  NONE,
  number,
  optional,
  type PythonValue,
  string,
  strings,
  sum,
  timedelta,
} from '../python.ts'

const IMAGE = 'us-docker.pkg.dev/moz-fx-data-artifacts-prod/bigquery-etl/bigquery-etl:latest'
const BIGEYE_WAREHOUSE = '1939'

/** The call of bigquery-etl's own operators and helpers that makes a task. */
export function taskCall(task: Task, metadata: (table: TableDefinition) => Metadata): PythonValue {
  const table = task.artifact as TableDefinition
  switch (task.kind) {
    case 'query':
      return queryCall(task, table, metadata(table))
    case 'python':
      return podCall(task, ['python', table.path!], { owner: string(task.owner), email: strings(task.email) })
    case 'check-fail':
    case 'check-warn':
      return checkCall(task, table, metadata(table))
    case 'bigeye':
      return bigeyeCall(task, table)
    case 'public-json':
      return publicCall(task, table)
    case 'public-metadata':
      return call('GKEPodOperator', {
        task_id: string(task.id),
        arguments: strings(publicMetadataWords()),
        image: code('docker_image'),
      })
    case 'fivetran':
      return fivetranCall(task, 'task_concurrency')
    case 'table-sensor':
      return tableSensorCall(task.sensor!, 'google_cloud_shared_prod')
    case 'export':
      throw new Error('bigquery-etl has no exports')
  }
}

// ---------------------------------------------------------------- queries

function queryCall(task: Task, { reference, origin, path, folder }: TableDefinition, metadata: Metadata): PythonValue {
  const { scheduling } = task
  const destination = destinationOf(task, reference.table, origin, metadata)
  const parameter = task.partitionOffset === 0 ? scheduling.datePartitionParameter : null
  const file = origin === 'script' ? path : origin === 'multipart' ? folder : scheduling.queryFilePath
  const project = scheduling.queryProject
  return call('bigquery_etl_query', {
    task_id: string(task.id),
    destination_table: destination === null ? NONE : string(destination),
    dataset_id: string(project === undefined ? reference.dataset : `${reference.project}:${reference.dataset}`),
    project_id: string(project ?? reference.project),
    owner: string(task.owner),
    ...emailOf(task),
    ...startOf(scheduling),
    date_partition_parameter: parameter === null ? NONE : string(parameter),
    table_partition_template: templateOf(task, metadata),
    depends_on_past: flag(scheduling.dependsOnPast),
    trigger_rule: optional(scheduling.triggerRule, string),
    task_concurrency: concurrencyOf(scheduling, scheduling.dependsOnPast, origin === 'script'),
    arguments: listOf(scheduling.arguments),
    parameters: listOf([...offsetParameter(task), ...scheduling.parameters]),
    multipart: origin === 'multipart' ? flag(true) : undefined,
    sql_file_path: optional(file ?? (project === undefined ? undefined : path), string),
    ...commonOf(task),
  })
}

function destinationOf(task: Task, table: string, origin: string, metadata: Metadata): string | null {
  if (origin === 'script') return null
  const { destinationTable = table } = task.scheduling
  // with an offset even no table gets a partition there
  return task.partitionOffset === 0
    ? destinationTable
    : `${destinationTable ?? 'None'}${offsetTemplate(task, metadata)}`
}

/** A table by the hour gets a day's partition here. */
const OFFSET_FORMATS: Readonly<Record<string, string>> = { YEAR: '%Y', MONTH: '%Y%m' }

function offsetTemplate({ partitionOffset }: Task, { timePartitioning }: Metadata): string {
  const format = OFFSET_FORMATS[timePartitioning?.unit ?? ''] ?? '%Y%m%d'
  return `\${{ macros.ds_format(macros.ds_add(ds, ${partitionOffset}), "%Y-%m-%d", "${format}") }}`
}

function offsetParameter({ partitionOffset, scheduling }: Task): string[] {
  const { datePartitionParameter: name } = scheduling
  return partitionOffset === 0 || name === null ? [] : [`${name}:DATE:{{macros.ds_add(ds, ${partitionOffset})}}`]
}

const TEMPLATE_FORMATS: Readonly<Record<string, string>> = { HOUR: '%Y%m%d%H', MONTH: '%Y%m', YEAR: '%Y' }

/** The helper itself writes the partition of a day; an offset that is inherited takes the template away. */
function templateOf(task: Task, { timePartitioning }: Metadata): PythonValue | undefined {
  const { destinationTable, datePartitionOffset, datePartitionParameter } = task.scheduling
  const format = TEMPLATE_FORMATS[timePartitioning?.unit ?? '']
  const isInherited = task.partitionOffset !== 0 && datePartitionOffset === undefined
  const isGiven = destinationTable !== undefined && destinationTable !== null
  if (format === undefined || datePartitionParameter === null || isGiven || isInherited) return undefined
  return string(`\${{ dag_run.logical_date.strftime("${format}") }}`)
}

/** Two runs must not replace one whole table at a time. */
function concurrencyOf(
  { taskConcurrency, datePartitionParameter, destinationTable = '' }: Scheduling,
  dependsOnPast: boolean,
  isScript: boolean,
): PythonValue | undefined {
  if (taskConcurrency !== undefined) return number(taskConcurrency)
  const isWhole = !isScript && destinationTable !== null && !destinationTable.includes('$')
  return isWhole && datePartitionParameter === null && !dependsOnPast ? number(1) : undefined
}

// ---------------------------------------------------------------- gates

function checkCall(task: Task, { reference }: TableDefinition, metadata: Metadata): PythonValue {
  const { scheduling } = task
  const { datePartitionParameter: name } = scheduling
  const isShifted = task.partitionOffset !== 0
  const date = isShifted ? offsetParameter(task) : name === null ? [] : [`${name}:DATE:{{ds}}`]
  const source = destinationOf(task, reference.table, 'query', metadata)
  return call('bigquery_dq_check', {
    task_id: string(task.id),
    source_table: source === null ? NONE : string(source),
    dataset_id: string(reference.dataset),
    project_id: string(scheduling.queryProject ?? reference.project),
    is_dq_check_fail: flag(task.kind === 'check-fail'),
    owner: string(task.owner),
    ...emailOf(task),
    ...startOf(scheduling),
    depends_on_past: flag(false),
    task_concurrency: concurrencyOf(scheduling, false, false),
    arguments: listOf(scheduling.arguments),
    parameters: listOf(isShifted ? [...date, ...scheduling.parameters] : [...scheduling.parameters, ...date]),
    ...gateOf(task),
    retry_delay: timedelta(300),
  })
}

function bigeyeCall(task: Task, { reference: { project, dataset, table } }: TableDefinition): PythonValue {
  return call('bigquery_bigeye_check', {
    task_id: string(task.id),
    table_id: string(`${project}.${dataset}.${table}`),
    warehouse_id: string(BIGEYE_WAREHOUSE),
    owner: string(task.owner),
    ...emailOf(task),
    ...startOf(task.scheduling),
    depends_on_past: flag(false),
    execution_timeout: call('datetime.timedelta', { hours: number(1) }),
    task_concurrency: optional(task.scheduling.taskConcurrency, number),
    ...gateOf(task),
  })
}

/** What a table's metadata say counts for its gates too, but for the number of tries. */
function gateOf(task: Task): NamedValues {
  return {
    gcp_conn_id: optional(task.scheduling.gcpConnectionId, string),
    ...retriesOf(task.scheduling),
    retries: number(1),
    ...groupOf(task),
  }
}

// ---------------------------------------------------------------- pods

function podCall(task: Task, command: readonly string[], named: NamedValues): PythonValue {
  const { scheduling } = task
  return call('GKEPodOperator', {
    task_id: string(task.id),
    arguments: sum([strings(command), strings(scheduling.arguments)]),
    image: string(IMAGE),
    ...named,
    ...containerOf(task),
    gcp_conn_id: optional(scheduling.gcpConnectionId, string),
    task_concurrency: optional(scheduling.taskConcurrency, number),
    ...retriesOf(scheduling),
    ...groupOf(task),
  })
}

function containerOf({ id, scheduling }: Task): NamedValues {
  const { nodeSelector, startupTimeoutSeconds, secrets } = scheduling
  return {
    container_resources: resourcesOf(scheduling),
    node_selector: nodeSelector && dict(textValues(nodeSelector)),
    startup_timeout_seconds: optional(startupTimeoutSeconds, number),
    secrets: secrets.length === 0 ? undefined : list(secrets.map(({ key }) => code(secretName(id, key)))),
  }
}

export function secretName(taskId: string, key: string): string {
  return `${taskId}_${key}`.replace(/\W/g, '_')
}

function resourcesOf({ containerResources }: Scheduling): PythonValue | undefined {
  if (containerResources === undefined) return undefined
  const { requests, limits } = containerResources
  return call('k8s.V1ResourceRequirements', {
    requests: requests && dict(textValues(requests)),
    limits: limits && dict(textValues(limits)),
  })
}

function textValues(map: Readonly<Record<string, string>>): NamedValues {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, string(value)]))
}

function publicCall(task: Task, table: TableDefinition): PythonValue {
  const [script = '', ...flags] = publicJsonWords(task, table)
  return call('GKEPodOperator', {
    task_id: string(task.id),
    name: string(task.id),
    arguments: sum([script, ...flags].map((word) => strings([word]))),
    image: code('docker_image'),
  })
}

// ---------------------------------------------------------------- what tasks have in common

function emailOf({ email }: Task): NamedValues {
  return { email: email.length > 0 ? strings(email) : undefined }
}

function startOf({ startDate }: Scheduling): NamedValues {
  return { start_date: startDate === undefined ? undefined : pythonDate(startDate) }
}

/** @param date `YYYY-MM-DD` */
export function pythonDate(date: string): PythonValue {
  const [year, month, day] = date.split('-').map(Number)
  return code(`datetime.datetime(${year}, ${month}, ${day}, 0, 0)`)
}

function commonOf(task: Task): NamedValues {
  const { scheduling } = task
  return {
    priority_weight: optional(scheduling.priority, number),
    gke_project_id: optional(scheduling.gkeProjectId, string),
    gke_location: optional(scheduling.gkeLocation, string),
    gke_cluster_name: optional(scheduling.gkeClusterName, string),
    ...containerOf(task),
    gcp_conn_id: optional(scheduling.gcpConnectionId, string),
    ...retriesOf(scheduling),
    ...groupOf(task),
  }
}

function retriesOf({ retryDelay, retries, emailOnRetry }: Scheduling): NamedValues {
  return {
    retry_delay: optional(retryDelay, (text) => timedelta(parseTimeSpan(text) ?? 0)),
    retries: optional(retries, number),
    email_on_retry: optional(emailOnRetry, flag),
  }
}

function groupOf({ group }: Task): NamedValues {
  return { task_group: group === undefined ? undefined : code(groupVariable(group)) }
}

export function groupVariable(group: string): string {
  return `task_group_${group}`
}

function listOf(texts: readonly string[]): PythonValue | undefined {
  return texts.length === 0 ? undefined : strings(texts)
}
