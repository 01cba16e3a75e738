import type { Metadata } from '../project/metadata.ts'
import type { QueryParameter } from '../query-job.ts'
import type { CalendarDate } from '../time/calendar-date.ts'
import { dayInterval } from '../time/data-interval.ts'
import { type UtcTime, utcTime } from '../time/utc-time.ts'

/** What the clock of a test without a date shows: later than what people write into fixtures, and the same for ever. */
export const FIXED_TIME: UtcTime = utcTime(Date.UTC(2030, 0, 1))

/**
 * What CURRENT_TIMESTAMP() and its kin answer in a test. The clock stands still: at the end of the day that the table's date parameter
 * names, as in a run for that day, else at `FIXED_TIME`.
 */
export function testClock(metadata: Metadata, parameters: readonly QueryParameter[]): UtcTime {
  const name = metadata.scheduling.datePartitionParameter?.toLowerCase()
  const date = parameters.find((parameter) => parameter.name.toLowerCase() === name)
  if (date === undefined || typeof date.value !== 'string' || !isDate(date)) return FIXED_TIME
  return dayInterval(date.value as CalendarDate).end
}

function isDate({ type }: QueryParameter): boolean {
  return type.kind === 'scalar' && type.name === 'DATE'
}
