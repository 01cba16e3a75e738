const formats = new Map<string, Intl.DateTimeFormat | undefined>()

/**
 * How far a zone (`America/Los_Angeles`) is east of UTC at a local time (as if that were UTC, seconds since 1970).
 * A time that a clock change skips is read with the offset before it, one that comes twice is the first.
 * Undefined for a zone that does not exist.
 */
export function zoneOffsetSeconds(zone: string, localSeconds: number): number | undefined {
  const format = zoneFormat(zone)
  if (!format) return undefined
  // no zone changes twice within two days, so one of these offsets holds at the local time
  const before = offsetAt(format, localSeconds - 86_400)
  const after = offsetAt(format, localSeconds + 86_400)
  const candidates = [before, after].filter((offset) => offsetAt(format, localSeconds - offset) === offset)
  return candidates.length ? Math.max(...candidates) : before
}

function zoneFormat(zone: string): Intl.DateTimeFormat | undefined {
  if (!formats.has(zone)) formats.set(zone, createFormat(zone))
  return formats.get(zone)
}

function createFormat(zone: string): Intl.DateTimeFormat | undefined {
  // Intl knows three-letter zones that BigQuery does not
  if (
    !zone.includes('/') &&
    !/^(UTC|GMT|Etc|Zulu|Universal|GB|Japan|Singapore|Israel|Iran|Turkey|Egypt|Cuba|Eire|Hongkong|Iceland|Jamaica|Kwajalein|Libya|Navajo|Poland|Portugal|PRC|ROC|ROK)$/.test(
      zone,
    )
  )
    return undefined
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
