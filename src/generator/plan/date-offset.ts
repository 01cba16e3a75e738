import type { TableDefinition } from '../project/artifact.ts'
import type { Project } from '../project/project.ts'

/** The tables of the project that a table's SQL reads, views looked through, the table itself left out. */
export type UpstreamOf = (table: TableDefinition) => readonly TableDefinition[]

/**
 * Days between a run's date and the partition that it writes: a table's own `date_partition_offset`, else the least of those
 * of the scheduled tables that it reads (or that `referenced_tables` lists), for it cannot be filled before they are. 0 where
 * there is none; an explicit 0 ends the search, and so does a table without date parameter.
 */
export function dateOffset(table: TableDefinition, project: Project, upstreamOf: UpstreamOf): number {
  return findOffset(table, project, upstreamOf, new Map())
}

function findOffset(
  table: TableDefinition,
  project: Project,
  upstreamOf: UpstreamOf,
  known: Map<TableDefinition, number>,
): number {
  const remembered = known.get(table)
  if (remembered !== undefined) return remembered
  // Tables that wait for each other have no order to give; the first one asked counts as without offset.
  known.set(table, 0)
  const { datePartitionOffset, datePartitionParameter } = project.metadata(table).scheduling
  const offset =
    datePartitionOffset ?? (datePartitionParameter === null ? 0 : leastOffset(table, project, upstreamOf, known))
  known.set(table, offset)
  return offset
}

function leastOffset(
  table: TableDefinition,
  project: Project,
  upstreamOf: UpstreamOf,
  known: Map<TableDefinition, number>,
): number {
  const offsets = (declaredUpstream(table, project) ?? upstreamOf(table))
    .filter((upstream) => project.metadata(upstream).scheduling.dagName !== undefined)
    .map((upstream) => findOffset(upstream, project, upstreamOf, known))
    .filter((offset) => offset !== 0)
  return offsets.length === 0 ? 0 : Math.min(...offsets)
}

/** What `referenced_tables` lists of the project; undefined where the SQL says it. */
export function declaredUpstream(table: TableDefinition, project: Project): readonly TableDefinition[] | undefined {
  return project.metadata(table).scheduling.referencedTables?.flatMap(([projectId, dataset, name]) => {
    const found = project.find({ project: projectId, dataset, table: name })
    return found?.kind === 'table' && found !== table ? [found] : []
  })
}
