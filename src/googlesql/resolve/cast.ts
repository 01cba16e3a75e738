import { canCast } from '../cast-rules.ts'
import { asOperand, coerce, isUntyped } from '../coercion.ts'
import type { Expression } from '../resolved.ts'
import type { ExpressionSyntax } from '../syntax.ts'
import type { Type } from '../types.ts'
import { formatType, STRING } from '../types.ts'
import { callBuiltin, coerceTo, spanOf } from './build.ts'
import type { ExpressionContext } from './context.ts'
import { resolveExpression } from './expression.ts'
import { fail } from './fail.ts'
import { resolveType, typeParameters } from './type-syntax.ts'

type CastSyntax = Extract<ExpressionSyntax, { kind: 'cast' }>
type ExtractSyntax = Extract<ExpressionSyntax, { kind: 'extract' }>

export function resolveCast(syntax: CastSyntax, context: ExpressionContext): Expression {
  const operand = resolveExpression(syntax.operand, context)
  const type = resolveType(syntax.type)
  const parameters = typeParameters(syntax.type)
  if (!canCast(asOperand(operand), type)) {
    return fail('type-mismatch', `Invalid cast from ${formatType(operand.type)} to ${formatType(type)}`, syntax)
  }
  const exact = parameters ? undefined : exactLiteral(operand, type)
  if (exact) return exact
  return {
    kind: 'cast',
    operand: castOperand(operand, type),
    type,
    safe: syntax.safe,
    implicit: false,
    ...(syntax.format && { format: text(syntax.format, 'FORMAT', context) }),
    ...(syntax.timeZone && { timeZone: text(syntax.timeZone, 'AT TIME ZONE', context) }),
    ...(parameters && { typeParameters: parameters }),
    span: spanOf(syntax),
  }
}

/** A float literal is cast to a NUMERIC by its digits. */
function exactLiteral(operand: Expression, type: Type): Expression | undefined {
  if (
    operand.kind !== 'literal' ||
    operand.digits === undefined ||
    !['NUMERIC', 'BIGNUMERIC'].includes(formatType(type))
  )
    return undefined
  const value = coerce(operand, type)
  return value.kind === 'literal' ? value : undefined
}

/** An untyped NULL or `[]` takes the type at once; what is inside an array or struct follows where it coerces. */
function castOperand(operand: Expression, type: Type): Expression {
  return coerce(operand, isUntyped(operand) ? type : operand.type)
}

function text(syntax: ExpressionSyntax, what: string, context: ExpressionContext): Expression {
  return coerceTo(resolveExpression(syntax, context), STRING, what)
}

export function resolveExtract(syntax: ExtractSyntax, context: ExpressionContext): Expression {
  const operand = resolveExpression(syntax.operand, context)
  if (operand.kind === 'literal' && typeof operand.value === 'string' && formatType(operand.type) === 'STRING') {
    return fail(
      'type-mismatch',
      'EXTRACT does not support literal STRING arguments',
      syntax.operand,
      `write DATE ${JSON.stringify(operand.value)}`,
    )
  }
  const part: Expression = { kind: 'part', part: syntax.part, type: STRING, span: spanOf(syntax) }
  const zone = syntax.timeZone ? [resolveExpression(syntax.timeZone, context)] : []
  return callBuiltin('$extract', [part, operand, ...zone], syntax)
}
