import { expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { addDays, daysBetween, parseCalendarDate } from '../../src/generator/time/calendar-date.ts'

test.each(['2024-02-28', '2024-02-29', '1970-01-01', '9999-12-31'])('%s is a day', (text) => {
  expect(parseCalendarDate(text)).toBe(text)
})

test.each([
  '2024-02-30',
  '2023-02-29',
  '2024-13-01',
  '2024-1-1',
  '20240101',
  '2024-01-01T00:00',
  '',
  'today',
  '0000-01-01',
])('"%s" is no day, and the message says how to write one', (text) => {
  expect(() => parseCalendarDate(text)).toThrow(UsageError)
  expect(() => parseCalendarDate(text)).toThrow(`"${text}" is not a date`)
})

test('days are added over the ends of months and years', () => {
  expect(addDays(parseCalendarDate('2024-02-28'), 1)).toBe('2024-02-29')
  expect(addDays(parseCalendarDate('2024-03-01'), -1)).toBe('2024-02-29')
  expect(addDays(parseCalendarDate('2023-12-31'), 1)).toBe('2024-01-01')
  expect(addDays(parseCalendarDate('2024-01-10'), -27)).toBe('2023-12-14')
})

test('the days between two include both, and are none when the end comes first', () => {
  const [start, end] = [parseCalendarDate('2024-02-28'), parseCalendarDate('2024-03-01')]
  expect(daysBetween(start, end)).toEqual(['2024-02-28', '2024-02-29', '2024-03-01'])
  expect(daysBetween(start, start)).toEqual(['2024-02-28'])
  expect(daysBetween(end, start)).toEqual([])
})
