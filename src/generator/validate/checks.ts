import { type Diagnostic, DiagnosticsError } from '../../errors.ts'
import type { Catalog } from '../../googlesql/catalog.ts'
import { readChecks } from '../check/read-checks.ts'
import type { Artifact } from '../project/artifact.ts'
import type { Project } from '../project/project.ts'
import { analyzeText } from '../sql/analyze-artifact.ts'
import { parameterTypes } from '../sql/artifact-parameters.ts'

/** What is wrong with the checks of a table or view, found without running them. */
export function checkDiagnostics(artifact: Artifact, project: Project, catalog: Catalog): readonly Diagnostic[] {
  if (artifact.kind === 'routine') return []
  const parameters = parameterTypes(artifact, project)
  try {
    return readChecks(project, artifact).flatMap(
      (check) => analyzeText(check, artifact, project, catalog, parameters).diagnostics,
    )
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error
    return error.diagnostics
  }
}
