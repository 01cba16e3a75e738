import type { Operand } from '../coercion.ts'
import { asOperand, coerce, coercionCost } from '../coercion.ts'
import type { Expression } from '../resolved.ts'
import { commonSupertype } from '../supertype.ts'
import type { ExpressionSyntax, Span } from '../syntax.ts'
import type { Type } from '../types.ts'
import { formatType } from '../types.ts'
import { condition, spanOf } from './build.ts'
import type { ExpressionContext } from './context.ts'
import { resolveExpression } from './expression.ts'
import { fail } from './fail.ts'

type CaseSyntax = Extract<ExpressionSyntax, { kind: 'case' }>

export function resolveCase(syntax: CaseSyntax, context: ExpressionContext): Expression {
  const operand = syntax.operand && resolveExpression(syntax.operand, context)
  const whens = syntax.whens.map(({ when }) => resolveExpression(when, context))
  const thens = syntax.whens.map(({ then }) => resolveExpression(then, context))
  const otherwise = syntax.otherwise && resolveExpression(syntax.otherwise, context)
  const type = unite([...thens, ...(otherwise ? [otherwise] : [])], 'CASE', syntax)
  const compared = operand && unite([operand, ...whens], 'CASE', syntax)
  return {
    kind: 'case',
    ...(operand && { operand: coerce(operand, compared!) }),
    whens: whens.map((when, index) => ({
      when: compared ? coerce(when, compared) : condition(when, 'WHEN'),
      // biome-ignore lint/suspicious/noThenProperty: CASE has a THEN; no promise is meant
      then: coerce(thens[index]!, type),
    })),
    ...(otherwise && { otherwise: coerce(otherwise, type) }),
    type,
    span: spanOf(syntax),
  }
}

/** The type that all of these become. @throws {SqlError} where there is none */
export function unite(values: readonly Expression[], what: string, span: Span): Type {
  const type = supertype(values.map(asOperand))
  if (type) return type
  const types = [...new Set(values.map((value) => formatType(value.type)))]
  return fail('type-mismatch', `${what} has values of types that have no common type: ${types.join(', ')}`, span)
}

/** As `commonSupertype`, only where every operand really gets there. */
export function supertype(operands: readonly Operand[]): Type | undefined {
  const type = commonSupertype(operands)
  return type && operands.every((operand) => coercionCost(operand, type)) ? type : undefined
}
