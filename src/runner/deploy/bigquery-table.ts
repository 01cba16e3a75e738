import type { ActualTable } from '../../generator/deploy/actual.ts'
import type { DesiredTable } from '../../generator/deploy/desired.ts'
import type { Difference } from '../../generator/deploy/difference.ts'
import { mergedSchema } from '../../generator/deploy/schema-difference.ts'
import { runStatement } from '../bigquery/apply-change.ts'
import type { BigQueryWarehouse } from '../bigquery/bigquery-warehouse.ts'
import { tableResource } from '../bigquery/connection.ts'
import { resourceOfField, resourceOfPartitioning } from '../bigquery/schema.ts'
import { deleteTable, insert, patchTable, tableBody } from '../bigquery/tables.ts'
import { checkShape } from '../duckdb/storage/table-shape.ts'
import { removed } from './bigquery-dataset.ts'

export async function applyTable(
  warehouse: BigQueryWarehouse,
  desired: DesiredTable,
  difference: Difference,
): Promise<void> {
  const { connection } = warehouse
  const { reference } = desired
  if (difference.action === 'update') return update(warehouse, desired, difference)
  checkShape(desired, `${reference.project}.${reference.dataset}.${reference.table}`)
  if (difference.action === 'recreate') await deleteTable(connection, reference)
  await insert(connection, reference, { ...tableBody(desired), ...rangeBody(desired), ...describedBody(desired) })
}

function rangeBody({ rangePartitioning: range }: DesiredTable) {
  if (range === undefined) return {}
  const { field, start, end, interval } = range
  return { rangePartitioning: { field, range: { start: `${start}`, end: `${end}`, interval: `${interval}` } } }
}

export function describedBody({
  friendlyName,
  description,
  labels,
}: Pick<DesiredTable, 'friendlyName' | 'description' | 'labels'>) {
  return { friendlyName, ...(description !== undefined && { description }), labels }
}

/** One call changes all that can be changed in place; columns go by statements of their own. */
async function update(warehouse: BigQueryWarehouse, desired: DesiredTable, difference: Difference): Promise<void> {
  const actual = difference.actual as ActualTable
  const { partitioning, clustering } = desired
  await patchTable(warehouse.connection, desired.reference, {
    schema: { fields: mergedSchema(desired.schema, actual.schema).map(resourceOfField) },
    ...describedBody({ ...desired, labels: { ...removed(actual), ...desired.labels } as Record<string, string> }),
    ...(clustering.join() !== actual.clustering.join() && {
      clustering: clustering.length > 0 ? { fields: clustering } : null,
    }),
    ...(partitioning && {
      timePartitioning: {
        ...resourceOfPartitioning(partitioning),
        // null takes an expiration away
        ...(partitioning.expirationDays === undefined && { expirationMs: null }),
      },
      requirePartitionFilter: partitioning.requirePartitionFilter,
    }),
  })
  await dropColumns(warehouse, desired, difference)
}

/** BigQuery drops whole columns only; a field of a record stays. */
async function dropColumns(
  { connection, context }: BigQueryWarehouse,
  { reference }: DesiredTable,
  { details }: Difference,
): Promise<void> {
  const columns = details.flatMap(({ droppedColumn }) => droppedColumn ?? []).filter((column) => !column.includes('.'))
  if (columns.length === 0) return
  const { projectId, datasetId, tableId } = tableResource(connection, reference)
  const drops = columns.map((column) => `DROP COLUMN \`${column}\``).join(', ')
  const sql = `ALTER TABLE \`${projectId}.${datasetId}.${tableId}\` ${drops}`
  await context('drop_columns', (run, jobId) => runStatement(run, sql, reference.project, jobId))
}
