import type { TableDefinition } from '../../project/artifact.ts'
import type { Project } from '../../project/project.ts'
import type { TaskKind } from '../model.ts'

/** Which scheduled tables are read: by what fills a table, or by its checks. */
export type ReadsOf = (table: TableDefinition, kind: 'query' | 'check-fail') => readonly TableDefinition[]

/**
 * Days from a run's date to the partition of a table's task, as bigquery-etl has them: what reads a table that is written
 * late is late too, but it asks the gate of that table where it has one, and a gate knows only the declared offset or that of
 * what its checks read.
 *
 * @param gateOf what others wait for in place of the table's own task
 */
export function bigqueryEtlOffsets(
  project: Project,
  readsOf: ReadsOf,
  gateOf: (table: TableDefinition) => TaskKind,
): (table: TableDefinition, kind: TaskKind) => number {
  const known = new Map<string, number>()
  function offsetOf(table: TableDefinition, kind: TaskKind): number {
    const { datePartitionOffset, datePartitionParameter } = project.metadata(table).scheduling
    if (datePartitionOffset !== undefined || datePartitionParameter === null) return datePartitionOffset ?? 0
    if (kind === 'bigeye') return 0
    const part = kind === 'check-fail' || kind === 'check-warn' ? 'check-fail' : 'query'
    const key = `${table.folder} ${part}`
    if (!known.has(key)) {
      known.set(key, 0)
      const offsets = readsOf(table, part).map((read) => offsetOf(read, gateOf(read)))
      known.set(key, Math.min(...offsets.filter((offset) => offset !== 0), Number.POSITIVE_INFINITY))
    }
    const least = known.get(key)!
    return least === Number.POSITIVE_INFINITY ? 0 : least
  }
  return offsetOf
}
