import type { CallExpression } from '../../../googlesql/resolved.ts'
import { formatType } from '../../../googlesql/types.ts'
import type { EmitContext } from '../emit-context.ts'
import { constantOf } from './instant.ts'
import { reuse } from './reuse.ts'
import { floatRound, floatTruncate } from './scalar/float-rounding.ts'
import { numericRound } from './scalar/numeric-arithmetic.ts'

type Way = 'round' | 'trunc'

/** ROUND and TRUNC: `(value, digits?, mode?)`. */
export function cutAt(way: Way, sql: readonly string[], call: CallExpression, context: EmitContext): string {
  const type = formatType(call.type)
  if (sql.length === 1)
    return type === 'FLOAT64' ? `${way}(${sql[0]})` : `CAST(${way}(${sql[0]}) AS ${context.typeName(call.type)})`
  if (type === 'FLOAT64') return cutFloat(way, sql, constantOf(call.arguments[1]), context)
  if (type === 'BIGNUMERIC')
    return context.unsupported(
      `${call.name} of BIGNUMERIC to a digit is not supported by the embedded warehouse`,
      call.span,
    )
  const mode = sql[2] ?? context.text(way === 'round' ? 'ROUND_HALF_AWAY_FROM_ZERO' : 'TRUNC')
  return `${context.use(numericRound)}(${sql[0]}, ${sql[1]}, ${mode})`
}

/**
 * Where the scaled number is not near the place that decides, DuckDB's arithmetic is exact enough to find the whole number, and
 * one correctly rounded division by a power of ten gives the nearest float; elsewhere JavaScript decides by the exact value.
 */
function cutFloat(
  way: Way,
  [value, digits]: readonly string[],
  known: bigint | undefined,
  context: EmitContext,
): string {
  const exact = context.use(way === 'round' ? floatRound : floatTruncate)
  if (known === undefined || known < 0n || known > 15n) return `${exact}(${value}, ${digits})`
  if (known === 0n) return `${way}(${value})`
  const scale = `1e${known}`
  const distance =
    way === 'round' ? (t: string) => `abs(abs(${t} - trunc(${t})) - 0.5e0)` : (t: string) => `abs(${t} - round(${t}))`
  return reuse(context, [value!], (x) => {
    const scaled = `(${x} * ${scale})`
    return `CASE WHEN abs(${scaled}) < 1e12 AND ${distance(scaled)} > 1e-3 THEN ${way}(${scaled}) / ${scale} ELSE ${exact}(${x}, ${digits}) END`
  })
}
