import { partOf } from '../../../googlesql/functions/date-parts.ts'
import type { CallExpression } from '../../../googlesql/resolved.ts'
import { formatType } from '../../../googlesql/types.ts'
import type { EmitCall, EmitContext } from '../emit-context.ts'
import { constantOf, fromMicros } from './instant.ts'
import { reuse } from './reuse.ts'
import { bucketStart } from './scalar/bucket.ts'
import { MICROS } from './steps.ts'

/** DATE_BUCKET, DATETIME_BUCKET, TIMESTAMP_BUCKET: `(value, width, origin?)`; the origin is 1950-01-01 otherwise. */
export const bucketsEmit: Readonly<Record<string, EmitCall>> = {
  DATE_BUCKET: bucket,
  DATETIME_BUCKET: bucket,
  TIMESTAMP_BUCKET: bucket,
}

function bucket([value, width, origin]: readonly string[], call: CallExpression, context: EmitContext): string {
  const kind = formatType(call.type)
  const parts = kind === 'DATE' || origin !== undefined ? undefined : partsOfDay(call)
  if (parts !== undefined) return cutDay(value!, parts, call, context)
  const start = origin === undefined ? '-631152000000000' : `epoch_us(${origin})`
  const micros = `${context.use(bucketStart)}(epoch_us(${value}), ${width}, ${start}, ${context.text(kind)})`
  return reuse(context, [micros], (m) => fromMicros(m, call.type))
}

const DAY_MICROS = MICROS.DAY!

/** The width in microseconds where a day is a whole number of such buckets, all counted from its midnight as the origin is one. */
function partsOfDay({ arguments: [, width] }: CallExpression): bigint | undefined {
  if (width?.kind !== 'call' || width.name !== '$interval') return undefined
  const [count, unit] = [constantOf(width.arguments[0]), MICROS[partOf(width.arguments) ?? '']]
  if (count === undefined || unit === undefined || count <= 0n) return undefined
  const micros = count * unit
  return DAY_MICROS % micros === 0n ? micros : undefined
}

function cutDay(value: string, width: bigint, call: CallExpression, context: EmitContext): string {
  return reuse(context, [`epoch_us(${value})`], (m) =>
    fromMicros(`(${m} - ((${m} % ${width}) + ${width}) % ${width})`, call.type),
  )
}
