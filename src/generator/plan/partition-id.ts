import type { Partition } from '../query-job.ts'
import { readUtcTime, type UtcTime } from '../time/utc-time.ts'

const UNITS = { 4: 'YEAR', 6: 'MONTH', 8: 'DAY', 10: 'HOUR' } as const

/** What follows `$` in a partition decorator: `2024`, `202402`, `20240228` or `2024022813`; undefined for what is no such time. */
export function partitionOf(id: string): Partition | undefined {
  const unit = UNITS[id.length as keyof typeof UNITS]
  return unit === undefined || !/^\d+$/.test(id) || startOfPartition(id) === undefined ? undefined : { id, unit }
}

/** For who wrote something else. */
export const PARTITION_FORMS = 'write a year, month, day or hour: 2024, 202402, 20240228 or 2024022813'

export function startOfPartition(id: string): UtcTime | undefined {
  const [month = '01', day = '01', hour = '00'] = id.slice(4).match(/../g) ?? []
  return readUtcTime(`${id.slice(0, 4)}-${month}-${day}T${hour}:00:00Z`)
}
