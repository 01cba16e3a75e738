import type {
  Catalog,
  CatalogColumn,
  CatalogRoutine,
  CatalogTable,
  CatalogView,
  CatalogWithoutSchema,
  TableReference,
} from '../../../googlesql/catalog.ts'
import { nearest } from '../../../googlesql/resolve/suggest.ts'
import { DATE, TIMESTAMP } from '../../../googlesql/types.ts'
import { catalogColumns } from '../fields.ts'
import { PARTITION_DATE, PARTITION_TIME } from './stored-table.ts'
import type { TableShape } from './table-shape.ts'
import { TABLE_SUFFIX } from './wildcard.ts'

/** What a job finds under a full name. */
export type Found =
  | { readonly kind: 'table'; readonly shape: TableShape }
  | { readonly kind: 'view'; readonly sql: string }

export interface CatalogSource {
  /** What is stored or was made by the job. */
  find(reference: TableReference): Found | undefined
  temporary(name: string): Found | undefined
  /** Names of the tables and views of a dataset. */
  list(project: string, dataset: string): readonly string[]
  listDatasets(project: string): readonly string[]
}

/** The dataset of temporary tables in the references that the catalog gives out. */
export const TEMPORARY_DATASET = '_SESSION'

/**
 * Everything that a job can name: its own temporary tables, what is stored, then what the project declares (views, routines, tables
 * that nothing has filled yet).
 *
 * @param declared the project's catalog, with the same defaults
 */
export function storedCatalog(source: CatalogSource, declared: Catalog, project: string, dataset?: string): Catalog {
  const catalog: Catalog = {
    findTable(path) {
      const temporary = temporaryName(path)
      const found = temporary === undefined ? undefined : source.temporary(temporary)
      if (found !== undefined)
        return catalogEntry({ project: '', dataset: TEMPORARY_DATASET, table: temporary! }, found)
      const reference = completePath(path, project, dataset)
      if (reference === undefined) return undefined
      return reference.table.endsWith('*') ? findWildcard(source, reference) : findOne(reference, path)
    },
    findRoutine: (path): CatalogRoutine | undefined => declared.findRoutine(path),
    withDefaults: (otherProject, otherDataset) =>
      storedCatalog(source, declared.withDefaults(otherProject, otherDataset), otherProject, otherDataset),
    similarTables: (path) => similarTables(path),
  }

  function findOne(
    reference: TableReference,
    path: readonly string[],
  ): CatalogTable | CatalogView | CatalogWithoutSchema | undefined {
    const found = source.find(reference)
    if (found !== undefined) return catalogEntry(reference, found)
    const declaration = declared.findTable(path)
    // Another name of the same table, such as that of an alias of the project.
    const stored = declaration && source.find(declaration.reference)
    return stored === undefined ? declaration : catalogEntry(declaration!.reference, stored)
  }

  function similarTables(path: readonly string[]): readonly string[] {
    const reference = completePath(path, project, dataset)
    const fromProject = declared.similarTables(path)
    if (reference === undefined) return fromProject
    const near = nearest(reference.table, source.list(reference.project, reference.dataset))
    if (near !== undefined) return [`${reference.project}.${reference.dataset}.${near}`, ...fromProject]
    const nearDataset = nearest(reference.dataset, source.listDatasets(reference.project))
    if (nearDataset === undefined) return fromProject
    const table = nearest(reference.table, source.list(reference.project, nearDataset))
    return table === undefined ? fromProject : [`${reference.project}.${nearDataset}.${table}`, ...fromProject]
  }

  return catalog
}

function temporaryName(path: readonly string[]): string | undefined {
  if (path.length === 1) return path[0]
  return path.length === 2 && path[0]!.toUpperCase() === TEMPORARY_DATASET ? path[1] : undefined
}

/** The full name that a path of one to three parts stands for. */
export function completePath(path: readonly string[], project: string, dataset?: string): TableReference | undefined {
  if (path.length < 1 || path.length > 3 || path.some((part) => part === '')) return undefined
  const [table, ofDataset = dataset, ofProject = project] = [...path].reverse()
  return ofDataset === undefined ? undefined : { project: ofProject, dataset: ofDataset, table: table! }
}

function findWildcard(source: CatalogSource, reference: TableReference): CatalogTable | undefined {
  const prefix = reference.table.slice(0, -1)
  const names = source.list(reference.project, reference.dataset).filter((name) => name.startsWith(prefix))
  const wildcard = names.flatMap((name) => {
    const found = source.find({ ...reference, table: name })
    return found?.kind === 'table'
      ? [{ suffix: name.slice(prefix.length), table: catalogTable({ ...reference, table: name }, found.shape) }]
      : []
  })
  const latest = wildcard.at(-1)
  // BigQuery takes the schema of the newest table; the last by name is the one that does not change when an old one is filled again.
  return latest && { ...latest.table, reference, columns: [...latest.table.columns, TABLE_SUFFIX_COLUMN], wildcard }
}

const TABLE_SUFFIX_COLUMN: CatalogColumn = {
  name: TABLE_SUFFIX,
  type: { kind: 'scalar', name: 'STRING' },
  hidden: true,
}

function catalogEntry(reference: TableReference, found: Found): CatalogTable | CatalogView {
  return found.kind === 'view' ? { kind: 'view', reference, sql: found.sql } : catalogTable(reference, found.shape)
}

export function catalogTable(reference: TableReference, { schema, partitioning }: TableShape): CatalogTable {
  const byArrival = partitioning !== undefined && partitioning.field === undefined
  return {
    kind: 'table',
    reference,
    columns: [...catalogColumns(schema), ...(byArrival ? arrivalColumns(partitioning.unit === 'DAY') : [])],
    ...(partitioning && { partitionColumn: partitioning.field ?? PARTITION_TIME }),
    ...(partitioning?.requirePartitionFilter && { requirePartitionFilter: true }),
  }
}

function arrivalColumns(daily: boolean): readonly CatalogColumn[] {
  const time: CatalogColumn = { name: PARTITION_TIME, type: TIMESTAMP, hidden: true }
  return daily ? [time, { name: PARTITION_DATE, type: DATE, hidden: true }] : [time]
}
