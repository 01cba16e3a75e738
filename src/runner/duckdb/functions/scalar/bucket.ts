import { INT64, INTERVAL, STRING } from '../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../emit-context.ts'
import { addMonths, DAY_MICROS, MAX_DAYS, MIN_DAYS, monthIndex, splitMicros } from './civil.ts'
import { type IntervalValue, readInterval } from './interval-value.ts'

/**
 * Where the bucket of a moment starts, all in microseconds since 1970. The last argument is the type's name: a DATE has no
 * hours, a TIMESTAMP no months.
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/time-series-functions
 */
export const bucketStart: ScalarFunction = {
  name: 'bucket_start',
  parameters: [INT64, INTERVAL, INT64, STRING],
  returns: INT64,
  evaluate: (moment, width, origin, kind) => {
    const step = readInterval(width as string)
    refuseWidth(step, kind as string)
    const start =
      step.months > 0n
        ? monthBucket(moment as bigint, step.months, origin as bigint)
        : dayBucket(moment as bigint, step.days * DAY_MICROS + step.micros, origin as bigint)
    const { days } = splitMicros(start)
    if (days < MIN_DAYS || days > MAX_DAYS) throw new Error('the bucket is out of range: years 1 to 9999')
    return start
  },
}

function refuseWidth({ months, days, micros }: IntervalValue, kind: string): void {
  const parts = [months, days, micros].filter((part) => part !== 0n)
  if (parts.length !== 1) throw new Error('the width of a bucket must have exactly one part that is not zero')
  if (parts[0]! < 0n) throw new Error('the width of a bucket must not be negative')
  if (kind === 'DATE' && micros !== 0n) throw new Error('a bucket of dates is whole days or months wide')
  if (kind === 'TIMESTAMP' && months !== 0n) throw new Error('a bucket of timestamps has no months')
}

function dayBucket(moment: bigint, width: bigint, origin: bigint): bigint {
  const beyond = (((moment - origin) % width) + width) % width
  return moment - beyond
}

/** Steps are counted from the origin, each cut to the length of its month. */
function monthBucket(moment: bigint, width: bigint, origin: bigint): bigint {
  const monthsApart = monthIndex(moment) - monthIndex(origin)
  let steps = monthsApart / width + 1n
  while (addMonths(origin, steps * width) > moment) steps -= 1n
  return addMonths(origin, steps * width)
}
