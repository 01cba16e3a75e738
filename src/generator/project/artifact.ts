import type { TableReference } from '../../googlesql/catalog.ts'

/** One folder of the tree. Paths are relative to the project's root, with `/`. */
interface Folder {
  readonly folder: string
  /** Names of the files directly in the folder, sorted. */
  readonly files: readonly string[]
}

/**
 * What fills a table. `multipart` is a folder of `part1.sql … partN.sql`; `csv` a `data.csv`;
 * `declared` a table that something else fills.
 */
export type TableOrigin = 'query' | 'multipart' | 'script' | 'python' | 'materialized-view' | 'csv' | 'declared'

export interface TableDefinition extends Folder {
  readonly kind: 'table'
  readonly reference: TableReference
  readonly origin: TableOrigin
  /** The file that fills the table: `query.sql`, `part1.sql`, `script.sql`, `query.py`, `materialized_view.sql`, `data.csv`. */
  readonly path?: string
}

export interface ViewDefinition extends Folder {
  readonly kind: 'view'
  readonly reference: TableReference
  /** `view.sql`, with its `CREATE OR REPLACE VIEW`. */
  readonly path: string
}

export interface RoutineDefinition extends Folder {
  readonly kind: 'routine'
  readonly routine: 'function' | 'procedure'
  readonly project: string
  readonly dataset: string
  readonly name: string
  /** `udf.sql` or `stored_procedure.sql`: helpers, the routine, then its tests. */
  readonly path: string
}

export type Artifact = TableDefinition | ViewDefinition | RoutineDefinition

export interface DatasetDefinition extends Folder {
  readonly kind: 'dataset'
  readonly project: string
  readonly dataset: string
}

/** `project.dataset.name`, as people write it. */
export function artifactName(artifact: Artifact): string {
  if (artifact.kind === 'routine') return `${artifact.project}.${artifact.dataset}.${artifact.name}`
  return formatTableReference(artifact.reference)
}

export function formatTableReference({ project, dataset, table }: TableReference): string {
  return `${project}.${dataset}.${table}`
}
