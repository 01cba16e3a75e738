import { describe, expect, test } from 'vitest'
import { namedBuckets } from '../../../src/server/page/buckets.ts'
import { addUp, byDate, joinAnswers, keysOf, type MetricAnswer } from '../../../src/server/page/distribution.ts'
import { chosenLines, evolutionOf, placesOf } from '../../../src/server/page/evolution.ts'
import { parseExactly } from '../../../src/server/page/exact-json.ts'
import { mean, percentile } from '../../../src/server/page/figures.ts'

// linear(1, 10, 4)
const BUCKETS = namedBuckets('linear', [0, 1, 6, 10])
const ENTRIES = [
  { date: '20180616', label: '', histogram: [0, 20, 0, 0], count: 1, sum: 60 },
  { date: '20180615', label: '', histogram: [10, 40, 40, 10], count: 7, sum: 500 },
]

describe('numbers of an answer', () => {
  test('beyond 2^53 keep their digits, in texts they are left alone', () => {
    const json =
      '{"data":[{"count":9007199254740993,"sum":-9223372036854775808,"label":"a\\"12345678901234567"}],"n":12}'
    expect(parseExactly(json)).toEqual({
      data: [{ count: '9007199254740993', sum: '-9223372036854775808', label: 'a"12345678901234567' }],
      n: 12,
    })
  })

  test('are added exactly', () => {
    const big = { date: 'd', label: '', histogram: ['9007199254740993', 1], count: '9007199254740993', sum: 1 }
    expect(addUp([big, big], 2)).toEqual({
      counts: [18014398509481986n, 2n],
      samples: 18014398509481988n,
      pings: 18014398509481986n,
      sum: 2n,
    })
  })

  test('are added exactly where only their sum is beyond 2^53', () => {
    const entries = Array.from({ length: 7 }, () => ({ ...ENTRIES[0]!, histogram: [2 ** 51 + 1, 2 ** 53 - 1] }))
    expect(addUp(entries, 2).counts).toEqual([7n * (2n ** 51n + 1n), 7n * (2n ** 53n - 1n)])
    expect(addUp([{ ...ENTRIES[0]!, sum: -(2 ** 51) - 1 }], 4).sum).toBe(-(2n ** 51n) - 1n)
  })

  test('a shorter histogram counts as zero in the rest', () => {
    expect(addUp([{ ...ENTRIES[0]!, histogram: [1] }], 3).counts).toEqual([1n, 0n, 0n])
  })

  test('are told by date, in order, over all keys', () => {
    const keyed = [...ENTRIES, { ...ENTRIES[0]!, label: 'x' }]
    expect(byDate(keyed, 4).map(({ date, samples }) => [date, samples])).toEqual([
      ['20180615', 100n],
      ['20180616', 40n],
    ])
    expect(keysOf(keyed)).toEqual(['', 'x'])
    expect(keysOf(ENTRIES)).toEqual([])
  })

  test('answers to parts of the dates are one', () => {
    const part: MetricAnswer = { buckets: [0, 1], kind: 'linear', description: '', data: [ENTRIES[0]!] }
    expect(joinAnswers([part, { ...part, data: [ENTRIES[1]!] }])?.data).toEqual(ENTRIES)
    expect(joinAnswers([])).toBeUndefined()
  })
})

describe('figures', () => {
  const all = addUp(ENTRIES, 4)
  const value = (percent: number) => percentile(percent, all, BUCKETS)

  // counts 10 60 40 10 of 120: below 1, from 1 to 6, from 6 to 10, 10 or more
  test('percentiles lie inside their bucket as their rank does', () => {
    expect(value(5)).toEqual({ value: 0, isOpen: false })
    expect(value(25)?.value).toBeCloseTo(1 + (5 * 20) / 60)
    expect(value(50)?.value).toBeCloseTo(1 + (5 * 50) / 60)
    expect(value(75)?.value).toBeCloseTo(6 + (4 * 20) / 40)
    expect(value(95)).toEqual({ value: 10, isOpen: true })
  })

  test('the mean is that of the samples', () => {
    expect(mean(all, BUCKETS)).toBeCloseTo(560 / 120)
    const big = { ...all, samples: 2n, sum: 2n ** 62n + 1n }
    expect(mean(big, BUCKETS)).toBe(2 ** 61 + 0.5)
  })

  test('there is none without samples, nor of values without an order', () => {
    const none = addUp([], 4)
    expect([percentile(50, none, BUCKETS), mean(none, BUCKETS)]).toEqual([undefined, undefined])
    const values = namedBuckets('categorical', ['a', 'b', 'c', 'spill'])
    expect([percentile(50, all, values), mean(all, values)]).toEqual([undefined, undefined])
  })
})

describe('names of buckets', () => {
  const names = (kind: string, buckets: (number | string)[]) => namedBuckets(kind, buckets).map(({ name }) => name)

  test('say which values they hold', () => {
    expect(names('exponential', [0, 1, 1000])).toEqual(['0 ≤ value < 1', '1 ≤ value < 1,000', '1,000 ≤ value'])
    expect(names('enumerated', [0, 1, 2])).toEqual(['0', '1', '2 or more'])
    expect(names('boolean', [0, 1, 2])).toEqual(['false', 'true', '2'])
    expect(names('flag', [0, 1])).toEqual(['not set', 'set'])
    expect(names('categorical', ['a', 'spill'])).toEqual(['a', 'spill'])
  })
})

describe('the evolution', () => {
  const days = byDate(ENTRIES, 4)

  test('of ordered values is percentiles and the mean of each date', () => {
    const evolution = evolutionOf('linear', BUCKETS, days)
    const of = (id: string) => days.map((day) => evolution.lines.find((line) => line.id === id)?.of(day))
    expect(of('p50')).toEqual([6, 3.5])
    expect(of('mean')).toEqual([5, 3])
    expect(chosenLines(evolution, '').map(({ id }) => id)).toEqual(['p25', 'p50', 'p75'])
    expect(chosenLines(evolution, 'mean,x').map(({ id }) => id)).toEqual(['mean'])
  })

  test('of other values is the share of the most frequent', () => {
    const { lines } = evolutionOf('categorical', namedBuckets('categorical', ['a', 'b', 'c', 'spill']), days)
    expect(lines.map(({ name, of }) => [name, ...days.map(of)])).toEqual([
      ['b', 0.4, 1],
      ['c', 0.4, 0],
      ['a', 0.1, 0],
      ['spill', 0.1, 0],
    ])
  })

  test('shows gaps between days; builds that are no days stand in order', () => {
    const [first = 0, ...rest] = placesOf(['20180228', '20180301', '20180311'])
    expect(rest.map((day) => day - first)).toEqual([1, 11])
    expect(placesOf(['20180228', '20180230'])).toEqual([0, 1])
  })
})
