import type { Project } from '../project/project.ts'
import { taskInterval } from '../schedule/task-interval.ts'
import type { Dag } from './model.ts'
import type { TaskProblem } from './task-problem.ts'

/** Tables with hourly partitions whose DAG runs for longer than an hour: a run writes one partition, so that each would fail. */
export function partitionProblems({ definition, schedule, tasks }: Dag, project: Project): TaskProblem[] {
  const interval = taskInterval(schedule)
  if (interval.kind === 'interval' && interval.minutes <= 60) return []
  return tasks.flatMap(({ kind, artifact, place, id }): TaskProblem[] => {
    if (kind !== 'query' || artifact === undefined) return []
    if (project.metadata(artifact).timePartitioning?.unit !== 'HOUR') return []
    return [
      {
        severity: 'error',
        code: 'run-longer-than-partition',
        message: `${id} writes partitions of an hour, but ${definition.name} (${definition.scheduleInterval}) runs for longer`,
        ...place,
        at: ['bigquery', 'time_partitioning', 'type'],
        hint: 'put it into a DAG that runs every hour, or partition the table by day',
      },
    ]
  })
}
