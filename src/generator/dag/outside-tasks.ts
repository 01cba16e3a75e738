import { defaultScheduling } from '../project/scheduling.ts'
import type { DraftTask } from './draft-tasks.ts'

/** Airflow's name of a Fivetran sync. */
export function fivetranTaskId(id: string): string {
  return `${id}_task`
}

/** The tasks that start a Fivetran sync or wait for a table outside, which tasks of their DAG ask for; each once. */
export function outsideTasks(task: DraftTask): readonly DraftTask[] {
  if (task.kind !== 'query' && task.kind !== 'python') return []
  const { dependsOnFivetran, dependsOnTablesExisting, dependsOnTablePartitionsExisting } = task.scheduling
  const own = { dag: task.dag, place: task.place, owner: task.owner, email: [], partitionOffset: 0 }
  return [
    ...dependsOnFivetran.map(
      ({ taskId, triggerRule, dependsOn }): DraftTask => ({
        ...own,
        id: fivetranTaskId(taskId),
        kind: 'fivetran',
        scheduling: { ...defaultScheduling(), dependsOn, ...(triggerRule !== undefined && { triggerRule }) },
      }),
    ),
    ...[...dependsOnTablesExisting, ...dependsOnTablePartitionsExisting].map(
      (sensor): DraftTask => ({
        ...own,
        id: sensor.taskId,
        kind: 'table-sensor',
        sensor,
        scheduling: defaultScheduling(),
      }),
    ),
  ]
}
