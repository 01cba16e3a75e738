import { crc32 } from 'node:zlib'
import type { Field } from '../../generator/query-job.ts'
import { formatType } from '../../googlesql/types.ts'
import { columnType } from '../duckdb/fields.ts'
import type { RowSource, SourceRow } from '../warehouse.ts'
import { ColumnText } from './column-text.ts'
import { parseJson, stringifyJson } from './json.ts'
import { compactJson, JsonText } from './json-column.ts'
import { MEASUREMENTS_TYPE, measurementsText, withoutMeasurements } from './measurements.ts'
import { fitPing, type PingColumn, pingColumns } from './ping-columns.ts'
import { isObject } from './ping-scalar.ts'
import { MisfitError } from './ping-value.ts'

/** What the server knows about a request and a ping does not say itself; used where the ping has no `meta` for it. */
export interface ServerMetadata {
  /** `YYYY-MM-DDTHH:MM:SSZ` */
  readonly submissionTimestamp: string
  readonly geoCountry?: string
  readonly appUpdateChannel?: string
}

/** A ping that could not be made a row of its table, kept whole. */
export interface RejectedPing {
  readonly path: string
  readonly line: number
  readonly reason: string
  readonly payload: string
}

export interface PingCounts {
  loaded: number
  /** Equal document ids on one day: the first stays, as in Mozilla's stable tables. */
  duplicates: number
}

interface PingTable {
  readonly fields: readonly Field[]
  readonly deduplicate: boolean
  readonly defaults: ServerMetadata
}

/**
 * Raw pings as rows of a typed table. What no column names goes into the column `additional_properties`, if there is one; the
 * payload's measurements, whatever their names, into the column `measurements`, if there is one.
 *
 * @param reject is told of every broken ping; the others go on
 * @param counts is kept up to date while the source is read
 */
export async function* pingRows(
  pings: RowSource,
  table: PingTable,
  reject: (ping: RejectedPing) => void,
  counts: PingCounts,
): RowSource {
  const columns = tableColumns(table.fields)
  const seen = new Set<string>()
  for await (const batch of pings) {
    const rows: SourceRow[] = []
    for (const ping of batch) {
      const row = rowOrReason(ping.value, columns, table.defaults)
      if (typeof row === 'string')
        reject({ path: ping.path, line: ping.line, reason: row, payload: ping.text ?? stringifyJson(ping.value) })
      else if (table.deduplicate && isRepeated(row, seen)) counts.duplicates += 1
      // Without the text that it was read from, which says something else.
      else rows.push({ value: row, path: ping.path, line: ping.line })
    }
    counts.loaded += rows.length
    yield rows
  }
}

interface TableColumns {
  readonly named: ReadonlyMap<string, PingColumn>
  /** Where there is one: whether of the type that `measurementsText` writes. */
  readonly measurements?: 'usual' | 'other'
}

function tableColumns(fields: readonly Field[]): TableColumns {
  const typed = fields.map((field) => ({ name: field.name, type: columnType(field) }))
  const type = typed.find(({ name }) => name === 'measurements')?.type
  const measurements = type && (formatType(type) === MEASUREMENTS_TYPE ? 'usual' : 'other')
  return { named: pingColumns(typed), ...(measurements && { measurements }) }
}

/** A ping without an id can't be known again. */
function isRepeated(row: Readonly<Record<string, unknown>>, seen: Set<string>): boolean {
  const id = row.document_id
  if (!(id instanceof ColumnText && id.text.startsWith('"'))) return false
  const key = `${String(row.submission_timestamp).slice(0, 10)} ${id.text}`
  if (seen.has(key)) return true
  seen.add(key)
  return false
}

function rowOrReason(
  ping: unknown,
  columns: TableColumns,
  defaults: ServerMetadata,
): Readonly<Record<string, unknown>> | string {
  if (!isObject(ping)) return 'not a JSON object'
  const { meta, ...own } = ping
  if (meta !== undefined && meta !== null && !isObject(meta)) return 'meta is not an object'
  try {
    const server = serverColumns(own, meta ?? {}, defaults)
    if (typeof server === 'string') return server
    const { value, rest } = fitPing(own, columns.named)
    // What the pipeline took from the request wins over what a client may call the same.
    const row = { ...value, ...fitPing(server, columns.named).value, ...measurements(own, columns) }
    const left = leftOver(rest, meta, columns)
    return columns.named.has('additional_properties') && Object.keys(left).length > 0
      ? { ...row, additional_properties: new JsonText(compactJson(left)) }
      : row
  } catch (error) {
    if (error instanceof MisfitError) return error.message
    // The stack ended: nobody sends thousands of lists in each other but to harm.
    if (error instanceof RangeError) return 'nested too deeply'
    throw error
  }
}

type JsonObject = Readonly<Record<string, unknown>>

function measurements({ payload }: JsonObject, columns: TableColumns): JsonObject {
  if (columns.measurements === undefined || !isObject(payload)) return {}
  const text = measurementsText(payload)
  return { measurements: columns.measurements === 'usual' ? new ColumnText(text) : parseJson(text) }
}

/** What no column holds. */
function leftOver({ payload, ...rest }: JsonObject, meta: unknown, columns: TableColumns): JsonObject {
  const left = columns.measurements && isObject(payload) ? withoutMeasurements(payload) : payload
  return { ...rest, ...(left !== undefined && { payload: left }), ...(meta !== undefined && { meta }) }
}

/**
 * Columns that the server adds. `meta` is that of Mozilla's Spark data sets (`submissionDate` as YYYYMMDD, `sampleId`,
 * `documentId`, `geoCountry`, `appUpdateChannel`, `Timestamp` in nanoseconds), and `submissionTimestamp`, ISO 8601.
 *
 * @returns a reason instead where the ping can have no day
 */
function serverColumns(ping: JsonObject, meta: JsonObject, defaults: ServerMetadata): JsonObject | string {
  const submissionTimestamp = timestampOf(meta) ?? defaults.submissionTimestamp
  if (submissionTimestamp === 'invalid')
    return meta.submissionTimestamp === undefined
      ? `meta.submissionDate ${stringifyJson(meta.submissionDate)} is not a day, YYYYMMDD`
      : `meta.submissionTimestamp ${stringifyJson(meta.submissionTimestamp)} is not a time, ISO 8601`
  const clientId =
    meta.clientId ?? ping.clientId ?? (isObject(ping.client_info) ? ping.client_info.client_id : undefined)
  const channel = meta.appUpdateChannel ?? defaults.appUpdateChannel ?? channelOf(ping)
  const country = meta.geoCountry ?? defaults.geoCountry
  return {
    submission_timestamp: submissionTimestamp,
    document_id: meta.documentId ?? ping.id,
    client_id: clientId,
    sample_id: 'sampleId' in meta ? meta.sampleId : sampleId(clientId),
    normalized_channel: meta.normalizedChannel ?? normalizeChannel(channel),
    normalized_country_code: normalizeCountry(country),
    metadata: {
      geo: { country },
      uri: { app_update_channel: meta.appUpdateChannel ?? defaults.appUpdateChannel ?? channelOf(ping) },
    },
  }
}

function timestampOf(meta: JsonObject): string | undefined {
  if (typeof meta.submissionTimestamp === 'string') {
    const time = new Date(meta.submissionTimestamp)
    return Number.isNaN(time.getTime()) ? 'invalid' : time.toISOString()
  }
  if (meta.submissionDate === undefined || meta.submissionDate === null) return undefined
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(String(meta.submissionDate)) ?? []
  const time = new Date(`${year}-${month}-${day}T00:00:00Z`)
  const date = Number.isNaN(time.getTime()) ? '' : time.toISOString().slice(0, 10)
  return date === `${year}-${month}-${day}` ? `${date}T00:00:00Z` : 'invalid'
}

function channelOf(ping: JsonObject): unknown {
  if (isObject(ping.application)) return ping.application.channel
  return isObject(ping.client_info) ? ping.client_info.app_channel : undefined
}

/** @see https://docs.telemetry.mozilla.org (sample_id): crc32 of the client id modulo 100 */
function sampleId(clientId: unknown): number | undefined {
  return typeof clientId === 'string' ? crc32(clientId) % 100 : undefined
}

const CHANNELS = new Set(['release', 'esr', 'beta', 'aurora', 'nightly'])

function normalizeChannel(channel: unknown): string | undefined {
  if (typeof channel !== 'string') return undefined
  if (CHANNELS.has(channel)) return channel
  if (channel.startsWith('nightly-cck-')) return 'nightly'
  return channel.startsWith('beta') ? 'beta' : 'Other'
}

function normalizeCountry(country: unknown): string | undefined {
  if (typeof country !== 'string') return undefined
  return /^[A-Za-z]{2}$/.test(country) ? country.toUpperCase() : 'Other'
}
