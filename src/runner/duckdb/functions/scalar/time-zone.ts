import { isZoneName } from '../../../../googlesql/time-zone.ts'
import { INT64, STRING } from '../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../emit-context.ts'

export type TimeZone =
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'offset'; readonly micros: bigint }

/**
 * A time zone as GoogleSQL takes it: `America/Los_Angeles`, `UTC`, `+05:30`, `-8`, `UTC+3`. `undefined` where there is none of
 * that name; names have their exact case.
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/timestamp_functions#timezone_definitions
 */
export function parseTimeZone(text: string): TimeZone | undefined {
  const offset = parseOffset(text)
  if (offset !== undefined) return { kind: 'offset', micros: offset }
  if (UTC_NAMES.has(text)) return { kind: 'offset', micros: 0n }
  return isZoneName(text) ? { kind: 'named', name: text } : undefined
}

const UTC_NAMES = new Set([
  'UTC',
  'Etc/UTC',
  'GMT',
  'Etc/GMT',
  'Zulu',
  'Etc/Zulu',
  'UCT',
  'Etc/UCT',
  'Universal',
  'Etc/Universal',
  'GMT0',
  'Etc/GMT0',
  'GMT+0',
  'Etc/GMT+0',
  'GMT-0',
  'Etc/GMT-0',
  'Greenwich',
  'Etc/Greenwich',
  'Factory',
  'localtime',
])

/** `+H`, `+HH`, `+H:M`, `+HH:MM`, `+HHMM`, perhaps after `UTC`; at most 14 hours. */
function parseOffset(text: string): bigint | undefined {
  const match = /^(?:UTC)?([+-])(?:(\d{1,2})(?::(\d{1,2}))?|(\d{2})(\d{2}))$/.exec(text)
  if (!match) return undefined
  const minutes = Number(match[2] ?? match[4]) * 60 + Number(match[3] ?? match[5] ?? 0)
  if (Number(match[3] ?? match[5] ?? 0) > 59 || minutes > 14 * 60) return undefined
  return BigInt(match[1] === '-' ? -minutes : minutes) * 60_000_000n
}

function existing(text: string): TimeZone {
  const zone = parseTimeZone(text)
  if (zone === undefined) throw new Error(`unknown time zone ${JSON.stringify(text)}`)
  return zone
}

/** The name for ICU; UTC where the zone is only an offset, which `zone_offset` then adds. */
export const zoneNameFunction: ScalarFunction = {
  name: 'zone_name',
  parameters: [STRING],
  returns: STRING,
  evaluate: (text) => {
    const zone = existing(text as string)
    return zone.kind === 'named' ? zone.name : 'UTC'
  },
}

/** Microseconds to add to UTC; 0 where the zone has a name. */
export const zoneOffsetFunction: ScalarFunction = {
  name: 'zone_offset',
  parameters: [STRING],
  returns: INT64,
  evaluate: (text) => {
    const zone = existing(text as string)
    return zone.kind === 'offset' ? zone.micros : 0n
  },
}
