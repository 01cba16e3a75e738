import { describe, expect, test } from 'vitest'
import { parseJson } from '../../src/runner/load/json.ts'
import { measurementsText, withoutMeasurements } from '../../src/runner/load/measurements.ts'

type JsonObject = Readonly<Record<string, unknown>>

/** The lists that hold anything, at each level. */
function measured(payload: JsonObject): JsonObject {
  const lists = parseJson(measurementsText(payload)) as Readonly<Record<string, readonly JsonObject[]>>
  expect(Object.keys(lists)).toEqual([
    'histograms',
    'keyed_histograms',
    'scalars',
    'keyed_scalars',
    'simple_measurements',
  ])
  return filled(Object.fromEntries(Object.entries(lists).map(([kind, list]) => [kind, list.map(filled)])))
}

function filled(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, item]) => !(Array.isArray(item) && item.length === 0)))
}

const USUAL = { bucket_count: 3, histogram_type: 2, sum: 4, range: [1, 2], values: { 0: 3, 1: 4 } }

describe('measurements of a payload', () => {
  test('a histogram of whole numbers is in typed fields, by its own name, with its place', () => {
    expect(measured({ histograms: { GC_MS: USUAL }, childPayloads: [{ histograms: { GC_MS: USUAL } }] })).toEqual({
      histograms: ['payload', 'childPayloads'].map((place) => ({
        place,
        name: 'GC_MS',
        ...USUAL,
        values: [
          { key: 0, value: 3 },
          { key: 1, value: 4 },
        ],
      })),
    })
  })

  test('all processes are read, also those that are not known', () => {
    expect(measured({ processes: { gpu: { scalars: { 'a.b': 1 } }, newOne: { scalars: { 'a.b': true } } } })).toEqual({
      scalars: [
        { place: 'processes.gpu', name: 'a.b', value: 1 },
        { place: 'processes.newOne', name: 'a.b', value: 1 },
      ],
    })
  })

  test.each([
    ['an unknown member', { ...USUAL, log_sum: 1 }],
    ['a bucket that is no number', { ...USUAL, values: { x: 1 } }],
    ['a value that is no number', { ...USUAL, values: { 1: '7' } }],
    ['a fraction as sum', { ...USUAL, sum: 1.5 }],
    ['no buckets', { histogram_type: 2, sum: 1 }],
    ['a text', '3;2;4;1,2;0:3'],
  ])('a histogram with %s is kept as it came', (_, histogram) => {
    expect(measured({ histograms: { H: histogram } })).toEqual({
      histograms: [{ place: 'payload', name: 'H', other: JSON.stringify(histogram) }],
    })
  })

  test('a histogram that is null is an entry without anything', () => {
    expect(measured({ histograms: { H: null } })).toEqual({ histograms: [{ place: 'payload', name: 'H' }] })
  })

  test('keyed ones have an entry a label; what has no labels is kept', () => {
    expect(measured({ processes: { parent: { keyedScalars: { a: { x: 1, y: 'z' }, b: 5 } } } })).toEqual({
      keyed_scalars: [
        { place: 'processes.parent', name: 'a', label: 'x', value: 1 },
        { place: 'processes.parent', name: 'a', label: 'y', other: '"z"' },
        { place: 'processes.parent', name: 'b', other: '5' },
      ],
    })
  })

  test('a simple measurement may be an object of numbers', () => {
    expect(measured({ simpleMeasurements: { uptime: 3, js: { setProto: 0.5 } } })).toEqual({
      simple_measurements: [
        { place: 'payload', name: 'uptime', value: 3 },
        { place: 'payload', name: 'js', member: 'setProto', other: '0.5' },
      ],
    })
  })

  test('digits beyond 2^53 are kept, those beyond INT64 as JSON', () => {
    const payload = parseJson('{"simpleMeasurements": {"a": 9007199254740993, "b": 9223372036854775808}}') as JsonObject
    expect(measured(payload)).toEqual({
      simple_measurements: [
        { place: 'payload', name: 'a', value: 9007199254740993n },
        { place: 'payload', name: 'b', other: '9223372036854775808' },
      ],
    })
  })

  test('lists, texts and null in place of objects are no measurements and no error', () => {
    const payload = {
      histograms: [1],
      processes: { parent: { keyedScalars: [] }, gpu: null },
      childPayloads: [null, 3, {}],
    }
    expect(measured(payload)).toEqual({})
    expect(withoutMeasurements(payload)).toEqual(payload)
  })
})

describe('what is left of a payload', () => {
  test('is all but the measurements', () => {
    expect(
      withoutMeasurements({
        info: { reason: 'shutdown' },
        histograms: { H: USUAL },
        processes: { parent: { scalars: { a: 1 }, events: [] }, gpu: { scalars: {} } },
        childPayloads: [{ histograms: { H: USUAL } }],
      }),
    ).toEqual({ info: { reason: 'shutdown' }, processes: { parent: { events: [] } } })
  })

  test('is nothing where there was nothing else', () => {
    expect(withoutMeasurements({ histograms: {}, childPayloads: [{ simpleMeasurements: {} }] })).toBeUndefined()
  })
})
