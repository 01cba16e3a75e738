import { describe, expect, it } from 'vitest'
import metadataSchema from '../../schemas/metadata.schema.json' with { type: 'json' }
import { randomOf } from '../../src/generator/sample/random.ts'
import { compileShape } from '../../src/generator/validate/json-schema.ts'
import { isSurelyValid } from '../../src/generator/validate/surely-valid.ts'
import type { YamlValue } from '../../src/generator/yaml/node.ts'

const METADATA = {
  friendly_name: 'A table',
  description: 'Of some use',
  owners: ['a@example.com'],
  labels: { incremental: true, schedule: 'daily' },
  scheduling: {
    dag_name: 'bqetl_a',
    parameters: ['a:INT64:1'],
    priority: 3,
    arguments: ['--x'],
    depends_on_past: false,
  },
  bigquery: {
    time_partitioning: { type: 'day', field: 'day', require_partition_filter: true },
    clustering: { fields: ['a'] },
  },
}

describe('a value that surely fits its schema', () => {
  it.each([
    [{ type: 'integer', minimum: 1 }, [1, 2], [0, 1.5, '1', null]],
    [{ type: ['string', 'null'], minLength: 2, pattern: '^a' }, ['ab', null], ['a', 'b', 3]],
    [{ enum: ['a', 1, null] }, ['a', 1, null], ['1', false]],
    [{ type: 'array', items: { type: 'boolean' }, minItems: 1, maxItems: 2 }, [[true]], [[], [1], [true, true, true]]],
    [
      {
        type: 'object',
        properties: { a: { $ref: '#/definitions/n' } },
        required: ['a'],
        additionalProperties: false,
        definitions: { n: { type: 'number' } },
      },
      [{ a: 1 }],
      [{}, { a: 'x' }, { a: 1, b: 2 }, []],
    ],
    [
      { propertyNames: { pattern: '^x' }, additionalProperties: { type: 'number' } },
      [{ x: 1 }, 'text'],
      [{ y: 1 }, { x: 'a' }],
    ],
    [
      { patternProperties: { '^x': { type: 'number' } }, additionalProperties: false },
      [{ x1: 1 }],
      [{ x1: 'a' }, { y: 1 }],
    ],
    [{ anyOf: [{}] }, [], [1]],
  ])('by %j', (schema, right, wrong) => {
    expect(right.map((value) => isSurelyValid(value, schema))).toEqual(right.map(() => true))
    expect(wrong.map((value) => isSurelyValid(value, schema))).toEqual(wrong.map(() => false))
  })

  it('is one for ajv too, however it is changed', () => {
    const check = compileShape(metadataSchema)
    const random = randomOf('changes')
    expect(isSurelyValid(METADATA, metadataSchema)).toBe(true)
    let sure = 0
    for (let round = 0; round < 3000; round += 1) {
      const value = changed(METADATA, () => random.next())
      if (!isSurelyValid(value, metadataSchema)) continue
      sure += 1
      expect(check(value), JSON.stringify(value)).toEqual([])
    }
    expect(sure).toBeGreaterThan(300)
  })
})

const OTHERS: readonly YamlValue[] = [null, '', 'day', 7, -1, 1.5, true, [], {}, ['x'], { a: 'b' }]

/** The value with a place in it changed, removed or renamed now and then. */
function changed(value: YamlValue, next: () => number): YamlValue {
  if (next() < 0.04) return OTHERS[Math.floor(next() * OTHERS.length)]!
  if (Array.isArray(value)) return value.map((item) => changed(item, next))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(() => next() > 0.05)
  return Object.fromEntries(entries.map(([key, item]) => [next() < 0.02 ? `${key}s` : key, changed(item, next)]))
}
