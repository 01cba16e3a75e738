/** An INTERVAL in its three independent parts. BigQuery's limits are 10,000 years in each of them. */
export interface IntervalValue {
  readonly months: bigint
  readonly days: bigint
  readonly micros: bigint
}

export const MAX_MONTHS = 120_000n
export const MAX_DAYS = 3_660_000n
export const MAX_MICROS = 316_224_000_000_000_000n

/** @throws when a part is beyond 10,000 years */
export function checkedInterval(value: IntervalValue): IntervalValue {
  if (abs(value.months) > MAX_MONTHS) throw new Error(`interval field months ${value.months} is out of range`)
  if (abs(value.days) > MAX_DAYS) throw new Error(`interval field days ${value.days} is out of range`)
  if (abs(value.micros) > MAX_MICROS) throw new Error(`interval field microseconds ${value.micros} is out of range`)
  return value
}

/** Reads the canonical text `Y-M D H:M:S[.F]`. */
export function readInterval(text: string): IntervalValue {
  const match = /^(-?)(\d+)-(\d+) (-?\d+) (-?)(\d+):(\d+):(\d+)(?:\.(\d{1,6}))?$/.exec(text)
  if (!match) throw new Error(`not an interval: ${text}`)
  const months = BigInt(match[2]!) * 12n + BigInt(match[3]!)
  const seconds = (BigInt(match[6]!) * 60n + BigInt(match[7]!)) * 60n + BigInt(match[8]!)
  const micros = seconds * 1_000_000n + BigInt((match[9] ?? '').padEnd(6, '0'))
  return { months: match[1] ? -months : months, days: BigInt(match[4]!), micros: match[5] ? -micros : micros }
}

/** The canonical text; a fraction has three digits or six. */
export function writeInterval({ months, days, micros }: IntervalValue): string {
  const calendar = `${months < 0n ? '-' : ''}${abs(months) / 12n}-${abs(months) % 12n}`
  const seconds = abs(micros) / 1_000_000n
  const clock = `${micros < 0n ? '-' : ''}${seconds / 3600n}:${(seconds / 60n) % 60n}:${seconds % 60n}`
  return `${calendar} ${days} ${clock}${fraction(abs(micros) % 1_000_000n)}`
}

function fraction(micros: bigint): string {
  if (micros === 0n) return ''
  const digits = `${micros}`.padStart(6, '0')
  return `.${digits.endsWith('000') ? digits.slice(0, 3) : digits}`
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value
}
