import { describe, expect, test } from 'vitest'
import { exponentialBuckets } from '../../src/generator/probes/buckets.ts'
import { generateSample, type PingSample } from '../../src/generator/sample/generate.ts'
import { parseCalendarDate } from '../../src/generator/time/calendar-date.ts'

const DATE = parseCalendarDate('2024-02-01')

function sample(ping: unknown, more: Partial<PingSample> = {}): PingSample {
  const attributes = { name: { $choice: { ada: 1, bob: 1 } }, none: { $omit: true } }
  const targets = [{ table: 'd.live', duplicates: 0 }]
  return {
    kind: 'pings',
    targets,
    rows: 200,
    entities: { count: 3, attributes },
    ping,
    brokenShare: 0,
    broken: [],
    ...more,
  }
}

function lines(definition: PingSample, seed = 1, target = definition.targets[0]!): string[] {
  return [...generateSample(definition, { date: DATE, seed, scale: 1 }, target)].join('').trimEnd().split('\n')
}

function rows(ping: unknown): Record<string, unknown>[] {
  return lines(sample(ping)).map((line) => JSON.parse(line))
}

describe('a template', () => {
  test('stands for itself where it draws nothing', () => {
    const plain = { text: 'a "b" é', list: [1, null, [true]], nested: { x: 1.5 } }
    expect(new Set(lines(sample(plain)))).toEqual(new Set([JSON.stringify(plain)]))
  })

  test('leaves members out, and writes null in their place in a list', () => {
    const nothing = { $omit: true }
    expect(rows({ a: nothing, b: [nothing, 1], c: { $entity: 'none' } })[0]).toEqual({ b: [null, 1] })
  })

  test('draws texts, keys and lists from other draws', () => {
    const digit = { $integer: [0, 2] }
    const [first] = rows({
      text: { $text: ['"{}"-{}', { $choice: { 'a"b': 1 } }, digit] },
      map: { $map: { count: 4, key: { $text: ['k{}', digit] }, value: true } },
      list: { $list: { count: 3, item: digit } },
    })
    expect(first!.text).toMatch(/^"a"b"-[0-2]$/)
    expect(Object.keys(first!.map as object).every((key) => /^k[0-2]$/.test(key))).toBe(true)
    expect(first!.list).toHaveLength(3)
  })

  test('gives each sender the same attributes in every row', () => {
    const senders = new Set(lines(sample({ name: { $entity: 'name' } })))
    expect([...senders].every((line) => line === '{"name":"ada"}' || line === '{"name":"bob"}')).toBe(true)
  })

  test('draws histograms whose counts and buckets are those of their kind', () => {
    const template = { kind: 'exponential', low: 1, high: 1000, buckets: 10, median: 30, sigma: 1, count: 5 }
    const buckets = exponentialBuckets(1, 1000, 10)
    for (const { h } of rows({ h: { $histogram: template } }) as { h: Record<string, unknown> }[]) {
      expect(h).toMatchObject({ range: [1, 1000], bucket_count: 10, histogram_type: 0 })
      const values = Object.entries(h!.values as Record<string, number>)
      expect(values.every(([bucket]) => buckets.includes(Number(bucket)))).toBe(true)
      const least = values.reduce((sum, [bucket, count]) => sum + Number(bucket) * count, 0)
      expect(Number(h!.sum)).toBeGreaterThanOrEqual(least)
    }
    const [{ c } = {}] = rows({ c: { $histogram: { kind: 'count', median: 100, sigma: 0, count: 1 } } })
    expect(c).toEqual({ range: [1, 2], bucket_count: 3, histogram_type: 4, values: { '0': 100, '1': 0 }, sum: 100 })
  })

  test.each([{ $histo: 1 }, { $histogram: { kind: 'exponential' } }, { $integer: 3 }, { $list: { count: 1 } }])(
    '%j is refused',
    (template) => {
      expect(() => lines(sample(template))).toThrow(expect.objectContaining({ code: 'sample-directive', exitCode: 2 }))
    },
  )
})

describe('a sample', () => {
  const PING = { id: { $uuid: true }, at: { $time: [0, 1] } }

  test('is the same for the same seed, and another for another', () => {
    expect(lines(sample(PING))).toEqual(lines(sample(PING)))
    expect(lines(sample(PING), 2)).not.toEqual(lines(sample(PING)))
  })

  test('gives several tables the same rows, each with duplicates of its own', () => {
    const targets = [
      { table: 'd.stable', duplicates: 0 },
      { table: 'd.live', duplicates: 0.1 },
    ]
    const definition = sample(PING, { targets })
    const [stable, live] = targets.map((target) => lines(definition, 1, target))
    expect(stable).toHaveLength(200)
    expect(live!.length).toBeGreaterThan(205)
    expect([...new Set(live)]).toEqual(stable)
  })

  test('gives each source pings and senders of its own, and fewer where its share is small', () => {
    const targets = [
      { table: 'a.stable', duplicates: 0, source: 'a' },
      { table: 'a.live', duplicates: 0, source: 'a' },
      { table: 'b.stable', duplicates: 0, source: 'b', share: 0.5 },
    ]
    const entities = { count: 3, attributes: { client: { $uuid: true } } }
    const definition = sample({ client: { $entity: 'client' }, id: { $uuid: true } }, { targets, entities })
    const [stable, live, other] = targets.map((target) => lines(definition, 1, target))
    expect(live).toEqual(stable)
    expect(other).toHaveLength(100)
    expect(stable!.filter((line) => other!.includes(line))).toEqual([])
    const elsewhere = lines({ ...definition, targets: [{ ...targets[0]!, table: 'a.other' }] })
    const clients = (all: readonly string[]) => new Set(all.map((line) => JSON.parse(line).client))
    expect(clients(elsewhere)).toEqual(clients(stable!))
    expect(elsewhere).not.toEqual(stable)
  })

  test.each([
    ['2024-02-02', 0, 0],
    ['2024-02-01', 80, 120],
    // 100 / e
    ['2024-01-22', 20, 55],
  ])('has what fades from %s on between %d and %d times in 200 rows', (from, least, most) => {
    const drawn = rows({ x: { $fading: { from, days: 10, chance: 0.5, value: 1 } } }).filter(({ x }) => x === 1)
    expect(drawn.length).toBeGreaterThanOrEqual(least)
    expect(drawn.length).toBeLessThanOrEqual(most)
  })

  test('has about as many broken rows as it says', () => {
    const broken = lines(sample(PING, { brokenShare: 0.5, broken: ['broken'] })).filter((line) => line === '"broken"')
    expect(broken.length).toBeGreaterThan(70)
    expect(broken.length).toBeLessThan(130)
  })
})
