import { artifactName, type ViewDefinition } from '../project/artifact.ts'
import type { DagDefinition } from '../project/dags-file.ts'
import type { Metadata } from '../project/metadata.ts'
import type { Project } from '../project/project.ts'
import { tablesRead } from './reads.ts'
import type { TaskProblem } from './task-problem.ts'

/**
 * The DAG that writes a view's files: the one its metadata name, else that of the tables behind it. A view over tables that
 * nothing schedules is not exported by a DAG.
 */
export function exportDag(
  view: ViewDefinition,
  { scheduling }: Metadata,
  project: Project,
  report: (problem: TaskProblem) => void,
): DagDefinition | undefined {
  if (scheduling.dagName !== undefined) return project.dags.get(scheduling.dagName)
  const names = new Set(
    tablesRead(view, project, 'bqetl').flatMap(({ reference }) => {
      const table = project.find(reference)
      return (table && project.metadata(table).scheduling.dagName) ?? []
    }),
  )
  if (names.size > 1) report(severalDags(view, [...names].sort()))
  return names.size === 1 ? project.dags.get([...names][0]!) : undefined
}

function severalDags(view: ViewDefinition, names: readonly string[]): TaskProblem {
  return {
    severity: 'error',
    code: 'export-without-dag',
    message: `${artifactName(view)} is exported, and the tables behind it are filled by several DAGs: ${names.join(', ')}`,
    path: `${view.folder}/metadata.yaml`,
    at: ['export'],
    hint: 'say which of them exports it: scheduling.dag_name',
  }
}
