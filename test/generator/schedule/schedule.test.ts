import { describe, expect, test } from 'vitest'
import { intervalOfRun, logicalDatesBetween } from '../../../src/generator/schedule/runs.ts'
import { readSchedule, type Schedule } from '../../../src/generator/schedule/schedule.ts'
import { taskInterval } from '../../../src/generator/schedule/task-interval.ts'
import { formatTimeSpan, parseTimeSpan } from '../../../src/generator/schedule/time-span.ts'
import { formatInterval } from '../../../src/generator/time/data-interval.ts'
import type { UtcTime } from '../../../src/generator/time/utc-time.ts'

const schedule = (text: string, startDate = '2024-01-03') => readSchedule(text, startDate) as Schedule

describe('schedule_interval', () => {
  test.each([
    ['daily', '0 0 * * *'],
    ['@hourly', '0 * * * *'],
    ['weekly', '0 0 * * 0'],
    ['yearly', '0 0 1 1 *'],
    ['0  3 * * *', '0 3 * * *'],
    ['5m', '*/5 * * * *'],
    ['60m', '0 * * * *'],
    ['1h', '0 * * * *'],
    ['3h', '0 */3 * * *'],
    ['24h', '0 0 * * *'],
    // the start date is a Wednesday
    ['7d', '0 0 * * 3'],
  ])('%s is the cron text %s', (text, cron) => {
    expect(schedule(text)).toMatchObject({ kind: 'cron', text: cron })
  })

  test.each(['5h', '7m', '36h', '2d', '90m'])('%s, which no cron text says, is counted from the start date', (text) => {
    expect(schedule(text)).toEqual({
      kind: 'interval',
      lengthMs: parseTimeSpan(text)! * 1000,
      anchorMs: Date.UTC(2024, 0, 3),
    })
  })

  test.each(['', 'dayly', '30s', '0m', '-3h', '* * * *'])('"%s" is refused', (text) => {
    expect(readSchedule(text, '2024-01-01')).toMatchObject({ kind: 'invalid', hint: expect.stringContaining('daily') })
  })

  test.each([
    ['30m', 1800],
    ['-22h30m', -81_000],
    ['1d12h', 129_600],
    ['2w', 1_209_600],
    ['0s', 0],
  ])('%s is %i seconds', (text, seconds) => {
    expect(parseTimeSpan(text)).toBe(seconds)
  })

  test.each(['', '-', '3', 'h', '3h2d', '1.5h'])('"%s" is no time', (text) => {
    expect(parseTimeSpan(text)).toBeUndefined()
  })

  test.each([
    [0, '0s'],
    [-81_000, '-22h30m'],
    [90_061, '1d1h1m1s'],
  ])('%i seconds are written %s', (seconds, text) => {
    expect(formatTimeSpan(seconds)).toBe(text)
  })
})

describe('runs', () => {
  test('have the interval from their logical date to the next', () => {
    const interval = intervalOfRun(schedule('0 3 * * 1-5'), '2024-03-01T03:00:00Z' as UtcTime)
    expect(formatInterval(interval!)).toBe('2024-03-01T03:00Z/2024-03-04T03:00Z')
  })

  test('do not exist between the ticks', () => {
    expect(intervalOfRun(schedule('0 3 * * *'), '2024-03-01T04:00:00Z' as UtcTime)).toBeUndefined()
  })

  test('of a length that divides no day go on from the start date', () => {
    const dates = logicalDatesBetween(
      schedule('5h'),
      '2024-01-04T00:00:00Z' as UtcTime,
      '2024-01-04T12:00:00Z' as UtcTime,
    )
    expect(dates).toEqual(['2024-01-04T01:00:00Z', '2024-01-04T06:00:00Z', '2024-01-04T11:00:00Z'])
  })

  test('of once are one, at the start date', () => {
    const dates = logicalDatesBetween(
      schedule('once'),
      '2023-01-01T00:00:00Z' as UtcTime,
      '2025-01-01T00:00:00Z' as UtcTime,
    )
    expect(dates).toEqual(['2024-01-03T00:00:00Z'])
  })
})

describe('the time that a task fills', () => {
  test.each([
    ['0 3 * * *', { kind: 'date' }],
    ['0 5 2 * *', { kind: 'date' }],
    ['30 4,13,22 * * *', { kind: 'date' }],
    ['5h', { kind: 'date' }],
    ['once', { kind: 'date' }],
    ['*/5 * * * *', { kind: 'interval', minutes: 5, duration: 'PT5M', offsetMinutes: 0 }],
    ['2-59/10 * * * *', { kind: 'interval', minutes: 10, duration: 'PT10M', offsetMinutes: 2 }],
    ['30 * * * *', { kind: 'interval', minutes: 60, duration: 'PT1H', offsetMinutes: 30 }],
    ['15 8-18 * * 1-5', { kind: 'interval', minutes: 60, duration: 'PT1H', offsetMinutes: 15 }],
    ['30 1/3 * * *', { kind: 'interval', minutes: 180, duration: 'PT3H', offsetMinutes: 90 }],
    ['0 6,18 * * *', { kind: 'interval', minutes: 720, duration: 'PT12H', offsetMinutes: 360 }],
  ])('of %s', (text, expected) => {
    expect(taskInterval(schedule(text))).toEqual(expected)
  })
})
