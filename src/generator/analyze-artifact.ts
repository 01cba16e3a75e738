import { type Diagnostic, DiagnosticsError } from '../errors.ts'
import { analyzeScript, type ScriptAnalysis } from '../googlesql/analyze-script.ts'
import type { Catalog } from '../googlesql/catalog.ts'
import { parseScript } from '../googlesql/parse/parse.ts'
import { SqlError } from '../googlesql/sql-error.ts'
import type { Type } from '../googlesql/types.ts'
import type { Artifact } from './artifact.ts'
import { noStatement } from './no-statement.ts'
import type { Project } from './project.ts'
import { renderArtifact } from './render.ts'
import { sqlDiagnostic } from './sql-diagnostic.ts'

export interface ArtifactAnalysis {
  readonly artifact: Artifact
  readonly diagnostics: readonly Diagnostic[]
  /** Absent where there are errors. */
  readonly analysis?: ScriptAnalysis
}

/** An offline dry run of one artifact's SQL: rendered, parsed, every name and type resolved against the project's schemas. */
export function analyzeArtifact(
  artifact: Artifact,
  project: Project,
  catalog: Catalog,
  parameters: ReadonlyMap<string, Type>,
): ArtifactAnalysis {
  try {
    const rendered = renderArtifact(project, artifact)
    try {
      const own = artifact.kind === 'routine' ? artifact : artifact.reference
      const empty = noStatement(rendered)
      if (empty) return { artifact, diagnostics: [empty] }
      const script = parseScript(rendered.text)
      const options = { catalog: catalog.withDefaults(own.project, own.dataset), parameters }
      return { artifact, diagnostics: [], analysis: analyzeScript(script, rendered.text, options) }
    } catch (error) {
      if (!(error instanceof SqlError)) throw error
      return { artifact, diagnostics: [sqlDiagnostic(error, rendered, project)] }
    }
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error
    return { artifact, diagnostics: error.diagnostics }
  }
}
