import type { Project } from '../project/project.ts'
import { awaitedRun } from '../schedule/awaited-run.ts'
import { intervalOfRun } from '../schedule/runs.ts'
import { type TaskInterval, taskInterval } from '../schedule/task-interval.ts'
import { type CalendarDate, timeOfDate } from '../time/calendar-date.ts'
import { type DataInterval, dayInterval, formatInterval } from '../time/data-interval.ts'
import { dateOf, timeMs, type UtcTime, utcTime } from '../time/utc-time.ts'
import { describeDag, jobsOfTasks } from './describe-dag.ts'
import { type Dag, fullTaskId, type Task, type Wait } from './model.ts'

/** One run of a DAG: which times its tasks are about, and what each waits for. */
export interface ExplainedRun {
  readonly dag: string
  readonly logicalDate: UtcTime
  /** When the scheduler starts it. */
  readonly startsAt: UtcTime
  /** What its tasks fill: `2024-01-02T00:00Z/2024-01-03T00:00Z`. */
  readonly interval: string
  readonly tasks: readonly ExplainedTask[]
}

export interface ExplainedTask {
  readonly id: string
  /** Airflow's templates filled in. */
  readonly command?: string
  readonly destination?: unknown
  readonly parameters?: unknown
  readonly after: readonly string[]
  readonly waits: readonly ExplainedWait[]
}

/** A run of another DAG; both times are null where nobody says when that one runs. */
export interface ExplainedWait {
  readonly dag: string
  readonly task: string
  readonly logicalDate: UtcTime | null
  /** Its data interval, as the scheduler counts it. */
  readonly interval: string | null
}

/** @param logicalDate of a run of the DAG @throws what `planRun` throws */
export function explainRun(dag: Dag, logicalDate: UtcTime, project: Project): ExplainedRun {
  const interval = filledInterval(taskInterval(dag.schedule), logicalDate)
  const described = describeDag(dag, project)
  const jobOf = jobsOfTasks(project)
  return {
    dag: described.name,
    logicalDate,
    startsAt: intervalOfRun(dag.schedule, logicalDate)?.end ?? logicalDate,
    interval: formatInterval(interval),
    tasks: dag.tasks.map((task) => {
      const { command, after } = described.tasks.find(({ id }) => id === fullTaskId(task))!
      const { destination, parameters } = jobOf(task, interval) ?? {}
      return {
        id: fullTaskId(task),
        ...(command !== undefined && { command: filledIn(command, logicalDate, interval) }),
        ...(destination !== undefined && { destination, parameters }),
        after,
        waits: waitsOf(task, dag, logicalDate),
      }
    }),
  }
}

function filledInterval(interval: TaskInterval, logicalDate: UtcTime): DataInterval {
  if (interval.kind === 'date') return dayInterval(dateOf(logicalDate))
  const start = timeMs(logicalDate) - interval.offsetMinutes * 60_000
  return { start: utcTime(start), end: utcTime(start + interval.minutes * 60_000) }
}

function filledIn(command: string, logicalDate: UtcTime, { start }: DataInterval): string {
  return command
    .replaceAll('{{ ds }}', dateOf(logicalDate))
    .replaceAll('{{ ts }}', logicalDate)
    .replaceAll(/\{\{ \(logical_date - .*?\) \}\}/g, start)
}

function waitsOf(task: Task, dag: Dag, logicalDate: UtcTime): ExplainedTask['waits'] {
  return task.waits
    .filter(({ offset }) => offset !== undefined)
    .map((wait) => {
      const date = awaitedOf(wait, dag, logicalDate)
      const task = fullTaskId({ id: wait.task, ...(wait.group !== undefined && { group: wait.group }) })
      return { dag: wait.dag, task, logicalDate: date, interval: intervalOf(wait, date) }
    })
}

/** Logical date of the run that a task waits for in another DAG; null where nobody says when the other DAG runs. */
export function awaitedOf({ offset, schedule }: Wait, dag: Dag, logicalDate: UtcTime): UtcTime | null {
  if (offset?.kind === 'constant') return utcTime(timeMs(logicalDate) - offset.seconds * 1000)
  return (schedule && awaitedRun(schedule, dag.schedule, logicalDate)) ?? null
}

function intervalOf({ schedule }: Wait, logicalDate: UtcTime | null): string | null {
  const interval = schedule && logicalDate && intervalOfRun(schedule, logicalDate)
  return interval ? formatInterval(interval) : null
}

/** The first moment of a day, and of the day after it. */
export function boundsOfDay(date: CalendarDate): readonly [UtcTime, UtcTime] {
  return [utcTime(timeOfDate(date)), utcTime(timeOfDate(date) + 86_400_000)]
}
