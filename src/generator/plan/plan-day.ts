import type { TableDefinition, ViewDefinition } from '../project/artifact.ts'
import type { Project } from '../project/project.ts'
import type { QueryJob } from '../query-job.ts'
import { readSchedule } from '../schedule/schedule.ts'
import { taskInterval } from '../schedule/task-interval.ts'
import { type CalendarDate, timeOfDate } from '../time/calendar-date.ts'
import { type DataInterval, dayInterval, intervalsTouching } from '../time/data-interval.ts'
import { utcTime } from '../time/utc-time.ts'
import { type PlanOptions, planRun } from './plan-run.ts'

/**
 * The jobs that fill what a table has of a day, in order of time: one for the whole day, but for a table with hourly partitions
 * one for each. Of another table that its DAG fills several times a day the last run says everything, unless each run appends.
 *
 * @throws what `planRun` throws
 */
export function planDay(
  table: TableDefinition,
  date: CalendarDate,
  project: Project,
  options: PlanOptions = {},
): readonly QueryJob[] {
  const every = intervalsOfDay(table, date, project)
  const plan = (interval: DataInterval) => planRun(table, interval, project, options)
  const last = plan(every.at(-1)!)
  const takesEvery = last.writeDisposition === 'append' || last.partition?.unit === 'HOUR'
  return takesEvery ? every.map(plan) : [last]
}

/** What the runs of a day are about, in order: the whole day, or its parts where there are several. */
export function intervalsOfDay(
  artifact: TableDefinition | ViewDefinition,
  date: CalendarDate,
  project: Project,
): readonly DataInterval[] {
  if (project.metadata(artifact).timePartitioning?.unit === 'HOUR') return intervalsTouching(date, date, 'HOUR')
  const minutes = minutesBetweenRuns(artifact, project)
  return minutes === undefined ? [dayInterval(date)] : partsOfDay(date, minutes)
}

/** Undefined where a run is about a day or more, or nothing schedules it. */
function minutesBetweenRuns(artifact: TableDefinition | ViewDefinition, project: Project): number | undefined {
  const dag = project.dags.get(project.metadata(artifact).scheduling.dagName ?? '')
  if (dag === undefined) return undefined
  const schedule = readSchedule(dag.scheduleInterval, dag.defaultArguments.startDate)
  if (schedule.kind === 'invalid') return undefined
  const interval = taskInterval(schedule)
  return interval.kind === 'interval' ? interval.minutes : undefined
}

function partsOfDay(date: CalendarDate, minutes: number): readonly DataInterval[] {
  const length = minutes * 60_000
  const midnight = timeOfDate(date)
  return Array.from({ length: 1440 / minutes }, (_, index) => ({
    start: utcTime(midnight + index * length),
    end: utcTime(midnight + (index + 1) * length),
  }))
}
