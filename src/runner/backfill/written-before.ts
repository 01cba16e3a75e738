import { BqetlError } from '../../errors.ts'
import { formatTableReference } from '../../generator/project/artifact.ts'
import type { QueryJob } from '../../generator/query-job.ts'
import type { TableState, Warehouse } from '../warehouse.ts'
import type { DoneRun } from './journal-file.ts'

/** Whether the warehouse still has what a journal says that a job has written: the table may have been dropped meanwhile. */
export function isStillThere(
  { destination, partition }: QueryJob,
  { rows }: DoneRun,
  state: TableState | undefined,
  partitions: ReadonlySet<string> = new Set(state?.partitions.map(({ id }) => id)),
): boolean {
  if (destination === undefined) return true
  return state !== undefined && (partition === undefined || rows === '0' || partitions.has(partition.id))
}

/** Undefined where the table is absent. @throws {BqetlError} `unknown-existence` */
export async function stateOf({ destination }: QueryJob, warehouse: Warehouse): Promise<TableState | undefined> {
  if (destination === undefined) return undefined
  const found = await warehouse.find(destination)
  if (found.kind === 'unknown') {
    throw new BqetlError(
      'unknown-existence',
      `whether ${formatTableReference(destination)} is there cannot be told: ${found.reason}`,
    )
  }
  return found.kind === 'present' ? found.value : undefined
}
