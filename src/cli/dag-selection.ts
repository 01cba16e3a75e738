import { DiagnosticsError, UsageError } from '../errors.ts'
import { buildDags } from '../generator/dag/build-dags.ts'
import type { Dag } from '../generator/dag/model.ts'
import { unknownDag } from '../generator/project/dags-edit.ts'
import type { Project } from '../generator/project/project.ts'

/**
 * The DAGs of these names; all that have tasks without names.
 *
 * @throws {UsageError} a name that dags.yaml has not, or a DAG without tasks
 * @throws {DiagnosticsError} what is wrong with the DAGs
 */
export function chosenDags(project: Project, names: readonly string[]): readonly Dag[] {
  for (const name of names) if (!project.dags.has(name)) throw unknownDag(name, project.dags.keys())
  const { dags, diagnostics } = buildDags(project, 'bqetl')
  const errors = [...project.dagsFile.diagnostics, ...diagnostics].filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new DiagnosticsError(errors)
  if (names.length === 0) return dags
  return names.map((name) => {
    const found = dags.find(({ definition }) => definition.name === name)
    if (found) return found
    throw new UsageError('no-tasks', `the DAG ${name} has no tasks`, {
      hint: 'name it under scheduling.dag_name in the metadata.yaml of a table',
    })
  })
}
