import { checkedInterval, type IntervalValue } from './interval-value.ts'

const PARTS = ['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND']
const FIELDS = [
  String.raw`(?<year>\d+)`,
  String.raw`-(?<month>\d+)`,
  String.raw` (?<day>[+-]?\d+)`,
  String.raw` (?<clockSign>[+-]?)(?<hour>\d+)`,
  String.raw`:(?<minute>\d+)`,
  String.raw`:(?<second>\d+)(?:\.(?<fraction>\d{1,6}))?`,
]

/**
 * `INTERVAL '1-2 3 4:5:6.7' YEAR TO SECOND`: the fields from one part to another; one sign for years and months, one for days,
 * one for the clock.
 * @throws when the text has another form
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/lexical#interval_literal_range
 */
export function parseIntervalRange(text: string, from: string, to: string): IntervalValue {
  const first = PARTS.indexOf(from)
  const last = PARTS.indexOf(to)
  const match = first < last ? new RegExp(`^${rangePattern(first, last)}$`).exec(text) : null
  if (!match) throw new Error(`invalid INTERVAL value '${text}' for ${from} TO ${to}`)
  return assemble(match.groups ?? {})
}

/** `INTERVAL '-3' DAY`, `INTERVAL '1.5' SECOND`: a whole number, of seconds perhaps with a fraction. @throws when it is neither */
export function parseIntervalPart(text: string, part: string): IntervalValue {
  const match = /^(?<sign>[+-]?)(?<whole>\d*)(?:\.(?<fraction>\d{1,6}))?$/.exec(text)
  const { sign, whole, fraction } = match?.groups ?? {}
  const readable = match !== null && /\d/.test(text) && (fraction === undefined || part === 'SECOND')
  if (!readable) throw new Error(`invalid INTERVAL value '${text}' for ${part}`)
  const count = BigInt(whole || 0)
  const value = part === 'SECOND' ? assemble({ second: `${count}`, fraction }) : partsOf(count, part)
  return sign === '-' ? negated(value) : value
}

/** `count` of a part, checked. */
export function partsOf(count: bigint, part: string): IntervalValue {
  const months: Readonly<Record<string, bigint>> = { YEAR: 12n, QUARTER: 3n, MONTH: 1n }
  const days: Readonly<Record<string, bigint>> = { WEEK: 7n, DAY: 1n }
  const micros: Readonly<Record<string, bigint>> = {
    HOUR: 3_600_000_000n,
    MINUTE: 60_000_000n,
    SECOND: 1_000_000n,
    MILLISECOND: 1_000n,
    MICROSECOND: 1n,
  }
  return checkedInterval({
    months: count * (months[part] ?? 0n),
    days: count * (days[part] ?? 0n),
    micros: count * (micros[part] ?? 0n),
  })
}

function rangePattern(first: number, last: number): string {
  const fields = FIELDS.slice(first, last + 1)
  // the first field has nothing before it but its sign
  const leading = fields[0]!.replace(/^[-: ]/, '')
  const sign = first <= 1 ? '(?<calendarSign>[+-]?)' : first > 3 ? '(?<clockSign>[+-]?)' : ''
  return sign + leading + fields.slice(1).join('')
}

function assemble(fields: Readonly<Record<string, string | undefined>>): IntervalValue {
  const field = (name: string) => BigInt(fields[name] || 0)
  const months = field('year') * 12n + field('month')
  const seconds = (field('hour') * 60n + field('minute')) * 60n + field('second')
  const micros = seconds * 1_000_000n + BigInt((fields['fraction'] ?? '').padEnd(6, '0'))
  return checkedInterval({
    months: fields['calendarSign'] === '-' ? -months : months,
    days: field('day'),
    micros: fields['clockSign'] === '-' ? -micros : micros,
  })
}

function negated({ months, days, micros }: IntervalValue): IntervalValue {
  return { months: -months, days: -days, micros: -micros }
}
