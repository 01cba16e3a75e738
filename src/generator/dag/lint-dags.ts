import type { Diagnostic } from '../../errors.ts'
import type { Project } from '../project.ts'
import { type DeltaJudgement, judgeDelta } from '../schedule/explicit-delta.ts'
import { formatTimeSpan } from '../schedule/time-span.ts'
import { buildDags } from './build-dags.ts'
import type { Dag, Task, Wait } from './model.ts'

/** Everything that is wrong with the DAGs of a project, or could be better: what generating them refuses, and sensors that wait in vain. */
export function lintDags(project: Project, names: readonly string[]): readonly Diagnostic[] {
  const { dags, diagnostics } = buildDags(project, 'bqetl')
  const ofDeltas = dags
    .filter(({ definition }) => names.length === 0 || names.includes(definition.name))
    .flatMap((dag) => dag.tasks.flatMap((task) => task.waits.flatMap((wait) => deltaProblem(wait, task, dag))))
  return [...project.dagsFile.diagnostics, ...diagnostics, ...ofDeltas]
}

/** Deltas that bqetl finds by itself are right; those that somebody wrote may not be. */
function deltaProblem(wait: Wait, task: Task, dag: Dag): Diagnostic[] {
  const { offset, explicit, schedule } = wait
  if (!explicit || offset?.kind !== 'constant' || schedule === undefined) return []
  const judgement = judgeDelta(schedule, dag.schedule, offset.seconds)
  if (judgement.kind === 'meets') return []
  const { severity, code, what } = verdict(judgement)
  return [
    {
      severity,
      code,
      message: `${task.id} waits for ${wait.dag}.${wait.task} with an execution_delta of ${formatTimeSpan(offset.seconds)}: ${what}`,
      ...task.place,
      hint: 'leave execution_delta out; bqetl finds the newest run that is complete',
    },
  ]
}

function verdict(
  judgement: Exclude<DeltaJudgement, { kind: 'meets' }>,
): Pick<Diagnostic, 'severity' | 'code'> & { what: string } {
  if (judgement.kind === 'never')
    return { severity: 'error', code: 'delta-never-meets', what: 'there is never such a run' }
  const { logicalDate, awaited } = judgement
  if (judgement.kind === 'sometimes') {
    const what = `the run of ${logicalDate} waits for one of ${awaited}, which there is not`
    return { severity: 'error', code: 'delta-never-meets', what }
  }
  const what = `the run of ${logicalDate} waits for that of ${awaited}, though that of ${judgement.newest} is complete too`
  return { severity: 'warning', code: 'delta-older-run', what }
}
