import type { Diagnostic } from '../../errors.ts'
import type { Project } from '../project/project.ts'
import { diagnosticAt } from '../yaml/diagnostic.ts'
import { parseYaml } from '../yaml/file.ts'
import { nodeNear } from '../yaml/node.ts'

/** What is wrong with a task; where it names a file without a line, that is the metadata of its table. */
export interface TaskProblem extends Diagnostic {
  /** Keys down to what is wrong in it. Absent: that the table is scheduled. */
  readonly at?: readonly (string | number)[]
}

/** The same with the line that it is about. */
export function placedProblem(
  { at = ['scheduling', 'dag_name'], ...problem }: TaskProblem,
  project: Project,
): Diagnostic {
  const text = project.source.read(problem.path)
  if (problem.line !== undefined || text === undefined || !problem.path.endsWith('/metadata.yaml')) return problem
  const file = parseYaml(text, problem.path)
  return diagnosticAt(file, nodeNear(file.root, at), problem)
}
