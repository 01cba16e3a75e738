import type { YamlValue } from '../yaml/node.ts'
import { asMap, mapsAt, numberAt, present, textAt } from '../yaml/value.ts'

/** A task of a DAG outside of the project that fills tables. */
export interface ExternalTask {
  /** `dataset.table` with `*`. */
  readonly tables: string
  readonly dag: string
  readonly task: string
  readonly schedule: string
}

/** How the generated DAGs run: what `airflow:` in `bqetl_project.yaml` says, defaults applied. */
export interface AirflowConfiguration {
  /** `bash`: on the worker's machine; `kubernetes`: in a pod with `image`. */
  readonly way: 'bash' | 'kubernetes'
  readonly image: string
  readonly namespace: string
  readonly serviceAccount?: string
  /** A claim of a persistent volume for what pods keep: the embedded warehouse. */
  readonly volumeClaim?: string
  /** Who tells of failures by e-mail, through Airflow's own connection; absent: nobody does. */
  readonly emailFrom?: string
  /** The pool of sensors; absent: Airflow's default one. */
  readonly sensorPool?: string
  /** How often sensors look, and how long, in minutes. */
  readonly sensorIntervalMinutes: number
  readonly sensorTimeoutMinutes: number
  /** Run for tables with Bigeye monitors, `{table}` standing for the full name; absent: nothing runs them. */
  readonly bigeyeCommand?: string
  readonly externalTasks: readonly ExternalTask[]
}

const DEFAULT_INTERVAL_MINUTES = 5
const DEFAULT_TIMEOUT_MINUTES = 24 * 60

export function readAirflowConfiguration(content: YamlValue | undefined): AirflowConfiguration {
  const map = asMap(content)
  return {
    way: textAt(map, 'way') === 'kubernetes' ? 'kubernetes' : 'bash',
    image: textAt(map, 'image') ?? 'bqetl:latest',
    namespace: textAt(map, 'namespace') ?? 'default',
    sensorIntervalMinutes: numberAt(map, 'sensor_interval_minutes') ?? DEFAULT_INTERVAL_MINUTES,
    sensorTimeoutMinutes: numberAt(map, 'sensor_timeout_minutes') ?? DEFAULT_TIMEOUT_MINUTES,
    ...present({
      serviceAccount: textAt(map, 'service_account'),
      volumeClaim: textAt(map, 'volume_claim'),
      emailFrom: textAt(map, 'email_from'),
      sensorPool: textAt(map, 'sensor_pool'),
      bigeyeCommand: textAt(map, 'bigeye_command'),
    }),
    externalTasks: mapsAt(map, 'external_tasks').map((task) => ({
      tables: textAt(task, 'tables') ?? '',
      dag: textAt(task, 'dag') ?? '',
      task: textAt(task, 'task') ?? '',
      schedule: textAt(task, 'schedule') ?? 'daily',
    })),
  }
}
