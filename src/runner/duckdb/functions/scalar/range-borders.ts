import { arrayOf, BOOL, INT64, INTERVAL, STRING } from '../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../emit-context.ts'
import { addMonths, DAY_MICROS } from './civil.ts'
import { type IntervalValue, readInterval } from './interval-value.ts'

/**
 * Where the pieces of a range begin and end: `(start, end, step, with a shorter last piece?, type's name)`, in microseconds since
 * 1970. Steps are counted from the start.
 */
export const rangeBorders: ScalarFunction = {
  name: 'range_borders',
  parameters: [INT64, INT64, INTERVAL, BOOL, STRING],
  returns: arrayOf(INT64),
  evaluate: (start, end, step, partial, kind) => {
    const interval = readInterval(step as string)
    refuseStep(interval, kind as string)
    const borders = [start as bigint]
    for (let n = 1n; ; n++) {
      const border = after(start as bigint, interval, n)
      if (border >= (end as bigint)) return close(borders, border, end as bigint, partial as boolean)
      borders.push(border)
    }
  },
}

function after(start: bigint, { months, days, micros }: IntervalValue, count: bigint): bigint {
  return months > 0n ? addMonths(start, months * count) : start + (days * DAY_MICROS + micros) * count
}

function close(borders: bigint[], next: bigint, end: bigint, partial: boolean): bigint[] {
  return next === end || partial ? [...borders, end] : borders
}

function refuseStep({ months, days, micros }: IntervalValue, kind: string): void {
  if (months < 0n || days < 0n || micros < 0n) throw new Error('the step of GENERATE_RANGE_ARRAY must not be negative')
  if (months === 0n && days === 0n && micros === 0n) throw new Error('the step of GENERATE_RANGE_ARRAY must not be 0')
  if (months > 0n && (days > 0n || micros > 0n))
    throw new Error('the step of GENERATE_RANGE_ARRAY has months or days, not both')
  if (kind === 'DATE' && micros > 0n) throw new Error('a step of dates is whole days or months')
  if (kind === 'TIMESTAMP' && months > 0n) throw new Error('a step of timestamps has no months')
}
