import type { WorkgroupAccess } from './metadata.ts'

export interface ExternalSharing {
  readonly exchange: string
  readonly dataReview: string
  readonly subscribers: readonly string[]
  readonly displayName?: string
  readonly listingDescription?: string
  readonly listingId?: string
  readonly exchangeId?: string
  readonly exchangeDisplayName?: string
  readonly exchangeDescription?: string
  readonly restrictExport?: boolean
}

/** What a `dataset_metadata.yaml` says, defaults applied. */
export interface DatasetMetadata {
  readonly friendlyName: string
  readonly description: string
  readonly datasetBaseAcl: string
  readonly userFacing: boolean
  readonly labels: Readonly<Record<string, boolean | string | readonly string[]>>
  readonly workgroupAccess: readonly WorkgroupAccess[]
  readonly defaultTableWorkgroupAccess: readonly WorkgroupAccess[]
  readonly defaultTableExpirationMs?: number
  readonly syndication?: unknown
  readonly externalSharing?: ExternalSharing
}
