import type { RangePartitioning } from '../project/metadata.ts'
import type { SchemaField } from '../project/table-schema.ts'
import type { Partitioning } from '../query-job.ts'

interface Described {
  readonly friendlyName?: string
  readonly description?: string
  readonly labels: Readonly<Record<string, string>>
}

/** What a warehouse holds under a name. */
export type ActualObject =
  | (Described & { readonly kind: 'dataset'; readonly defaultTableExpirationMs?: number })
  | (Described & {
      readonly kind: 'table'
      readonly schema: readonly SchemaField[]
      readonly partitioning?: Partitioning
      readonly rangePartitioning?: RangePartitioning
      readonly clustering: readonly string[]
      readonly rows: bigint
    })
  | (Described & { readonly kind: 'view'; readonly query: string })
  /** The fingerprint of the statements that made it, where bqetl did. */
  | { readonly kind: 'routine'; readonly fingerprint?: string }
  /** A materialized view, an external table, a snapshot. */
  | { readonly kind: 'other'; readonly what: string }

export type ActualTable = Extract<ActualObject, { kind: 'table' }>
