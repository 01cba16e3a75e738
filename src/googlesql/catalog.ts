import type { Type } from './types.ts'

/** A table's full name. Written `project.dataset.table`. */
export interface TableReference {
  readonly project: string
  readonly dataset: string
  readonly table: string
}

export interface CatalogColumn {
  readonly name: string
  readonly type: Type
  /** Found by name but left out of `*`: `_PARTITIONTIME`, `_PARTITIONDATE`, `_TABLE_SUFFIX`. */
  readonly hidden?: boolean
}

export interface CatalogTable {
  readonly kind: 'table'
  readonly reference: TableReference
  readonly columns: readonly CatalogColumn[]
  /** The time partitioning column; a table without one is read whole. */
  readonly partitionColumn?: string
  readonly requirePartitionFilter?: boolean
  /** Of a wildcard table (`events_*`): the tables that it stands for, and their suffixes. */
  readonly wildcard?: readonly { readonly suffix: string; readonly table: CatalogTable }[]
}

/** A view is resolved again wherever it is read, with its own default project and dataset. */
export interface CatalogView {
  readonly kind: 'view'
  readonly reference: TableReference
  /** The query after `AS`, or the whole `CREATE VIEW` statement. */
  readonly sql: string
  /** The file the text comes from, for messages. */
  readonly path?: string
}

/** A persistent routine, as the text of its `CREATE FUNCTION` statement (helpers first, the routine itself last). */
export interface CatalogRoutine {
  readonly kind: 'routine'
  readonly project: string
  readonly dataset: string
  readonly name: string
  readonly sql: string
  readonly path?: string
}

/** What a table is declared to be but cannot be used: its schema is nowhere. */
export interface CatalogWithoutSchema {
  readonly kind: 'no-schema'
  readonly reference: TableReference
  /** The file that declares it and has mistakes of its own. */
  readonly broken?: string
}

/**
 * All a query can name from outside. Paths come as written, back-quoted dotted names already cut into parts;
 * filling in the default project and dataset is the catalog's work. Names of tables and datasets are case-sensitive.
 */
export interface Catalog {
  findTable(path: readonly string[]): CatalogTable | CatalogView | CatalogWithoutSchema | undefined
  findRoutine(path: readonly string[]): CatalogRoutine | undefined
  /** The same catalog with other defaults for names of one or two parts, as a view's or a routine's own body sees it. */
  withDefaults(project: string, dataset?: string): Catalog
  /** Full names near to one that was not found, best first, for did-you-mean. */
  similarTables(path: readonly string[]): readonly string[]
}
