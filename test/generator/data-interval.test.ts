import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { parseCalendarDate } from '../../src/generator/time/calendar-date.ts'
import {
  chooseInterval,
  dayInterval,
  formatInterval,
  intervalsTouching,
  lastWholeInterval,
  parseInterval,
} from '../../src/generator/time/data-interval.ts'

const NOW = new Date('2024-03-01T10:07:31Z')

describe('an interval', () => {
  test.each([
    ['2024-02-28T10:00Z/2024-02-28T11:00Z', '2024-02-28T10:00Z/2024-02-28T11:00Z'],
    ['2024-02-28T10:00:00+00:00/PT5M', '2024-02-28T10:00Z/2024-02-28T10:05Z'],
    ['2021-02-10T02:00Z/PT1H', '2021-02-10T02:00Z/2021-02-10T03:00Z'],
    ['2024-02-28/P1D', '2024-02-28T00:00Z/2024-02-29T00:00Z'],
    ['2024-02-28/2024-03-01', '2024-02-28T00:00Z/2024-03-01T00:00Z'],
    ['2024-01-01/P1M', '2024-01-01T00:00Z/2024-02-01T00:00Z'],
    ['2024-01-01/P1Y', '2024-01-01T00:00Z/2025-01-01T00:00Z'],
    ['2024-02-28T12:00+02:00/P1W', '2024-02-28T10:00Z/2024-03-06T10:00Z'],
    ['2024-02-28T10:00:30/PT30S', '2024-02-28T10:00:30Z/2024-02-28T10:01Z'],
    ['2024-02-28 10:00/P1DT12H', '2024-02-28T10:00Z/2024-02-29T22:00Z'],
  ])('%s is read', (text, expected) => {
    expect(formatInterval(parseInterval(text))).toBe(expected)
  })

  test.each([
    ['2024-02-30/P1D', 'is not an interval'],
    ['2024-02-28', 'is not an interval'],
    ['a/b/c', 'is not an interval'],
    ['2024-02-28T25:00Z/PT1H', 'is not an interval'],
    ['2024-02-28/2024-02-30', 'has no end that exists'],
    ['2024-02-28/P', 'has no end that exists'],
    ['2024-02-28/PT', 'has no end that exists'],
    ['2024-02-28/P1X', 'has no end that exists'],
    ['2024-02-28/P9999Y', 'has no end that exists'],
    ['2024-02-28/2024-02-28', 'does not end after it starts'],
    ['2024-02-28/2024-02-27', 'does not end after it starts'],
    ['2024-02-28/PT0S', 'does not end after it starts'],
  ])('%s %s', (text, message) => {
    expect(() => parseInterval(text)).toThrow(UsageError)
    expect(() => parseInterval(text)).toThrow(message)
  })
})

describe('the last whole interval before 2024-03-01T10:07:31Z', () => {
  test.each([
    ['DAY', '2024-02-29T00:00Z/2024-03-01T00:00Z'],
    ['HOUR', '2024-03-01T09:00Z/2024-03-01T10:00Z'],
    ['MONTH', '2024-02-01T00:00Z/2024-03-01T00:00Z'],
    ['YEAR', '2023-01-01T00:00Z/2024-01-01T00:00Z'],
    ['FIVE_MINUTES', '2024-03-01T10:00Z/2024-03-01T10:05Z'],
  ] as const)('of unit %s', (unit, expected) => {
    expect(formatInterval(lastWholeInterval(unit, NOW))).toBe(expected)
  })

  test('an interval that ends now is whole', () => {
    expect(formatInterval(lastWholeInterval('HOUR', new Date('2024-03-01T10:00:00Z')))).toBe(
      '2024-03-01T09:00Z/2024-03-01T10:00Z',
    )
    expect(formatInterval(lastWholeInterval('MONTH', new Date('2024-03-01T00:00:00Z')))).toBe(
      '2024-02-01T00:00Z/2024-03-01T00:00Z',
    )
  })
})

describe('a run', () => {
  const choose = (when: { date?: string; interval?: string }, unit?: 'HOUR' | 'DAY' | 'MONTH' | 'YEAR') =>
    formatInterval(chooseInterval(when, unit, NOW))

  test('of a date takes the day, of nothing the last whole interval of its partitions', () => {
    expect(choose({ date: '2024-02-28' }, 'DAY')).toBe('2024-02-28T00:00Z/2024-02-29T00:00Z')
    expect(choose({}, 'HOUR')).toBe('2024-03-01T09:00Z/2024-03-01T10:00Z')
    expect(choose({})).toBe('2024-02-29T00:00Z/2024-03-01T00:00Z')
  })

  test('cannot have both a date and an interval, nor days that do not exist', () => {
    expect(() => choose({ date: '2024-02-28', interval: '2024-02-28/P1D' })).toThrow('exclude each other')
    expect(() => choose({ date: '2024-02-30' })).toThrow('"2024-02-30" is not a date')
  })

  test('cannot be longer than a partition of its table', () => {
    expect(() => choose({ date: '2024-02-28' }, 'HOUR')).toThrow('longer than a partition of the table, one hour')
    expect(() => choose({ interval: '2024-02-28/P2D' }, 'DAY')).toThrow(UsageError)
    expect(() => choose({ interval: '2024-01-01/P31DT1S' }, 'MONTH')).toThrow(UsageError)
  })

  test('can be shorter, or lie over midnight as a schedule at three o’clock does', () => {
    expect(choose({ interval: '2024-02-28T10:00Z/PT5M' }, 'DAY')).toBe('2024-02-28T10:00Z/2024-02-28T10:05Z')
    expect(choose({ interval: '2024-02-28T03:00Z/P1D' }, 'DAY')).toBe('2024-02-28T03:00Z/2024-02-29T03:00Z')
    expect(choose({ date: '2022-10-23' }, 'MONTH')).toBe('2022-10-23T00:00Z/2022-10-24T00:00Z')
    expect(choose({ interval: '2024-02-28/P30D' })).toBe('2024-02-28T00:00Z/2024-03-29T00:00Z')
  })
})

describe('the partitions that a range of days touches', () => {
  const touching = (start: string, end: string, unit: 'HOUR' | 'DAY' | 'MONTH' | 'YEAR') =>
    intervalsTouching(parseCalendarDate(start), parseCalendarDate(end), unit).map((interval) => interval.start)

  test('are whole months from that of the first to that of the last day', () => {
    expect(touching('2022-10-23', '2022-12-01', 'MONTH')).toEqual([
      '2022-10-01T00:00:00Z',
      '2022-11-01T00:00:00Z',
      '2022-12-01T00:00:00Z',
    ])
  })

  test('are the days, 24 hours a day, the years', () => {
    expect(touching('2024-02-28', '2024-03-01', 'DAY')).toHaveLength(3)
    expect(touching('2024-02-28', '2024-02-29', 'HOUR')).toHaveLength(48)
    expect(touching('2023-12-31', '2024-01-01', 'YEAR')).toEqual(['2023-01-01T00:00:00Z', '2024-01-01T00:00:00Z'])
    expect(touching('2024-03-01', '2024-02-28', 'DAY')).toEqual([])
  })
})

test('a day is from midnight to midnight in UTC', () => {
  expect(dayInterval(parseCalendarDate('2024-02-29'))).toEqual({
    start: '2024-02-29T00:00:00Z',
    end: '2024-03-01T00:00:00Z',
  })
})
