import type { Diagnostic } from '../../errors.ts'
import type { DagDefinition } from '../project/dags-file.ts'
import type { Project } from '../project/project.ts'
import { nextRun, runAtOrBefore } from '../schedule/runs.ts'
import { readCalendarDate, timeOfDate } from '../time/calendar-date.ts'
import { timeMs, utcTime } from '../time/utc-time.ts'
import { awaitedOf } from './explain-run.ts'
import type { Dag, Task, Wait } from './model.ts'

/** Sensors of a DAG whose awaited runs are not there because the other DAG has ended, or has not begun. */
export function lifetimeProblems(dag: Dag, project: Project): readonly Diagnostic[] {
  return dag.tasks.flatMap((task) =>
    task.waits.flatMap((wait) => {
      const other = project.dags.get(wait.dag)
      const problem = other && wait.offset && problemOf(wait, dag, other)
      return problem === undefined ? [] : [diagnostic(problem, wait, task)]
    }),
  )
}

type Problem = Pick<Diagnostic, 'severity' | 'code' | 'hint'> & { readonly what: string }

function problemOf(wait: Wait, dag: Dag, other: DagDefinition): Problem | undefined {
  const { startDate, endDate } = dag.definition.defaultArguments
  const first = nextRun(dag.schedule, dayMs(startDate) - 1)
  const last = endDate === undefined ? Number.POSITIVE_INFINITY : runAtOrBefore(dag.schedule, dayMs(endDate))
  const awaitedAt = (ms: number | undefined): number =>
    ms === undefined || ms === Number.POSITIVE_INFINITY ? (ms ?? Number.NaN) : awaitedMs(wait, dag, ms)
  return endProblem(awaitedAt(first), awaitedAt(last), dag, other) ?? startProblem(awaitedAt(first), dag, other)
}

function endProblem(first: number, last: number, { definition }: Dag, other: DagDefinition): Problem | undefined {
  const { endDate } = other.defaultArguments
  if (endDate === undefined || !(last > dayMs(endDate))) return undefined
  const isNever = first > dayMs(endDate)
  return {
    severity: isNever ? 'error' : 'warning',
    code: 'upstream-ends',
    what: `${other.name} ends on ${endDate}, ${isNever ? `before ${definition.name} begins` : `and ${definition.name} waits for later runs`}`,
    hint: `let ${definition.name} end too, or ${other.name} go on`,
  }
}

/** Only where runs of the past are made up for; else the first run is that of the day when the DAG is switched on. */
function startProblem(first: number, { definition }: Dag, other: DagDefinition): Problem | undefined {
  const { startDate } = other.defaultArguments
  if (!definition.catchup || !(first < dayMs(startDate))) return undefined
  return {
    severity: 'warning',
    code: 'upstream-begins-later',
    what: `${definition.name} makes up for runs since ${definition.defaultArguments.startDate}, and ${other.name} begins on ${startDate} only`,
    hint: `give ${definition.name} a later start_date, or ${other.name} an earlier one and catchup`,
  }
}

function awaitedMs(wait: Wait, dag: Dag, logicalDateMs: number): number {
  const awaited = awaitedOf(wait, dag, utcTime(logicalDateMs))
  return awaited === null ? Number.NaN : timeMs(awaited)
}

/** Not a number where the text is no date, which is told with dags.yaml. */
function dayMs(text: string): number {
  const date = readCalendarDate(text)
  return date === undefined ? Number.NaN : timeOfDate(date)
}

function diagnostic({ severity, code, what, hint }: Problem, wait: Wait, { id, place }: Task): Diagnostic {
  const message = `${id} waits for ${wait.dag}.${wait.task} in vain: ${what}`
  return { severity, code, message, ...place, ...(hint !== undefined && { hint }) }
}
