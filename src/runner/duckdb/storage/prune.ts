import type { PartitionUnit } from '../../../generator/query-job.ts'
import type { Expression, PartitionBounds } from '../../../googlesql/resolved.ts'
import type { Type } from '../../../googlesql/types.ts'
import type { Value } from '../../../googlesql/value.ts'
import { type MicrosRange, microsOfTime, NULL_PARTITION, OTHER_PARTITION, partitionRange } from './partition-id.ts'

/** Says of a partition whether it can hold rows that satisfy every bound. */
export type KeepPartition = (id: string) => boolean

/**
 * Filters stay in the query, so what is kept too much costs time, never truth: a bound that cannot be understood keeps all.
 *
 * @param type that of the partitioning column
 * @param evaluate the value of a bound
 */
export function partitionFilter(
  bounds: PartitionBounds,
  unit: PartitionUnit,
  type: Type,
  evaluate: (bound: Expression) => Value,
): KeepPartition {
  const step = type.kind === 'scalar' && type.name === 'DATE' ? DAY_MICROS : 1n
  const tests = bounds.map((bound) =>
    bound.operator === 'in'
      ? anyOf(bound.bounds.map((item) => compare('=', evaluate(item), step)))
      : compare(bound.operator, evaluate(bound.bound), step),
  )
  return (id) => {
    if (id === OTHER_PARTITION) return true
    // No comparison with NULL is true.
    if (id === NULL_PARTITION) return bounds.length === 0
    const range = partitionRange(id, unit)
    return range === undefined || tests.every((test) => test(range))
  }
}

const DAY_MICROS = 86_400_000_000n

type Test = (range: MicrosRange) => boolean

/** @param step between one value of the column and the next, in microseconds */
function compare(operator: '=' | '<' | '<=' | '>' | '>=', value: Value, step: bigint): Test {
  const time = typeof value === 'string' ? microsOfTime(value) : undefined
  if (time === undefined) return () => true
  if (operator === '=') return ({ start, end }) => start <= time && time < end
  if (operator === '<') return ({ start }) => start < time
  if (operator === '<=') return ({ start }) => start <= time
  return operator === '>' ? ({ end }) => end - step > time : ({ end }) => end - step >= time
}

function anyOf(tests: readonly Test[]): Test {
  return (range) => tests.some((test) => test(range))
}
