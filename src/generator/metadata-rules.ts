import type { Severity } from '../errors.ts'
import type { Artifact, TableDefinition, ViewDefinition } from './artifact.ts'
import type { Metadata } from './metadata.ts'
import { matchesPath } from './path-pattern.ts'
import type { Project } from './project.ts'
import { editDistance, nearestNames } from './spelling.ts'
import type { SchemaField } from './table-schema.ts'

/** What a rule about a `metadata.yaml` looks at. */
export interface MetadataContext {
  readonly project: Project
  readonly artifact: Artifact
  readonly metadata: Metadata
}

export interface MetadataFinding {
  /** Keys down to what is wrong; the nearest of them that the file has gives the place. */
  readonly at: readonly (string | number)[]
  readonly message: string
  readonly hint?: string
}

/** A rule that the shape of the file alone cannot say. */
export interface MetadataRule {
  readonly code: string
  readonly severity: Severity
  check(context: MetadataContext): Iterable<MetadataFinding>
}

/** A name in `dag_name` that no DAG has would run nowhere. */
const unknownDag: MetadataRule = {
  code: 'unknown-dag',
  severity: 'error',
  *check({ project, metadata }) {
    const { dagName } = metadata.scheduling
    if (dagName === undefined || project.dags.has(dagName)) return
    const [near] = nearestNames(dagName, project.dags.keys(), 1)
    const hint = near ? `did you mean ${near}?` : 'declare it in dags.yaml'
    yield { at: ['scheduling', 'dag_name'], message: `there is no DAG ${dagName} in dags.yaml`, hint }
  },
}

/** The date parameter decorates the destination with a partition, which a table without partitions does not have. */
const partitionOfPlainTable: MetadataRule = {
  code: 'partition-of-plain-table',
  severity: 'error',
  *check({ artifact, metadata }) {
    const { scheduling, timePartitioning } = metadata
    if (!isScheduledQuery(artifact, metadata) || timePartitioning) return
    if (scheduling.datePartitionParameter === null || scheduling.destinationTable !== undefined) return
    const { table } = artifact.reference
    const message = `each run would write ${table}$YYYYMMDD, but the metadata declare no time partitioning`
    const hint =
      'write date_partition_parameter: null under scheduling to replace the whole table, or declare bigquery.time_partitioning'
    yield { at: ['scheduling', 'date_partition_parameter'], message, hint }
  },
}

/** The first owner is the owner of the task. */
const ownerOfTask: MetadataRule = {
  code: 'missing-owner',
  severity: 'error',
  *check({ metadata }) {
    if (metadata.scheduling.dagName === undefined || metadata.owners.length > 0) return
    yield { at: ['owners'], message: 'a scheduled table needs an owner', hint: 'add owners: with an e-mail address' }
  },
}

/** Tasks are named after dataset, table and version. */
const versionOfTask: MetadataRule = {
  code: 'missing-version',
  severity: 'error',
  *check({ artifact, metadata }) {
    if (!isScheduledQuery(artifact, metadata) || /_v[0-9]+$/.test(artifact.reference.table)) return
    const message = `the name of a scheduled table ends in a version such as _v1, ${artifact.reference.table} does not`
    yield { at: ['scheduling', 'dag_name'], message, hint: `rename the folder to ${artifact.reference.table}_v1` }
  },
}

const destinationOfQuery: MetadataRule = {
  code: 'missing-query-path',
  severity: 'error',
  *check({ metadata }) {
    const { destinationTable, queryFilePath } = metadata.scheduling
    if (destinationTable !== null || queryFilePath !== undefined || metadata.scheduling.dagName === undefined) return
    yield {
      at: ['scheduling', 'destination_table'],
      message: 'destination_table: null needs query_file_path',
      hint: 'name the SQL file to run',
    }
  },
}

/** Public data are reviewed before they are published. */
const reviewOfPublicData: MetadataRule = {
  code: 'missing-review',
  severity: 'error',
  *check({ metadata: { labels } }) {
    const isPublic = labels.public_json === true || labels.public_bigquery === true
    if (!isPublic || labels.review_bugs !== undefined) return
    yield {
      at: ['labels'],
      message: 'public data need the label review_bugs',
      hint: 'list the numbers of the bugs of the data review',
    }
  },
}

const ownersOfControlledChange: MetadataRule = {
  code: 'change-control',
  severity: 'error',
  *check({ project, artifact, metadata }) {
    if (metadata.labels.change_controlled !== true) return
    if (metadata.owners.length === 0) {
      yield { at: ['labels', 'change_controlled'], message: 'a change_controlled artifact needs an owner' }
      return
    }
    const codeOwners = project.source.read('CODEOWNERS') ?? project.source.read('.github/CODEOWNERS')
    if (codeOwners === undefined || isOwnedIn(codeOwners, artifact.folder, metadata.owners)) return
    const owners = metadata.owners.map(codeOwnerName).join(' ')
    const message = `CODEOWNERS names none of the owners for /${artifact.folder}`
    yield { at: ['labels', 'change_controlled'], message, hint: `add the line: /${artifact.folder} ${owners}` }
  },
}

function isOwnedIn(codeOwners: string, folder: string, owners: readonly string[]): boolean {
  return codeOwners.split('\n').some((line) => {
    const [pattern = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    const isOfFolder = pattern !== '' && matchesPath(folder, pattern.replace(/^\//, ''))
    return isOfFolder && owners.some((owner) => names.includes(codeOwnerName(owner)))
  })
}

function codeOwnerName(owner: string): string {
  return owner.includes('@') ? owner : `@${owner}`
}

const deletionOfDeprecated: MetadataRule = {
  code: 'deletion-date',
  severity: 'error',
  *check({ metadata }) {
    if (metadata.deletionDate === undefined || metadata.deprecated) return
    yield {
      at: ['deletion_date'],
      message: 'only a deprecated table has a deletion_date',
      hint: 'add deprecated: true',
    }
  },
}

/** Some tables, and every aggregate, are kept for good. */
const expirationOfKept: MetadataRule = {
  code: 'expiration',
  severity: 'error',
  *check({ project, artifact, metadata }) {
    if (metadata.timePartitioning?.expirationDays === undefined) return
    const at = ['bigquery', 'time_partitioning', 'expiration_days']
    const isExcluded = project.configuration.retentionExclusions.some(
      (folder) => folder.replace(/\/+$/, '') === artifact.folder,
    )
    if (isExcluded)
      yield {
        at,
        message: 'the retention_exclusion_list of bqetl_project.yaml says that this table does not expire',
        hint: 'remove expiration_days',
      }
    else if (metadata.labels.table_type === 'aggregate')
      yield { at, message: 'a table of table_type aggregate does not expire', hint: 'remove expiration_days' }
  },
}

const partitionColumnOfMonitoredView: MetadataRule = {
  code: 'missing-partition-column',
  severity: 'error',
  *check({ artifact, metadata: { monitoring } }) {
    if (artifact.kind !== 'view' || !monitoring?.enabled || monitoring.partitionColumn !== undefined) return
    yield {
      at: ['monitoring'],
      message: 'a monitored view must say its partition_column',
      hint: 'write partition_column: null where it has none',
    }
  },
}

const externalDataAlone: MetadataRule = {
  code: 'external-data',
  severity: 'error',
  *check({ artifact, metadata }) {
    if (metadata.externalData === undefined || artifact.path === undefined || artifact.path.endsWith('.csv')) return
    yield {
      at: ['external_data'],
      message: `the data are external, so ${artifact.path} cannot fill the table`,
      hint: 'remove one of both',
    }
  },
}

// ---------------------------------------------------------------- labels

const LABELS_WITH_MEANING = [
  'incremental',
  'incremental_export',
  'public_json',
  'public_bigquery',
  'review_bugs',
  'authorized',
  'change_controlled',
  'shredder_mitigation',
  'level',
  'table_type',
  'materialized_view',
  'schedule',
  'application',
]
const TABLE_TYPES = ['client_level', 'aggregate']

/** Any label is allowed, so a slip in one that means something goes unseen. */
const misspeltLabel: MetadataRule = {
  code: 'misspelt-label',
  severity: 'warning',
  *check({ metadata: { labels } }) {
    for (const [name, value] of Object.entries(labels)) {
      if (LABELS_WITH_MEANING.includes(name)) continue
      // a value that only one label has makes a stronger case
      const isTableType = TABLE_TYPES.includes(String(value)) && editDistance(name, 'table_type') <= 3
      const near = LABELS_WITH_MEANING.find((known) => known.length > 5 && editDistance(name, known, 2) <= 2)
      const meant = isTableType ? 'table_type' : near
      if (meant === undefined || Object.hasOwn(labels, meant)) continue
      yield {
        at: ['labels', name],
        message: `the label ${name} means nothing: did you mean ${meant}?`,
        hint: `write ${meant}: ${value}`,
      }
    }
  },
}

// ---------------------------------------------------------------- columns

const columnsOfStorage: MetadataRule = {
  code: 'unknown-column',
  severity: 'error',
  *check({ project, artifact, metadata }) {
    if (artifact.kind !== 'table' || !(metadata.timePartitioning?.field || metadata.clustering.length > 0)) return
    const fields = soundFields(project, artifact)
    if (!fields) return
    const names = fields.map(({ name }) => name)
    const column = metadata.timePartitioning?.field
    if (column !== undefined && !hasColumn(names, column))
      yield missingColumn(['bigquery', 'time_partitioning', 'field'], column, names)
    for (const [index, name] of metadata.clustering.entries()) {
      if (!hasColumn(names, name.split('.')[0]!))
        yield missingColumn(['bigquery', 'clustering', 'fields', index], name, names)
    }
  },
}

function hasColumn(names: readonly string[], wanted: string): boolean {
  return names.some((name) => name.toLowerCase() === wanted.toLowerCase())
}

function missingColumn(at: readonly (string | number)[], name: string, names: readonly string[]): MetadataFinding {
  const [near] = nearestNames(name, names, 1)
  return { at, message: `schema.yaml has no column ${name}${near ? `: did you mean ${near}?` : ''}` }
}

/** Hours need a time; days and longer a date or a time. */
const typeOfPartitionColumn: MetadataRule = {
  code: 'partition-column-type',
  severity: 'error',
  *check({ project, artifact, metadata: { timePartitioning } }) {
    if (artifact.kind !== 'table' || timePartitioning?.field === undefined) return
    const field = soundFields(project, artifact)?.find(
      ({ name }) => name.toLowerCase() === timePartitioning.field!.toLowerCase(),
    )
    if (!field) return
    const allowed = timePartitioning.unit === 'HOUR' ? ['TIMESTAMP', 'DATETIME'] : ['DATE', 'TIMESTAMP', 'DATETIME']
    const type = field.type.kind === 'scalar' ? field.type.name : field.type.kind.toUpperCase()
    if (allowed.includes(type) && field.mode !== 'REPEATED') return
    const message = `${field.name} is ${field.mode === 'REPEATED' ? `an array of ${type}` : type}; a column to partition by ${timePartitioning.unit.toLowerCase()} is ${allowed.join(' or ')}`
    yield { at: ['bigquery', 'time_partitioning', 'field'], message }
  },
}

const describedColumns: MetadataRule = {
  code: 'missing-column-description',
  severity: 'error',
  *check({ project, artifact, metadata }) {
    if (!metadata.requireColumnDescriptions || artifact.kind === 'routine') return
    const fields = soundFields(project, artifact)
    if (!fields) return
    const missing = [...leaves(fields)].filter(({ field }) => !field.description?.trim()).map(({ path }) => path)
    if (missing.length === 0) return
    const more = missing.length > 5 ? ` and ${missing.length - 5} more` : ''
    const message = `columns without a description in schema.yaml: ${missing.slice(0, 5).join(', ')}${more}`
    yield { at: ['require_column_descriptions'], message, hint: 'describe them, or remove require_column_descriptions' }
  },
}

function soundFields(project: Project, artifact: TableDefinition | ViewDefinition): readonly SchemaField[] | undefined {
  const loaded = project.schemaFile(artifact)
  return loaded?.diagnostics.every(({ severity }) => severity !== 'error') ? loaded.value.fields : undefined
}

/** Every column and field of a column, with its dotted path. */
function* leaves(fields: readonly SchemaField[], prefix = ''): Generator<{ path: string; field: SchemaField }> {
  for (const field of fields) {
    const path = `${prefix}${field.name}`
    yield { path, field }
    yield* leaves(field.fields ?? [], `${path}.`)
  }
}

// ---------------------------------------------------------------- levels

/** What a level promises, as far as the files can show it. */
const promisesOfLevel: MetadataRule = {
  code: 'level',
  severity: 'error',
  *check(context) {
    const { level } = context.metadata.labels
    const promises = PROMISES[String(level)] ?? []
    const broken = promises.filter((promise) => !promise.isKept(context)).map(({ text }) => text)
    if (broken.length > 0) yield { at: ['labels', 'level'], message: `level ${level} promises ${broken.join(', ')}` }
  },
}

interface LevelPromise {
  readonly text: string
  isKept(context: MetadataContext): boolean
}

const description: LevelPromise = {
  text: 'a description',
  isKept: ({ metadata }) => Boolean(metadata.description?.trim()),
}
const changeControl: LevelPromise = {
  text: 'the label change_controlled',
  isKept: ({ metadata }) => metadata.labels.change_controlled === true,
}
const schedule: LevelPromise = {
  text: 'a schedule',
  isKept: ({ artifact, metadata }) => artifact.kind === 'view' || metadata.scheduling.dagName !== undefined,
}
const tests: LevelPromise = {
  text: 'a test of its SQL',
  isKept: ({ project, artifact }) => artifact.kind === 'view' || hasTests(project, artifact),
}
const monitoring: LevelPromise = {
  text: 'monitoring of freshness and volume in bigconfig.yml',
  isKept: ({ project, artifact }) => artifact.kind === 'view' || isMonitored(project, artifact),
}
const allDescribed: LevelPromise = {
  text: 'a description of every column',
  isKept: (context) => describedShare(context) >= 1,
}
const mostDescribed: LevelPromise = {
  text: 'a description of 70 % of the columns',
  isKept: (context) => describedShare(context) >= 0.7,
}

const PROMISES: Readonly<Record<string, readonly LevelPromise[]>> = {
  gold: [description, tests, schedule, monitoring, changeControl, allDescribed],
  silver: [description, tests, schedule, monitoring, mostDescribed],
  bronze: [description],
}

function hasTests({ configuration, source }: Project, { folder }: Artifact): boolean {
  const inside = folder.slice(configuration.sqlFolder.length + 1)
  return configuration.testFolders.some((tests) =>
    source.list(`${tests}/${inside}`).some((path) => /\/test_[^/]+\//.test(path)),
  )
}

function isMonitored({ source }: Project, { folder }: Artifact): boolean {
  const text = (source.read(`${folder}/bigconfig.yml`) ?? '').toLowerCase()
  return text.includes('freshness') && text.includes('volume')
}

function describedShare({ project, artifact }: MetadataContext): number {
  const fields = artifact.kind === 'routine' ? [] : (soundFields(project, artifact) ?? [])
  const all = [...leaves(fields)]
  return all.length === 0 ? 0 : all.filter(({ field }) => field.description?.trim()).length / all.length
}

function isScheduledQuery(artifact: Artifact, metadata: Metadata): artifact is TableDefinition {
  const isQuery = artifact.kind === 'table' && (artifact.origin === 'query' || artifact.origin === 'multipart')
  return isQuery && metadata.scheduling.dagName !== undefined
}

export const METADATA_RULES: readonly MetadataRule[] = [
  unknownDag,
  partitionOfPlainTable,
  ownerOfTask,
  versionOfTask,
  destinationOfQuery,
  reviewOfPublicData,
  ownersOfControlledChange,
  deletionOfDeprecated,
  expirationOfKept,
  partitionColumnOfMonitoredView,
  externalDataAlone,
  misspeltLabel,
  columnsOfStorage,
  typeOfPartitionColumn,
  describedColumns,
  promisesOfLevel,
]
