import { digestOfTable } from '../plan/job-digest.ts'
import { planRun } from '../plan/plan-run.ts'
import { artifactName, type TableDefinition } from '../project/artifact.ts'
import type { Project } from '../project/project.ts'
import { isRunnable } from '../sql/runnable.ts'
import { readCalendarDate } from '../time/calendar-date.ts'
import { dayInterval } from '../time/data-interval.ts'

/**
 * The tables of a project that an earlier one has not, or fills with other jobs: another query (rendered, so that a template that
 * is included counts), other views and routines beneath it, another schema, parameters, destination or partitioning.
 */
export function changedTables(project: Project, earlier: Project): readonly TableDefinition[] {
  const before = new Map(earlier.tables.map((table) => [artifactName(table), table]))
  return project.tables.filter(isRunnable).filter((table) => {
    const old = before.get(artifactName(table))
    return old === undefined || meaningOf(table, project) !== meaningOf(old, earlier)
  })
}

/** Any day: only what it is the same for is compared. */
const DAY = dayInterval(readCalendarDate('2024-01-01')!)

/** Undefined for what cannot be planned: then the files' texts decide. */
function meaningOf(table: TableDefinition, project: Project): string {
  try {
    return digestOfTable([planRun(table, DAY, project)], project)
  } catch {
    return project.source
      .list(table.folder)
      .map((path) => `${path}\n${project.source.read(path)}`)
      .join('\n')
  }
}
