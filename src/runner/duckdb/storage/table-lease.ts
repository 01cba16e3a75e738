import { join } from 'node:path'
import type { TableReference } from '../../../googlesql/catalog.ts'
import { acquireLease, type Lease } from './lease.ts'
import { formatReference, tableDirectory } from './table-path.ts'

export interface StoreOptions {
  readonly root: string
  /** How long files that are no longer part of a table stay for those who are reading them. */
  readonly graceMs: number
  readonly leaseTimeoutMs: number
  readonly signal?: AbortSignal | undefined
}

/** @throws {WarehouseError} `lease-held` */
export function leaseTable(options: StoreOptions, reference: TableReference): Promise<Lease> {
  const path = join(tableDirectory(options.root, reference), LEASE_FILE)
  return acquireLease(path, {
    name: formatReference(reference),
    timeoutMs: options.leaseTimeoutMs,
    signal: options.signal,
  })
}

const LEASE_FILE = '.lease'
