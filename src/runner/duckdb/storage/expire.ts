import { partitionRange } from './partition-id.ts'
import type { StoredEntry, StoredFile, StoredTable } from './stored-table.ts'

const DAY_MS = 86_400_000

/**
 * A table as it is at a time: partitions whose days are over are gone, but for FOR SYSTEM_TIME AS OF. A partition's days are counted
 * from its beginning, in UTC; those without a time (`__NULL__`, `__UNPARTITIONED__`) stay.
 *
 * @see https://cloud.google.com/bigquery/docs/managing-partitioned-tables#partition-expiration
 */
export function withoutExpired<Entry extends StoredEntry>(entry: Entry, now: Date): Entry {
  return entry.kind === 'table' ? { ...entry, ...expired(entry, now) } : entry
}

function expired(table: StoredTable, now: Date): Partial<StoredTable> {
  const ends = table.files.map((file) => endOf(table, file))
  const isOver = (index: number) => ends[index] !== undefined && ends[index] <= now.getTime()
  if (!ends.some((_, index) => isOver(index))) return {}
  const gone = table.files.flatMap((file, index) =>
    isOver(index) ? [{ ...file, retired: new Date(ends[index]!).toISOString() }] : [],
  )
  return { files: table.files.filter((_, index) => !isOver(index)), retired: [...table.retired, ...gone] }
}

/** When the partition of a file ends, in milliseconds since 1970; undefined: never. */
function endOf({ partitioning }: StoredTable, { partition }: StoredFile): number | undefined {
  if (!partitioning?.expirationDays || partition === undefined) return undefined
  const range = partitionRange(partition, partitioning.unit)
  return range && Number(range.start / 1000n) + partitioning.expirationDays * DAY_MS
}
