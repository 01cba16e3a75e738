import type { Partitioning } from './query-job.ts'
import type { Scheduling } from './scheduling.ts'

export interface RangePartitioning {
  readonly field: string
  readonly start: number
  readonly end: number
  readonly interval: number
}

export interface WorkgroupAccess {
  readonly role: string
  readonly members: readonly string[]
}

export interface ExternalData {
  readonly format: 'google_sheets' | 'csv'
  readonly sourceUris: readonly string[]
  readonly options: Readonly<Record<string, unknown>>
}

export interface Monitoring {
  readonly enabled: boolean
  readonly collection?: string
  /** Null: the table has none, said so on purpose. */
  readonly partitionColumn?: string | null
  readonly freshness?: { readonly blocking: boolean }
  readonly volume?: { readonly blocking: boolean }
  readonly workspace?: number
}

/** What a `metadata.yaml` says, defaults applied. */
export interface Metadata {
  readonly friendlyName: string
  readonly description?: string
  readonly owners: readonly string[]
  /** As written: a tag is true, a list stays a list. `publishedLabels` gives BigQuery's form. */
  readonly labels: Readonly<Record<string, boolean | string | readonly string[]>>
  readonly scheduling: Scheduling
  readonly timePartitioning?: Partitioning
  readonly rangePartitioning?: RangePartitioning
  readonly clustering: readonly string[]
  readonly derivedFrom: readonly {
    readonly table: readonly [string, string, string]
    readonly exclude: readonly string[]
  }[]
  readonly allowFieldAddition: boolean
  readonly workgroupAccess?: readonly WorkgroupAccess[]
  /** Recorded by a generator: file name to the tables that it reads. */
  readonly references?: Readonly<Record<string, readonly string[]>>
  readonly externalData?: ExternalData
  readonly deprecated: boolean
  /** `YYYY-MM-DD` */
  readonly deletionDate?: string
  readonly monitoring?: Monitoring
  readonly requireColumnDescriptions: boolean
}
