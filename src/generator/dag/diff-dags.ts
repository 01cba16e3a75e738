import { DiagnosticsError } from '../../errors.ts'
import type { Project } from '../project/project.ts'
import { buildDags } from './build-dags.ts'
import { COMPARED_DAY, type DagDescription, describeDag, jobsOfTasks, type TaskDescription } from './describe-dag.ts'
import { type Dag, fullTaskId } from './model.ts'

/** One thing that two revisions of DAGs differ in. */
export interface DagDifference {
  readonly dag: string
  /** Absent where it is about the DAG itself. */
  readonly task?: string
  readonly kind: 'added' | 'removed' | 'changed'
  /** Of `changed`: which property. */
  readonly what?: string
  readonly before?: unknown
  readonly after?: unknown
}

/**
 * What DAGs of one project mean otherwise than those of another: tasks, edges, commands, parameters. In order of name.
 *
 * @throws {DiagnosticsError} DAGs that are wrong mean nothing
 */
export function diffDags(before: Project, after: Project): readonly DagDifference[] {
  const now = meanings(after)
  const old = asOf(before, () => meanings(before))
  return [...new Set([...old.keys(), ...now.keys()])]
    .sort()
    .flatMap((name) => diffOf(name, old.get(name), now.get(name)))
}

/** Places in the other revision must not be looked up in the files of this one. */
function asOf<T>({ source }: Project, find: () => T): T {
  try {
    return find()
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error
    throw new DiagnosticsError(error.diagnostics.map((each) => ({ ...each, path: `${source.name}: ${each.path}` })))
  }
}

interface Meaning extends Omit<DagDescription, 'tasks'> {
  readonly tasks: ReadonlyMap<string, TaskMeaning>
}

interface TaskMeaning extends TaskDescription {
  readonly destination?: unknown
  readonly parameters?: unknown
}

function meanings(project: Project): ReadonlyMap<string, Meaning> {
  const jobOf = jobsOfTasks(project)
  return new Map(
    soundDags(project).map((dag) => {
      const described = describeDag(dag, project)
      const jobs = new Map(dag.tasks.map((task) => [fullTaskId(task), () => jobOf(task, COMPARED_DAY)]))
      const tasks = described.tasks.map((task) => [task.id, { ...task, ...planned(jobs.get(task.id)!) }] as const)
      return [described.name, { ...described, tasks: new Map(tasks) }]
    }),
  )
}

function soundDags(project: Project): readonly Dag[] {
  const { dags, diagnostics } = buildDags(project, 'bqetl')
  const errors = [...project.dagsFile.diagnostics, ...diagnostics].filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new DiagnosticsError(errors)
  return dags
}

/** What cannot be planned is compared by the rest. */
function planned(job: () => Readonly<Record<string, unknown>> | undefined): Partial<TaskMeaning> {
  try {
    const { destination, parameters } = job() ?? {}
    return { destination, parameters }
  } catch {
    return {}
  }
}

function diffOf(dag: string, before: Meaning | undefined, after: Meaning | undefined): readonly DagDifference[] {
  if (before === undefined || after === undefined) return [{ dag, kind: before === undefined ? 'added' : 'removed' }]
  const ids = [...new Set([...before.tasks.keys(), ...after.tasks.keys()])].sort()
  return [
    ...changes(dag, undefined, { ...before, tasks: null }, { ...after, tasks: null }),
    ...ids.flatMap((task): readonly DagDifference[] => {
      const [old, now] = [before.tasks.get(task), after.tasks.get(task)]
      if (old === undefined || now === undefined) return [{ dag, task, kind: old === undefined ? 'added' : 'removed' }]
      return changes(dag, task, old, now)
    }),
  ]
}

function changes(dag: string, task: string | undefined, before: object, after: object): DagDifference[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return keys.flatMap((what) => {
    const [old, now] = [before, after].map((side) => (side as Readonly<Record<string, unknown>>)[what])
    if (JSON.stringify(old) === JSON.stringify(now)) return []
    return [
      {
        dag,
        ...(task !== undefined && { task }),
        kind: 'changed' as const,
        what,
        before: old ?? null,
        after: now ?? null,
      },
    ]
  })
}
