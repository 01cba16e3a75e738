import type { DesiredView } from '../../generator/deploy/desired.ts'
import type { Difference } from '../../generator/deploy/difference.ts'
import { replaceView } from '../bigquery/apply-change.ts'
import type { BigQueryWarehouse } from '../bigquery/bigquery-warehouse.ts'
import { deleteTable, insert, patchTable } from '../bigquery/tables.ts'
import { removed } from './bigquery-dataset.ts'
import { describedBody } from './bigquery-table.ts'

export async function applyView(
  { connection, context }: BigQueryWarehouse,
  desired: DesiredView,
  { action, actual, details }: Difference,
): Promise<void> {
  const { reference, query } = desired
  const view = { query, useLegacySql: false }
  if (action !== 'update') {
    if (action === 'recreate') await deleteTable(connection, reference)
    await insert(connection, reference, { view, ...describedBody(desired) })
    return
  }
  // Checked and carried out whole, as a statement; descriptions and labels, which it takes away, come after it.
  if (details.some(({ text }) => text === 'query'))
    await context('view', (run, jobId) => replaceView(run, reference, query, jobId))
  const labels = { ...removed(actual), ...desired.labels } as Record<string, string>
  await patchTable(connection, reference, { view, ...describedBody({ ...desired, labels }) })
}
