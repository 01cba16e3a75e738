import type { AggregateExpression, Column } from '../../../googlesql/resolved.ts'
import { aggregates } from '../functions/table.ts'
import { createContext, unsupported } from './context.ts'
import { emitExpression } from './expression.ts'
import { orderKeys } from './order.ts'
import { type OrderKey, printOrder } from './relation.ts'
import { newAlias, type Scope } from './scope.ts'
import { renameFields } from './type-names.ts'

/**
 * An aggregate call, in the type of its column.
 *
 * @param position the order of what it gathers where it says none itself
 */
export function emitAggregate(
  call: AggregateExpression,
  column: Column,
  position: readonly OrderKey[] | undefined,
  scope: Scope,
): string {
  const translation =
    aggregates[call.name] ?? unsupported(`${call.name} is not translated for the embedded warehouse yet`, call.span)
  if (call.safe) unsupported('SAFE. before an aggregate function is not supported by the embedded warehouse', call.span)
  const own = orderKeys(call.orderBy, scope)
  const keys = own.length > 0 || !dependsOnOrder(call) ? own : (position ?? [])
  const parts = {
    orderBy: keys.length > 0 ? `ORDER BY ${printOrder(keys)}` : '',
    over: '',
    ...(call.having ? { having: emitExpression(call.having.expression, scope) } : {}),
  }
  const sql = translation(
    call.arguments.map((argument) => emitExpression(argument, scope)),
    call,
    { ...createContext(scope.statement), ...parts },
  )
  return renameFields(sql, call.type, column.type, () => newAlias(scope.statement, 'v'))
}

/** Whether it gathers values in an order that it doesn't say. */
export function dependsOnOrder(call: AggregateExpression): boolean {
  // of equal values that become one, no place is the place
  if (call.distinct) return false
  return call.orderBy.length === 0 && ['ARRAY_AGG', 'STRING_AGG', 'ARRAY_CONCAT_AGG'].includes(call.name)
}
