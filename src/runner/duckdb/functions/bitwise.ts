import type { CallExpression } from '../../../googlesql/resolved.ts'
import { formatType, INT64 } from '../../../googlesql/types.ts'
import type { EmitCall, EmitContext } from '../emit-context.ts'
import { bytesBitwise } from './bytes-and-hash.ts'
import { reuse } from './reuse.ts'

/** Bitwise operators on INT64; those on BYTES stand with the functions of bytes. */
export const bitwiseEmit: Readonly<Record<string, EmitCall>> = {
  $bitwise_and: onIntegers(([a, b]) => `(${a} & ${b})`),
  $bitwise_or: onIntegers(([a, b]) => `(${a} | ${b})`),
  $bitwise_xor: onIntegers(([a, b]) => `xor(${a}, ${b})`),
  $bitwise_not: onIntegers(([a]) => `(~ ${a})`),
  $shift_left: onIntegers(shiftLeft),
  $shift_right: onIntegers(shiftRight),
}

function onIntegers(emit: EmitCall): EmitCall {
  return (sql, call, context) => (formatType(call.type) === 'INT64' ? emit : bytesBitwise)(sql, call, context)
}

/**
 * Bits that leave the word are lost, and 64 places or more leave nothing. DuckDB's own shifts refuse overflow and negative
 * numbers, so the bits are cut first and the sign is made by hand.
 */
function shiftLeft(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  return shifted(sql, call, context, (x, n) => {
    const kept = `(${x} & ((1::BIGINT << (63 - ${n})) - 1)) << ${n}`
    const sign = `CASE (${x} >> (63 - ${n})) & 1 WHEN 1 THEN (-9223372036854775808)::BIGINT WHEN 0 THEN 0::BIGINT END`
    return `CASE WHEN ${n} = 0 THEN ${x} WHEN ${n} = 63 THEN ${sign} ELSE ((${kept}) | ${sign}) END`
  })
}

/** The sign is not carried: zeros come in from the left. */
function shiftRight(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  return shifted(
    sql,
    call,
    context,
    (x, n) => `CASE WHEN ${n} = 0 THEN ${x} ELSE (((${x} >> 1) & 9223372036854775807) >> (${n} - 1)) END`,
  )
}

function shifted(
  sql: readonly string[],
  call: CallExpression,
  context: EmitContext,
  body: (x: string, n: string) => string,
): string {
  const negative = context.fail(
    context.text(`${call.name === '$shift_left' ? '<<' : '>>'} by a negative number of places`),
    INT64,
  )
  return reuse(
    context,
    sql,
    (x, n) =>
      `CASE WHEN ${x} IS NULL OR ${n} IS NULL THEN NULL WHEN ${n} < 0 THEN ${negative} WHEN ${n} >= 64 THEN 0::BIGINT ELSE ${body(x, n)} END`,
  )
}
