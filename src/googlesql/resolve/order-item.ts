import { supportsOrder } from '../functions/comparable.ts'
import type { Expression, OrderItem } from '../resolved.ts'
import type { OrderItemSyntax } from '../syntax.ts'
import { formatType } from '../types.ts'
import type { ExpressionContext } from './context.ts'
import { resolveExpression } from './expression.ts'
import { fail, unsupported } from './fail.ts'

export function resolveOrderItem(syntax: OrderItemSyntax, context: ExpressionContext, clause: string): OrderItem {
  return orderItem(syntax, resolveExpression(syntax.expression, context), clause)
}

/** NULLs come first ascending and last descending, unless it is said otherwise. */
export function orderItem(syntax: OrderItemSyntax, expression: Expression, clause: string): OrderItem {
  if (syntax.collate) return unsupported('COLLATE', syntax.collate)
  if (clause !== WINDOW_ORDER && PLAIN_LITERALS.has(syntax.expression.kind)) {
    return fail('invalid-query', 'Cannot ORDER BY literal values', syntax.expression)
  }
  if (!supportsOrder(expression.type)) {
    return fail(
      'type-mismatch',
      `${clause} does not support expressions of type ${formatType(expression.type)}`,
      syntax.expression,
    )
  }
  const nullsFirst = syntax.nulls ? syntax.nulls === 'FIRST' : !syntax.descending
  return { expression, descending: syntax.descending, nullsFirst }
}

/** In a window a literal orders nothing, and may; elsewhere an integer is a position, which the caller knows. */
export const WINDOW_ORDER = 'Window ORDER BY'
const PLAIN_LITERALS: ReadonlySet<string> = new Set(['null', 'boolean', 'float', 'string', 'bytes'])
