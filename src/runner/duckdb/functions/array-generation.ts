import { partOf } from '../../../googlesql/functions/date-parts.ts'
import type { CallExpression } from '../../../googlesql/resolved.ts'
import { formatType } from '../../../googlesql/types.ts'
import type { EmitCall, EmitContext } from '../emit-context.ts'
import { byTypes } from './arithmetic.ts'
import { constantOf, toInteger } from './instant.ts'
import { reuse } from './reuse.ts'
import { numericSequence } from './scalar/numeric-sequence.ts'
import { MICROS, MONTHS } from './steps.ts'

/** Arrays of numbers, dates and timestamps from a first to a last element, both included. */
export const arrayGenerationEmit: Readonly<Record<string, EmitCall>> = {
  GENERATE_ARRAY: (sql, call, context) => (sql.length === 2 ? generate : generateBySteps)(sql, call, context),
  GENERATE_DATE_ARRAY: dates,
  GENERATE_TIMESTAMP_ARRAY: timestamps,
}

function generate([start, end]: readonly string[], call: CallExpression, context: EmitContext): string {
  const element = call.arguments[0]!
  const step = { ...element, kind: 'literal', value: formatType(element.type) === 'INT64' ? 1n : 1 } as const
  return generateBySteps([start!, end!, '1'], { ...call, arguments: [...call.arguments, step] }, context)
}

const generateBySteps = byTypes({
  'INT64, INT64, INT64': ([start, end, step], call, context) =>
    stepping(step!, call, 2, context, (s) => `generate_series(${start}, ${end}, ${s})`),
  'FLOAT64, FLOAT64, FLOAT64': floats,
  'NUMERIC, NUMERIC, NUMERIC': (sql, _call, context) => `${context.use(numericSequence)}(${sql.join(', ')})`,
})

/** Element i is `start + i * step`, not a running sum: errors don't add up. */
function floats(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  const failure = context.fail(context.text('a sequence cannot have NaN, nor a step of 0'), call.type)
  return reuse(context, sql, (start, end, step) => {
    const count = `CAST(floor((${end} - ${start}) / ${step}) AS BIGINT)`
    const elements = `list_transform(range(0, greatest(${count} + 2, 0)), lambda i: ${start} + i * ${step})`
    const inside = `list_filter(${elements}, lambda e: CASE WHEN ${step} > 0 THEN e <= ${end} ELSE e >= ${end} END)`
    const wrong = `isnan(${start}) OR isnan(${end}) OR isnan(${step}) OR ${step} = 0`
    return `CASE WHEN ${start} IS NULL OR ${end} IS NULL OR ${step} IS NULL THEN NULL WHEN ${wrong} THEN ${failure} ELSE ${inside} END`
  })
}

/** A month is added to the element before, so once the 31st has become the 29th, it stays there. */
function dates([start, end, count]: readonly string[], call: CallExpression, context: EmitContext): string {
  const part = partOf(call.arguments) ?? 'DAY'
  const months = MONTHS[part]
  const series = (n: string) => {
    const step = months
      ? `to_months(${toInteger(`${n} * ${months}`)})`
      : `to_days(${toInteger(`${n} * ${part === 'WEEK' ? 7 : 1}`)})`
    return `CAST(generate_series(${start}, ${end}, ${step}) AS DATE[])`
  }
  return count === undefined ? series('1') : stepping(count, call, 2, context, series)
}

function timestamps([start, end, count]: readonly string[], call: CallExpression, context: EmitContext): string {
  const unit = MICROS[partOf(call.arguments)!]
  const series = (n: string) => `generate_series(epoch_us(${start}), epoch_us(${end}), ${n} * ${unit})`
  return stepping(count!, call, 2, context, (n) => `list_transform(${series(n)}, lambda m: make_timestamptz(m))`)
}

/** Where the step is 0, DuckDB has an empty series and GoogleSQL an error. */
function stepping(
  step: string,
  call: CallExpression,
  index: number,
  context: EmitContext,
  series: (step: string) => string,
): string {
  const known = constantOf(call.arguments[index])
  if (known !== undefined && known !== 0n) return series(`${known}::BIGINT`)
  const failure = context.fail(context.text('the step of a sequence cannot be 0'), call.type)
  return reuse(context, [step], (s) => `CASE WHEN ${s} = 0 THEN ${failure} ELSE ${series(s)} END`)
}
