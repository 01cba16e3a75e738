import { describe, expect, test } from 'vitest'
import type { Field } from '../../src/generator/query-job.ts'
import {
  arrayOf,
  BOOL,
  FLOAT64,
  INT64,
  JSON_TYPE,
  STRING,
  structOf,
  TIMESTAMP,
  type Type,
} from '../../src/googlesql/types.ts'
import { jsonColumnText } from '../../src/runner/load/json-column.ts'
import { type PingCounts, pingRows, type RejectedPing } from '../../src/runner/load/pings.ts'

function field(name: string, type: Type, mode: Field['mode'] = 'NULLABLE'): Field {
  return { name, type, mode }
}

function record(fields: Readonly<Record<string, Type>>): Type {
  return structOf(Object.entries(fields).map(([name, type]) => ({ name, type })))
}

const FIELDS: readonly Field[] = [
  field('submission_timestamp', TIMESTAMP),
  field('document_id', STRING),
  field('client_id', STRING),
  field('sample_id', INT64),
  field('normalized_channel', STRING),
  field('metadata', record({ geo: record({ country: STRING }), uri: record({ app_update_channel: STRING }) })),
  field('application', record({ channel: STRING, build_id: STRING })),
  field('environment', record({ settings: record({ e10s_enabled: BOOL, ratio: FLOAT64 }) })),
  field(
    'payload',
    record({
      count: INT64,
      tuple: record({ f0_: STRING, f1_: INT64 }),
      histograms: record({ gc_ms: STRING }),
      keyed_histograms: record({ crashes: arrayOf(record({ key: STRING, value: STRING })) }),
      experiments: arrayOf(record({ key: STRING, value: record({ branch: STRING }) })),
      hangs: arrayOf(record({ list: arrayOf(INT64) })),
      names: arrayOf(STRING),
      numbers: arrayOf(INT64),
    }),
  ),
  field('additional_properties', JSON_TYPE),
]

async function convert(pings: readonly unknown[], options: { deduplicate?: boolean; texts?: readonly string[] } = {}) {
  const rejected: RejectedPing[] = []
  const counts: PingCounts = { loaded: 0, duplicates: 0 }
  const table = {
    fields: FIELDS,
    deduplicate: options.deduplicate ?? false,
    defaults: { submissionTimestamp: '2024-01-02T12:00:00Z', geoCountry: 'DE' },
  }
  async function* source() {
    yield pings.map((value, index) => ({
      value: value as Record<string, unknown>,
      path: 'p.json',
      line: index + 1,
      text: options.texts?.[index] ?? JSON.stringify(value),
    }))
  }
  const rows: Record<string, unknown>[] = []
  for await (const batch of pingRows(source(), table, (ping) => rejected.push(ping), counts)) {
    // a list that the ping does not have is written as an empty one
    const reviver = (_: string, value: unknown) => (Array.isArray(value) && value.length === 0 ? undefined : value)
    rows.push(...batch.map((row) => JSON.parse(JSON.stringify(row.value), reviver)))
    expect(batch.every((row) => row.text === undefined)).toBe(true)
  }
  return { rows, rejected, counts }
}

async function payload(value: unknown) {
  const { rows } = await convert([{ payload: value }])
  return { payload: rows[0]!.payload, rest: rows[0]!.additional_properties }
}

describe('columns of a ping', () => {
  test('names become snake case, and what no column names stays in additional_properties', async () => {
    const { rows } = await convert([
      { application: { buildId: '1', channel: 'beta', vendor: 'M' }, newThing: { aB: [1] } },
    ])
    expect(rows[0]).toMatchObject({
      application: { build_id: '1', channel: 'beta' },
      additional_properties: '{"application":{"vendor":"M"},"newThing":{"aB":[1]}}',
    })
  })

  test('maps become lists of key and value', async () => {
    expect((await payload({ experiments: { x: { branch: 'a', type: 'nimbus' } } })).payload).toEqual({
      experiments: [{ key: 'x', value: { branch: 'a' } }],
    })
  })

  test('a histogram becomes its JSON text', async () => {
    const histogram = { sum: 3, values: { 0: 3 } }
    expect(
      await payload({ histograms: { GC_MS: histogram }, keyedHistograms: { CRASHES: { content: histogram } } }),
    ).toEqual({
      payload: {
        histograms: { gc_ms: '{"sum":3,"values":{"0":3}}' },
        keyed_histograms: { crashes: [{ key: 'content', value: '{"sum":3,"values":{"0":3}}' }] },
      },
      rest: undefined,
    })
  })

  test('tuples and lists of lists become records', async () => {
    expect((await payload({ tuple: ['a', 2], hangs: [[1, 2], [3]] })).payload).toEqual({
      tuple: { f0_: 'a', f1_: 2 },
      hangs: [{ list: [1, 2] }, { list: [3] }],
    })
  })

  test('a value that does not fit its column stays under its own name', async () => {
    expect(await payload({ count: 'many', names: 'one' })).toEqual({
      payload: {},
      rest: '{"payload":{"count":"many","names":"one"}}',
    })
  })

  test('of two names for one column the last counts, and what either has too much is kept', async () => {
    const of = (settings: unknown) => convert([{ environment: { settings } }])
    expect((await of({ e10sEnabled: true, e10s_enabled: false })).rows[0]!.environment).toEqual({
      settings: { e10s_enabled: false },
    })
    const { rows } = await of({ e10s_enabled: true, e10sEnabled: 'yes', ratio: 1, Ratio: 2.5 })
    expect(rows[0]).toMatchObject({
      environment: { settings: { e10s_enabled: true, ratio: 2.5 } },
      additional_properties: '{"environment":{"settings":{"e10sEnabled":"yes"}}}',
    })
  })

  test('booleans count as numbers, and digits beyond 2^53 are kept', async () => {
    expect((await payload({ count: true })).payload).toEqual({ count: 1 })
    expect(await payload({ unknown: 1 })).toEqual({ payload: {}, rest: '{"payload":{"unknown":1}}' })
  })

  test('what is left is compact JSON as BigQuery keeps it: keys in order of bytes, fractions told from whole numbers', async () => {
    const left = { b: 1.0, '\u{1f600}': -0, '\uffee': 1e21, a: [0.5, 1e-7, null, { z: 'é"\n', y: undefined }] }
    const { rows } = await convert([{ left }])
    const text = rows[0]!.additional_properties as string
    expect(text).toBe('{"left":{"a":[0.5,1e-07,null,{"z":"é\\"\\n"}],"b":1,"\uffee":1e+21,"\u{1f600}":0}}')
    expect(jsonColumnText(text)).toBe(text)
  })

  test('a field named __proto__ is a field', async () => {
    const { rows } = await convert([JSON.parse('{"__proto__": {"a": 1}}')])
    expect(rows[0]!.additional_properties).toBe('{"__proto__":{"a":1}}')
  })
})

describe('what the server adds', () => {
  test('comes from meta first, and meta stays readable', async () => {
    const meta = {
      submissionDate: '20160305',
      sampleId: 42,
      documentId: 'd',
      geoCountry: 'us',
      appUpdateChannel: 'nightly-cck-x',
    }
    const { rows } = await convert([{ id: 'other', clientId: 'c', meta }])
    expect(rows[0]).toMatchObject({
      submission_timestamp: '2016-03-05T00:00:00Z',
      document_id: 'd',
      sample_id: 42,
      normalized_channel: 'nightly',
      metadata: { geo: { country: 'us' }, uri: { app_update_channel: 'nightly-cck-x' } },
    })
  })

  test('else from the options or the ping', async () => {
    const { rows } = await convert([
      { id: 'd', clientId: '0b4f2dd8-9d8e-4a7a-9d0d-0c4f0a6ed7ef', application: { channel: 'beta1' } },
    ])
    expect(rows[0]).toMatchObject({
      submission_timestamp: '2024-01-02T12:00:00Z',
      document_id: 'd',
      normalized_channel: 'beta',
      metadata: { geo: { country: 'DE' }, uri: { app_update_channel: 'beta1' } },
    })
  })

  test('a sample id is crc32 of the client id modulo 100', async () => {
    // crc32("123456789") is 0xCBF43926, the check value of the algorithm.
    const { rows } = await convert([{ clientId: '123456789' }])
    expect(rows[0]!.sample_id).toBe(0xcbf43926 % 100)
  })
})

describe('broken pings', () => {
  test('are told with their reason and kept whole; the others go on', async () => {
    const { rows, rejected, counts } = await convert([
      'text',
      { meta: { submissionDate: '20243002' } },
      { payload: { numbers: [1, 'two'] } },
      { id: 'good', meta: { submissionTimestamp: '2024-01-02T10:05:00.123Z' } },
      { meta: { submissionTimestamp: 'noon' } },
    ])
    expect(rows.map((row) => [row.document_id, row.submission_timestamp])).toEqual([
      ['good', '2024-01-02T10:05:00.123Z'],
    ])
    expect(counts.loaded).toBe(1)
    expect(rejected).toEqual([
      { path: 'p.json', line: 1, reason: 'not a JSON object', payload: '"text"' },
      {
        path: 'p.json',
        line: 2,
        reason: 'meta.submissionDate "20243002" is not a day, YYYYMMDD',
        payload: '{"meta":{"submissionDate":"20243002"}}',
      },
      { path: 'p.json', line: 3, reason: '"two" in a list of INT64', payload: '{"payload":{"numbers":[1,"two"]}}' },
      {
        path: 'p.json',
        line: 5,
        reason: 'meta.submissionTimestamp "noon" is not a time, ISO 8601',
        payload: '{"meta":{"submissionTimestamp":"noon"}}',
      },
    ])
  })

  test('one that is nested thousands deep does not stop the others', async () => {
    const texts = [`{"nested": ${'['.repeat(20_000)}${']'.repeat(20_000)}}`, '{"id": "next"}']
    const { rows, rejected } = await convert(
      texts.map((text) => JSON.parse(text)),
      { texts },
    )
    expect(rows.map((row) => row.document_id)).toEqual(['next'])
    expect(rejected).toEqual([{ path: 'p.json', line: 1, reason: 'nested too deeply', payload: texts[0] }])
  })

  test('a document id counts once a day in a stable table; pings without an id all count', async () => {
    const { rows, counts } = await convert(
      [{ id: 'a' }, { id: 'a' }, { id: 'a', meta: { submissionDate: '20240101' } }, {}, {}],
      { deduplicate: true },
    )
    expect(rows.length).toBe(4)
    expect(counts.duplicates).toBe(1)
  })
})
