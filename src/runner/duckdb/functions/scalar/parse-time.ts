import { zoneOffsetSeconds } from '../../../../googlesql/time-zone.ts'
import { INT64, STRING } from '../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../emit-context.ts'
import { DAY_MICROS, MAX_DAYS, MIN_DAYS } from './civil.ts'
import { compiledFormats } from './compiled-formats.ts'
import { localMicros, type TimeFields } from './time-fields.ts'
import type { TimeKind } from './time-format.ts'
import { compileParse } from './time-parse.ts'
import { parseTimeZone } from './time-zone.ts'

/** PARSE_DATE, PARSE_DATETIME, PARSE_TIME: microseconds since 1970, or since midnight. */
export const parseDate = parser('parse_date', 'DATE')
export const parseDatetime = parser('parse_datetime', 'DATETIME')
export const parseTime = parser('parse_time', 'TIME')

/** PARSE_TIMESTAMP(format, text, zone), in microseconds since 1970 in UTC. The zone holds where the text names none. */
export const parseTimestamp: ScalarFunction = {
  name: 'parse_timestamp',
  parameters: [STRING, STRING, STRING],
  returns: INT64,
  evaluate: (format, text, zone) => {
    const standard = knownZone(zone as string)
    return momentOf(compiled(format as string, 'TIMESTAMP')(text as string), standard)
  },
}

function parser(name: string, kind: TimeKind): ScalarFunction {
  return {
    name,
    parameters: [STRING, STRING],
    returns: INT64,
    evaluate: (format, text) => {
      const micros = momentOf(compiled(format as string, kind)(text as string), UTC)
      return kind === 'TIME' ? micros % DAY_MICROS : micros
    },
  }
}

const UTC = { kind: 'offset', micros: 0n } as const

function knownZone(name: string) {
  const zone = parseTimeZone(name)
  if (!zone) throw new Error(`unknown time zone ${JSON.stringify(name)}`)
  return zone
}

function momentOf(fields: TimeFields, standard: ReturnType<typeof knownZone>): bigint {
  if (fields.unixSeconds !== undefined) return inRange(fields.unixSeconds * 1_000_000n)
  const local = localMicros(fields)
  if (fields.offsetMinutes !== undefined) return inRange(local - BigInt(fields.offsetMinutes) * 60_000_000n)
  const zone = fields.zone === undefined ? standard : knownZone(fields.zone)
  if (zone.kind === 'offset') return inRange(local - zone.micros)
  const offset = zoneOffsetSeconds(zone.name, Math.floor(Number(local) / 1_000_000))
  return inRange(local - BigInt(offset ?? 0) * 1_000_000n)
}

function inRange(micros: bigint): bigint {
  if (micros < BigInt(MIN_DAYS) * DAY_MICROS || micros >= BigInt(MAX_DAYS + 1) * DAY_MICROS) {
    throw new Error('the parsed value is out of range: years 1 to 9999')
  }
  return micros
}

const compiled = compiledFormats(compileParse)
