import { dateOffset } from '../generator/plan/date-offset.ts'
import { type GivenDestination, intervalOfPartition } from '../generator/plan/given-destination.ts'
import { planRun } from '../generator/plan/plan-run.ts'
import type { TableDefinition, ViewDefinition } from '../generator/project/artifact.ts'
import type { Project } from '../generator/project/project.ts'
import type { QueryJob, QueryParameter } from '../generator/query-job.ts'
import { upstreamOf } from '../generator/sql/dependencies.ts'
import { chooseInterval, type DataInterval, formatInterval } from '../generator/time/data-interval.ts'
import type { WhenOptions } from './options.ts'

/**
 * The job of a table for `--date` or `--interval`; without either for the partition of the given destination, or else for the last
 * whole interval before now, which is said.
 */
export function planForOptions(
  table: TableDefinition,
  project: Project,
  when: WhenOptions,
  given: { readonly parameters?: readonly QueryParameter[]; readonly destination?: GivenDestination } = {},
): QueryJob {
  const upstream = upstreamOf(project)
  const partition = (when.date ?? when.interval) ? undefined : given.destination?.partition
  const interval = partition
    ? intervalOfPartition(partition, dateOffset(table, project, upstream))
    : intervalOf(table, project, when)
  return planRun(table, interval, project, { upstreamOf: upstream, ...given })
}

export function intervalOf(table: TableDefinition | ViewDefinition, project: Project, when: WhenOptions): DataInterval {
  const interval = chooseInterval(when, project.metadata(table).timePartitioning?.unit, new Date())
  if (when.date === undefined && when.interval === undefined) {
    process.stderr.write(`bqetl: neither --date nor --interval, so the last whole one: ${formatInterval(interval)}\n`)
  }
  return interval
}
