import type { CallExpression } from '../../../googlesql/resolved.ts'
import type { EmitCall, EmitContext } from '../emit-context.ts'
import { constantOf } from './instant.ts'
import { reuse } from './reuse.ts'

/** `a[OFFSET(i)]` and its kin. DuckDB counts from 1, takes negative positions from the end and answers NULL beyond it. */
export const arrayAccessEmit: Readonly<Record<string, EmitCall>> = {
  $array_offset: (sql, call, context) => access(sql, 0n, call, context),
  $array_ordinal: (sql, call, context) => access(sql, 1n, call, context),
  $safe_array_offset: (sql, call, context) => safeAccess(sql, 0n, call, context),
  $safe_array_ordinal: (sql, call, context) => safeAccess(sql, 1n, call, context),
}

function access(sql: readonly string[], first: bigint, call: CallExpression, context: EmitContext): string {
  const failure = context.fail(context.text('array index is out of bounds'), call.type)
  const known = constantOf(call.arguments[1])
  if (known !== undefined) {
    return reuse(context, [sql[0]!], (array) => {
      const outside = known < first ? `${array} IS NOT NULL` : `len(${array}) <= ${known - first}`
      return `CASE WHEN ${outside} THEN ${failure} ELSE (${array})[${position(known, first)}] END`
    })
  }
  return reuse(context, sql, (array, index) => {
    const outside = `${array} IS NOT NULL AND (${index} < ${first} OR ${index} >= len(${array}) + ${first})`
    return `CASE WHEN ${outside} THEN ${failure} ELSE (${array})[${index} + ${1n - first}] END`
  })
}

function safeAccess(sql: readonly string[], first: bigint, call: CallExpression, context: EmitContext): string {
  const known = constantOf(call.arguments[1])
  if (known !== undefined && known >= first) return `(${sql[0]})[${position(known, first)}]`
  return reuse(
    context,
    [sql[1]!],
    // no array is as long as the sum could be
    (index) => `CASE WHEN ${index} BETWEEN ${first} AND ${FARTHEST} THEN (${sql[0]})[${index} + ${1n - first}] END`,
  )
}

const FARTHEST = 2n ** 40n

/** From 1; what is farther away than any array is long is beyond the end all the same. */
function position(index: bigint, first: bigint): bigint {
  return index > FARTHEST ? FARTHEST : index - first + 1n
}
