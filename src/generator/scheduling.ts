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
