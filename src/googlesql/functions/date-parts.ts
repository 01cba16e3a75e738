import type { Expression } from '../resolved.ts'
import type { Type } from '../types.ts'
import { formatType } from '../types.ts'

/** Parts that can be added: those of an interval, largest first. */
export const CALENDAR_STEPS = ['YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAY'] as const
export const CLOCK_PARTS = ['HOUR', 'MINUTE', 'SECOND', 'MILLISECOND', 'MICROSECOND'] as const
export const INTERVAL_PARTS = [...CALENDAR_STEPS, ...CLOCK_PARTS] as const
/** Parts whose borders can be counted or truncated to. */
export const CALENDAR_PARTS = ['YEAR', 'ISOYEAR', 'QUARTER', 'MONTH', 'WEEK', 'WEEK(*)', 'ISOWEEK', 'DAY'] as const
export const BORDER_PARTS = [...CALENDAR_PARTS, ...CLOCK_PARTS] as const
export const TIMESTAMP_STEPS = ['DAY', ...CLOCK_PARTS] as const

type PartsByType = Readonly<Record<string, readonly string[]>>

/** What DATE_ADD, TIMESTAMP_SUB … take, by the type of their first argument. A TIMESTAMP has no calendar. */
export const STEPS: PartsByType = {
  DATE: CALENDAR_STEPS,
  DATETIME: INTERVAL_PARTS,
  TIMESTAMP: TIMESTAMP_STEPS,
  TIME: CLOCK_PARTS,
}
/** Of DATE_DIFF …. */
export const DIFFERENCES: PartsByType = {
  DATE: CALENDAR_PARTS,
  DATETIME: BORDER_PARTS,
  TIMESTAMP: TIMESTAMP_STEPS,
  TIME: CLOCK_PARTS,
}
/** Of DATE_TRUNC …. */
export const TRUNCATIONS: PartsByType = {
  DATE: CALENDAR_PARTS,
  DATETIME: BORDER_PARTS,
  TIMESTAMP: BORDER_PARTS,
  TIME: CLOCK_PARTS,
}

const FIELDS = [...CALENDAR_PARTS, 'DAYOFWEEK', 'DAYOFYEAR']
/** Of EXTRACT. */
export const EXTRACTIONS: PartsByType = {
  DATE: FIELDS,
  DATETIME: [...FIELDS, ...CLOCK_PARTS, 'DATE', 'TIME'],
  TIMESTAMP: [...FIELDS, ...CLOCK_PARTS, 'DATE', 'TIME', 'DATETIME'],
  TIME: CLOCK_PARTS,
  INTERVAL: ['YEAR', 'MONTH', 'DAY', ...CLOCK_PARTS],
}

/** The date part among a call's arguments. */
export function partOf(call: readonly Expression[]): string | undefined {
  for (const argument of call) if (argument.kind === 'part') return argument.part
  return undefined
}

/** A check that the call's part is one that its first value's type has. */
export function refusePartsBeyond(allowed: PartsByType) {
  return (call: readonly Expression[]): string | undefined => {
    const part = partOf(call)
    const type = call.find((argument) => argument.kind !== 'part')?.type
    if (part === undefined || type === undefined || hasPart(allowed, type, part)) return undefined
    return `the date part ${part} does not apply to ${formatType(type)}`
  }
}

function hasPart(allowed: PartsByType, type: Type, part: string): boolean {
  const parts = allowed[formatType(type)] ?? []
  return parts.includes(part.startsWith('WEEK(') ? 'WEEK(*)' : part)
}
