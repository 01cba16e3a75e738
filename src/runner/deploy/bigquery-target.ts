import { WarehouseError } from '../../errors.ts'
import type { ActualObject } from '../../generator/deploy/actual.ts'
import type { DesiredDataset, DesiredObject, DesiredRoutine } from '../../generator/deploy/desired.ts'
import type { Difference } from '../../generator/deploy/difference.ts'
import type { BigQueryWarehouse } from '../bigquery/bigquery-warehouse.ts'
import { explainFailure } from '../bigquery/explain-failure.ts'
import { getTable } from '../bigquery/tables.ts'
import type { Existence } from '../warehouse.ts'
import { actualDataset, actualRoutine, actualTable } from './bigquery-actual.ts'
import { applyDataset, getDataset } from './bigquery-dataset.ts'
import { applyRoutine, getRoutine } from './bigquery-routine.ts'
import { applyTable } from './bigquery-table.ts'
import { applyView } from './bigquery-view.ts'
import type { DeployTarget } from './deploy-target.ts'

/** BigQuery keeps all that a project declares. */
export function bigQueryTarget(warehouse: BigQueryWarehouse): DeployTarget {
  return {
    keeps: { descriptions: true, options: true },
    holds: () => true,
    find: (desired) => find(warehouse, desired),
    apply: (difference) => apply(warehouse, difference),
  }
}

/** What BigQuery does not let us see is unknown, and so is what a failed call would have told. */
async function find(warehouse: BigQueryWarehouse, desired: DesiredObject): Promise<Existence<ActualObject>> {
  try {
    const value = await actualOf(warehouse, desired)
    return value === undefined ? { kind: 'absent' } : { kind: 'present', value }
  } catch (error) {
    const told = explainFailure(error)
    if (told instanceof WarehouseError) return { kind: 'unknown', reason: told.message }
    throw told
  }
}

async function actualOf({ connection }: BigQueryWarehouse, desired: DesiredObject): Promise<ActualObject | undefined> {
  if (desired.kind === 'dataset') return actualDataset(await getDataset(connection, desired))
  if (desired.kind === 'routine') return actualRoutine(await getRoutine(connection, desired))
  return actualTable(await getTable(connection, desired.reference))
}

async function apply(warehouse: BigQueryWarehouse, difference: Difference): Promise<void> {
  try {
    await applyOne(warehouse, difference)
  } catch (error) {
    throw explainFailure(error, { destination: destinationOf(difference.desired) })
  }
}

function destinationOf(desired: DesiredObject) {
  return desired.kind === 'table' || desired.kind === 'view' ? desired.reference : undefined
}

async function applyOne(warehouse: BigQueryWarehouse, difference: Difference): Promise<void> {
  const { desired } = difference
  switch (desired.kind) {
    case 'dataset':
      return applyDataset(warehouse.connection, desired as DesiredDataset, difference)
    case 'table':
      return applyTable(warehouse, desired, difference)
    case 'view':
      return applyView(warehouse, desired, difference)
    case 'routine':
      return applyRoutine(warehouse, desired as DesiredRoutine)
  }
}
