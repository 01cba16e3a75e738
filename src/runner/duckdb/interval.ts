/** An INTERVAL as DuckDB holds it; the three parts may have different signs. */
export interface IntervalParts {
  readonly months: number
  readonly days: number
  readonly micros: bigint
}

/** `1-2 3 -4:5:6.500`, as CAST AS STRING writes it. */
export function formatInterval({ months, days, micros }: IntervalParts): string {
  const year = Math.trunc(Math.abs(months) / 12)
  return `${months < 0 ? '-' : ''}${year}-${Math.abs(months) % 12} ${days} ${formatClock(micros)}`
}

function formatClock(micros: bigint): string {
  const size = micros < 0n ? -micros : micros
  const [hours, minutes, seconds] = [size / 3_600_000_000n, (size / 60_000_000n) % 60n, (size / 1_000_000n) % 60n]
  const digits = String(size % 1_000_000n).padStart(6, '0')
  const fraction = digits === '000000' ? '' : `.${digits.endsWith('000') ? digits.slice(0, 3) : digits}`
  return `${micros < 0n ? '-' : ''}${hours}:${minutes}:${seconds}${fraction}`
}

const CANONICAL = /^(-?)(\d+)-(\d+) (-?\d+) (-?)(\d+):(\d+):(\d+)(?:\.(\d{1,6}))?$/

/** Reads the text that `formatInterval` writes; undefined for any other. */
export function parseCanonicalInterval(text: string): IntervalParts | undefined {
  const match = CANONICAL.exec(text)
  if (!match) return undefined
  const months = Number(match[2]) * 12 + Number(match[3])
  const seconds = (BigInt(match[6]!) * 60n + BigInt(match[7]!)) * 60n + BigInt(match[8]!)
  const micros = seconds * 1_000_000n + BigInt((match[9] ?? '').padEnd(6, '0'))
  return { months: match[1] ? -months : months, days: Number(match[4]), micros: match[5] ? -micros : micros }
}
