import { LONGEST_ID } from '../plan/task-id.ts'
import type { Dag, DagRules, Task } from './model.ts'
import { fullTaskId } from './model.ts'
import type { TaskProblem } from './task-problem.ts'

/** Ids that two tasks of a DAG have, and tasks that wait for each other, also through other DAGs. */
export function graphProblems(dags: readonly Dag[], rules: DagRules): readonly TaskProblem[] {
  return [...dags.flatMap(sameNames), ...(rules === 'bqetl' ? [...dags.flatMap(longNames), ...cycles(dags)] : [])]
}

function longNames({ tasks }: Dag): TaskProblem[] {
  return tasks.flatMap((task): TaskProblem[] => {
    const id = fullTaskId(task)
    if (id.length <= LONGEST_ID) return []
    const message = `Airflow takes no task ids of more than ${LONGEST_ID} letters: ${id}`
    const hint = 'give it a shorter scheduling.task_name or task_group'
    return [{ severity: 'error', code: 'long-task-id', message, ...task.place, at: ['scheduling', 'task_group'], hint }]
  })
}

function sameNames({ definition, tasks }: Dag): TaskProblem[] {
  const seen = new Map<string, Task>()
  return tasks.flatMap((task): TaskProblem[] => {
    const id = fullTaskId(task)
    const other = seen.get(id)
    seen.set(id, task)
    if (other === undefined) return []
    const message = `${definition.name} has two tasks ${id}: the other is that of ${other.place.path}`
    const hint = 'give one of them another scheduling.task_name'
    const key = task.scheduling.taskName === undefined ? 'dag_name' : 'task_name'
    return [{ severity: 'error', code: 'duplicate-task', message, ...task.place, at: ['scheduling', key], hint }]
  })
}

/** Waiting for an earlier run is no cycle: what a sensor with an offset above zero waits for is over already. */
function cycles(dags: readonly Dag[]): TaskProblem[] {
  const tasks = new Map(dags.flatMap((dag) => dag.tasks.map((task) => [nodeId(dag.definition.name, task.id), task])))
  const found: TaskProblem[] = []
  const state = new Map<string, 'open' | 'done'>()
  const visit = (id: string, path: readonly string[]): void => {
    const task = tasks.get(id)
    if (task === undefined || state.get(id) === 'done') return
    if (state.get(id) === 'open') {
      found.push(cycle([...path.slice(path.indexOf(id)), id], task))
      return
    }
    state.set(id, 'open')
    for (const wait of task.waits) if (isSameTime(wait)) visit(nodeId(wait.dag, wait.task), [...path, id])
    state.set(id, 'done')
  }
  for (const id of tasks.keys()) visit(id, [])
  return found
}

function isSameTime({ offset, explicit }: Task['waits'][number]): boolean {
  return !(explicit && offset?.kind === 'constant' && offset.seconds > 0)
}

function nodeId(dag: string, task: string): string {
  return `${dag}.${task}`
}

function cycle(path: readonly string[], { place }: Task): TaskProblem {
  return {
    severity: 'error',
    code: 'task-cycle',
    message: `tasks wait for each other: ${path.join(' → ')}`,
    ...place,
    hint: 'one of them must read an earlier run: name it under depends_on with an execution_delta, and the tables under referenced_tables',
  }
}
