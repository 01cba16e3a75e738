import { quoteName } from '../duckdb-type.ts'
import { CHANGED_COLUMN } from '../job-tables.ts'
import type { Session } from '../session.ts'
import { partitionIdSql } from './partition-id.ts'
import { partitionColumn, type StoredFile, type StoredTable } from './stored-table.ts'
import type { WorkingTable } from './working-table.ts'

/**
 * Ids of the partitions in which a working copy differs from what was copied: those with rows made or changed, and those with fewer rows
 * than before. `undefined` stands for the whole of a table without partitions.
 */
export async function changedPartitions(
  session: Session,
  working: WorkingTable,
  stored: StoredTable,
): Promise<ReadonlySet<string | undefined>> {
  const before = new Map<string | undefined, number>()
  for (const { partition, rows } of copiedFiles(working, stored)) {
    before.set(partition, (before.get(partition) ?? 0) + rows)
  }
  const changed = quoteName(CHANGED_COLUMN)
  const counts = await session.rows(
    `SELECT ${idSql(stored)} AS id, count(*) FILTER (NOT ${changed}), count(*) FILTER (${changed}) FROM ${working.name} GROUP BY id`,
  )
  const ids = new Set<string | undefined>()
  for (const [id, kept, made] of counts) {
    const partition = id === null ? undefined : String(id)
    if (made !== 0n || Number(kept) !== (before.get(partition) ?? 0)) ids.add(partition)
    before.delete(partition)
  }
  for (const [partition, rows] of before) if (rows > 0) ids.add(partition)
  return ids
}

/** The files whose rows were copied. */
export function copiedFiles({ untouched = [] }: WorkingTable, stored: StoredTable): readonly StoredFile[] {
  const names = new Set(untouched.map(({ name }) => name))
  return stored.files.filter(({ name }) => !names.has(name))
}

/** SQL of the id of a row's partition, NULL where the table has none. */
export function idSql(stored: StoredTable): string {
  const column = partitionColumn(stored)
  return column === undefined ? 'NULL' : partitionIdSql(quoteName(column.name), column.type, stored.partitioning!.unit)
}
