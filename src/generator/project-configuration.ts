/** What `bqetl_project.yaml` says, defaults applied; a tree without one has the defaults. */
export interface ProjectConfiguration {
  /** Full names start with it where the tree's folders do not name a project. */
  readonly projectId: string
  /** Another name for a project: a view or table not found there is looked up in the project it stands for. */
  readonly projectAliases: Readonly<Record<string, string>>
  readonly sqlFolder: string
  /** Folders with fixtures of SQL tests, `test/sql` and `tests/sql`, where they exist. */
  readonly testFolders: readonly string[]
  readonly warehouse: 'duckdb' | 'bigquery'
  readonly defaultDag?: string
  /** Paths, with `*` and `**`, of files that are taken as they are, not rendered. */
  readonly renderSkip: readonly string[]
  readonly formatSkip: readonly string[]
  readonly metadataValidationSkip: readonly string[]
  /** Folders of tables that must not expire. */
  readonly retentionExclusions: readonly string[]
  /** Datasets with these endings are not for users. */
  readonly nonUserFacingSuffixes: readonly string[]
}
