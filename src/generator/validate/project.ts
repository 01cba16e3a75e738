import type { Diagnostic } from '../../errors.ts'
import { selectArtifacts } from '../project/names.ts'
import type { Project } from '../project/project.ts'
import { analyzeArtifact } from '../sql/analyze-artifact.ts'
import { parameterTypes } from '../sql/artifact-parameters.ts'
import { renderedCatalog } from '../sql/rendered-catalog.ts'
import { checkDiagnostics } from './checks.ts'
import { exportDiagnostics } from './exports.ts'
import { nothingThere } from './nothing-there.ts'
import { outputDiagnostics } from './output-schema.ts'
import { viewNameDiagnostics } from './view-name.ts'

export interface Validation {
  /** How many artifacts were looked at. */
  readonly artifacts: number
  /** In order of path and line. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Every mistake that can be known offline: in YAML, in templates, in SQL; of the artifacts that `names` mean, or of all.
 *
 * @throws {UsageError} a NAME that matches nothing; a project without anything
 */
export function validateProject(project: Project, names: readonly string[]): Validation {
  const artifacts = selectArtifacts(project, names)
  if (names.length === 0 && artifacts.length === 0) throw nothingThere(project)
  const catalog = renderedCatalog(project)
  const inFiles = names.length === 0 ? project.diagnostics() : project.diagnostics(artifacts)
  const inSql = artifacts
    .filter((artifact) => artifact.path?.endsWith('.sql'))
    .flatMap((artifact) => {
      const analysis = analyzeArtifact(artifact, project, catalog, parameterTypes(artifact, project))
      return [
        ...analysis.diagnostics,
        ...outputDiagnostics(analysis, project),
        ...viewNameDiagnostics(analysis, project),
      ]
    })
  const inChecks = artifacts.flatMap((artifact) => checkDiagnostics(artifact, project, catalog))
  const inExports = artifacts.flatMap((artifact) => exportDiagnostics(artifact, project, catalog))
  return {
    artifacts: artifacts.length,
    diagnostics: withoutRepeats([...inFiles, ...inSql, ...inChecks, ...inExports])
      // the mistakes of that file stand here themselves
      .filter(({ code }) => names.length > 0 || code !== 'broken-schema')
      .map((diagnostic) =>
        isOutside(diagnostic, project) ? { ...diagnostic, severity: 'warning' as const } : diagnostic,
      )
      .sort(byPlace),
  }
}

const OUTSIDE = new Set(['unknown-table', 'no-schema', 'unknown-parameter'])

/**
 * A tree of mozilla/bigquery-etl cannot say what is filled, or given to a query, outside of it, so what it does not declare is
 * unknown, not wrong.
 */
export function isOutside({ code }: Diagnostic, { configuration }: Project): boolean {
  return configuration.isBigQueryEtl && OUTSIDE.has(code)
}

/** A broken view is told once, not once for each that reads it. */
function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const keyed = diagnostics.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic] as const)
  return [...new Map(keyed).values()]
}

function byPlace(left: Diagnostic, right: Diagnostic): number {
  if (left.path !== right.path) return left.path < right.path ? -1 : 1
  return (left.line ?? 0) - (right.line ?? 0) || (left.column ?? 0) - (right.column ?? 0)
}
