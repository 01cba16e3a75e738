import type { YamlValue } from '../yaml/node.ts'
import {
  asMap,
  flagAt,
  isMap,
  mapsAt,
  numberAt,
  present,
  textAt,
  textMapAt,
  textsAt,
  type YamlMap,
} from '../yaml/value.ts'

/** Another task that a task waits for, or that waits for it. */
export interface TaskReference {
  readonly dagName: string
  readonly taskId: string
  /** `1h`, `-30m`: how much earlier the other run's logical date is. */
  readonly executionDelta?: string
  readonly scheduleInterval?: string
  readonly datePartitionOffset?: number
  readonly taskGroup?: string
  readonly pokeInterval?: string
  readonly timeout?: string
}

/** A wait for a table, or for one of its partitions where `partitionId` is given. */
export interface TableSensor {
  readonly taskId: string
  readonly tableId: string
  readonly partitionId?: string
  readonly pokeInterval?: string
  readonly timeout?: string
  readonly retries?: number
  readonly retryDelay?: string
}

export interface FivetranTask {
  readonly taskId: string
  readonly triggerRule?: string
  readonly dependsOn: readonly TaskReference[]
}

export interface Secret {
  readonly deployTarget: string
  readonly key: string
  readonly deployType: 'env' | 'volume'
  readonly secret: string
}

/** How a table's task runs; texts may hold Airflow's Jinja, which is evaluated when the run is planned. */
export interface Scheduling {
  /** Absent: nothing runs the table on a schedule. */
  readonly dagName?: string
  readonly taskName?: string
  readonly taskGroup?: string
  readonly dependsOnPast: boolean
  /** `YYYY-MM-DD` */
  readonly startDate?: string
  readonly email?: readonly string[]
  /** The parameter that carries the partition's date; null: the whole table is written and no such parameter is bound. */
  readonly datePartitionParameter: string | null
  /** Days added to the run's date to give the partition. */
  readonly datePartitionOffset?: number
  /** Absent: the table itself. Null: the query runs without a destination. */
  readonly destinationTable?: string | null
  /** `NAME:TYPE:VALUE`, besides the date parameter. */
  readonly parameters: readonly string[]
  readonly arguments: readonly string[]
  readonly queryFilePath?: string
  readonly multipart: boolean
  /** Replaces the tables found in the SQL: `[project, dataset, table]`. */
  readonly referencedTables?: readonly (readonly [string, string, string])[]
  readonly dependsOn: readonly TaskReference[]
  readonly externalDownstreamTasks: readonly TaskReference[]
  readonly dependsOnTablesExisting: readonly TableSensor[]
  readonly dependsOnTablePartitionsExisting: readonly TableSensor[]
  readonly dependsOnFivetran: readonly FivetranTask[]
  readonly triggerRule?: string
  readonly priority?: number
  readonly retries?: number
  readonly retryDelay?: string
  readonly emailOnRetry?: boolean
  readonly taskConcurrency?: number
  readonly gcpConnectionId?: string
  readonly gkeProjectId?: string
  readonly gkeLocation?: string
  readonly gkeClusterName?: string
  /** The project that the job runs in, where it is not the table's. */
  readonly queryProject?: string
  readonly containerResources?: {
    readonly requests?: Readonly<Record<string, string>>
    readonly limits?: Readonly<Record<string, string>>
  }
  readonly nodeSelector?: Readonly<Record<string, string>>
  readonly startupTimeoutSeconds?: number
  readonly secrets: readonly Secret[]
}

/** Reads `scheduling`; `dateParameter` is the parameter where the file names none. */
export function readScheduling(map: YamlMap, dateParameter: string): Scheduling {
  return {
    ...readTask(map),
    ...readKubernetes(map),
    dependsOnPast: flagAt(map, 'depends_on_past') ?? false,
    datePartitionParameter:
      map.date_partition_parameter === null ? null : (textAt(map, 'date_partition_parameter') ?? dateParameter),
    ...(map.destination_table === null
      ? { destinationTable: null }
      : present({ destinationTable: textAt(map, 'destination_table') })),
    parameters: textsAt(map, 'parameters'),
    arguments: textsAt(map, 'arguments'),
    multipart: flagAt(map, 'multipart') ?? false,
    ...(Array.isArray(map.referenced_tables) && { referencedTables: map.referenced_tables.map(tableParts) }),
    dependsOn: mapsAt(map, 'depends_on').map(readTaskReference),
    externalDownstreamTasks: mapsAt(map, 'external_downstream_tasks').map(readTaskReference),
    dependsOnTablesExisting: mapsAt(map, 'depends_on_tables_existing').map(readSensor),
    dependsOnTablePartitionsExisting: mapsAt(map, 'depends_on_table_partitions_existing').map(readSensor),
    dependsOnFivetran: mapsAt(map, 'depends_on_fivetran').map(readFivetranTask),
  }
}

/** What holds where nothing is said. */
export function defaultScheduling(): Scheduling {
  return { ...readScheduling({}, ''), datePartitionParameter: null }
}

function readTask(map: YamlMap) {
  return present({
    dagName: textAt(map, 'dag_name'),
    taskName: textAt(map, 'task_name'),
    taskGroup: textAt(map, 'task_group'),
    startDate: textAt(map, 'start_date'),
    email: map.email === undefined ? undefined : textsAt(map, 'email'),
    datePartitionOffset: numberAt(map, 'date_partition_offset'),
    queryFilePath: textAt(map, 'query_file_path'),
    triggerRule: textAt(map, 'trigger_rule'),
    priority: numberAt(map, 'priority'),
    retries: numberAt(map, 'retries'),
    retryDelay: textAt(map, 'retry_delay'),
    emailOnRetry: flagAt(map, 'email_on_retry'),
    taskConcurrency: numberAt(map, 'task_concurrency'),
    queryProject: textAt(map, 'query_project'),
  })
}

function readKubernetes(map: YamlMap) {
  const resources = asMap(map.container_resources)
  return {
    ...present({
      gcpConnectionId: textAt(map, 'gcp_conn_id'),
      gkeProjectId: textAt(map, 'gke_project_id'),
      gkeLocation: textAt(map, 'gke_location'),
      gkeClusterName: textAt(map, 'gke_cluster_name'),
      nodeSelector: textMapAt(map, 'node_selector'),
      startupTimeoutSeconds: numberAt(map, 'startup_timeout_seconds'),
    }),
    ...(isMap(map.container_resources) && {
      containerResources: present({
        requests: textMapAt(resources, 'requests'),
        limits: textMapAt(resources, 'limits'),
      }),
    }),
    secrets: mapsAt(map, 'secrets').map(readSecret),
  }
}

/** `[project, dataset, table]` */
export function tableParts(value: YamlValue): readonly [string, string, string] {
  const [project = '', dataset = '', table = ''] = Array.isArray(value) ? value.map(String) : []
  return [project, dataset, table]
}

function readTaskReference(map: YamlMap): TaskReference {
  return {
    dagName: textAt(map, 'dag_name') ?? '',
    taskId: textAt(map, 'task_id') ?? '',
    ...present({
      executionDelta: textAt(map, 'execution_delta'),
      scheduleInterval: textAt(map, 'schedule_interval'),
      datePartitionOffset: numberAt(map, 'date_partition_offset'),
      taskGroup: textAt(map, 'task_group'),
      pokeInterval: textAt(map, 'poke_interval'),
      timeout: textAt(map, 'timeout'),
    }),
  }
}

function readSensor(map: YamlMap): TableSensor {
  return {
    taskId: textAt(map, 'task_id') ?? '',
    tableId: textAt(map, 'table_id') ?? '',
    ...present({
      partitionId: textAt(map, 'partition_id'),
      pokeInterval: textAt(map, 'poke_interval'),
      timeout: textAt(map, 'timeout'),
      retries: numberAt(map, 'retries'),
      retryDelay: textAt(map, 'retry_delay'),
    }),
  }
}

function readFivetranTask(map: YamlMap): FivetranTask {
  return {
    taskId: textAt(map, 'task_id') ?? '',
    ...present({ triggerRule: textAt(map, 'trigger_rule') }),
    dependsOn: mapsAt(map, 'depends_on').map(readTaskReference),
  }
}

function readSecret(map: YamlMap): Secret {
  return {
    deployTarget: textAt(map, 'deploy_target') ?? '',
    key: textAt(map, 'key') ?? '',
    deployType: textAt(map, 'deploy_type') === 'volume' ? 'volume' : 'env',
    secret: textAt(map, 'secret') ?? 'airflow-gke-restricted-secrets',
  }
}
