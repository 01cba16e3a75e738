import type { Diagnostic } from '../../errors.ts'
import type { Artifact, DatasetDefinition } from '../project/artifact.ts'
import type { Loaded } from '../project/loaded.ts'
import type { Metadata } from '../project/metadata.ts'
import { matchesPath } from '../project/path-pattern.ts'
import type { Project } from '../project/project.ts'
import { editDistance } from '../spelling.ts'
import { diagnosticAt } from '../yaml/diagnostic.ts'
import { parseYaml } from '../yaml/file.ts'
import { nodeNear } from '../yaml/node.ts'
import { checkBackfills } from './backfill.ts'
import { checkDataset } from './dataset.ts'
import { METADATA_RULES } from './metadata-rules.ts'

/** Everything wrong with the YAML files of these artifacts; of all, and of datasets and DAGs, without `artifacts`. */
export function collectProjectDiagnostics(project: Project, artifacts?: readonly Artifact[]): readonly Diagnostic[] {
  const chosen = artifacts ?? [...project.tables, ...project.views, ...project.routines]
  const own = chosen.flatMap((artifact) => artifactDiagnostics(project, artifact))
  if (artifacts) return own
  const ofDatasets = project.datasets.flatMap((dataset) => datasetDiagnostics(project, dataset))
  return [...project.dagsFile.diagnostics, ...ofDatasets, ...own]
}

function artifactDiagnostics(project: Project, artifact: Artifact): readonly Diagnostic[] {
  const schema = artifact.kind === 'routine' ? undefined : project.schemaFile(artifact)
  return [
    ...metadataDiagnostics(project, artifact),
    ...(schema?.diagnostics ?? []),
    ...(artifact.files.includes('backfill.yaml') ? checkBackfills(project, artifact) : []),
    ...misnamedFiles(artifact, ARTIFACT_FILES),
  ]
}

/** Everything wrong with an artifact's `metadata.yaml` alone. */
export function metadataDiagnostics(project: Project, artifact: Artifact): readonly Diagnostic[] {
  const metadata = project.metadataFile(artifact)
  return [...metadata.diagnostics, ...brokenRules(project, artifact, metadata)]
}

/** A file that cannot be read breaks no rule. */
function brokenRules(
  project: Project,
  artifact: Artifact,
  { value: metadata, diagnostics }: Loaded<Metadata>,
): Diagnostic[] {
  const path = `${artifact.folder}/metadata.yaml`
  const isSkipped = project.configuration.metadataValidationSkip.some((pattern) => matchesPath(path, pattern))
  const isUnreadable = diagnostics.some(({ severity, code }) => severity === 'error' && code.startsWith('yaml-'))
  if (isSkipped || isUnreadable || !artifact.files.includes('metadata.yaml')) return []
  const file = lazily(() => parseYaml(project.source.read(path) ?? '', path))
  return METADATA_RULES.flatMap(({ code, severity, check }) =>
    [...check({ project, artifact, metadata })].map(({ at, message, hint }) =>
      diagnosticAt(file(), nodeNear(file().root, at), { severity, code, message, ...(hint !== undefined && { hint }) }),
    ),
  )
}

function datasetDiagnostics(project: Project, dataset: DatasetDefinition): readonly Diagnostic[] {
  const loaded = project.datasetMetadataFile(dataset)
  const misnamed = misnamedFiles(dataset, ['dataset_metadata.yaml'])
  if (!dataset.files.includes('dataset_metadata.yaml')) return [...loaded.diagnostics, ...misnamed]
  return [...loaded.diagnostics, ...checkDataset(project, dataset, loaded), ...misnamed]
}

const ARTIFACT_FILES = [
  'query.sql',
  'script.sql',
  'query.py',
  'view.sql',
  'materialized_view.sql',
  'udf.sql',
  'stored_procedure.sql',
  'metadata.yaml',
  'schema.yaml',
  'checks.sql',
  'bigconfig.yml',
  'backfill.yaml',
  'data.csv',
]

/** A file whose name is nearly one that means something is read by nobody. */
function misnamedFiles({ folder, files }: Artifact | DatasetDefinition, known: readonly string[]): Diagnostic[] {
  return files.flatMap((file) => {
    const meant = known.includes(file)
      ? undefined
      : known.find((name) => editDistance(file, name, 2) <= 2 && !files.includes(name))
    if (meant === undefined) return []
    const message = `${file} is not read: is ${meant} meant?`
    return [
      { severity: 'warning', code: 'misnamed-file', message, path: `${folder}/${file}`, hint: `rename it to ${meant}` },
    ]
  })
}

function lazily<T extends object>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
