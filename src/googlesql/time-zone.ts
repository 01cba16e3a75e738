const formats = new Map<string, Intl.DateTimeFormat | undefined>()

const DAY = 86_400
/** Offsets of zones on whole local days, `undefined` where clocks change that day or near it; by zone and day. */
const dailyOffsets = new Map<string, number | undefined>()
const MOST_DAYS = 50_000

/**
 * How far a zone (`America/Los_Angeles`) is east of UTC at a local time (as if that were UTC, seconds since 1970).
 * A time that a clock change skips is read with the offset before it, one that comes twice is the first.
 * Undefined for a zone that does not exist.
 */
export function zoneOffsetSeconds(zone: string, localSeconds: number): number | undefined {
  const format = zoneFormat(zone)
  if (!format) return undefined
  return offsetOfDay(zone, format, Math.floor(localSeconds / DAY)) ?? offsetOfMoment(format, localSeconds)
}

/** Asking Intl takes longer than all else, and data has many times of one day. */
function offsetOfDay(zone: string, format: Intl.DateTimeFormat, day: number): number | undefined {
  const key = `${zone} ${day}`
  if (!dailyOffsets.has(key)) {
    if (dailyOffsets.size >= MOST_DAYS) dailyOffsets.clear()
    const [before, after] = [offsetAt(format, (day - 1) * DAY), offsetAt(format, (day + 2) * DAY)]
    dailyOffsets.set(key, before === after ? before : undefined)
  }
  return dailyOffsets.get(key)
}

function offsetOfMoment(format: Intl.DateTimeFormat, localSeconds: number): number {
  // no zone changes twice within two days, so one of these offsets holds at the local time
  const before = offsetAt(format, localSeconds - DAY)
  const after = offsetAt(format, localSeconds + DAY)
  const candidates = [before, after].filter((offset) => offsetAt(format, localSeconds - offset) === offset)
  return candidates.length ? Math.max(...candidates) : before
}

/** Whether the time zone database has a zone of this name. */
export function isZoneName(zone: string): boolean {
  return zoneFormat(zone) !== undefined
}

function zoneFormat(zone: string): Intl.DateTimeFormat | undefined {
  if (!formats.has(zone)) formats.set(zone, createFormat(zone))
  return formats.get(zone)
}

/** Abbreviations that ICU knows for Java's sake; the time zone database, which BigQuery goes by, does not. */
const ABBREVIATIONS = new Set(
  'ACT AET AGT ART AST BET BST CAT CNT CST CTT EAT ECT IET IST JST MIT NET NST PLT PNT PRT PST SST VST'.split(' '),
)

/** Intl takes names in any case, BigQuery only as the database writes them. From Node 22 on it also takes offsets (`+05`). */
function isWrittenAsName(zone: string): boolean {
  if (!/^[A-Z]/.test(zone)) return false
  return zone.split(/[/_-]/).every((word) => /^[A-Z0-9+]/.test(word) || ['of', 'au', 'es'].includes(word))
}

function createFormat(zone: string): Intl.DateTimeFormat | undefined {
  if (ABBREVIATIONS.has(zone) || zone.startsWith('SystemV/') || !isWrittenAsName(zone)) return undefined
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch {
    return undefined
  }
}

function offsetAt(format: Intl.DateTimeFormat, utcSeconds: number): number {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {}
  for (const { type, value } of format.formatToParts(new Date(utcSeconds * 1000))) parts[type] = value
  const date = new Date(0)
  const year = parts.era === 'BC' ? 1 - Number(parts.year) : Number(parts.year)
  date.setUTCFullYear(year, Number(parts.month) - 1, Number(parts.day))
  date.setUTCHours(Number(parts.hour), Number(parts.minute), Number(parts.second))
  return date.getTime() / 1000 - utcSeconds
}
