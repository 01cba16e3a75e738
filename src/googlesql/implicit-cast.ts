import type { Expression } from './resolved.ts'
import type { Type } from './types.ts'

/** A cast that nobody wrote. */
export function implicitCast(operand: Expression, type: Type): Expression {
  return { kind: 'cast', operand, type, safe: false, implicit: true, span: operand.span }
}
