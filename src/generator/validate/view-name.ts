import type { Diagnostic } from '../../errors.ts'
import { SqlError } from '../../googlesql/sql-error.ts'
import { artifactName } from '../project/artifact.ts'
import type { Project } from '../project/project.ts'
import type { ArtifactAnalysis } from '../sql/analyze-artifact.ts'
import { sqlDiagnostic } from '../sql/sql-diagnostic.ts'

/** A `view.sql` that defines a view of another name than its folder's; deployed, it would replace that one. */
export function viewNameDiagnostics({ artifact, analysis }: ArtifactAnalysis, project: Project): readonly Diagnostic[] {
  if (artifact.kind !== 'view' || analysis === undefined) return []
  const { rendered, script } = analysis
  const view = script.statements.findLast((statement) => statement.kind === 'createView')
  if (view === undefined) return []
  const [table, dataset] = view.path.names.map(({ name }) => name).reverse()
  const own = artifact.reference
  if (table === own.table && (dataset === undefined || dataset === own.dataset)) return []
  const message = `the folder is that of ${artifactName(artifact)}, but the view is called ${[dataset, table].filter(Boolean).join('.')}`
  const error = new SqlError('view-name', message, view.path, { hint: 'rename one of them' })
  return [sqlDiagnostic(error, rendered, project)]
}
