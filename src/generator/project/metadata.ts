import type { Partitioning, PartitionUnit } from '../query-job.ts'
import type { YamlValue } from '../yaml/node.ts'
import {
  asMap,
  flagAt,
  isMap,
  listAt,
  mapsAt,
  numberAt,
  present,
  textAt,
  textsAt,
  type YamlMap,
} from '../yaml/value.ts'
import { type ExportDeclaration, readExport } from './export-declaration.ts'
import { readScheduling, type Scheduling, tableParts } from './scheduling.ts'

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
  readonly export?: ExportDeclaration
}

/** The parameter that carries a partition's date, unless the metadata say otherwise. */
const DATE_PARAMETER = 'submission_date'

/**
 * Reads the content of a `metadata.yaml`, null where there is none. What has a wrong form reads as absent: a diagnostic
 * says so.
 *
 * @param artifact its folder gives the friendly name where the file has none
 */
export function readMetadata(
  content: YamlValue,
  artifact: { readonly folder: string; readonly files: readonly string[] },
): Metadata {
  const map = asMap(content)
  const bigquery = asMap(map.bigquery)
  const schema = asMap(map.schema)
  return {
    friendlyName:
      textAt(map, 'friendly_name') ?? titleCase(artifact.folder.slice(artifact.folder.lastIndexOf('/') + 1)),
    owners: textsAt(map, 'owners'),
    labels: readLabels(asMap(map.labels)),
    scheduling: readScheduling(asMap(map.scheduling), DATE_PARAMETER),
    clustering: textsAt(asMap(bigquery.clustering), 'fields'),
    derivedFrom: mapsAt(schema, 'derived_from').map((parent) => ({
      table: tableParts(parent.table ?? null),
      exclude: textsAt(parent, 'exclude'),
    })),
    allowFieldAddition: flagAt(schema, 'allow_field_addition') ?? false,
    deprecated: flagAt(map, 'deprecated') ?? false,
    requireColumnDescriptions: flagAt(map, 'require_column_descriptions') ?? false,
    ...present({
      description: textAt(map, 'description'),
      timePartitioning: readTimePartitioning(bigquery.time_partitioning),
      rangePartitioning: readRangePartitioning(bigquery),
      workgroupAccess: readWorkgroupAccess(map, 'workgroup_access'),
      references: readReferences(map.references),
      externalData: readExternalData(map.external_data),
      deletionDate: textAt(map, 'deletion_date'),
      monitoring: readMonitoring(map.monitoring),
      export: readExport(map.export, artifact),
    }),
  }
}

/** Labels in BigQuery's form: a tag has an empty value; lists, such as `review_bugs`, are left out; the DAG and owners are added. */
export function publishedLabels(metadata: Metadata): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {}
  for (const [key, value] of Object.entries(metadata.labels)) {
    // made anew below; a written one may be a whole address, which is no label
    if (/^owner[0-9]+$/.test(key)) continue
    if (value === true) labels[key] = ''
    else if (typeof value === 'string') labels[key] = value
  }
  const { dagName } = metadata.scheduling
  if (dagName !== undefined && LABEL.test(dagName)) labels.dag = dagName
  for (const [index, owner] of ownerLabels(metadata.owners).entries()) labels[`owner${index + 1}`] = owner
  if (metadata.deprecated) labels.deprecated = 'true'
  return labels
}

const LABEL = /^[0-9a-z_-]{1,63}$/

/** The names of owners' addresses, as far as they can be labels: `jane.doe@…` and teams cannot. */
function ownerLabels(owners: readonly string[]): string[] {
  return owners.flatMap((owner) => {
    const [name = '', host] = owner.split('@')
    return host !== undefined && LABEL.test(name) ? [name] : []
  })
}

/** `crash_aggregates_v1` → `Crash Aggregates V1` */
function titleCase(name: string): string {
  const words = name.split('_').filter((word) => word !== '')
  return words.map((word) => word[0]!.toUpperCase() + word.slice(1).toLowerCase()).join(' ')
}

export function readLabels(map: YamlMap): Metadata['labels'] {
  const labels: Record<string, boolean | string | readonly string[]> = {}
  for (const [key, value] of Object.entries(map)) {
    if (typeof value === 'boolean') labels[key] = value
    else labels[key] = Array.isArray(value) ? textsAt(map, key) : (textAt(map, key) ?? '')
  }
  return labels
}

const UNITS: Readonly<Record<string, PartitionUnit>> = { hour: 'HOUR', day: 'DAY', month: 'MONTH', year: 'YEAR' }

function readTimePartitioning(value: YamlValue | undefined): Partitioning | undefined {
  const map = asMap(value)
  const unit = UNITS[textAt(map, 'type') ?? '']
  if (unit === undefined) return undefined
  return {
    unit,
    requirePartitionFilter: flagAt(map, 'require_partition_filter') ?? false,
    ...present({ field: textAt(map, 'field'), expirationDays: numberAt(map, 'expiration_days') }),
  }
}

/** Time partitioning comes first where both are given. */
function readRangePartitioning(bigquery: YamlMap): RangePartitioning | undefined {
  const map = asMap(bigquery.range_partitioning)
  const field = textAt(map, 'field')
  const range = asMap(map.range)
  if (field === undefined || isMap(bigquery.time_partitioning)) return undefined
  return {
    field,
    start: numberAt(range, 'start') ?? 0,
    end: numberAt(range, 'end') ?? 0,
    interval: numberAt(range, 'interval') ?? 1,
  }
}

export function readWorkgroupAccess(map: YamlMap, key: string): readonly WorkgroupAccess[] | undefined {
  if (!Array.isArray(map[key])) return undefined
  return mapsAt(map, key).map((entry) => ({ role: textAt(entry, 'role') ?? '', members: textsAt(entry, 'members') }))
}

function readReferences(value: YamlValue | undefined): Metadata['references'] {
  if (!isMap(value)) return undefined
  return Object.fromEntries(Object.keys(value).map((file) => [file, textsAt(value, file)]))
}

function readExternalData(value: YamlValue | undefined): ExternalData | undefined {
  if (!isMap(value)) return undefined
  const format = textAt(value, 'format') === 'csv' ? 'csv' : 'google_sheets'
  return { format, sourceUris: listAt(value, 'source_uris').map(String), options: asMap(value.options) }
}

function readMonitoring(value: YamlValue | undefined): Monitoring | undefined {
  if (!isMap(value)) return undefined
  return {
    enabled: flagAt(value, 'enabled') ?? false,
    ...(value.partition_column === null
      ? { partitionColumn: null }
      : present({ partitionColumn: textAt(value, 'partition_column') })),
    ...present({
      collection: textAt(value, 'collection'),
      freshness: readMetric(value, 'freshness', false),
      volume: readMetric(value, 'volume', true),
      workspace: numberAt(value, 'workspace'),
    }),
  }
}

/** Null turns a metric off; absent, it is on with its default. */
function readMetric(map: YamlMap, key: string, blocking: boolean): { readonly blocking: boolean } | undefined {
  if (map[key] === null) return undefined
  return { blocking: flagAt(asMap(map[key]), 'blocking') ?? blocking }
}
