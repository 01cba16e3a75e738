import type { CallExpression } from '../../../googlesql/resolved.ts'
import { formatType } from '../../../googlesql/types.ts'
import type { EmitCall, EmitContext } from '../emit-context.ts'
import { fromMicros } from './instant.ts'
import { reuse } from './reuse.ts'
import { bucketStart } from './scalar/bucket.ts'

/** DATE_BUCKET, DATETIME_BUCKET, TIMESTAMP_BUCKET: `(value, width, origin?)`; the origin is 1950-01-01 otherwise. */
export const bucketsEmit: Readonly<Record<string, EmitCall>> = {
  DATE_BUCKET: bucket,
  DATETIME_BUCKET: bucket,
  TIMESTAMP_BUCKET: bucket,
}

function bucket([value, width, origin]: readonly string[], call: CallExpression, context: EmitContext): string {
  const kind = formatType(call.type)
  const start = origin === undefined ? '-631152000000000' : `epoch_us(${origin})`
  const micros = `${context.use(bucketStart)}(epoch_us(${value}), ${width}, ${start}, ${context.text(kind)})`
  return reuse(context, [micros], (m) => fromMicros(m, call.type))
}
