import type { YamlValue } from '../yaml/node.ts'
import { asMap, present, textAt, textMapAt, textsAt } from '../yaml/value.ts'
import { type AirflowConfiguration, readAirflowConfiguration } from './airflow-configuration.ts'
import { type BigQueryConfiguration, readBigQueryConfiguration } from './bigquery-configuration.ts'

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
  readonly bigquery: BigQueryConfiguration
  readonly airflow: AirflowConfiguration
  /** The file is mozilla/bigquery-etl's own, which cannot say what is filled outside of its tree. */
  readonly isBigQueryEtl: boolean
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

const DEFAULT_NON_USER_FACING = ['_derived', '_external', '_bi', '_restricted', '_syndicate']

/** Reads the content of `bqetl_project.yaml`, null where there is none; also mozilla/bigquery-etl's own, whose keys differ. */
export function readProjectConfiguration(content: YamlValue): ProjectConfiguration {
  const map = asMap(content)
  const theirs = asMap(map.default)
  const projectId = textAt(map, 'project_id') ?? textAt(theirs, 'project') ?? 'bqetl'
  const sqlFolder = textAt(map, 'sql_dir') ?? textAt(theirs, 'sql_dir') ?? 'sql'
  return {
    projectId,
    projectAliases: textMapAt(map, 'project_aliases') ?? {
      [textAt(theirs, 'user_facing_project') ?? 'mozdata']: projectId,
    },
    sqlFolder: sqlFolder.replace(/^\.\/|\/+$/g, ''),
    testFolders: map.test_dirs === undefined ? ['test/sql', 'tests/sql'] : textsAt(map, 'test_dirs'),
    warehouse: textAt(map, 'warehouse') === 'bigquery' ? 'bigquery' : 'duckdb',
    bigquery: readBigQueryConfiguration(map.bigquery),
    airflow: readAirflowConfiguration(map.airflow),
    isBigQueryEtl: map.default !== undefined,
    ...present({ defaultDag: textAt(map, 'default_dag') }),
    renderSkip: textsAt(asMap(map.render), 'skip'),
    formatSkip: textsAt(asMap(map.format), 'skip'),
    metadataValidationSkip: textsAt(asMap(asMap(map.metadata).validation), 'skip'),
    retentionExclusions: textsAt(map, 'retention_exclusion_list'),
    nonUserFacingSuffixes:
      theirs.non_user_facing_dataset_suffixes === undefined
        ? DEFAULT_NON_USER_FACING
        : textsAt(theirs, 'non_user_facing_dataset_suffixes'),
  }
}
