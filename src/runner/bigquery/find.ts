import { WarehouseError } from '../../errors.ts'
import type { TableReference } from '../../googlesql/catalog.ts'
import type { Existence, ResultValue, TableState } from '../warehouse.ts'
import type { Connection } from './connection.ts'
import { resolveTable } from './connection.ts'
import { explainFailure } from './explain-failure.ts'
import type { TableResource } from './resources.ts'
import { fieldOfResource, partitioningOfResource } from './schema.ts'
import { getTable } from './tables.ts'

/** Runs a query of ours and gives its rows by the name of the column. */
export type AskRows = (sql: string, project: string) => Promise<readonly Readonly<Record<string, ResultValue>>[]>

/** Absent is only what BigQuery calls absent: a listing that failed and a permission that lacks leave it unknown. */
export async function findTable(
  connection: Connection,
  table: TableReference,
  ask: AskRows,
): Promise<Existence<TableState>> {
  try {
    const resource = await getTable(connection, table)
    if (resource === undefined) return { kind: 'absent' }
    return { kind: 'present', value: await tableState(connection, table, resource, ask) }
  } catch (error) {
    const told = explainFailure(error)
    if (told instanceof WarehouseError) return { kind: 'unknown', reason: told.message }
    throw told
  }
}

async function tableState(
  connection: Connection,
  reference: TableReference,
  resource: TableResource,
  ask: AskRows,
): Promise<TableState> {
  const modified = isoTime(resource.lastModifiedTime)
  if (isView(resource)) return { reference, kind: 'view', schema: [], rows: 0n, bytes: 0n, partitions: [], modified }
  const partitioning = partitioningOfResource(resource)
  const clustering = resource.clustering?.fields
  return {
    reference,
    kind: 'table',
    schema: (resource.schema?.fields ?? []).map(fieldOfResource),
    ...(partitioning && { partitioning }),
    ...(clustering && { clustering }),
    rows: BigInt(resource.numRows ?? 0),
    bytes: BigInt(resource.numBytes ?? 0),
    partitions: partitioning === undefined ? [] : await partitions(resolveTable(connection, reference), ask, modified),
    modified,
  }
}

export function isView({ type }: TableResource): boolean {
  return type === 'VIEW' || type === 'MATERIALIZED_VIEW'
}

function isoTime(millis: string | undefined): string {
  return new Date(Number(millis ?? 0)).toISOString()
}

/** @see https://cloud.google.com/bigquery/docs/information-schema-partitions */
async function partitions(
  { project, dataset, table }: TableReference,
  ask: AskRows,
  modified: string,
): Promise<TableState['partitions']> {
  const name = table.replaceAll('\\', '\\\\').replaceAll("'", "\\'")
  // All columns: the API server for tests lacks last_modified_time.
  const sql = `SELECT * FROM \`${project}.${dataset}.INFORMATION_SCHEMA.PARTITIONS\` WHERE table_name = '${name}'`
  const rows = await ask(sql, project)
  return rows
    .filter((row) => row.partition_id !== null)
    .map((row) => ({
      id: String(row.partition_id),
      rows: BigInt(String(row.total_rows ?? 0)),
      bytes: BigInt(String(row.total_logical_bytes ?? 0)),
      modified: row.last_modified_time ? isoTimestamp(String(row.last_modified_time)) : modified,
    }))
    .sort((left, right) => (left.id < right.id ? -1 : 1))
}

/** `2024-02-28 10:00:00.123+00` → `2024-02-28T10:00:00.123Z` */
function isoTimestamp(text: string): string {
  return new Date(`${text.replace(' ', 'T').replace(/\+00$/, '')}Z`).toISOString()
}
