import type { TableReference } from '../../../googlesql/catalog.ts'
import {
  exchangeFiles,
  type NewFile,
  retireAll,
  type StoredEntry,
  type StoredFile,
  type StoredTable,
} from './stored-table.ts'
import { concurrentChange, sameSchema } from './table-errors.ts'
import type { TableShape } from './table-shape.ts'

export function droppedEntry(reference: TableReference, current: StoredEntry | undefined, now: string): StoredEntry {
  return { kind: 'dropped', reference, modified: now, retired: current === undefined ? [] : retireAll(current, now) }
}

export function viewEntry(
  reference: TableReference,
  sql: string,
  current: StoredEntry | undefined,
  now: string,
): StoredEntry {
  return { kind: 'view', reference, sql, modified: now, retired: current === undefined ? [] : retireAll(current, now) }
}

export function createdEntry(
  reference: TableReference,
  shape: TableShape,
  current: StoredEntry | undefined,
  added: readonly NewFile[],
  now: string,
): StoredEntry {
  return exchangeFiles(newTable(reference, shape, current, now), () => true, added, now)
}

export function exchangedEntry(
  reference: TableReference,
  { schema }: TableShape,
  current: StoredEntry | undefined,
  drops: (file: StoredFile) => boolean,
  added: readonly NewFile[],
  now: string,
): StoredEntry {
  if (current?.kind !== 'table' || !sameSchema(current.schema, schema)) throw concurrentChange(reference)
  return exchangeFiles(current, drops, added, now)
}

/** A table without rows under the name; the files that stood there before are kept for those who are reading them. */
export function newTable(
  reference: TableReference,
  shape: TableShape,
  current: StoredEntry | undefined,
  now: string,
): StoredTable {
  const { schema, partitioning, clustering } = shape
  return {
    kind: 'table',
    reference,
    schema,
    earlierSchemas: [],
    ...(partitioning && { partitioning }),
    ...(clustering && { clustering }),
    modified: now,
    historyFrom: now,
    files: [],
    retired: current === undefined ? [] : retireAll(current, now),
  }
}
