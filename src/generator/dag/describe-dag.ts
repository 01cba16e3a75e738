import { explainJob } from '../plan/explain-job.ts'
import { planRun } from '../plan/plan-run.ts'
import { artifactName } from '../project/artifact.ts'
import type { Project } from '../project/project.ts'
import { formatTimeSpan } from '../schedule/time-span.ts'
import { upstreamOf } from '../sql/dependencies.ts'
import { type DataInterval, parseInterval } from '../time/data-interval.ts'
import { type Dag, fullTaskId, type Task, type Wait } from './model.ts'
import { shellCommand, taskCommand } from './task-command.ts'

/** A DAG as people ask for it, plain enough to be compared and printed as JSON. */
export interface DagDescription {
  readonly name: string
  readonly schedule: string
  readonly description: string
  readonly owner: string
  readonly startDate: string
  readonly tags: readonly string[]
  /** In order of id. */
  readonly tasks: readonly TaskDescription[]
}

export interface TaskDescription {
  readonly id: string
  readonly kind: Task['kind']
  /** Full name of the table or view that it is about. */
  readonly table?: string
  /** What it runs, Airflow's templates in it. */
  readonly command?: string
  /** Tasks of the same run, sorted. */
  readonly after: readonly string[]
  /** Tasks of other DAGs' runs, sorted. */
  readonly waits: readonly WaitDescription[]
  readonly retries?: number
}

export interface WaitDescription {
  readonly dag: string
  readonly task: string
  /** The other run's logical date is the own one less this; `varies` from run to run. */
  readonly delta: string
}

export function describeDag({ definition, schedule, tasks }: Dag, project: Project): DagDescription {
  const { name, scheduleInterval, description, tags, defaultArguments } = definition
  return {
    name,
    schedule: scheduleInterval,
    description,
    owner: defaultArguments.owner,
    startDate: defaultArguments.startDate,
    tags: [...tags].sort(),
    tasks: tasks.map((task) => describeTask(task, project, schedule)),
  }
}

function describeTask(task: Task, project: Project, schedule: Dag['schedule']): TaskDescription {
  const metadata = task.artifact && project.metadataFile(task.artifact).value
  const words = taskCommand(task, schedule, project.configuration, metadata)
  const { retries } = task.scheduling
  return {
    id: fullTaskId(task),
    kind: task.kind,
    ...(task.artifact && { table: artifactName(task.artifact) }),
    ...(words && { command: shellCommand(words) }),
    after: task.waits
      .filter(({ offset }) => offset === undefined)
      .map(waitedTask)
      .sort(),
    waits: task.waits
      .filter(({ offset }) => offset !== undefined)
      .map((wait) => ({ dag: wait.dag, task: waitedTask(wait), delta: deltaOf(wait) }))
      .sort((left, right) => (`${left.dag} ${left.task}` < `${right.dag} ${right.task}` ? -1 : 1)),
    ...(retries !== undefined && { retries }),
  }
}

function waitedTask({ task, group }: Wait): string {
  return fullTaskId({ id: task, ...(group !== undefined && { group }) })
}

function deltaOf({ offset }: Wait): string {
  if (offset?.kind !== 'constant') return 'varies'
  return formatTimeSpan(offset.seconds)
}

/**
 * Plans the job that a query's task runs for an interval, as JSON: destination with its partition, parameters, and more.
 *
 * @returns a function that gives undefined for other tasks, and throws what `planRun` throws
 */
export function jobsOfTasks(
  project: Project,
): (task: Task, interval: DataInterval) => Readonly<Record<string, unknown>> | undefined {
  const options = { upstreamOf: upstreamOf(project) }
  return ({ kind, artifact }, interval) =>
    kind === 'query' && artifact?.kind === 'table'
      ? explainJob(planRun(artifact, interval, project, options))
      : undefined
}

/** Any day: only what it is the same for is compared. */
export const COMPARED_DAY = parseInterval('2024-01-02/P1D')
