import type { UpstreamOf } from '../generator/plan/date-offset.ts'
import { intervalsOfDay, planDay } from '../generator/plan/plan-day.ts'
import { type PlannedExport, planExport } from '../generator/plan/plan-export.ts'
import type { TableDefinition, ViewDefinition } from '../generator/project/artifact.ts'
import type { Project } from '../generator/project/project.ts'
import type { QueryJob } from '../generator/query-job.ts'
import type { CalendarDate } from '../generator/time/calendar-date.ts'

/** Hours of the last day that hourly tables get. */
const HOURS = 3

/** Whether the demo fills a table, or exports it, on one of its days: what is about parts of a day is shown at the end alone. */
export function isDue(
  artifact: TableDefinition | ViewDefinition,
  day: CalendarDate,
  days: readonly CalendarDate[],
  project: Project,
): boolean {
  return day === days.at(-1) || intervalsOfDay(artifact, day, project).length === 1
}

/**
 * The jobs of a table on a day of the demo. Of many a day there are a few, as if it were midnight: the last hour has not been
 * counted by the hour yet, so that it is in the tables of what is recent.
 */
export function demoJobs(
  table: TableDefinition,
  day: CalendarDate,
  project: Project,
  upstreamOf: UpstreamOf,
): readonly QueryJob[] {
  const jobs = planDay(table, day, project, { upstreamOf })
  return jobs.length === 1 ? jobs : jobs.slice(-HOURS - 1, -1)
}

/** Everything that declares files. */
export function exportedArtifacts(project: Project): readonly (TableDefinition | ViewDefinition)[] {
  return [...project.tables, ...project.views].filter((artifact) => project.metadata(artifact).export !== undefined)
}

/** The files of a day; those of the day's last interval, where it has several. */
export function demoExport(
  artifact: TableDefinition | ViewDefinition,
  day: CalendarDate,
  project: Project,
  upstreamOf: UpstreamOf,
): readonly PlannedExport[] {
  return planExport(artifact, intervalsOfDay(artifact, day, project).at(-1)!, project, { upstreamOf })
}
