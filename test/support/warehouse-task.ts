import type { Field } from '../../src/generator/query-job.ts'
import { DATE, INT64, STRING } from '../../src/googlesql/types.ts'

/** What a `warehouse-program.ts` is to do. */
export interface Task {
  readonly directory: string
  readonly leaseTimeoutMs?: number
  readonly graceMs?: number
  readonly steps: readonly Step[]
}

export type Step =
  | WriteStep
  /** The step must fail with this code. */
  | { readonly kind: 'fails'; readonly code: string; readonly step: WriteStep }
  /** Reads the table again and again until the file `until` is there; every day must hold whole writes only, of `rows` rows. */
  | { readonly kind: 'watch'; readonly table: string; readonly until: string; readonly rows: number }

/** Writes `rows` rows of `marker`, with values from 1 on, into the partition of `day`. */
export interface WriteStep {
  readonly kind: 'replace' | 'append' | 'load' | 'script'
  readonly table: string
  readonly day: string
  readonly marker: string
  readonly rows: number
  /** Rows hold a text that does not compress. */
  readonly large?: boolean
}

export const SCHEMA: readonly Field[] = [
  { name: 'day', type: DATE, mode: 'NULLABLE' },
  { name: 'marker', type: STRING, mode: 'NULLABLE' },
  { name: 'value', type: INT64, mode: 'NULLABLE' },
]
export const PARTITIONING = { unit: 'DAY', field: 'day', requirePartitionFilter: false } as const
export const IN_DATASET = { defaultProject: 'p', defaultDataset: 'd', parameters: [] } as const
