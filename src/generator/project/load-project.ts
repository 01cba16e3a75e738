import type { Diagnostic } from '../../errors.ts'
import { DiagnosticsError } from '../../errors.ts'
import type { TableReference } from '../../googlesql/catalog.ts'
import { collectProjectDiagnostics } from '../validate/files.ts'
import { checkShape, type FileShape } from '../validate/shape.ts'
import { isReadable, parseYaml, type YamlFile } from '../yaml/file.ts'
import { includeResolver } from '../yaml/include-tags.ts'
import { toValue, type YamlValue } from '../yaml/node.ts'
import type { Artifact, DatasetDefinition, RoutineDefinition, TableDefinition, ViewDefinition } from './artifact.ts'
import { readArtifactTree } from './artifact-tree.ts'
import { loadDags } from './dags-file.ts'
import { readDatasetMetadata } from './dataset-metadata.ts'
import { type FileSource, readTemplate } from './file-source.ts'
import type { Loaded } from './loaded.ts'
import { readMetadata } from './metadata.ts'
import type { Project } from './project.ts'
import { type ProjectConfiguration, readProjectConfiguration } from './project-configuration.ts'
import { loadSchema } from './schema-file.ts'

/**
 * Loads a project: lists its files at once, reads each when it is asked for. Files that are wrong are no failure here:
 * see `Project.diagnostics`.
 *
 * @throws {DiagnosticsError} when `bqetl_project.yaml` itself is wrong
 */
export function loadProject(source: FileSource): Project {
  const configuration = requireSound(loadConfiguration(source))
  const tree = readArtifactTree(source.list(configuration.sqlFolder), configuration.sqlFolder, configuration.projectId)
  const tables = new Map([...tree.views, ...tree.tables].map((artifact) => [nameKey(artifact.reference), artifact]))
  const routines = new Map(
    tree.routines.map((routine) => [routineKey(routine.project, routine.dataset, routine.name), routine]),
  )
  const find = (reference: TableReference) =>
    findWithAliases(reference, configuration, (full) => tables.get(nameKey(full)))

  const resolveIncludes = includeResolver({
    file: (path) => readYaml(source, path),
    schemaPath: (name) => schemaPath(find(splitName(name))),
  })
  const dags = memo(() => loadDags(readYaml(source, 'dags.yaml')))
  const metadataFile = memoBy((artifact: Artifact) => loadMetadata(source, artifact))
  const datasetFile = memoBy((dataset: DatasetDefinition) => loadDatasetMetadata(source, dataset))
  const schemaFile = memoBy((artifact: TableDefinition | ViewDefinition) => {
    const path = schemaPath(artifact)
    const file = path === undefined ? undefined : readYaml(source, path)
    return file && loadSchema(resolveIncludes(file))
  })

  const project: Project = {
    source,
    configuration,
    ...tree,
    get dags() {
      return dags().value
    },
    get dagsFile() {
      return dags()
    },
    find,
    findRoutine: (projectId, dataset, name) => findRoutine(routines, configuration, projectId, dataset, name),
    metadata: (artifact) => requireSound(metadataFile(artifact)),
    metadataFile,
    datasetMetadata: (dataset) => requireSound(datasetFile(dataset)),
    datasetMetadataFile: datasetFile,
    schema: (artifact) => {
      const loaded = schemaFile(artifact)
      return loaded && requireSound(loaded)
    },
    schemaFile,
    sqlText: (artifact) => readSql(source, artifact),
    diagnostics: (artifacts) => collectProjectDiagnostics(project, artifacts),
  }
  return project
}

const METADATA_FILE = 'metadata.yaml'
const DATASET_FILE = 'dataset_metadata.yaml'
const SCHEMA_FILE = 'schema.yaml'

/** Reads a YAML file of the project, without resolving includes; undefined where it is absent. */
export function readYaml(source: FileSource, path: string): YamlFile | undefined {
  const text = source.read(path)
  if (text === undefined) return undefined
  const [file, misread] = [parseYaml(text, path), source.misread?.(path)]
  return misread ? { ...file, diagnostics: [misread] } : file
}

function loadConfiguration(source: FileSource): Loaded<ProjectConfiguration> {
  return load(readYaml(source, 'bqetl_project.yaml'), 'project', readProjectConfiguration)
}

function loadMetadata(source: FileSource, artifact: Artifact): Loaded<ReturnType<typeof readMetadata>> {
  const file = artifact.files.includes(METADATA_FILE)
    ? readYaml(source, `${artifact.folder}/${METADATA_FILE}`)
    : undefined
  return load(file, 'metadata', (value) => readMetadata(value, artifact))
}

function loadDatasetMetadata(
  source: FileSource,
  dataset: DatasetDefinition,
): Loaded<ReturnType<typeof readDatasetMetadata>> {
  const file = dataset.files.includes(DATASET_FILE) ? readYaml(source, `${dataset.folder}/${DATASET_FILE}`) : undefined
  return load(file, 'dataset', (value) => readDatasetMetadata(value, dataset.dataset))
}

/** The file's form, then its shape; an absent file reads as null and is right. */
function load<T>(file: YamlFile | undefined, shape: FileShape, read: (value: YamlValue) => T): Loaded<T> {
  if (file === undefined) return { value: read(null), diagnostics: [] }
  const shapeDiagnostics = isReadable(file) ? checkShape(shape, file, file.root) : []
  return { value: read(toValue(file.root)), diagnostics: [...file.diagnostics, ...shapeDiagnostics] }
}

function schemaPath(artifact: TableDefinition | ViewDefinition | undefined): string | undefined {
  return artifact?.files.includes(SCHEMA_FILE) ? `${artifact.folder}/${SCHEMA_FILE}` : undefined
}

function readSql(source: FileSource, artifact: Artifact): string {
  const text = artifact.path === undefined ? undefined : readTemplate(source, artifact.path)
  if (text !== undefined) return text
  const message = artifact.path === undefined ? 'nothing here fills the table' : `there is no file ${artifact.path}`
  throw new DiagnosticsError([
    { severity: 'error', code: 'no-such-file', message, path: artifact.path ?? artifact.folder },
  ])
}

/** @throws {DiagnosticsError} */
function requireSound<T>({ value, diagnostics }: Loaded<T>): T {
  const errors: readonly Diagnostic[] = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new DiagnosticsError(errors)
  return value
}

// ---------------------------------------------------------------- names

function nameKey({ project, dataset, table }: TableReference): string {
  return `${project}.${dataset}.${table}`
}

function routineKey(project: string, dataset: string, name: string): string {
  return `${project}.${dataset}.${name}`.toLowerCase()
}

/** `project.dataset.table`; a name of another form names nothing. */
function splitName(name: string): TableReference {
  const [project = '', dataset = '', table = ''] = name.split('.')
  return { project, dataset, table }
}

/** As written first, then with the project that the written one is an alias of. */
function findWithAliases<T>(
  reference: TableReference,
  { projectAliases }: ProjectConfiguration,
  find: (reference: TableReference) => T | undefined,
): T | undefined {
  const found = find(reference)
  const project = Object.hasOwn(projectAliases, reference.project) ? projectAliases[reference.project] : undefined
  return found ?? (project === undefined ? undefined : find({ ...reference, project }))
}

/** Names of routines are equal whatever their case. */
function findRoutine(
  routines: ReadonlyMap<string, RoutineDefinition>,
  configuration: ProjectConfiguration,
  project: string,
  dataset: string,
  name: string,
): RoutineDefinition | undefined {
  return findWithAliases({ project, dataset, table: name }, configuration, (full) =>
    routines.get(routineKey(full.project, full.dataset, full.table)),
  )
}

// ---------------------------------------------------------------- once

function memo<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

function memoBy<K extends object, T>(make: (key: K) => T): (key: K) => T {
  const made = new Map<K, { readonly value: T }>()
  return (key) => {
    const known = made.get(key)
    if (known) return known.value
    const value = make(key)
    made.set(key, { value })
    return value
  }
}
