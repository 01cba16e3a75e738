import { putMember, stringifyJson } from './json.ts'
import { isInt64, isObject } from './ping-columns.ts'

type JsonObject = Readonly<Record<string, unknown>>

/** The members of a place that hold measurements, the field of the column `measurements` for each, and what becomes of one entry. */
const MEMBERS: readonly { readonly member: string; readonly field: string; readonly read: ReadEntry }[] = [
  { member: 'histograms', field: 'histograms', read: single(histogram) },
  { member: 'keyedHistograms', field: 'keyed_histograms', read: keyed(histogram) },
  { member: 'scalars', field: 'scalars', read: single(scalar) },
  { member: 'keyedScalars', field: 'keyed_scalars', read: keyed(scalar) },
  { member: 'simpleMeasurements', field: 'simple_measurements', read: simpleMeasurement },
]

type ReadEntry = (value: unknown) => readonly JsonObject[]

/**
 * All measurements of a payload in the form of the column `measurements`: lists by kind, each entry with its place: the payload
 * itself, one of its `processes`, one of its `childPayloads`. Names stand as the client wrote them, so those that nobody has declared are
 * here too. What has the usual form (a whole number; a histogram of whole numbers) is in typed fields, all else as JSON in `other`.
 */
export function readMeasurements(payload: JsonObject): JsonObject {
  const places = placesOf(payload)
  return Object.fromEntries(
    MEMBERS.map(({ member, field, read }) => [
      field,
      places.flatMap(([place, source]) => entries(place, source[member], read)),
    ]),
  )
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

function entries(place: string, source: unknown, read: ReadEntry): readonly JsonObject[] {
  if (!isObject(source)) return []
  return Object.entries(source).flatMap(([name, value]) => read(value).map((entry) => ({ place, name, ...entry })))
}

/** The payload without what `readMeasurements` keeps of it; undefined where nothing is left. */
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

function single(fields: (value: unknown) => JsonObject): ReadEntry {
  return (value) => [fields(value)]
}

/** An entry for every label. */
function keyed(fields: (value: unknown) => JsonObject): ReadEntry {
  return (value) =>
    isObject(value) ? Object.entries(value).map(([label, item]) => ({ label, ...fields(item) })) : [other(value)]
}

/** A number, or an object of numbers. */
function simpleMeasurement(value: unknown): readonly JsonObject[] {
  if (!isObject(value)) return [scalar(value)]
  return Object.entries(value).map(([member, item]) => ({ member, ...scalar(item) }))
}

/** Booleans are 0 and 1, as Mozilla's pipeline writes them into columns of whole numbers. */
function scalar(value: unknown): JsonObject {
  if (typeof value === 'boolean') return { value: Number(value) }
  return isInt64(value) ? { value } : other(value)
}

function histogram(value: unknown): JsonObject {
  if (!isObject(value)) return other(value)
  const { bucket_count, histogram_type, sum, range, values, ...unknown } = value
  const buckets = bucketsOf(values)
  const isUsual =
    isInt64(histogram_type) &&
    isInt64(sum) &&
    buckets !== undefined &&
    (bucket_count === undefined || isInt64(bucket_count)) &&
    (range === undefined || (Array.isArray(range) && range.every(isInt64))) &&
    unlessEmpty(unknown) === undefined
  return isUsual ? { bucket_count, histogram_type, sum, range, values: buckets } : other(value)
}

const WHOLE_NUMBER = /^(?:0|-?[1-9]\d{0,14})$/

/** Undefined where a key or a value is no whole number. */
function bucketsOf(values: unknown): readonly JsonObject[] | undefined {
  if (!isObject(values)) return undefined
  const buckets: JsonObject[] = []
  for (const [key, value] of Object.entries(values)) {
    if (!WHOLE_NUMBER.test(key) || !isInt64(value)) return undefined
    buckets.push({ key: Number(key), value })
  }
  return buckets
}

function other(value: unknown): JsonObject {
  return value === null || value === undefined ? {} : { other: stringifyJson(value) }
}
