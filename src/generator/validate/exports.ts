import type { Diagnostic } from '../../errors.ts'
import type { Catalog } from '../../googlesql/catalog.ts'
import type { Artifact } from '../project/artifact.ts'
import type { ExportFile } from '../project/export-declaration.ts'
import type { Project } from '../project/project.ts'
import { analyzeArtifact } from '../sql/analyze-artifact.ts'
import { exportParameterTypes } from '../sql/artifact-parameters.ts'

/** What is wrong with the queries of an artifact's export, and with how their columns fit the names of the files. */
export function exportDiagnostics(artifact: Artifact, project: Project, catalog: Catalog): readonly Diagnostic[] {
  const files = project.metadataFile(artifact).value.export?.files ?? []
  return files.flatMap((file) =>
    file.queryPath === undefined ? [] : queryDiagnostics(artifact, file, project, catalog),
  )
}

function queryDiagnostics(
  artifact: Artifact,
  file: ExportFile,
  project: Project,
  catalog: Catalog,
): readonly Diagnostic[] {
  const path = file.queryPath!
  if (project.source.read(path) === undefined) {
    const message = `export: there is no file ${path}`
    return [{ severity: 'error', code: 'no-such-file', message, path: `${artifact.folder}/metadata.yaml` }]
  }
  const types = exportParameterTypes(artifact, project)
  const { diagnostics, analysis } = analyzeArtifact({ ...artifact, path }, project, catalog, types)
  const columns = analysis?.output?.map(({ name }) => name)
  return columns === undefined ? diagnostics : [...diagnostics, ...columnDiagnostics(file, columns, path)]
}

function columnDiagnostics({ name, format }: ExportFile, columns: readonly string[], path: string): Diagnostic[] {
  const known = new Set(columns.map((column) => column.toLowerCase()))
  const wanted = new Set([...name.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!.toLowerCase()))
  const missing = [...wanted].find((column) => !known.has(column))
  if (missing !== undefined) {
    const message = `the file name "${name}" needs {${missing}}, which is no column of this query`
    return [{ severity: 'error', code: 'unknown-column', message, path }]
  }
  const rest = columns.length - wanted.size
  if (format === 'document' ? rest === 1 : rest > 0) return []
  const message = `"${name}" needs ${format === 'document' ? 'one column' : 'columns'} besides those of its name, not ${rest}`
  return [{ severity: 'error', code: 'export-columns', message, path }]
}
