import type { Diagnostic } from '../../errors.ts'
import type { Project } from '../project/project.ts'
import { type DeltaJudgement, judgeDelta } from '../schedule/explicit-delta.ts'
import { formatTimeSpan } from '../schedule/time-span.ts'
import { diagnosticAt } from '../yaml/diagnostic.ts'
import { parseYaml, type YamlFile } from '../yaml/file.ts'
import { entryOf, keyText, type YamlNode } from '../yaml/node.ts'
import { buildDags } from './build-dags.ts'
import { fileDiagnostics } from './generate-dags.ts'
import type { Dag, Task, Wait } from './model.ts'

/** Everything that is wrong with the DAGs of a project, or could be better: what generating them refuses, and sensors that wait in vain. */
export function lintDags(project: Project, names: readonly string[]): readonly Diagnostic[] {
  const { dags, diagnostics } = buildDags(project, 'bqetl')
  const chosen = dags.filter(({ definition }) => names.length === 0 || names.includes(definition.name))
  const ofDeltas = chosen.flatMap((dag) =>
    dag.tasks.flatMap((task) => task.waits.flatMap((wait) => deltaProblem(wait, task, dag, project))),
  )
  return [...fileDiagnostics(project, 'bqetl'), ...diagnostics, ...ofDeltas]
}

/** Deltas that bqetl finds by itself are right; those that somebody wrote may not be. */
function deltaProblem(wait: Wait, task: Task, dag: Dag, project: Project): Diagnostic[] {
  const { offset, explicit, schedule } = wait
  if (!explicit || offset?.kind !== 'constant' || schedule === undefined) return []
  const judgement = judgeDelta(schedule, dag.schedule, offset.seconds)
  // one that never names a run is told where the DAGs are built
  if (judgement.kind === 'meets' || judgement.kind === 'never') return []
  const { severity, code, what } = verdict(judgement)
  const delta = formatTimeSpan(offset.seconds)
  const message = `${task.id} waits for ${wait.dag}.${wait.task} with an execution_delta of ${delta}: ${what}`
  const hint = 'leave execution_delta out; bqetl finds the newest run that is complete'
  return [placed({ severity, code, message, hint }, wait, task, project)]
}

function verdict(
  judgement: Exclude<DeltaJudgement, { kind: 'meets' | 'never' }>,
): Pick<Diagnostic, 'severity' | 'code'> & { what: string } {
  const { logicalDate, awaited } = judgement
  if (judgement.kind === 'sometimes') {
    const what = `the run of ${logicalDate} waits for one of ${awaited}, which there is not`
    return { severity: 'error', code: 'delta-never-meets', what }
  }
  const what = `the run of ${logicalDate} waits for that of ${awaited}, though that of ${judgement.newest} is complete too`
  return { severity: 'warning', code: 'delta-older-run', what }
}

/** At the `execution_delta` of the metadata, where the file has it so. */
function placed(problem: Omit<Diagnostic, 'path'>, wait: Wait, { place }: Task, project: Project): Diagnostic {
  const file = parseYaml(project.source.read(place.path) ?? '', place.path)
  const node = deltaNode(file, wait)
  return node ? diagnosticAt(file, node, problem) : { ...problem, ...place }
}

function deltaNode({ root }: YamlFile, { dag, task }: Wait): YamlNode | undefined {
  const list = entryOf(entryOf(root, 'scheduling')?.value, 'depends_on')?.value
  const items = list?.kind === 'sequence' ? list.items : []
  const item = items.find((each) => textAt(each, 'dag_name') === dag && textAt(each, 'task_id') === task)
  return entryOf(item, 'execution_delta')?.value
}

function textAt(node: YamlNode, key: string): string | undefined {
  const value = entryOf(node, key)?.value
  return value?.kind === 'scalar' ? keyText(value) : undefined
}
