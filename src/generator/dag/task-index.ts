import { artifactName } from '../project/artifact.ts'
import type { DraftTask } from './draft-tasks.ts'
import type { DagRules } from './model.ts'

/** Finds tasks by what they fill and by their name. */
export interface TaskIndex {
  /** What has to succeed before a table can be read: its gates, or what fills it. */
  ready(table: string): readonly DraftTask[]
  /** What fills a table. */
  filling(table: string): DraftTask | undefined
  named(dag: string, task: string): DraftTask | undefined
  idsOf(dag: string): readonly string[]
}

/** @param tasks of all DAGs; where two fill one table, the first counts */
export function indexTasks(tasks: readonly DraftTask[], rules: DagRules): TaskIndex {
  const filling = new Map<string, DraftTask>()
  const gates = new Map<string, DraftTask[]>()
  const named = new Map(tasks.map((task) => [`${task.dag} ${task.id}`, task]))
  for (const task of tasks) {
    if (task.artifact?.kind !== 'table') continue
    const table = artifactName(task.artifact)
    if ((task.kind === 'query' || task.kind === 'python') && !filling.has(table)) filling.set(table, task)
    if (task.kind === 'check-fail' || task.kind === 'bigeye') {
      gates.set(table, [...(gates.get(table) ?? []), task])
    }
  }
  return {
    ready(table) {
      const guarding = gates.get(table) ?? []
      // there a Bigeye task takes the place of the check, so that nobody waits for the check
      const counted = rules === 'bigquery-etl' ? guarding.toSorted(bigeyeFirst).slice(0, 1) : guarding
      const main = filling.get(table)
      return counted.length > 0 || main === undefined ? counted : [main]
    },
    filling: (table) => filling.get(table),
    named: (dag, task) => named.get(`${dag} ${task}`),
    idsOf: (dag) => tasks.filter((task) => task.dag === dag).map(({ id }) => id),
  }
}

function bigeyeFirst(left: DraftTask, right: DraftTask): number {
  return Number(right.kind === 'bigeye') - Number(left.kind === 'bigeye')
}
