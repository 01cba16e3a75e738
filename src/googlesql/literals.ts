import { zoneOffsetSeconds } from './time-zone.ts'

/**
 * Texts of literals, checked and brought into the canonical form of `value.ts`. Every function gives `undefined` for a
 * text that is no such value, as BigQuery would refuse it.
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/lexical
 */

const MAX_INT64 = 2n ** 63n - 1n
const DATE_TEXT = '(\\d{4})-(\\d{1,2})-(\\d{1,2})'
const TIME_TEXT = '(\\d{1,2}):(\\d{1,2}):(\\d{1,2})(?:\\.(\\d{1,6}))?'
const DATE_PATTERN = new RegExp(`^${DATE_TEXT}$`)
const TIME_PATTERN = new RegExp(`^${TIME_TEXT}$`)
const DATETIME_PATTERN = new RegExp(`^${DATE_TEXT}(?:[ Tt]${TIME_TEXT})?$`)
const TIMESTAMP_PATTERN = new RegExp(`^${DATE_TEXT}(?:[ Tt](?:${TIME_TEXT}(.*)|([+-].*)))?$`, 's')
const OFFSET_PATTERN = /^([+-])(\d{1,2})(?::?(\d{1,2}))?$/

/** Decimal or `0x…` digits, with or without a sign. */
export function parseInteger(text: string): bigint | undefined {
  const match = /^([+-]?)(0[xX][0-9a-fA-F]+|\d+)$/.exec(text)
  if (!match) return undefined
  const value = match[1] === '-' ? -BigInt(match[2]!) : BigInt(match[2]!)
  return value > MAX_INT64 || value < -MAX_INT64 - 1n ? undefined : value
}

/** Decimal text without exponent or needless zeros; excess digits after the point are refused. */
export function parseNumeric(text: string): string | undefined {
  return parseDecimal(text, 9, 10n ** 38n - 1n)
}

/** As `parseNumeric`, with 38 digits after the point and some 38.8 before it. */
export function parseBignumeric(text: string): string | undefined {
  return parseDecimal(text, 38, 2n ** 255n - 1n)
}

/** As `parseNumeric`; excess digits are rounded, half away from zero. */
export function roundNumeric(text: string): string | undefined {
  return parseDecimal(text, 9, 10n ** 38n - 1n, true)
}

export function roundBignumeric(text: string): string | undefined {
  return parseDecimal(text, 38, 2n ** 255n - 1n, true)
}

/** `2020-1-2` gives `2020-01-02`. */
export function parseDate(text: string): string | undefined {
  const match = DATE_PATTERN.exec(text)
  const days = match && daysOf(match, 1)
  return days === undefined || days === null ? undefined : formatDate(days)
}

/** `10:00:00.50` gives `10:00:00.5`. */
export function parseTime(text: string): string | undefined {
  const match = TIME_PATTERN.exec(text)
  const micros = match && microsOfDay(match, 1)
  if (micros === undefined || micros === null || micros >= DAY) return undefined
  return formatTime(micros)
}

/** `2020-01-02` and `2020-01-02T10:00:00` give `2020-01-02 00:00:00` and `2020-01-02 10:00:00`. */
export function parseDatetime(text: string): string | undefined {
  const match = DATETIME_PATTERN.exec(text)
  const micros = match && microsOf(match)
  return micros === undefined || micros === null ? undefined : formatMicros(micros)
}

/** A moment, with or without a zone (UTC then): `2020-01-02 10:00:00+02` gives `2020-01-02 08:00:00+00`. */
export function parseTimestamp(text: string): string | undefined {
  const match = TIMESTAMP_PATTERN.exec(text)
  const local = match && microsOf(match)
  if (local === undefined || local === null) return undefined
  const offset = parseZone(match![8] ?? match![9] ?? '', local)
  if (offset === undefined) return undefined
  const utc = local - BigInt(offset) * 1_000_000n
  return utc < FIRST || utc > LAST ? undefined : `${formatMicros(utc)}+00`
}

/** `[START, END)`, either `UNBOUNDED` or `NULL`; `parseBound` reads one end. */
export function parseRange(text: string, parseBound: (text: string) => string | undefined): string | undefined {
  const match = /^\[(.*), (.*)\)$/s.exec(text)
  if (!match) return undefined
  const [start, end] = [match[1]!, match[2]!].map((bound) =>
    /^(UNBOUNDED|NULL)$/i.test(bound) ? 'UNBOUNDED' : parseBound(bound),
  )
  if (!start || !end || (start !== 'UNBOUNDED' && end !== 'UNBOUNDED' && start >= end)) return undefined
  return `[${start}, ${end})`
}

const DAY = 86_400_000_000n
// 0001-01-01
const FIRST = -719_162n * DAY
const LAST = BigInt(Date.UTC(9999, 11, 31)) * 1000n + DAY - 1n

function parseDecimal(text: string, scale: number, maximum: bigint, rounding = false): string | undefined {
  const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?\s*$/.exec(text)
  if (!match || !(match[2] || match[3])) return undefined
  const fraction = match[3] ?? ''
  const shift = scale - fraction.length + Number(match[4] ?? 0)
  const digits = BigInt(match[2] + fraction)
  const scaled = shift >= 0 ? digits * 10n ** BigInt(shift) : divideRounded(digits, 10n ** BigInt(-shift))
  if (shift < 0 && !rounding && scaled * 10n ** BigInt(-shift) !== digits) return undefined
  return scaled > maximum ? undefined : formatDecimal(match[1] === '-', scaled, scale)
}

function divideRounded(dividend: bigint, divisor: bigint): bigint {
  return (2n * dividend + divisor) / (2n * divisor)
}

function formatDecimal(negative: boolean, scaled: bigint, scale: number): string {
  const digits = scaled.toString().padStart(scale + 1, '0')
  const fraction = digits.slice(-scale).replace(/0+$/, '')
  const sign = negative && scaled !== 0n ? '-' : ''
  return sign + digits.slice(0, -scale) + (fraction && `.${fraction}`)
}

function daysOf(match: RegExpExecArray, group: number): number | undefined {
  const [year, month, day] = [Number(match[group]), Number(match[group + 1]), Number(match[group + 2])]
  // years before 100 would be read as 19xx without setUTCFullYear
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  const exists = year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return exists ? date.getTime() / 86_400_000 : undefined
}

/** A leap second counts as the next minute's first; `24:00:00` is refused. */
function microsOfDay(match: RegExpExecArray, group: number): bigint | undefined {
  const [hour, minute, second] = [Number(match[group]), Number(match[group + 1]), Number(match[group + 2])]
  if (hour > 23 || minute > 59 || second > 60) return undefined
  const fraction = second === 60 ? '' : (match[group + 3] ?? '')
  return BigInt(hour * 3600 + minute * 60 + second) * 1_000_000n + BigInt(fraction.padEnd(6, '0') || '0')
}

function microsOf(match: RegExpExecArray): bigint | undefined {
  const days = daysOf(match, 1)
  const time = match[4] === undefined ? 0n : microsOfDay(match, 4)
  return days === undefined || time === undefined ? undefined : BigInt(days) * DAY + time
}

/** Seconds east of UTC at a local time. */
function parseZone(text: string, local: bigint): number | undefined {
  if (text === '' || text === 'Z' || text === 'z') return 0
  const offset = OFFSET_PATTERN.exec(text.replace(/^ UTC(?=[+-])/, ''))
  if (offset) return offsetSeconds(offset)
  return text.startsWith(' ') ? zoneOffsetSeconds(text.slice(1), Number(local / 1_000_000n)) : undefined
}

/** `+5`, `-0800`, `+5:30`: at most 14 hours. */
function offsetSeconds([, sign, hours, minutes = '0']: RegExpExecArray): number | undefined {
  const seconds = Number(hours) * 3600 + Number(minutes) * 60
  if (Number(minutes) > 59 || seconds > 14 * 3600) return undefined
  return sign === '-' ? -seconds : seconds
}

function formatDate(days: number): string {
  return new Date(days * 86_400_000).toISOString().slice(0, 10)
}

function formatTime(micros: bigint): string {
  const seconds = Number(micros / 1_000_000n)
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const fraction = String(micros % 1_000_000n)
    .padStart(6, '0')
    .replace(/0+$/, '')
  return parts.map((part) => String(part).padStart(2, '0')).join(':') + (fraction && `.${fraction}`)
}

function formatMicros(micros: bigint): string {
  const time = ((micros % DAY) + DAY) % DAY
  return `${formatDate(Number((micros - time) / DAY))} ${formatTime(time)}`
}
