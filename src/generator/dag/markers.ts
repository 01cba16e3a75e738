import { parseTimeSpan } from '../schedule/time-span.ts'
import type { DraftTask } from './draft-tasks.ts'
import { fullTaskId, type Marker, sensorId, type Wait } from './model.ts'

type WaitingTask = DraftTask & { readonly waits: readonly Wait[] }

/** For each task the tasks of other DAGs that wait for it, one of a DAG, then those that its metadata name. */
export function markersOf(tasks: readonly WaitingTask[]): (task: DraftTask) => readonly Marker[] {
  const waiting = new Map<string, Map<string, Marker>>()
  for (const task of tasks) {
    for (const wait of task.waits) {
      if (wait.offset === undefined || wait.dag === task.dag) continue
      const key = keyOf(wait.dag, fullTaskId({ id: wait.task, ...(wait.group !== undefined && { group: wait.group }) }))
      const markers = waiting.get(key) ?? new Map<string, Marker>()
      waiting.set(key, markers)
      if (!markers.has(task.dag)) markers.set(task.dag, markerOf(task.dag, wait))
    }
  }
  return (task) => [...[...(waiting.get(keyOf(task.dag, fullTaskId(task)))?.values() ?? [])], ...declaredMarkers(task)]
}

function keyOf(dag: string, task: string): string {
  return `${dag} ${task}`
}

function markerOf(dag: string, wait: Wait): Marker {
  const name = sensorId(wait)
  const seconds = wait.offset?.kind === 'constant' ? wait.offset.seconds : undefined
  return { dag, task: name, name, ...(seconds !== undefined && { seconds }) }
}

function declaredMarkers({ kind, scheduling }: DraftTask): Marker[] {
  if (kind !== 'query' && kind !== 'python') return []
  return scheduling.externalDownstreamTasks.map(({ dagName, taskId, taskGroup, executionDelta }) => ({
    dag: dagName,
    task: fullTaskId({ id: taskId, ...(taskGroup !== undefined && { group: taskGroup }) }),
    name: taskId,
    seconds: executionDelta === undefined ? 0 : (parseTimeSpan(executionDelta) ?? 0),
  }))
}
