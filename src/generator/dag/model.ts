import type { Place } from '../../errors.ts'
import { LONGEST_ID } from '../plan/task-id.ts'
import type { TableDefinition, ViewDefinition } from '../project/artifact.ts'
import type { DagDefinition } from '../project/dags-file.ts'
import type { Scheduling, TableSensor } from '../project/scheduling.ts'
import type { RunOffset } from '../schedule/run-offset.ts'
import type { Schedule } from '../schedule/schedule.ts'

/** Whose rules hold: ours, or those of mozilla/bigquery-etl's generator with all that we would not do. */
export type DagRules = 'bqetl' | 'bigquery-etl'

/**
 * What a task runs. `query` covers scripts; `check-…` the statements of that kind in checks.sql; `public-json` and
 * `public-metadata` are bigquery-etl's own exports; the sensors wait for tables that something outside fills.
 */
export type TaskKind =
  | 'query'
  | 'python'
  | 'check-fail'
  | 'check-warn'
  | 'bigeye'
  | 'export'
  | 'public-json'
  | 'public-metadata'
  | 'fivetran'
  | 'table-sensor'

/** One DAG with everything that its file says. */
export interface Dag {
  readonly definition: DagDefinition
  readonly schedule: Schedule
  /** In order of id. */
  readonly tasks: readonly Task[]
}

export interface Task {
  /** Without the group; unique in its DAG together with it. */
  readonly id: string
  readonly group?: string
  readonly kind: TaskKind
  /** Whose task it is; absent for what belongs to the DAG itself. */
  readonly artifact?: TableDefinition | ViewDefinition
  readonly scheduling: Scheduling
  /** The file that asks for the task. */
  readonly place: Place
  readonly owner: string
  /** Who is told, sorted. */
  readonly email: readonly string[]
  /** Days from the run's date to the partition that is written; inherited where the table reads what is written late. */
  readonly partitionOffset: number
  /** A sensor's table. */
  readonly sensor?: TableSensor
  /** Each other task once. */
  readonly waits: readonly Wait[]
  /** Tasks of other DAGs, ours or not, that are cleared with this one. */
  readonly markers: readonly Marker[]
}

/** Why a task waits: its SQL or checks read a table, a gate guards its own table, or the metadata say so. */
export type WaitReason = 'reads' | 'own-table' | 'depends_on'

/** Another task that must have succeeded. */
export interface Wait {
  readonly dag: string
  readonly task: string
  readonly group?: string
  readonly reason: WaitReason
  /**
   * Absent: the task of the same run. Else the task of another run, which a sensor waits for: its logical date is the
   * own one less so many seconds, or a function finds it (`varying`).
   */
  readonly offset?: RunOffset
  /** The offset was written in the metadata. */
  readonly explicit?: boolean
  readonly pokeInterval?: string
  readonly timeout?: string
  /** The other DAG's schedule; absent where nobody says it. */
  readonly schedule?: Schedule
}

/** A task of another DAG that waits for this one, so that clearing this one clears it too. */
export interface Marker {
  readonly dag: string
  /** As the other DAG names it, with its group: a sensor `wait_for_…` or what `external_downstream_tasks` names. */
  readonly task: string
  /** The other run's logical date is the own one plus so many seconds; undefined where it differs from run to run. */
  readonly seconds?: number
  /** Its name, without the DAG. */
  readonly name: string
}

/** The id of a task as Airflow knows it. */
export function fullTaskId({ group, id }: Pick<Task, 'group' | 'id'>): string {
  return group === undefined ? id : `${group}.${id}`
}

/** The name of the sensor that waits for a task of another run. */
export function sensorId(wait: Pick<Wait, 'task'>): string {
  return withPrefix('wait_for_', wait.task)
}

/** As `prefix` and `name`, of which the end is kept where that is longer than Airflow's ids. */
export function withPrefix(prefix: string, name: string): string {
  return `${prefix}${name.slice(-Math.max(1, LONGEST_ID - prefix.length))}`
}
