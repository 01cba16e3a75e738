import { partOf } from '../../../googlesql/functions/date-parts.ts'
import { formatType } from '../../../googlesql/types.ts'
import type { EmitCall } from '../emit-context.ts'
import { MICROS } from './steps.ts'
import { isWeek, weekNumber } from './weeks.ts'

/** DATE_DIFF and its siblings: `(later, earlier, part)`. */
export const differencesEmit: Readonly<Record<string, EmitCall>> = {
  DATE_DIFF: difference,
  DATETIME_DIFF: difference,
  TIMESTAMP_DIFF: difference,
  TIME_DIFF: difference,
}

function difference([end, start]: readonly string[], call: Parameters<EmitCall>[1]): string {
  const part = partOf(call.arguments)!
  const type = formatType(call.arguments[0]!.type)
  if (type === 'TIMESTAMP') return `((epoch_us(${end}) - epoch_us(${start})) // ${MICROS[part]})`
  return type === 'DATE' ? dateBorders(end!, start!, part) : borders(end!, start!, part)
}

/** How many borders of the part lie between: 10:59 and 11:00 are an hour apart. */
function borders(end: string, start: string, part: string): string {
  if (isWeek(part) || part === 'ISOYEAR') return dateBorders(`CAST(${end} AS DATE)`, `CAST(${start} AS DATE)`, part)
  return `date_diff('${part.toLowerCase()}', ${start}, ${end})`
}

function dateBorders(end: string, start: string, part: string): string {
  if (part === 'DAY') return `(${end} - ${start})`
  if (isWeek(part)) return `(${weekNumber(end, part)} - ${weekNumber(start, part)})`
  if (part === 'ISOYEAR') return `(date_part('isoyear', ${end}) - date_part('isoyear', ${start}))`
  return `date_diff('${part.toLowerCase()}', ${start}, ${end})`
}
