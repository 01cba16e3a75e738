import { expect, test } from 'vitest'
import { floatRound, floatTruncate } from '../../src/runner/duckdb/functions/scalar/float-rounding.ts'
import { formatTimestamp } from '../../src/runner/duckdb/functions/scalar/format-time.ts'
import { parseIntervalPart, parseIntervalRange } from '../../src/runner/duckdb/functions/scalar/interval-text.ts'
import { readInterval, writeInterval } from '../../src/runner/duckdb/functions/scalar/interval-value.ts'
import { numericLn, numericPower, numericSqrt } from '../../src/runner/duckdb/functions/scalar/numeric-roots.ts'
import { parseDate, parseTimestamp } from '../../src/runner/duckdb/functions/scalar/parse-time.ts'
import { parseTimeZone } from '../../src/runner/duckdb/functions/scalar/time-zone.ts'

const micros = (iso: string) => BigInt(Date.parse(iso)) * 1000n

test.each([
  ['%F %T', '2020-02-29 23:59:60', '2020-03-01T00:00:00Z'],
  ['%Y-%m-%dT%H:%M:%E*S%Ez', '2020-01-02T03:04:05.678901234+05:30', '2020-01-01T21:34:05.678Z'],
  ['%a, %d %b %Y %I:%M %p', 'Thu, 2 jan 2020 12:05 am', '2020-01-02T00:05:00Z'],
  ['%j %Y', '366 2020', '2020-12-31T00:00:00Z'],
  ['%s', '-1', '1969-12-31T23:59:59Z'],
])('parses by %s: %s', (format, text, expected) => {
  const found = parseTimestamp.evaluate(format, text, 'UTC') as bigint
  expect(found - (found % 1000n)).toBe(micros(expected))
})

test('a text without a zone is read in the given one: the first of two, the earlier offset where clocks skip', () => {
  const at = (text: string) => parseTimestamp.evaluate('%F %T', text, 'America/New_York')
  expect(at('2024-03-10 02:30:00')).toBe(micros('2024-03-10T07:30:00Z'))
  expect(at('2024-11-03 01:30:00')).toBe(micros('2024-11-03T05:30:00Z'))
})

test.each([
  ['%F', '2021-02-29'],
  ['%Y-%m', '2020-01-02'],
  ['%m/%d/%Y', '13/1/2020'],
  ['%H', '10'],
  ['%Y %', '2020'],
])('refuses by %s: %s', (format, text) => {
  expect(() => parseDate.evaluate(format, text)).toThrow()
})

test('formats in local time of whole minutes from UTC', () => {
  const utc = micros('2005-07-02T03:04:05Z')
  const local = utc - 4n * 3_600_000_000n
  expect(formatTimestamp.evaluate('%F %T %Z %z %Ez %j %U %V %G %Q %E3S', utc, local)).toBe(
    '2005-07-01 23:04:05 UTC-4 -0400 -04:00 182 26 26 2005 3 05.000',
  )
})

test.each([
  ['-1-2 -3 -4:5:6.789', { months: -14n, days: -3n, micros: -14706789000n }],
  ['0-0 0 0:0:0', { months: 0n, days: 0n, micros: 0n }],
])('an interval is written and read alike: %s', (text, value) => {
  expect(readInterval(text)).toEqual(value)
  expect(writeInterval(value)).toBe(text)
})

test('interval literals take one sign a group', () => {
  expect(parseIntervalRange('1-2 -3 4:5:6.5', 'YEAR', 'SECOND')).toEqual({
    months: 14n,
    days: -3n,
    micros: 14706500000n,
  })
  expect(parseIntervalPart('-.5', 'SECOND').micros).toBe(-500000n)
  expect(() => parseIntervalPart('1.5', 'DAY')).toThrow()
  expect(() => parseIntervalRange('1-2', 'MONTH', 'YEAR')).toThrow()
})

test.each([
  ['+05:30', { kind: 'offset', micros: 19_800_000_000n }],
  ['UTC-8', { kind: 'offset', micros: -28_800_000_000n }],
  ['America/New_York', { kind: 'named', name: 'America/New_York' }],
  ['america/new_york', undefined],
  ['PST', undefined],
  ['+15', undefined],
])('time zone %s', (text, zone) => {
  expect(parseTimeZone(text)).toEqual(zone)
})

test('rounds the exact value of a float, not its shortest digits', () => {
  expect(floatRound.evaluate(0.9305, 3n)).toBe(0.93)
  expect(floatRound.evaluate(-2.5, 0n)).toBe(-3)
  expect(floatTruncate.evaluate(324.51, 3n)).toBe(324.509)
  expect(() => floatRound.evaluate(Number.MAX_VALUE, -308n)).toThrow()
})

test('roots, logarithms and powers of NUMERIC are right to the last digit', () => {
  expect(numericSqrt.evaluate('2')).toBe('1.414213562')
  expect(numericLn.evaluate('99999999999999999999999999999.999999999')).toBe('66.774967697')
  expect(numericPower.evaluate('1.000000001', '100000')).toBe('1.000100005')
  expect(() => numericPower.evaluate('-1.5', '0.5')).toThrow()
})
