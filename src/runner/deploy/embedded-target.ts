import { WarehouseError } from '../../errors.ts'
import type { ActualObject } from '../../generator/deploy/actual.ts'
import { type DesiredObject, type DesiredTable, desiredName } from '../../generator/deploy/desired.ts'
import type { Difference } from '../../generator/deploy/difference.ts'
import type { Existence, TableState, Warehouse } from '../warehouse.ts'
import type { DeployTarget } from './deploy-target.ts'

/**
 * The embedded warehouse: tables are made and get new columns. It reads views and routines from the project's files, and has no datasets
 * besides the names of tables.
 */
export function embeddedTarget(warehouse: Warehouse): DeployTarget {
  return {
    keeps: { descriptions: false, options: false },
    holds: (kind) => kind === 'table',
    find: (desired) => find(warehouse, desired as DesiredTable),
    apply: (difference) => apply(warehouse, difference),
  }
}

async function find(warehouse: Warehouse, { reference }: DesiredTable): Promise<Existence<ActualObject>> {
  const found = await warehouse.find(reference)
  return found.kind === 'present' ? { kind: 'present', value: actualOf(found.value) } : found
}

function actualOf({ kind, schema, partitioning, clustering = [], rows }: TableState): ActualObject {
  if (kind === 'view') return { kind: 'view', query: '', labels: {} }
  return { kind: 'table', schema, ...(partitioning && { partitioning }), clustering, rows, labels: {} }
}

async function apply(warehouse: Warehouse, { desired, action, details }: Difference): Promise<void> {
  const table = desired as DesiredTable
  if (table.rangePartitioning) throw noRanges(desired)
  const { reference, schema, partitioning, clustering } = table
  if (action === 'update') {
    if (details.some(({ mark }) => mark === '+'))
      await warehouse.apply({ kind: 'addFields', table: reference, fields: schema.map(asAdded) })
    const left = details.find(({ mark }) => mark !== '+')
    if (left) throw notInPlace(desired, left.text)
    return
  }
  if (action === 'recreate') await warehouse.apply({ kind: 'drop', table: reference, ifExists: true })
  await warehouse.apply({
    kind: 'createTable',
    table: reference,
    schema,
    ...(partitioning && { partitioning }),
    ...(clustering.length > 0 && { clustering }),
    ifNotExists: false,
  })
}

/** Columns that are there keep their mode; `addFields` refuses REQUIRED ones. */
function asAdded(field: DesiredTable['schema'][number]): DesiredTable['schema'][number] {
  return field.mode === 'REQUIRED' ? { ...field, mode: 'NULLABLE' } : field
}

function noRanges(desired: DesiredObject): WarehouseError {
  return new WarehouseError('unsupported', `${desiredName(desired)} is partitioned by ranges of numbers`, {
    retryable: false,
    hint: 'the embedded warehouse has time partitions only',
  })
}

function notInPlace(desired: DesiredObject, what: string): WarehouseError {
  return new WarehouseError('unsupported', `${desiredName(desired)}: the embedded warehouse cannot change ${what}`, {
    retryable: false,
    hint: 'drop the table and fill it again',
  })
}
