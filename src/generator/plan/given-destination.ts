import { UsageError } from '../../errors.ts'
import type { TableReference } from '../../googlesql/catalog.ts'
import type { Partition } from '../query-job.ts'
import { type DataInterval, intervalHolding } from '../time/data-interval.ts'
import { timeMs, utcTime } from '../time/utc-time.ts'
import { PARTITION_FORMS, partitionOf, startOfPartition } from './partition-id.ts'

/** Where one run is to write, in place of what the metadata say. */
export interface GivenDestination {
  readonly destination: TableReference
  readonly partition?: Partition
}

/**
 * Reads `TABLE`, `TABLE$PARTITION`, dataset and project perhaps before it.
 *
 * @param table what is left out is its own
 * @throws {UsageError} what is no table or no partition
 */
export function readDestination(text: string, table: TableReference): GivenDestination {
  const [path = '', id, ...rest] = text.split('$')
  const [name, dataset = table.dataset, project = table.project, ...more] = path.split(/[.:]/).reverse()
  if (!name || rest.length > 0 || more.length > 0) {
    throw new UsageError('invalid-name', `"${text}" is no table`, { hint: 'write TABLE or TABLE$20240228' })
  }
  const destination = { project, dataset, table: name }
  if (id === undefined) return { destination }
  const partition = partitionOf(id)
  if (partition) return { destination, partition }
  throw new UsageError('invalid-partition', `"${id}" is no partition`, { hint: PARTITION_FORMS })
}

/** The interval whose run writes a partition, of a table whose runs write `offset` days away. */
export function intervalOfPartition({ id, unit }: Partition, offset: number): DataInterval {
  return intervalHolding(unit, utcTime(timeMs(startOfPartition(id)!) - offset * 86_400_000))
}
