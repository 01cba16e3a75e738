import { UsageError, WarehouseError } from '../../../errors.ts'
import type { Field, Partition, Partitioning } from '../../../generator/query-job.ts'
import { formatType } from '../../../googlesql/types.ts'
import { columnType } from '../fields.ts'
import { checkNames } from './fit-schema.ts'
import { isPartitionId } from './partition-id.ts'
import { findField } from './stored-table.ts'

/** What a table is, apart from its rows. */
export interface TableShape {
  readonly schema: readonly Field[]
  readonly partitioning?: Partitioning | undefined
  readonly clustering?: readonly string[] | undefined
}

const MOST_CLUSTERING_FIELDS = 4
const NOT_CLUSTERABLE = new Set(['FLOAT64', 'JSON', 'INTERVAL', 'BYTES'])

/** @throws {WarehouseError} `invalid-table`: no table can be like that */
export function checkShape({ schema, partitioning, clustering }: TableShape, table: string): void {
  checkNames(schema.map((field) => ({ name: field.name, type: columnType(field) })))
  if (partitioning?.field !== undefined) checkPartitioning(schema, partitioning, table)
  for (const name of clustering ?? []) checkClustering(schema, name, table)
  if ((clustering?.length ?? 0) > MOST_CLUSTERING_FIELDS) {
    throw invalid(
      `${table} is clustered by ${clustering!.length} columns; at most ${MOST_CLUSTERING_FIELDS} are possible`,
    )
  }
}

function checkPartitioning(schema: readonly Field[], { field: name, unit }: Partitioning, table: string): void {
  const field = findField(schema, name!)
  if (field === undefined) throw invalid(`${table} is partitioned by "${name}", which is not one of its columns`)
  const types = unit === 'HOUR' ? ['DATETIME', 'TIMESTAMP'] : ['DATE', 'DATETIME', 'TIMESTAMP']
  if (field.mode === 'REPEATED' || !types.includes(formatType(field.type))) {
    throw invalid(`${table} cannot be partitioned by ${unit} of "${name}", which is ${formatType(field.type)}`)
  }
}

function checkClustering(schema: readonly Field[], name: string, table: string): void {
  const field = findField(schema, name)
  if (field === undefined) throw invalid(`${table} is clustered by "${name}", which is not one of its columns`)
  const { type } = field
  if (field.mode === 'REPEATED' || type.kind !== 'scalar' || NOT_CLUSTERABLE.has(type.name)) {
    throw invalid(
      `${table} cannot be clustered by "${name}", which is ${field.mode === 'REPEATED' ? 'REPEATED' : formatType(type)}`,
    )
  }
}

function invalid(message: string): WarehouseError {
  return new WarehouseError('invalid-table', message, { retryable: false })
}

/**
 * @throws {WarehouseError} `partition-of-unpartitioned`
 * @throws {UsageError} `invalid-partition`: the table has no such partitions
 */
export function checkPartition(partition: Partition, partitioning: Partitioning | undefined, table: string): void {
  if (partitioning === undefined) {
    throw new WarehouseError(
      'partition-of-unpartitioned',
      `${table} has no partitions, so ${partition.id} cannot be written`,
      {
        retryable: false,
        hint: 'write the whole table, or make it anew with partitions',
      },
    )
  }
  if (!isPartitionId(partition.id, partitioning.unit)) {
    throw new UsageError(
      'invalid-partition',
      `${table} is partitioned by ${partitioning.unit}; "${partition.id}" is not such a partition`,
    )
  }
}

/** Whether two tables are partitioned alike. */
export function samePartitioning(left: Partitioning | undefined, right: Partitioning | undefined): boolean {
  return left?.unit === right?.unit && left?.field?.toLowerCase() === right?.field?.toLowerCase()
}
