import { type Diagnostic, DiagnosticsError } from '../../errors.ts'
import { analyzeScript, type ScriptAnalysis } from '../../googlesql/analyze-script.ts'
import type { Catalog } from '../../googlesql/catalog.ts'
import { parseScript } from '../../googlesql/parse/parse.ts'
import { SqlError } from '../../googlesql/sql-error.ts'
import type { ScriptSyntax } from '../../googlesql/syntax.ts'
import type { Type } from '../../googlesql/types.ts'
import type { Artifact } from '../project/artifact.ts'
import type { Project } from '../project/project.ts'
import { noStatement } from './no-statement.ts'
import { type RenderedText, renderArtifact } from './render.ts'
import { sqlDiagnostic } from './sql-diagnostic.ts'

export interface ArtifactAnalysis {
  readonly artifact: Artifact
  readonly diagnostics: readonly Diagnostic[]
  /** Absent where there are errors. */
  readonly analysis?: AnalyzedText
}

/** What a text means, and what it was read as. */
export interface AnalyzedText extends ScriptAnalysis {
  readonly rendered: RenderedText
  readonly script: ScriptSyntax
}

/** An offline dry run of one artifact's SQL: rendered, parsed, every name and type resolved against the project's schemas. */
export function analyzeArtifact(
  artifact: Artifact,
  project: Project,
  catalog: Catalog,
  parameters: ReadonlyMap<string, Type>,
): ArtifactAnalysis {
  try {
    return { artifact, ...analyzeText(renderArtifact(project, artifact), artifact, project, catalog, parameters) }
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error
    return { artifact, diagnostics: error.diagnostics }
  }
}

/** The same of any text that stands in an artifact's folder. */
export function analyzeText(
  rendered: RenderedText,
  artifact: Artifact,
  project: Project,
  catalog: Catalog,
  parameters: ReadonlyMap<string, Type>,
): Omit<ArtifactAnalysis, 'artifact'> {
  const empty = noStatement(rendered)
  if (empty) return { diagnostics: [empty] }
  const own = artifact.kind === 'routine' ? artifact : artifact.reference
  const options = { catalog: catalog.withDefaults(own.project, own.dataset), parameters }
  const { script, error } = parsed(rendered.text)
  const analysis = script && { rendered, script, ...analyzeScript(script, rendered.text, options) }
  const errors = error ? [error] : (analysis?.errors ?? [])
  const diagnostics = errors.map((each) => sqlDiagnostic(each, rendered, project))
  return { diagnostics, ...(analysis && errors.length === 0 && { analysis }) }
}

function parsed(text: string): { readonly script?: ScriptSyntax; readonly error?: SqlError } {
  try {
    return { script: parseScript(text) }
  } catch (error) {
    if (!(error instanceof SqlError)) throw error
    return { error }
  }
}
