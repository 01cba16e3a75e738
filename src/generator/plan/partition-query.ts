import { UsageError } from '../../errors.ts'
import { DATE, DATETIME, TIMESTAMP } from '../../googlesql/types.ts'
import { parameterValue } from '../parameter-value.ts'
import { artifactName, formatTableReference, type TableDefinition, type ViewDefinition } from '../project/artifact.ts'
import type { Project } from '../project/project.ts'
import type { Query, QueryParameter } from '../query-job.ts'
import { type DataInterval, intervalHolding } from '../time/data-interval.ts'

/**
 * All rows of the table's partition that holds the interval's start; of a view, and of a table without partitions, all rows.
 *
 * @throws {UsageError} a table whose partitions have no column that could be asked for
 */
export function partitionQuery(
  artifact: TableDefinition | ViewDefinition,
  interval: DataInterval,
  project: Project,
): Pick<Query, 'sql' | 'parameters'> {
  const all = `SELECT\n  *\nFROM\n  \`${formatTableReference(artifact.reference)}\``
  const partitioning = artifact.kind === 'table' ? project.metadata(artifact).timePartitioning : undefined
  if (partitioning === undefined) return { sql: all, parameters: [] }
  const { field, unit } = partitioning
  const column = project.schema(artifact)?.fields.find(({ name }) => name.toLowerCase() === field?.toLowerCase())
  if (column === undefined) throw noColumn(artifact)
  const { start, end } = intervalHolding(unit, interval.start)
  return {
    sql: `${all}\nWHERE\n  \`${column.name}\` >= @partition_start\n  AND \`${column.name}\` < @partition_end`,
    parameters: [bound('partition_start', column.type, start), bound('partition_end', column.type, end)],
  }
}

function noColumn(artifact: TableDefinition | ViewDefinition): UsageError {
  return new UsageError('no-export', `the partitions of ${artifactName(artifact)} have no column in a schema.yaml`, {
    hint: 'say which rows to export in an export.sql beside it',
  })
}

function bound(name: string, type: QueryParameter['type'], time: string): QueryParameter {
  const isDate = type.kind === 'scalar' && type.name === DATE.name
  const isDatetime = type.kind === 'scalar' && type.name === DATETIME.name
  const own = isDate ? DATE : isDatetime ? DATETIME : TIMESTAMP
  const text = isDate ? time.slice(0, 10) : isDatetime ? time.slice(0, 19) : time
  return { name, type: own, value: parameterValue(own, text)! }
}
