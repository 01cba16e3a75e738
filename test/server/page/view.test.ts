import { describe, expect, test } from 'vitest'
import { dateText, percentText, shortText, valueText, wholeText } from '../../../src/server/page/format.ts'
import { metricPaths } from '../../../src/server/page/requests.ts'
import { ticks } from '../../../src/server/page/scale.ts'
import { bestMatches } from '../../../src/server/page/search.ts'
import { readView, viewSearch } from '../../../src/server/page/view.ts'

describe('the address', () => {
  test('says all that is looked at, and nothing else', () => {
    const search = '?by=submission_date&channel=nightly&version=41&metric=A%26B&os=Windows_NT%2C6.1&key='
    expect(viewSearch(readView(search))).toBe(search)
    expect(viewSearch(readView(''))).toBe('?by=build_id')
    expect(viewSearch(readView('?by=x&other=1'))).toBe('?by=build_id')
  })

  test('leads to requests of the service, none longer than its clients send', () => {
    const view = readView('?channel=a/b&metric=GC_MS&os=Windows_NT%2C6.1&child=gpu')
    expect(metricPaths(view, '41', ['20180615', '20180616'])).toEqual([
      '/aggregates_by/build_id/channels/a%2Fb/?version=41&metric=GC_MS&os=Windows_NT&osVersion=6.1&child=gpu&dates=20180615,20180616',
    ])
    const dates = Array.from({ length: 1000 }, (_, day) => String(20180000 + day))
    const paths = metricPaths(view, '41', dates)
    expect(paths).toHaveLength(3)
    expect(Math.max(...paths.map((path) => path.length))).toBeLessThanOrEqual(4094)
    expect(paths.flatMap((path) => path.split('dates=')[1]!.split(','))).toEqual(dates)
    expect(metricPaths(view, '41', [])).toEqual([])
  })
})

test('the search finds every word in any case, beginnings first', () => {
  const options = ['A_GC', 'GC_MS', 'GC_MARK_MS', 'X']
  expect(bestMatches('gc', options, 2)).toEqual({ shown: ['GC_MARK_MS', 'GC_MS'], others: 1 })
  expect(bestMatches('ms gc', options, 9).shown).toEqual(['GC_MARK_MS', 'GC_MS'])
  expect(bestMatches('', options, 9).shown).toEqual(['A_GC', 'GC_MARK_MS', 'GC_MS', 'X'])
  expect(bestMatches('none', options, 9)).toEqual({ shown: [], others: 0 })
})

test('axes have round marks, the last beyond the highest value', () => {
  expect(ticks(0.23, 4)).toEqual([0, 0.1, 0.2, 0.3])
  expect(ticks(95, 4)).toEqual([0, 50, 100])
  expect(ticks(100, 4)).toEqual([0, 50, 100])
  expect(ticks(0, 4)).toEqual([0, 1])
})

test('numbers are written as people read them, whole ones with every digit', () => {
  expect(wholeText(9007199254740993n)).toBe('9,007,199,254,740,993')
  expect([12345.6, 123.456, 4.6666, 0.12345, 0].map(valueText)).toEqual(['12,346', '123.5', '4.67', '0.123', '0'])
  expect([1_500_000, 999].map(shortText)).toEqual(['1.5M', '999'])
  expect([0, 0.0001, 0.123, 0.9999, 1].map(percentText)).toEqual(['0.0 %', '< 0.1 %', '12.3 %', '> 99.9 %', '100.0 %'])
  expect([dateText('20180615'), dateText('x')]).toEqual(['2018-06-15', 'x'])
})
