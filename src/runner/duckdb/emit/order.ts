import type { OrderItem } from '../../../googlesql/resolved.ts'
import { emitExpression } from './expression.ts'
import type { OrderKey } from './relation.ts'
import type { Scope } from './scope.ts'

/** GoogleSQL sorts NaN before every other number but after NULL, DuckDB behind all; so a FLOAT64 has two keys. */
export function orderKeys(items: readonly OrderItem[], scope: Scope): readonly OrderKey[] {
  return items.flatMap((item) => {
    const { type, kind } = item.expression
    if (kind === 'literal' || kind === 'parameter') return []
    const sql = emitExpression(item.expression, scope)
    const key = { sql, direction: direction(item.descending, item.nullsFirst) }
    if (type.kind !== 'scalar' || type.name !== 'FLOAT64') return [key]
    return [{ sql: `isnan(${sql})`, direction: direction(!item.descending, item.nullsFirst) }, key]
  })
}

/** What the session's `default_null_order` already says is left out. */
export function direction(descending: boolean, nullsFirst: boolean): string {
  const nulls = nullsFirst === descending ? (nullsFirst ? ' NULLS FIRST' : ' NULLS LAST') : ''
  return `${descending ? ' DESC' : ''}${nulls}`
}
