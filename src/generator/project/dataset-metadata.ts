import type { YamlValue } from '../yaml/node.ts'
import { asMap, flagAt, isMap, present, textAt, textsAt } from '../yaml/value.ts'
import { type Metadata, readLabels, readWorkgroupAccess, type WorkgroupAccess } from './metadata.ts'

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
  readonly labels: Metadata['labels']
  readonly workgroupAccess: readonly WorkgroupAccess[]
  readonly defaultTableWorkgroupAccess: readonly WorkgroupAccess[]
  readonly defaultTableExpirationMs?: number
  readonly syndication?: unknown
  readonly externalSharing?: ExternalSharing
}

const DEFAULT_ACCESS: readonly WorkgroupAccess[] = [
  { role: 'roles/bigquery.dataViewer', members: ['workgroup:mozilla-confidential/data-viewers'] },
]

/** Reads the content of a `dataset_metadata.yaml`, null where there is none. */
export function readDatasetMetadata(content: YamlValue, dataset: string): DatasetMetadata {
  const map = asMap(content)
  const workgroupAccess = readWorkgroupAccess(map, 'workgroup_access') ?? DEFAULT_ACCESS
  return {
    friendlyName: textAt(map, 'friendly_name') ?? dataset,
    description: textAt(map, 'description') ?? '',
    datasetBaseAcl: textAt(map, 'dataset_base_acl') ?? '',
    userFacing: flagAt(map, 'user_facing') ?? false,
    labels: readLabels(asMap(map.labels)),
    workgroupAccess,
    defaultTableWorkgroupAccess: readWorkgroupAccess(map, 'default_table_workgroup_access') ?? workgroupAccess,
    ...present({
      defaultTableExpirationMs: expirationMs(textAt(map, 'default_table_expiration_ms')),
      syndication: map.syndication ?? undefined,
      externalSharing: readExternalSharing(map.external_sharing),
    }),
  }
}

function readExternalSharing(value: YamlValue | undefined): ExternalSharing | undefined {
  if (!isMap(value)) return undefined
  return {
    exchange: textAt(value, 'exchange') ?? '',
    dataReview: textAt(value, 'data_review') ?? '',
    subscribers: textsAt(value, 'subscribers'),
    ...present({
      displayName: textAt(value, 'display_name'),
      listingDescription: textAt(value, 'listing_description'),
      listingId: textAt(value, 'listing_id'),
      exchangeId: textAt(value, 'exchange_id'),
      exchangeDisplayName: textAt(value, 'exchange_display_name'),
      exchangeDescription: textAt(value, 'exchange_description'),
      restrictExport: flagAt(value, 'restrict_export'),
    }),
  }
}

function expirationMs(text: string | undefined): number | undefined {
  return text === undefined || !/^[0-9]+$/.test(text) ? undefined : Number(text)
}
