import type { TableReference } from '../../googlesql/catalog.ts'
import type { ExternalTask } from '../project/airflow-configuration.ts'
import { matchesPath } from '../project/path-pattern.ts'

/** What fills tables that are in no tree of bigquery-etl; its generator has this list built in. */
const BIGQUERY_ETL_TASKS: readonly ExternalTask[] = [
  ['telemetry_stable.main_v5', 'copy_deduplicate_main_ping'],
  ['telemetry_stable.main_use_counter_v4', 'copy_deduplicate_main_ping'],
  ['telemetry_stable.first_shutdown_v5', 'copy_deduplicate_first_shutdown_ping'],
  ['telemetry_stable.first_shutdown_use_counter_v4', 'copy_deduplicate_first_shutdown_ping'],
  ['telemetry_derived.main_events_v1', 'bq_main_events'],
  ['telemetry_derived.event_events_v1', 'event_events'],
  ['*.core_clients_first_seen*', 'telemetry_derived__core_clients_first_seen__v1'],
  ['*_stable.*', 'copy_deduplicate_all'],
].map(([tables, task]) => ({ tables: tables!, dag: 'copy_deduplicate', task: task!, schedule: '0 1 * * *' }))

/** The task outside of the project that fills a table, the first whose pattern fits. */
export function externalTask(
  { dataset, table }: TableReference,
  configured: readonly ExternalTask[],
  isBigQueryEtl: boolean,
): ExternalTask | undefined {
  const tasks = isBigQueryEtl ? [...configured, ...BIGQUERY_ETL_TASKS] : configured
  return tasks.find(({ tables }) => matchesPath(`${dataset}.${table}`, tables))
}
