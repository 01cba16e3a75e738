import type { TableReference } from '../../googlesql/catalog.ts'

/** Airflow takes no longer ids. */
export const LONGEST_ID = 250

/** `telemetry_derived.crash_aggregates_v1` → `telemetry_derived__crash_aggregates__v1` */
export function tableTaskId({ dataset, table }: TableReference): string {
  return `${dataset}__${table.replace(/_(v\d+)$/, '__$1')}`.slice(-LONGEST_ID)
}

/** The task of a table that guards or uses it: `checks__fail_telemetry_derived__crash_aggregates__v1` */
export function prefixedTaskId(prefix: string, reference: TableReference): string {
  return `${prefix}${tableTaskId(reference)}`.slice(-LONGEST_ID)
}
