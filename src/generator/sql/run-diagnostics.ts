import { type Diagnostic, DiagnosticsError } from '../../errors.ts'
import { SqlError } from '../../googlesql/sql-error.ts'
import type { TableDefinition } from '../project/artifact.ts'
import type { Project } from '../project/project.ts'
import { renderArtifact } from './render.ts'
import { sqlDiagnostic } from './sql-diagnostic.ts'

/** A failed run's error at its place in the table's template; undefined where the error is of another kind. */
export function runDiagnostics(
  error: unknown,
  table: TableDefinition,
  project: Project,
): readonly Diagnostic[] | undefined {
  if (error instanceof DiagnosticsError) return error.diagnostics
  return error instanceof SqlError ? [sqlDiagnostic(error, renderArtifact(project, table), project)] : undefined
}
