import { WarehouseError } from '../../../errors.ts'
import type { Field } from '../../../generator/query-job.ts'
import type { TableReference } from '../../../googlesql/catalog.ts'
import { fieldToJson } from './schema-json.ts'
import type { StoredEntry, StoredTable } from './stored-table.ts'
import { formatReference } from './table-path.ts'

/** @throws {WarehouseError} `table-not-found`, `wrong-kind` */
export function tableOf(current: StoredEntry | undefined, reference: TableReference): StoredTable {
  if (current?.kind === 'table') return current
  throw current?.kind === 'view' ? wrongKind(reference, 'view', 'table') : missingTable(reference)
}

export function missingTable(reference: TableReference): WarehouseError {
  const short = `${reference.dataset}.${reference.table}`
  return new WarehouseError('table-not-found', `${formatReference(reference)} holds nothing yet`, {
    retryable: false,
    hint: `fill it first: bqetl query run ${short} --date DATE, or bqetl load ${short} FILE`,
  })
}

/** Where nothing is stored, only what is given can be read. */
export function missingInput(reference: TableReference): WarehouseError {
  const { dataset, table } = reference
  return new WarehouseError('missing-input', `${formatReference(reference)} is read, and nothing gives it rows`, {
    retryable: false,
    hint: `in a test, add ${dataset}.${table}.yaml to its folder; [] means an empty table`,
  })
}

export function tableExists(name: string): WarehouseError {
  return new WarehouseError('table-exists', `${name} already exists`, { retryable: false })
}

export function wrongKind(reference: TableReference, is: 'table' | 'view', wanted: 'table' | 'view'): WarehouseError {
  return new WarehouseError('wrong-kind', `${formatReference(reference)} is a ${is}, not a ${wanted}`, {
    retryable: false,
  })
}

export function noHistory(reference: TableReference, reason: string): WarehouseError {
  return new WarehouseError('no-history', `${formatReference(reference)} cannot be read as of that time: ${reason}`, {
    retryable: false,
  })
}

export function missingPartition(reference: TableReference, id: string): WarehouseError {
  return new WarehouseError('partition-not-found', `${formatReference(reference)} has no partition ${id}`, {
    retryable: false,
  })
}

/** Somebody else changed a table's schema, or dropped it, while a job ran that was planned for what it was. */
export function concurrentChange(reference: TableReference): WarehouseError {
  return new WarehouseError('concurrent-change', `${formatReference(reference)} was changed by another job meanwhile`, {
    retryable: true,
    hint: 'run it again',
  })
}

/** Equal in everything that decides how rows are stored: descriptions do not. */
export function sameSchema(left: readonly Field[], right: readonly Field[]): boolean {
  return shapeText(left) === shapeText(right)
}

function shapeText(schema: readonly Field[]): string {
  return JSON.stringify(schema.map(({ description: _, ...field }) => fieldToJson(field)))
}
