import { type Diagnostic, DiagnosticsError } from '../../errors.ts'
import type { TableReference } from '../../googlesql/catalog.ts'
import { artifactName, type TableDefinition } from '../project/artifact.ts'
import type { Project } from '../project/project.ts'
import type { Partition, PartitionUnit, QueryJob } from '../query-job.ts'
import type { DataInterval } from '../time/data-interval.ts'
import { timeMs } from '../time/utc-time.ts'
import type { GivenDestination } from './given-destination.ts'
import type { MetadataText } from './metadata-text.ts'
import { PARTITION_FORMS, partitionOf } from './partition-id.ts'
import { formatPythonTime } from './python-time.ts'

export type PlannedDestination = Pick<QueryJob, 'destination' | 'partition' | 'schema' | 'partitioning' | 'clustering'>

const ID_FORMATS: Readonly<Record<PartitionUnit, string>> = {
  HOUR: '%Y%m%d%H',
  DAY: '%Y%m%d',
  MONTH: '%Y%m',
  YEAR: '%Y',
}

/**
 * Where a job writes: nowhere for a script, else the table itself or what `destination_table` says; its partition that holds the
 * interval's start, moved by `offset` days, unless `destination_table` names one or there is no date parameter.
 *
 * @param given in place of what the metadata say
 * @throws {DiagnosticsError} a partition is to be written of a table that has none
 */
export function planDestination(
  table: TableDefinition,
  project: Project,
  interval: DataInterval,
  offset: number,
  text: MetadataText,
  given?: GivenDestination,
): PlannedDestination {
  const { scheduling } = project.metadata(table)
  if (given) return { ...given, ...tableOptions(tableAt(given.destination, table, project), project) }
  if (table.origin === 'script' || scheduling.destinationTable === null) return {}
  const [name = '', decorator] = text.evaluate(scheduling.destinationTable ?? table.reference.table).split('$')
  const destination = { ...table.reference, table: name }
  const owner = tableAt(destination, table, project)
  const wholeTable = offset === 0 && scheduling.datePartitionParameter === null
  const partition =
    decorator === undefined
      ? wholeTable
        ? undefined
        : partitionAt(owner, project, interval, offset)
      : readPartition(decorator, text)
  return { destination, ...(partition && { partition }), ...tableOptions(owner, project) }
}

/** The table whose options count: the one that is written, if the project knows it. */
function tableAt(destination: TableReference, table: TableDefinition, project: Project): TableDefinition {
  const target = project.find(destination)
  return target?.kind === 'table' ? target : table
}

function partitionAt(
  table: TableDefinition,
  project: Project,
  interval: DataInterval,
  offset: number,
): Partition | undefined {
  const { timePartitioning, scheduling } = project.metadata(table)
  if (!timePartitioning) {
    // Nothing runs it on a schedule, so nobody has said what it should do: the parameter is bound, the table written whole.
    if (scheduling.dagName === undefined) return undefined
    throw new DiagnosticsError([decoratorWithoutPartitions(table)])
  }
  const { unit } = timePartitioning
  return { id: formatPythonTime(timeMs(interval.start) + offset * 86_400_000, ID_FORMATS[unit]), unit }
}

function decoratorWithoutPartitions(table: TableDefinition): Diagnostic {
  return {
    severity: 'error',
    code: 'decorator-without-partitions',
    message: `the task of ${artifactName(table)} writes ${table.reference.table}$YYYYMMDD, but the table has no time partitioning`,
    path: `${table.folder}/metadata.yaml`,
    hint: 'write "date_partition_parameter: null" under "scheduling:" to replace the whole table, or declare bigquery.time_partitioning',
  }
}

function readPartition(id: string, text: MetadataText): Partition {
  const partition = partitionOf(id)
  if (partition) return partition
  const message = `scheduling.destination_table: "${id}" is no partition`
  throw new DiagnosticsError([
    { severity: 'error', code: 'invalid-partition', message, path: text.path, hint: PARTITION_FORMS },
  ])
}

function tableOptions(table: TableDefinition, project: Project): PlannedDestination {
  const { timePartitioning, clustering } = project.metadata(table)
  const schema = project.schema(table)
  return {
    ...(schema && { schema: schema.fields }),
    ...(timePartitioning && { partitioning: timePartitioning }),
    ...(clustering.length > 0 && { clustering }),
  }
}
