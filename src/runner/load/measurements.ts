import { putMember, stringifyJson } from './json.ts'
import { isInt64, isObject } from './ping-scalar.ts'
import { textOf } from './scalar-text.ts'

type JsonObject = Readonly<Record<string, unknown>>

/** A list must be there, be it empty. */
const NO_LISTS = ',"range":[],"values":[]'

/** The members of a place that hold measurements, the field of the column `measurements` for each, and what becomes of one entry. */
const MEMBERS: readonly { readonly member: string; readonly field: string; readonly write: WriteEntry }[] = [
  { member: 'histograms', field: 'histograms', write: histogram },
  { member: 'keyedHistograms', field: 'keyed_histograms', write: keyed(histogram, NO_LISTS) },
  { member: 'scalars', field: 'scalars', write: scalar },
  { member: 'keyedScalars', field: 'keyed_scalars', write: keyed(scalar) },
  { member: 'simpleMeasurements', field: 'simple_measurements', write: simpleMeasurement },
]

/** Entries of one value, separated by commas; empty where there are none. `start` is what all begin with. */
type WriteEntry = (value: unknown, start: string) => string

/** The type of the column that `measurementsText` is written for. */
export const MEASUREMENTS_TYPE = (() => {
  const histogram =
    'bucket_count INT64, histogram_type INT64, sum INT64, range ARRAY<INT64>, values ARRAY<STRUCT<key INT64, value INT64>>, other STRING'
  const list = (field: string, members: string) => `${field} ARRAY<STRUCT<place STRING, name STRING, ${members}>>`
  const lists = [
    list('histograms', histogram),
    list('keyed_histograms', `label STRING, ${histogram}`),
    list('scalars', 'value INT64, other STRING'),
    list('keyed_scalars', 'label STRING, value INT64, other STRING'),
    list('simple_measurements', 'member STRING, value INT64, other STRING'),
  ]
  return `STRUCT<${lists.join(', ')}>`
})()

/**
 * All measurements of a payload in the form of the column `measurements`: lists by kind, each entry with its place: the payload
 * itself, one of its `processes`, one of its `childPayloads`. Names stand as the client wrote them, so those that nobody has declared are
 * here too. What has the usual form (a whole number; a histogram of whole numbers) is in typed fields, all else as JSON in `other`.
 *
 * @returns JSON text: pings are mostly measurements, and objects that are written at once would take most of the time
 */
export function measurementsText(payload: JsonObject): string {
  const places = placesOf(payload).map(([place, source]) => [`{"place":${textOf(place)},"name":`, source] as const)
  const fields = MEMBERS.map(({ member, field, write }) => {
    let text = ''
    for (const [start, source] of places) text = joined(text, entries(source[member], start, write))
    return `"${field}":[${text}]`
  })
  return `{${fields.join(',')}}`
}

function placesOf(payload: JsonObject): readonly (readonly [string, JsonObject])[] {
  const { processes, childPayloads } = payload
  const children = Array.isArray(childPayloads) ? childPayloads : []
  const all: (readonly [string, unknown])[] = [
    ['payload', payload],
    ...Object.entries(isObject(processes) ? processes : {}).map(
      ([name, process]) => [`processes.${name}`, process] as const,
    ),
    ...children.map((child) => ['childPayloads', child] as const),
  ]
  return all.filter((place): place is readonly [string, JsonObject] => isObject(place[1]))
}

function entries(source: unknown, start: string, write: WriteEntry): string {
  if (!isObject(source)) return ''
  let text = ''
  for (const name in source) text = joined(text, write(source[name], start + nameText(name)))
  return text
}

/** Names of measurements repeat from ping to ping. */
const nameTexts = new Map<string, string>()
const MOST_NAMES = 50_000

function nameText(name: string): string {
  let text = nameTexts.get(name)
  if (text !== undefined) return text
  text = textOf(name)
  if (nameTexts.size < MOST_NAMES) nameTexts.set(name, text)
  return text
}

function joined(left: string, right: string): string {
  return left === '' || right === '' ? left + right : `${left},${right}`
}

/** The payload without what `measurementsText` keeps of it; undefined where nothing is left. */
export function withoutMeasurements(payload: JsonObject): JsonObject | undefined {
  const { processes, childPayloads } = payload
  const left: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(withoutMembers(payload))) {
    const kept =
      name === 'processes' && isObject(processes)
        ? unlessEmpty(placesLeft(processes))
        : name === 'childPayloads' && Array.isArray(childPayloads)
          ? childrenLeft(childPayloads)
          : value
    if (kept !== undefined) putMember(left, name, kept)
  }
  return unlessEmpty(left)
}

function placesLeft(places: JsonObject): JsonObject {
  const left: Record<string, unknown> = {}
  for (const [name, place] of Object.entries(places)) {
    const kept = isObject(place) ? unlessEmpty(withoutMembers(place)) : place
    if (kept !== undefined) putMember(left, name, kept)
  }
  return left
}

function childrenLeft(children: readonly unknown[]): readonly unknown[] | undefined {
  const left = children.map((child) => (isObject(child) ? withoutMembers(child) : child))
  return left.every((child) => isObject(child) && Object.keys(child).length === 0) ? undefined : left
}

function withoutMembers(place: JsonObject): JsonObject {
  const left: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(place)) {
    if (!(isObject(value) && MEMBERS.some(({ member }) => member === name))) putMember(left, name, value)
  }
  return left
}

function unlessEmpty(object: JsonObject): JsonObject | undefined {
  return Object.keys(object).length === 0 ? undefined : object
}

/** An entry for every label. */
function keyed(write: WriteEntry, empty = ''): WriteEntry {
  return (value, start) => {
    if (!isObject(value)) return other(value, start, empty)
    let text = ''
    for (const label in value) text = joined(text, write(value[label], `${start},"label":${textOf(label)}`))
    return text
  }
}

/** A number, or an object of numbers. */
function simpleMeasurement(value: unknown, start: string): string {
  if (!isObject(value)) return scalar(value, start)
  let text = ''
  for (const member in value) text = joined(text, scalar(value[member], `${start},"member":${nameText(member)}`))
  return text
}

/** Booleans are 0 and 1, as Mozilla's pipeline writes them into columns of whole numbers. */
function scalar(value: unknown, start: string): string {
  if (typeof value === 'boolean') return `${start},"value":${Number(value)}}`
  return isInt64(value) ? `${start},"value":${value}}` : other(value, start)
}

function histogram(value: unknown, start: string): string {
  const text = isObject(value) ? usualHistogram(value) : undefined
  return text === undefined ? other(value, start, NO_LISTS) : `${start},${text}}`
}

/** Undefined where a member is missing, of another type, or one too many. */
function usualHistogram(histogram: JsonObject): string | undefined {
  const { bucket_count, histogram_type, sum, range, values } = histogram
  const ends = endsOf(range)
  if (!isInt64(histogram_type) || !isInt64(sum) || ends === undefined || holdsOther(histogram)) return undefined
  if (bucket_count !== undefined && !isInt64(bucket_count)) return undefined
  const buckets = bucketsOf(values)
  if (buckets === undefined) return undefined
  const count = bucket_count === undefined ? '' : `"bucket_count":${bucket_count},`
  return `${count}"histogram_type":${histogram_type},"sum":${sum},"range":[${ends}],"values":[${buckets}]`
}

const USUAL_MEMBERS = new Set(['bucket_count', 'histogram_type', 'sum', 'range', 'values'])

function holdsOther(histogram: JsonObject): boolean {
  for (const member in histogram) if (!USUAL_MEMBERS.has(member)) return true
  return false
}

function endsOf(range: unknown): string | undefined {
  if (range === undefined) return ''
  return Array.isArray(range) && range.every(isInt64) ? range.join(',') : undefined
}

const WHOLE_NUMBER = /^(?:0|-?[1-9]\d{0,14})$/

/** Undefined where a key or a value is no whole number. */
function bucketsOf(values: unknown): string | undefined {
  if (!isObject(values)) return undefined
  let text = ''
  for (const key in values) {
    const value = values[key]
    if (!isInt64(value) || !WHOLE_NUMBER.test(key)) return undefined
    text += text === '' ? `{"key":${key},"value":${value}}` : `,{"key":${key},"value":${value}}`
  }
  return text
}

/** @param empty the lists that an entry of this kind has */
function other(value: unknown, start: string, empty = ''): string {
  const kept = value === null || value === undefined ? '' : `,"other":${textOf(stringifyJson(value))}`
  return `${start}${kept}${empty}}`
}
