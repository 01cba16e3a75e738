import type { TableSensor } from '../project/scheduling.ts'
import { parseTimeSpan } from '../schedule/time-span.ts'
import type { Task } from './model.ts'
import { call, flag, number, optional, type PythonValue, string, timedelta } from './python.ts'

/** Starts a sync of Fivetran, whose connector an Airflow variable names. @param limit what Airflow calls the number of runs at a time */
export function fivetranCall(
  { id, scheduling }: Task,
  limit: 'max_active_tis_per_dag' | 'task_concurrency' = 'max_active_tis_per_dag',
): PythonValue {
  return call('FivetranOperator', {
    connector_id: string(`{{ var.value.${id.replace(/_task$/, '')}_connector_id }}`),
    task_id: string(id),
    deferrable: flag(false),
    [limit]: number(1),
    trigger_rule: optional(scheduling.triggerRule, string),
  })
}

/** The class that waits for a table or a partition of BigQuery. */
export function sensorClass({ partitionId }: TableSensor): string {
  return partitionId === undefined ? 'BigQueryTableExistenceSensor' : 'BigQueryTablePartitionExistenceSensor'
}

/** @param connection of Airflow to BigQuery; absent: the default one */
export function tableSensorCall(sensor: TableSensor, connection?: string): PythonValue {
  const [project = '', dataset = '', table = ''] = sensor.tableId.split('.')
  const span = (text: string): PythonValue => timedelta(parseTimeSpan(text) ?? 0)
  return call(sensorClass(sensor), {
    task_id: string(sensor.taskId),
    project_id: string(project),
    dataset_id: string(dataset),
    table_id: string(table),
    partition_id: optional(sensor.partitionId, string),
    gcp_conn_id: optional(connection, string),
    deferrable: flag(true),
    poke_interval: span(sensor.pokeInterval ?? '5m'),
    timeout: span(sensor.timeout ?? '24h'),
    retries: optional(sensor.retries, number),
    retry_delay: optional(sensor.retryDelay, span),
  })
}
