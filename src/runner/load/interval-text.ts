const CANONICAL = /^\s*([+-]?)(\d+)-(\d+)\s+([+-]?\d+)\s+([+-]?)(\d+):(\d+):(\d+)(?:\.(\d{1,6}))?\s*$/

/** `Y-M D H:M:S[.F]` as the JSON of months, days and microseconds that the warehouse's files hold; undefined for anything else. */
export function parseInterval(text: string): string | undefined {
  const parts = CANONICAL.exec(text)
  if (parts === null) return undefined
  const months = signed(parts[1]!, BigInt(parts[2]!) * 12n + BigInt(parts[3]!))
  const days = BigInt(parts[4]!.replace('+', ''))
  const seconds = BigInt(parts[6]!) * 3600n + BigInt(parts[7]!) * 60n + BigInt(parts[8]!)
  const micros = signed(parts[5]!, seconds * 1_000_000n + BigInt((parts[9] ?? '').padEnd(6, '0')))
  return inRange(months, days, micros) ? `{"months":${months},"days":${days},"micros":${micros}}` : undefined
}

function signed(sign: string, value: bigint): bigint {
  return sign === '-' ? -value : value
}

/** @see https://cloud.google.com/bigquery/docs/reference/standard-sql/data-types#interval_type */
function inRange(months: bigint, days: bigint, micros: bigint): boolean {
  return within(months, 120_000n) && within(days, 3_660_000n) && within(micros, 316_224_000_000_000_000n)
}

function within(value: bigint, limit: bigint): boolean {
  return value <= limit && value >= -limit
}
