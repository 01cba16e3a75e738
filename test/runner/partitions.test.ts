import { expect, it } from 'vitest'
import type { PartitionUnit } from '../../src/generator/query-job.ts'
import type { Expression, PartitionBounds } from '../../src/googlesql/resolved.ts'
import { DATE, TIMESTAMP, type Type } from '../../src/googlesql/types.ts'
import type { Value } from '../../src/googlesql/value.ts'
import { isPartitionId, partitionOfTime, partitionRange } from '../../src/runner/duckdb/storage/partition-id.ts'
import { partitionFilter } from '../../src/runner/duckdb/storage/prune.ts'

it.each<[PartitionUnit, string, string, string]>([
  ['HOUR', '2024022823', '2024-02-28T23:00:00Z', '2024-02-29T00:00:00Z'],
  ['DAY', '20240229', '2024-02-29T00:00:00Z', '2024-03-01T00:00:00Z'],
  ['MONTH', '202312', '2023-12-01T00:00:00Z', '2024-01-01T00:00:00Z'],
  ['YEAR', '2024', '2024-01-01T00:00:00Z', '2025-01-01T00:00:00Z'],
])('knows the time of the %s %s', (unit, id, start, end) => {
  const micros = (text: string): bigint => BigInt(Date.parse(text)) * 1000n
  expect(partitionRange(id, unit)).toEqual({ start: micros(start), end: micros(end) })
})

it.each<[PartitionUnit, string]>([
  ['DAY', '20230229'],
  ['DAY', '202402'],
  ['DAY', '2024-02-28'],
  ['HOUR', '2024022824'],
  ['MONTH', '202413'],
  ['YEAR', '24'],
  ['DAY', '__nothing__'],
])('refuses for %s the id %s', (unit, id) => {
  expect(isPartitionId(id, unit)).toBe(false)
})

function bound(value: Value): Expression {
  return { kind: 'literal', value, type: DATE, span: { start: 0, end: 0 } }
}

function evaluate(expression: Expression): Value {
  return expression.kind === 'literal' ? expression.value : null
}

function kept(bounds: PartitionBounds, unit: PartitionUnit, type: Type, ids: readonly string[]): string[] {
  return ids.filter(partitionFilter(bounds, unit, type, evaluate))
}

const DAYS = ['20240227', '20240228', '20240229', '__NULL__', '__UNPARTITIONED__']
const DAY = bound('2024-02-28')

it.each<[string, PartitionBounds, string[]]>([
  ['=', [{ operator: '=', bound: DAY }], ['20240228']],
  ['<', [{ operator: '<', bound: DAY }], ['20240227']],
  ['<=', [{ operator: '<=', bound: DAY }], ['20240227', '20240228']],
  ['>', [{ operator: '>', bound: DAY }], ['20240229']],
  ['>=', [{ operator: '>=', bound: DAY }], ['20240228', '20240229']],
  ['in', [{ operator: 'in', bounds: [DAY, bound('2024-02-29')] }], ['20240228', '20240229']],
  [
    'two bounds',
    [
      { operator: '>', bound: bound('2024-02-27') },
      { operator: '<', bound: bound('2024-02-29') },
    ],
    ['20240228'],
  ],
  ['NULL, which cannot be understood', [{ operator: '=', bound: bound(null) }], ['20240227', '20240228', '20240229']],
])('keeps of days those that %s leaves', (_, bounds, expected) => {
  expect(kept(bounds, 'DAY', DATE, DAYS)).toEqual([...expected, '__UNPARTITIONED__'])
})

it('keeps everything without bounds', () => {
  expect(kept([], 'DAY', DATE, DAYS)).toEqual(DAYS)
})

it('never leaves out the partition of a time that satisfies the bound', () => {
  const hours = Array.from({ length: 24 * 70 }, (_, index) => new Date(Date.UTC(2024, 0, 20, index, 59, 59)))
  for (const unit of ['HOUR', 'DAY', 'MONTH', 'YEAR'] as const) {
    for (const limit of ['2024-01-31 23:59:59+00', '2024-02-01 00:00:00+00', '2024-02-28 12:30:00.000001+00']) {
      const time = Date.parse(limit.replace(' ', 'T').replace('+00', 'Z'))
      const satisfies = { '<': (at: number) => at < time, '>': (at: number) => at > time } as const
      for (const operator of ['<', '>'] as const) {
        const keep = partitionFilter([{ operator, bound: bound(limit) }], unit, TIMESTAMP, evaluate)
        const lost = hours.filter((at) => satisfies[operator](at.getTime()) && !keep(partitionOfTime(at, unit)))
        expect(lost).toEqual([])
      }
    }
  }
})
