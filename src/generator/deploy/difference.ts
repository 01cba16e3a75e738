import type { ActualObject, ActualTable } from './actual.ts'
import type { DesiredObject, DesiredTable } from './desired.ts'
import type { Detail } from './detail.ts'
import { schemaDetails } from './schema-difference.ts'

/** What has to be done to one object. */
export interface Difference {
  readonly desired: DesiredObject
  readonly actual?: ActualObject
  /** `recreate`: it cannot be changed in place, so it is dropped and made anew. */
  readonly action: 'create' | 'update' | 'recreate'
  readonly details: readonly Detail[]
}

/** What a warehouse can keep of a table besides its rows. */
export interface Keeps {
  /** Names, descriptions and labels. */
  readonly descriptions: boolean
  /** Changes of clustering, expiration and the required filter of a table that is there. */
  readonly options: boolean
}

/** Undefined where nothing is to be done. */
export function differenceOf(
  desired: DesiredObject,
  actual: ActualObject | undefined,
  keeps: Keeps,
): Difference | undefined {
  if (actual === undefined) return { desired, action: 'create', details: [] }
  if (actual.kind !== desired.kind) return otherKind(desired, actual)
  const details = [
    ...ownDetails(desired, actual, keeps),
    ...(keeps.descriptions ? describedDetails(desired, actual) : []),
  ]
  if (details.length === 0) return undefined
  const inPlace = details.every(
    (detail) => !detail.destructive || detail.droppedColumn !== undefined || isExpiration(detail),
  )
  return { desired, actual, action: inPlace ? 'update' : 'recreate', details }
}

function otherKind(desired: DesiredObject, actual: ActualObject): Difference {
  const is = actual.kind === 'other' ? actual.what : `a ${actual.kind}`
  const text = `it is ${is}, not a ${desired.kind}`
  return { desired, actual, action: 'recreate', details: [{ mark: '~', text, destructive: true }] }
}

function ownDetails(desired: DesiredObject, actual: ActualObject, keeps: Keeps): readonly Detail[] {
  if (desired.kind === 'table' && actual.kind === 'table') return tableDetails(desired, actual, keeps)
  if (desired.kind === 'view' && actual.kind === 'view') {
    return desired.query.trim() === actual.query.trim() ? [] : [{ mark: '~', text: 'query' }]
  }
  if (desired.kind === 'routine' && actual.kind === 'routine') {
    return desired.fingerprint === actual.fingerprint ? [] : [{ mark: '~', text: 'definition' }]
  }
  if (desired.kind === 'dataset' && actual.kind === 'dataset') {
    return changed(
      'default table expiration',
      days(actual.defaultTableExpirationMs),
      days(desired.defaultTableExpirationMs),
    )
  }
  return []
}

function days(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : `${ms / 86_400_000} days`
}

/** What the files leave open stays as it is. */
function changed(what: string, from: string | undefined, to: string | undefined): readonly Detail[] {
  if (to === undefined || from === to) return []
  return [
    { mark: from === undefined ? '+' : '~', text: from === undefined ? `${what}: ${to}` : `${what}: ${from} → ${to}` },
  ]
}

function tableDetails(desired: DesiredTable, actual: ActualTable, keeps: Keeps): readonly Detail[] {
  return [
    ...schemaDetails(desired.schema, actual.schema, keeps.descriptions),
    ...partitioningDetails(desired, actual),
    ...(keeps.options ? optionDetails(desired, actual) : []),
  ]
}

function partitioningDetails(desired: DesiredTable, actual: ActualTable): readonly Detail[] {
  const [from, to] = [partitioningText(actual), partitioningText(desired)]
  if (from.toLowerCase() === to.toLowerCase()) return []
  return [{ mark: '~', text: `partitioning: ${from} → ${to}`, destructive: true }]
}

export function partitioningText({ partitioning, rangePartitioning }: DesiredTable | ActualTable): string {
  if (partitioning) return `${partitioning.unit} of ${partitioning.field ?? 'arrival'}`
  if (!rangePartitioning) return 'none'
  const { field, start, end, interval } = rangePartitioning
  return `${field} from ${start} to ${end} by ${interval}`
}

function optionDetails(desired: DesiredTable, actual: ActualTable): readonly Detail[] {
  const [from, to] = [actual.partitioning, desired.partitioning]
  const filter = from?.requirePartitionFilter === to?.requirePartitionFilter
  return [
    ...(actual.clustering.join() === desired.clustering.join()
      ? []
      : [
          {
            mark: '~' as const,
            text: `clustering: ${actual.clustering.join(', ') || 'none'} → ${desired.clustering.join(', ') || 'none'}`,
          },
        ]),
    ...(filter || !to ? [] : [{ mark: '~' as const, text: `require_partition_filter: ${to.requirePartitionFilter}` }]),
    ...(to ? expirationDetails(from?.expirationDays, to.expirationDays) : []),
  ]
}

const EXPIRATION = 'partition expiration'

/** Partitions that are older than that are gone at once. */
function expirationDetails(from: number | undefined, to: number | undefined): readonly Detail[] {
  if (from === to) return []
  const text = `${EXPIRATION}: ${from === undefined ? 'never' : `${from} days`} → ${to === undefined ? 'never' : `${to} days`}`
  const loses = to !== undefined && (from === undefined || to < from)
  return [{ mark: '~', text, ...(loses && { destructive: true }) }]
}

function isExpiration({ text }: Detail): boolean {
  return text.startsWith(EXPIRATION)
}

function describedDetails(desired: DesiredObject, actual: ActualObject): readonly Detail[] {
  if (desired.kind === 'routine' || actual.kind === 'routine' || actual.kind === 'other') return []
  return [
    ...changed('friendly name', actual.friendlyName, desired.friendlyName),
    ...(desired.description === undefined || same(desired.description, actual.description)
      ? []
      : [{ mark: '~' as const, text: 'description' }]),
    ...labelDetails(actual.labels, desired.labels),
  ]
}

function same(left: string, right: string | undefined): boolean {
  return left.trim() === (right ?? '').trim()
}

function labelDetails(from: Readonly<Record<string, string>>, to: Readonly<Record<string, string>>): readonly Detail[] {
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort()
  return keys.flatMap((key): Detail[] => {
    if (from[key] === to[key]) return []
    if (to[key] === undefined) return [{ mark: '-', text: `label ${key}` }]
    return [{ mark: from[key] === undefined ? '+' : '~', text: `label ${key}: ${to[key]}` }]
  })
}

/** Whether rows or columns would be lost for good, unless somebody says that they may. */
export function needsPermission({ action, details }: Difference): boolean {
  if (action === 'recreate') return true
  return details.some((detail) => detail.destructive && detail.droppedColumn === undefined)
}
