import type { Diagnostic } from '../../errors.ts'
import { type ResultField, resultField } from '../../googlesql/result-field.ts'
import { artifactName, formatTableReference } from '../project/artifact.ts'
import { selectArtifacts } from '../project/names.ts'
import type { Project } from '../project/project.ts'
import { analyzeArtifact } from '../sql/analyze-artifact.ts'
import { parameterTypes } from '../sql/artifact-parameters.ts'
import { renderedCatalog } from '../sql/rendered-catalog.ts'
import { checkDiagnostics } from './checks.ts'

export interface ArtifactDryRun {
  readonly name: string
  readonly diagnostics: readonly Diagnostic[]
  /** Columns of the last query; absent where there are errors, or no query. */
  readonly schema?: readonly ResultField[]
  /** Full names of the tables and views that the text itself names, sorted. */
  readonly references: readonly string[]
}

/** @throws {UsageError} a NAME that matches nothing */
export function dryRunArtifacts(project: Project, names: readonly string[]): readonly ArtifactDryRun[] {
  const catalog = renderedCatalog(project)
  const artifacts = selectArtifacts(project, names).filter((artifact) => artifact.path?.endsWith('.sql'))
  return artifacts.map((artifact) => {
    const { diagnostics, analysis } = analyzeArtifact(artifact, project, catalog, parameterTypes(artifact, project))
    const direct = (analysis?.references ?? []).filter(({ through }) => through === undefined)
    const references = [...new Set(direct.map(({ reference }) => formatTableReference(reference)))].sort()
    const schema = analysis?.output?.map(({ name, column }) => resultField(name, column.type))
    const inChecks = checkDiagnostics(artifact, project, catalog)
    return {
      name: artifactName(artifact),
      diagnostics: [...diagnostics, ...inChecks],
      references,
      ...(schema && { schema }),
    }
  })
}
