import { WarehouseError } from '../../../errors.ts'
import type { TableReference } from '../../../googlesql/catalog.ts'
import type { Existence, TableState } from '../../warehouse.ts'
import { readEntry } from './read-entry.ts'
import { type StoredEntry, type StoredTable, totalBytes, totalRows } from './stored-table.ts'

/** Unknown is what cannot be read or is damaged: it may hold a table. */
export function findTable(root: string, reference: TableReference): Existence<TableState> {
  try {
    const state = tableState(readEntry(root, reference))
    return state === undefined ? { kind: 'absent' } : { kind: 'present', value: state }
  } catch (error) {
    if (error instanceof WarehouseError) return { kind: 'unknown', reason: error.message }
    throw error
  }
}

function tableState(entry: StoredEntry | undefined): TableState | undefined {
  if (entry === undefined || entry.kind === 'dropped') return undefined
  const { reference, modified } = entry
  if (entry.kind === 'view')
    return { reference, kind: 'view', schema: [], rows: 0n, bytes: 0n, partitions: [], modified }
  const { schema, partitioning, clustering, files } = entry
  return {
    reference,
    kind: 'table',
    schema,
    ...(partitioning && { partitioning }),
    ...(clustering && { clustering }),
    rows: totalRows(files),
    bytes: totalBytes(files),
    partitions: partitioning === undefined ? [] : partitionStates(entry),
    modified,
  }
}

function partitionStates({ files }: StoredTable): TableState['partitions'] {
  const ids = [...new Set(files.map((file) => file.partition!))].sort()
  return ids.map((id) => {
    const own = files.filter((file) => file.partition === id)
    const modified = own
      .map((file) => file.modified)
      .sort()
      .at(-1)!
    return { id, rows: totalRows(own), bytes: totalBytes(own), modified }
  })
}
