const PRESETS: Readonly<Record<string, string>> = {
  once: '* * * * *',
  hourly: '0 * * * *',
  daily: '0 0 * * *',
  weekly: '0 0 * * 0',
  monthly: '0 0 1 * *',
  yearly: '0 0 1 1 *',
}

/**
 * The delta that bigquery-etl's generator writes for two schedules, for `--compat bigquery-etl`: the difference of
 * minutes, hours and days of the month as numbers, where both texts are five of these; months, weekdays and steps are
 * not looked at. It can name a run that doesn't exist, which is why `runOffset` is what we use.
 *
 * @returns seconds, own less upstream's; undefined where it writes none and the sensor waits for its own logical date
 */
export function bigqueryEtlDelta(upstream: string, own: string): number | undefined {
  const [from, to] = [plainFields(upstream), plainFields(own)]
  if (from === undefined || to === undefined) return undefined
  const [minutes, hours, days] = [0, 1, 2].map((index) => to[index]! - from[index]!) as [number, number, number]
  const seconds = minutes * 60 + hours * 3600 + days * 86_400
  return seconds === 0 ? undefined : seconds
}

function plainFields(text: string): number[] | undefined {
  const name = text.replace(/^@/, '')
  const fields = (Object.hasOwn(PRESETS, name) ? PRESETS[name]! : text).trim().split(/\s+/)
  const numbers = fields.map((field) => (field === '*' ? 0 : /^\d+$/.test(field) ? Number(field) : Number.NaN))
  return numbers.length === 5 && !numbers.some(Number.isNaN) ? numbers : undefined
}
