import type {
  Artifact,
  DatasetDefinition,
  RoutineDefinition,
  TableDefinition,
  TableOrigin,
  ViewDefinition,
} from './artifact.ts'

/** What the folders of a tree are. */
export interface ArtifactTree {
  readonly tables: readonly TableDefinition[]
  readonly views: readonly ViewDefinition[]
  readonly routines: readonly RoutineDefinition[]
  readonly datasets: readonly DatasetDefinition[]
}

/** Which file fills a table, the first that is there; a `script.sql` may go with a materialized view. */
const ORIGINS: readonly (readonly [file: string, origin: TableOrigin])[] = [
  ['query.sql', 'query'],
  ['part1.sql', 'multipart'],
  ['script.sql', 'script'],
  ['query.py', 'python'],
  ['materialized_view.sql', 'materialized-view'],
  ['data.csv', 'csv'],
]

const ROUTINES: Readonly<Record<string, RoutineDefinition['routine']>> = {
  'udf.sql': 'function',
  'stored_procedure.sql': 'procedure',
}

/** One of these makes a folder an artifact. */
const ARTIFACT_FILES = new Set([
  ...ORIGINS.map(([file]) => file),
  ...Object.keys(ROUTINES),
  'view.sql',
  'init.sql',
  'metadata.yaml',
  'schema.yaml',
])

/**
 * Sorts the files under `sqlFolder` into artifacts. Both layouts are read, each folder under `sqlFolder` by itself:
 * `<dataset>/<table>/…` where artifacts stand in its folders, `<project>/<dataset>/<table>/…` otherwise. A dataset is a
 * folder with a `dataset_metadata.yaml` or with artifacts.
 */
export function readArtifactTree(paths: readonly string[], sqlFolder: string, projectId: string): ArtifactTree {
  const folders = groupByFolder(paths)
  const datasetTops = topsThatAreDatasets(folders, sqlFolder)
  const artifacts: Artifact[] = []
  const datasets = new Map<string, DatasetDefinition>()
  for (const [folder, files] of folders) {
    const steps = folder.startsWith(`${sqlFolder}/`) ? folder.slice(sqlFolder.length + 1).split('/') : []
    const [project, dataset = '', name] = datasetTops.has(steps[0] ?? '') ? [projectId, ...steps] : steps
    if (project === undefined || steps.length > (datasetTops.has(steps[0]!) ? 2 : 3)) continue
    const isArtifact = name !== undefined && files.some((file) => ARTIFACT_FILES.has(file))
    if (isArtifact) artifacts.push(artifactOf(folder, files, { project, dataset, name }))
    const own = name === undefined ? folder : folder.slice(0, -name.length - 1)
    if ((isArtifact || files.includes('dataset_metadata.yaml')) && dataset !== '' && !datasets.has(own)) {
      datasets.set(own, { kind: 'dataset', project, dataset, folder: own, files: folders.get(own) ?? [] })
    }
  }
  return { ...byKind(artifacts), datasets: [...datasets.values()] }
}

function groupByFolder(paths: readonly string[]): Map<string, string[]> {
  const folders = new Map<string, string[]>()
  for (const path of paths) {
    const slash = path.lastIndexOf('/')
    const folder = path.slice(0, Math.max(slash, 0))
    const files = folders.get(folder)
    if (files) files.push(path.slice(slash + 1))
    else folders.set(folder, [path.slice(slash + 1)])
  }
  return folders
}

function topsThatAreDatasets(folders: ReadonlyMap<string, readonly string[]>, sqlFolder: string): Set<string> {
  const tops = new Set<string>()
  for (const [folder, files] of folders) {
    if (!folder.startsWith(`${sqlFolder}/`)) continue
    const steps = folder.slice(sqlFolder.length + 1).split('/')
    const isDataset = steps.length === 1 && files.includes('dataset_metadata.yaml')
    const isTable = steps.length === 2 && files.some((file) => ARTIFACT_FILES.has(file))
    if (isDataset || isTable) tops.add(steps[0]!)
  }
  return tops
}

function artifactOf(
  folder: string,
  files: readonly string[],
  name: { project: string; dataset: string; name: string },
): Artifact {
  for (const [file, routine] of Object.entries(ROUTINES)) {
    if (files.includes(file)) return { kind: 'routine', routine, ...name, folder, files, path: `${folder}/${file}` }
  }
  const reference = { project: name.project, dataset: name.dataset, table: name.name }
  const filling = ORIGINS.find(([file]) => files.includes(file))
  if (!filling && files.includes('view.sql'))
    return { kind: 'view', reference, folder, files, path: `${folder}/view.sql` }
  if (!filling) return { kind: 'table', reference, origin: 'declared', folder, files }
  return { kind: 'table', reference, origin: filling[1], folder, files, path: `${folder}/${filling[0]}` }
}

function byKind(artifacts: readonly Artifact[]): Omit<ArtifactTree, 'datasets'> {
  return {
    tables: artifacts.filter((artifact) => artifact.kind === 'table'),
    views: artifacts.filter((artifact) => artifact.kind === 'view'),
    routines: artifacts.filter((artifact) => artifact.kind === 'routine'),
  }
}
