import type { Artifact, TableDefinition } from '../project/artifact.ts'
import type { Metadata } from '../project/metadata.ts'
import { nearestNames } from '../spelling.ts'
import type { MetadataRule } from './metadata-rule.ts'

/** A name in `dag_name` that no DAG has would run nowhere. */
export const unknownDag: MetadataRule = {
  code: 'unknown-dag',
  severity: 'error',
  *check({ project, metadata }) {
    const { dagName } = metadata.scheduling
    if (dagName === undefined || project.dags.has(dagName)) return
    // what cannot be read may well declare it
    if (project.dagsFile.diagnostics.some(({ code }) => code.startsWith('yaml-'))) return
    const [near] = nearestNames(dagName, project.dags.keys(), 1)
    const hint = near ? `did you mean ${near}?` : 'declare it in dags.yaml'
    yield { at: ['scheduling', 'dag_name'], message: `there is no DAG ${dagName} in dags.yaml`, hint }
  },
}

/** The date parameter decorates the destination with a partition, which a table without partitions does not have. */
export const partitionOfPlainTable: MetadataRule = {
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
export const ownerOfTask: MetadataRule = {
  code: 'missing-owner',
  severity: 'error',
  *check({ metadata }) {
    if (metadata.scheduling.dagName === undefined || metadata.owners.length > 0) return
    yield { at: ['owners'], message: 'a scheduled table needs an owner', hint: 'add owners: with an e-mail address' }
  },
}

/** Tasks are named after dataset, table and version. */
export const versionOfTask: MetadataRule = {
  code: 'missing-version',
  severity: 'error',
  *check({ artifact, metadata }) {
    if (!isScheduledTask(artifact, metadata) || /_v[0-9]+$/.test(artifact.reference.table)) return
    const message = `the name of a scheduled table ends in a version such as _v1, ${artifact.reference.table} does not`
    yield { at: ['scheduling', 'dag_name'], message, hint: `rename the folder to ${artifact.reference.table}_v1` }
  },
}

export const destinationOfQuery: MetadataRule = {
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

/** Only what fills a table makes a task. */
export const scheduleOfNothing: MetadataRule = {
  code: 'schedule-without-task',
  severity: 'warning',
  *check({ artifact, metadata }) {
    const isFilled = artifact.kind === 'table' && artifact.origin !== 'csv' && artifact.origin !== 'materialized-view'
    // a view that is exported is a task of its own
    if (metadata.scheduling.dagName === undefined || isFilled || metadata.export !== undefined) return
    const what = artifact.kind === 'table' ? artifact.origin : artifact.kind
    yield {
      at: ['scheduling', 'dag_name'],
      message: `a ${what} is not scheduled: nothing runs it`,
      hint: 'remove scheduling',
    }
  },
}

function isScheduledTask(artifact: Artifact, metadata: Metadata): artifact is TableDefinition {
  const isTask = artifact.kind === 'table' && ['query', 'multipart', 'script', 'python'].includes(artifact.origin)
  return isTask && metadata.scheduling.dagName !== undefined
}

function isScheduledQuery(artifact: Artifact, metadata: Metadata): artifact is TableDefinition {
  const isQuery = artifact.kind === 'table' && (artifact.origin === 'query' || artifact.origin === 'multipart')
  return isQuery && metadata.scheduling.dagName !== undefined
}
