import { formatType } from '../../googlesql/types.ts'
import type { Value } from '../../googlesql/value.ts'
import { formatTableReference } from '../project/artifact.ts'
import type { QueryJob } from '../query-job.ts'

/** A job as JSON can say it: types as GoogleSQL writes them, INT64 as text, BYTES as base64. */
export function explainJob(job: QueryJob): Readonly<Record<string, unknown>> {
  const { destination, partition, schema, parameters, maximumBytesBilled, ...rest } = job
  return {
    ...rest,
    destination: destination ? formatTableReference(destination) + (partition ? `$${partition.id}` : '') : null,
    parameters: parameters.map(({ name, type, value }) => ({ name, type: formatType(type), value: plain(value) })),
    ...(schema && { schema: schema.map(({ name, type, mode }) => ({ name, type: formatType(type), mode })) }),
    ...(maximumBytesBilled !== undefined && { maximumBytesBilled: String(maximumBytesBilled) }),
  }
}

function plain(value: Value): unknown {
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return Array.isArray(value) ? value.map(plain) : value
}
