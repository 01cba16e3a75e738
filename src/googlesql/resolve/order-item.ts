import { supportsOrder } from '../functions/comparable.ts'
import type { Expression, OrderItem } from '../resolved.ts'
import type { ExpressionSyntax, OrderItemSyntax } from '../syntax.ts'
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
  if (clause !== WINDOW_ORDER && isPlainLiteral(syntax.expression)) {
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

/** In a window a literal orders nothing, and may. */
export const WINDOW_ORDER = 'Window ORDER BY'

const PLAIN_LITERALS: ReadonlySet<string> = new Set(['null', 'boolean', 'float', 'string', 'bytes'])

/** A literal that nothing can be ordered or grouped by. An integer is a position, as its clause knows; `DATE '…'` passes. */
export function isPlainLiteral(syntax: ExpressionSyntax): boolean {
  if (syntax.kind === 'array') return syntax.elements.every(isConstantSyntax)
  if (syntax.kind === 'struct') return syntax.fields.every(({ value }) => isConstantSyntax(value))
  return PLAIN_LITERALS.has(syntax.kind)
}

function isConstantSyntax(syntax: ExpressionSyntax): boolean {
  return syntax.kind === 'integer' || isPlainLiteral(syntax)
}
