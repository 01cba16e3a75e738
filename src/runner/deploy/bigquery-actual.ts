import type { ActualObject } from '../../generator/deploy/actual.ts'
import type { RangePartitioning } from '../../generator/project/metadata.ts'
import type { SchemaField } from '../../generator/project/table-schema.ts'
import type { FieldResource, TableResource } from '../bigquery/resources.ts'
import { fieldOfResource, partitioningOfResource } from '../bigquery/schema.ts'

export interface DatasetResource {
  readonly friendlyName?: string
  readonly description?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly defaultTableExpirationMs?: string
  readonly location?: string
  readonly etag?: string
}

export interface RoutineResource {
  readonly description?: string
}

export function actualDataset(resource: DatasetResource | undefined): ActualObject | undefined {
  if (resource === undefined) return undefined
  const { defaultTableExpirationMs: expiration } = resource
  return {
    kind: 'dataset',
    ...describedOf(resource),
    ...(expiration !== undefined && { defaultTableExpirationMs: Number(expiration) }),
  }
}

function describedOf({ friendlyName, description, labels = {} }: DatasetResource) {
  return {
    ...(friendlyName !== undefined && { friendlyName }),
    ...(description !== undefined && { description }),
    labels,
  }
}

export function actualTable(resource: TableResource | undefined): ActualObject | undefined {
  if (resource === undefined) return undefined
  const { type = 'TABLE', view, schema, clustering, numRows } = resource
  if (type === 'VIEW') return { kind: 'view', ...describedOf(resource), query: view?.query ?? '' }
  if (type !== 'TABLE') return { kind: 'other', what: `a ${type.toLowerCase().replaceAll('_', ' ')}` }
  const partitioning = partitioningOfResource(resource)
  const rangePartitioning = rangeOf(resource)
  return {
    kind: 'table',
    ...describedOf(resource),
    schema: (schema?.fields ?? []).map(schemaField),
    ...(partitioning && { partitioning }),
    ...(rangePartitioning && { rangePartitioning }),
    clustering: clustering?.fields ?? [],
    rows: BigInt(numRows ?? 0),
  }
}

/** With the descriptions inside of records. */
function schemaField(resource: FieldResource): SchemaField {
  const { fields } = resource
  return { ...fieldOfResource(resource), ...(fields && { fields: fields.map(schemaField) }) }
}

function rangeOf({ rangePartitioning }: TableResource): RangePartitioning | undefined {
  if (typeof rangePartitioning !== 'object' || rangePartitioning === null) return undefined
  const { field, range } = rangePartitioning as { field: string; range: Record<'start' | 'end' | 'interval', string> }
  return { field, start: Number(range.start), end: Number(range.end), interval: Number(range.interval) }
}

const FINGERPRINT = /\bbqetl:([0-9a-f]{16})$/

/** Routines have no labels: the fingerprint stands at the end of their description. */
export function actualRoutine(resource: RoutineResource | undefined): ActualObject | undefined {
  if (resource === undefined) return undefined
  const fingerprint = FINGERPRINT.exec(resource.description ?? '')?.[1]
  return { kind: 'routine', ...(fingerprint !== undefined && { fingerprint }) }
}

export function withFingerprint(description: string, fingerprint: string): string {
  return `${description.replace(FINGERPRINT, '').trim()}\n\nbqetl:${fingerprint}`.trim()
}
