/** Days and microseconds since 1970 UTC, as DuckDB counts them, and their texts in years 1 to 9999. */

const DAY_MICROS = 86_400_000_000n

/** How many digits of a second are written: as many as needed (`.5`), or none, three or six as CAST AS STRING does (`.500`). */
export type FractionStyle = 'shortest' | 'thousands'

export function formatDate(days: number): string {
  return new Date(days * 86_400_000).toISOString().slice(0, 10)
}

/** @param micros within one day */
export function formatTime(micros: bigint, style: FractionStyle): string {
  return formatDatetime(micros, style).slice(11)
}

/** `2020-01-01 10:00:00.5`. */
export function formatDatetime(micros: bigint, style: FractionStyle): string {
  const fraction = Number(((micros % 1_000_000n) + 1_000_000n) % 1_000_000n)
  const seconds = Number((micros - BigInt(fraction)) / 1_000_000n)
  const text = new Date(seconds * 1000).toISOString()
  return `${text.slice(0, 10)} ${text.slice(11, 19)}${fraction === 0 ? '' : formatFraction(fraction, style)}`
}

/** `2020-01-01 10:00:00.5+00`. */
export function formatTimestamp(micros: bigint, style: FractionStyle): string {
  return `${formatDatetime(micros, style)}+00`
}

function formatFraction(micros: number, style: FractionStyle): string {
  const digits = String(micros).padStart(6, '0')
  if (style === 'thousands') return `.${micros % 1000 === 0 ? digits.slice(0, 3) : digits}`
  return `.${digits.replace(/0+$/, '')}`
}

/** Days since 1970 of `2020-01-01`. */
export function dateDays(text: string): number {
  return Date.parse(`${text}T00:00:00Z`) / 86_400_000
}

/** Microseconds since midnight of `10:00:00.5`. */
export function timeMicros(text: string): bigint {
  return datetimeMicros(`1970-01-01 ${text}`)
}

/** Microseconds since 1970 of `2020-01-01 10:00:00.5`. */
export function datetimeMicros(text: string): bigint {
  const seconds = Date.parse(`${text.slice(0, 10)}T${text.slice(11, 19)}Z`) / 1000
  return BigInt(seconds) * 1_000_000n + BigInt(text.slice(20, 26).padEnd(6, '0'))
}

/** Microseconds since 1970 UTC of `2020-01-01 10:00:00.5+00`, the canonical form. */
export function timestampMicros(text: string): bigint {
  return datetimeMicros(text.slice(0, text.lastIndexOf('+')))
}

/** Microseconds of the day that a moment falls in. */
export function microsOfDay(micros: bigint): bigint {
  return ((micros % DAY_MICROS) + DAY_MICROS) % DAY_MICROS
}
