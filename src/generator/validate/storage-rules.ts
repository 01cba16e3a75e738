import { nearestNames } from '../spelling.ts'
import { allFields, soundFields } from './declared-fields.ts'
import type { MetadataFinding, MetadataRule } from './metadata-rule.ts'

/** Some tables, and every aggregate, are kept for good. */
export const expirationOfKept: MetadataRule = {
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

export const partitionColumnOfMonitoredView: MetadataRule = {
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

export const externalDataAlone: MetadataRule = {
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

/** Parquet is compressed inside; a gzipped file of it could be read by nobody. */
export const compressionOfExport: MetadataRule = {
  code: 'export-compression',
  severity: 'error',
  *check({ metadata }) {
    for (const [index, { name, format, compression }] of (metadata.export?.files ?? []).entries()) {
      if (format === 'parquet' && compression === 'gzip')
        yield {
          at: ['export', 'files', index],
          message: `${name} is Parquet, which is compressed inside`,
          hint: 'leave out .gz and compression',
        }
    }
  },
}

export const columnsOfStorage: MetadataRule = {
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
export const typeOfPartitionColumn: MetadataRule = {
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

export const describedColumns: MetadataRule = {
  code: 'missing-column-description',
  severity: 'error',
  *check({ project, artifact, metadata }) {
    if (!metadata.requireColumnDescriptions || artifact.kind === 'routine') return
    const fields = soundFields(project, artifact)
    if (!fields) return
    const missing = [...allFields(fields)].filter(({ field }) => !field.description?.trim()).map(({ path }) => path)
    if (missing.length === 0) return
    const more = missing.length > 5 ? ` and ${missing.length - 5} more` : ''
    const message = `columns without a description in schema.yaml: ${missing.slice(0, 5).join(', ')}${more}`
    yield { at: ['require_column_descriptions'], message, hint: 'describe them, or remove require_column_descriptions' }
  },
}
