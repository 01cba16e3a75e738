import { implicitCast } from './implicit-cast.ts'
import { parseDate, parseDatetime, parseTime, parseTimestamp, roundBignumeric, roundNumeric } from './literals.ts'
import { fail } from './resolve/fail.ts'
import type { Expression, LiteralExpression } from './resolved.ts'
import type { ScalarTypeName, Type } from './types.ts'
import { formatType } from './types.ts'

export function coerceLiteral(literal: LiteralExpression, target: Type): Expression {
  if (literal.value === null || target.kind !== 'scalar') return implicitCast(literal, target)
  const value = convertLiteral(literal, target.name)
  if (value === undefined) {
    const text = typeof literal.value === 'string' ? JSON.stringify(literal.value) : String(literal.value)
    return fail('type-mismatch', `Could not cast literal ${text} to type ${formatType(target)}`, literal.span)
  }
  if (value === UNCONVERTED) return implicitCast(literal, target)
  return { kind: 'literal', value, type: target, span: literal.span }
}

const UNCONVERTED = Symbol('kept as a cast')

function convertLiteral(
  literal: LiteralExpression,
  name: ScalarTypeName,
): LiteralExpression['value'] | typeof UNCONVERTED | undefined {
  const { value } = literal
  if (typeof value === 'bigint') return name === 'FLOAT64' ? Number(value) : String(value)
  if (typeof value === 'number') return floatAsDecimal(literal.digits ?? String(value), name) ?? UNCONVERTED
  if (typeof value !== 'string' || literal.type.kind !== 'scalar' || literal.type.name !== 'STRING') return UNCONVERTED
  return convertText(value, name)
}

/** A float literal becomes a NUMERIC by its digits as written, not by those of the double. */
function floatAsDecimal(digits: string, name: ScalarTypeName): string | undefined {
  return name === 'NUMERIC' ? roundNumeric(digits) : name === 'BIGNUMERIC' ? roundBignumeric(digits) : undefined
}

function convertText(text: string, name: ScalarTypeName): string | undefined | typeof UNCONVERTED {
  switch (name) {
    case 'DATE':
      return parseDate(text)
    case 'DATETIME':
      return parseDatetime(text)
    case 'TIME':
      return parseTime(text)
    case 'TIMESTAMP':
      return parseTimestamp(text)
    default:
      return UNCONVERTED
  }
}
