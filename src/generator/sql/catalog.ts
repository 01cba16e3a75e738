import type {
  Catalog,
  CatalogColumn,
  CatalogRoutine,
  CatalogTable,
  CatalogView,
  CatalogWithoutSchema,
  TableReference,
} from '../../googlesql/catalog.ts'
import { DATE, STRING, TIMESTAMP } from '../../googlesql/types.ts'
import {
  type Artifact,
  formatTableReference,
  type RoutineDefinition,
  type TableDefinition,
  type ViewDefinition,
} from '../project/artifact.ts'
import type { Project } from '../project/project.ts'
import { catalogColumns } from '../project/table-schema.ts'
import type { Partitioning } from '../query-job.ts'
import { nearestNames } from '../spelling.ts'

export interface CatalogOptions {
  /** The SQL of a view or routine, its template rendered. @throws {DiagnosticsError} */
  render(artifact: Artifact): string
  /** Asked for the columns of a table that has no usable `schema.yaml`. */
  inferColumns?(table: TableDefinition): readonly CatalogColumn[] | undefined
  /** Fills names of one part; of two parts `projectId`, by default the project's. */
  readonly dataset?: string
  readonly projectId?: string
}

type Found = CatalogTable | CatalogView | CatalogWithoutSchema

/** What was looked up before. */
interface Known {
  readonly tables: Map<TableDefinition | ViewDefinition, Found>
  readonly routines: Routines
}

/** What a query can name among the tables, views and routines that a project declares; aliases of projects are followed. */
export function projectCatalog(project: Project, options: CatalogOptions): Catalog {
  const found: Known = { tables: new Map(), routines: new Map() }
  return catalogWith(project, options, found, options.projectId ?? project.configuration.projectId, options.dataset)
}

function catalogWith(
  project: Project,
  options: CatalogOptions,
  found: Known,
  projectId: string,
  dataset?: string,
): Catalog {
  const complete = (path: readonly string[]) => completePath(path, projectId, dataset)
  return {
    findTable(path) {
      const reference = complete(path)
      return reference && findTable(reference, project, options, found.tables)
    },
    findRoutine(path) {
      const reference = complete(path)
      return reference && findRoutine(reference, project, options, found.routines)
    },
    withDefaults: (otherProject, otherDataset) => catalogWith(project, options, found, otherProject, otherDataset),
    similarTables(path) {
      const names = tableNames(project)
      const reference = complete(path)
      return nearestNames(reference ? formatTableReference(reference) : path.join('.'), names)
    },
  }
}

const knownNames = new WeakMap<Project, readonly string[]>()

/** Made once: a tree of thousands of tables is asked again for every name that is wrong. */
function tableNames(project: Project): readonly string[] {
  const known = knownNames.get(project)
  if (known) return known
  const names = [...project.tables, ...project.views].map(({ reference }) => formatTableReference(reference))
  knownNames.set(project, names)
  return names
}

function completePath(
  path: readonly string[],
  projectId: string,
  dataset: string | undefined,
): TableReference | undefined {
  const [table, own = dataset, project = projectId] = [...path].reverse()
  return path.length > 3 || table === undefined || own === undefined ? undefined : { project, dataset: own, table }
}

function findTable(
  reference: TableReference,
  project: Project,
  options: CatalogOptions,
  known: Map<TableDefinition | ViewDefinition, Found>,
): Found | undefined {
  if (reference.table.endsWith('*')) return findWildcard(reference, project, options, known)
  const artifact = project.find(reference)
  if (!artifact) return undefined
  const found = known.get(artifact) ?? describe(artifact, project, options)
  known.set(artifact, found)
  return found
}

function describe(artifact: TableDefinition | ViewDefinition, project: Project, options: CatalogOptions): Found {
  const { reference } = artifact
  const isView = artifact.kind === 'view' || (artifact.origin === 'materialized-view' && !hasSchema(artifact, project))
  if (isView) return { kind: 'view', reference, sql: options.render(artifact), path: artifact.path! }
  const columns = declaredColumns(artifact, project) ?? options.inferColumns?.(artifact)
  if (!columns)
    return {
      kind: 'no-schema',
      reference,
      ...(project.schemaFile(artifact) && { broken: `${artifact.folder}/schema.yaml` }),
    }
  const { timePartitioning } = project.metadataFile(artifact).value
  return {
    kind: 'table',
    reference,
    columns: [...columns, ...ingestionColumns(timePartitioning)],
    ...(timePartitioning && {
      partitionColumn: timePartitioning.field ?? '_PARTITIONTIME',
      requirePartitionFilter: timePartitioning.requirePartitionFilter,
    }),
  }
}

function hasSchema(artifact: TableDefinition, project: Project): boolean {
  return declaredColumns(artifact, project) !== undefined
}

/** None where the file is wrong: a guess would be worse than no schema. */
function declaredColumns(
  artifact: TableDefinition | ViewDefinition,
  project: Project,
): readonly CatalogColumn[] | undefined {
  const loaded = project.schemaFile(artifact)
  if (!loaded || loaded.diagnostics.some(({ severity }) => severity === 'error')) return undefined
  return catalogColumns(loaded.value)
}

/** @see https://cloud.google.com/bigquery/docs/querying-partitioned-tables#query_an_ingestion-time_partitioned_table */
function ingestionColumns(partitioning: Partitioning | undefined): readonly CatalogColumn[] {
  if (!partitioning || partitioning.field !== undefined) return []
  const time = { name: '_PARTITIONTIME', type: TIMESTAMP, hidden: true }
  return partitioning.unit === 'DAY' ? [time, { name: '_PARTITIONDATE', type: DATE, hidden: true }] : [time]
}

/** `events_*` stands for every declared table whose name begins with `events_`; the last one gives the columns. */
function findWildcard(
  reference: TableReference,
  project: Project,
  options: CatalogOptions,
  known: Map<TableDefinition | ViewDefinition, Found>,
): CatalogTable | undefined {
  const prefix = reference.table.slice(0, -1)
  const members = project.tables
    .filter(
      (table) =>
        table.reference.table.startsWith(prefix) &&
        project.find({ ...reference, table: table.reference.table }) === table,
    )
    .map((table) => ({
      suffix: table.reference.table.slice(prefix.length),
      table: findTable(table.reference, project, options, known),
    }))
    .filter((member): member is { suffix: string; table: CatalogTable } => member.table?.kind === 'table')
    .sort((left, right) => (left.suffix < right.suffix ? -1 : 1))
  const last = members.at(-1)?.table
  if (!last) return undefined
  const { partitionColumn, requirePartitionFilter, columns } = last
  return {
    kind: 'table',
    reference,
    columns: [...columns, { name: '_TABLE_SUFFIX', type: STRING, hidden: true }],
    ...(partitionColumn !== undefined && { partitionColumn }),
    ...(requirePartitionFilter !== undefined && { requirePartitionFilter }),
    wildcard: members,
  }
}

type Routines = Map<RoutineDefinition, CatalogRoutine>

/** The same object for the same routine, so that who resolves it parses it once. */
function findRoutine(
  reference: TableReference,
  project: Project,
  options: CatalogOptions,
  known: Routines,
): CatalogRoutine | undefined {
  const routine = project.findRoutine(reference.project, reference.dataset, reference.table)
  if (!routine) return undefined
  const found = known.get(routine) ?? describeRoutine(routine, options)
  known.set(routine, found)
  return found
}

function describeRoutine(routine: RoutineDefinition, options: CatalogOptions): CatalogRoutine {
  const { project, dataset, name, path } = routine
  return { kind: 'routine', project, dataset, name, sql: options.render(routine), path }
}
