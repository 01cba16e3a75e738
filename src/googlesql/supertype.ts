import type { Operand } from './coercion.ts'
import { asOperand, coercionCost, fieldOperand, identicalType, isLiteral, isUntyped } from './coercion.ts'
import type { StructField, Type } from './types.ts'
import { arrayOf, formatType, INT64, structOf } from './types.ts'

/**
 * The one type that all operands become: of `IF`'s arms, `[a, b]`, a UNION's column. Field names are those of the first.
 * Operands without any type give INT64; undefined where there is none.
 */
export function commonSupertype(operands: readonly Operand[]): Type | undefined {
  const typedOnes = operands.filter((operand) => !isUntyped(operand.expression))
  const first = typedOnes[0]
  if (!first) return operands.find((operand) => operand.type.kind === 'array')?.type ?? INT64
  if (typedOnes.every((operand) => operand === first || identicalType(operand.type, first.type))) return first.type
  if (first.type.kind === 'struct') return structSupertype(typedOnes, first.type.fields)
  if (first.type.kind === 'array') return arraySupertype(typedOnes)
  return scalarSupertype(typedOnes)
}

function structSupertype(operands: readonly Operand[], fields: readonly StructField[]): Type | undefined {
  const all = operands.map((operand) => operand.type)
  if (!all.every((type) => type.kind === 'struct' && type.fields.length === fields.length)) return undefined
  const result: StructField[] = []
  for (const [index, field] of fields.entries()) {
    const values = operands.map((operand) => fieldOperand(operand, structFields(operand.type), index))
    const type = isMadeNumber(values) ? undefined : commonSupertype(values)
    if (!type) return undefined
    result.push({ name: field.name, type })
  }
  return structOf(result)
}

/** A NULL that comes first among literals makes a struct's field an INT64, which no literal text or BOOL becomes. */
function isMadeNumber([first, ...rest]: readonly Operand[]): boolean {
  const typed = rest.filter(({ expression }) => !isUntyped(expression))
  return (
    isUntyped(first?.expression) &&
    typed.length > 0 &&
    typed.every(({ type, expression }) => isLiteral(expression) && !['INT64', 'FLOAT64'].includes(formatType(type)))
  )
}

function structFields(type: Type): readonly StructField[] {
  return type.kind === 'struct' ? type.fields : []
}

function arraySupertype(operands: readonly Operand[]): Type | undefined {
  const fixed = operands.find((operand) => operand.expression?.kind !== 'array')
  const candidates = fixed ? [fixed.type] : operands.map((operand) => operand.type)
  const accepted = candidates.find((type) => operands.every((operand) => coercionCost(operand, type)))
  if (accepted || fixed) return accepted
  const elements = operands.flatMap((operand) =>
    operand.expression?.kind === 'array' ? operand.expression.elements : [],
  )
  const element = commonSupertype(elements.map(asOperand))
  return element && arrayOf(element)
}

/** What has a type of its own decides; literals follow where they can. */
function scalarSupertype(operands: readonly Operand[]): Type | undefined {
  const fixed = operands.filter((operand) => !isLiteral(operand.expression))
  const wanted = fixed.length ? widest(fixed) : undefined
  if (fixed.length && !wanted) return undefined
  if (wanted && operands.every((operand) => coercionCost(operand, wanted))) return wanted
  return widest(operands)
}

/** The cheapest of all types that every operand becomes. */
function widest(operands: readonly Operand[]): Type | undefined {
  return candidates(operands).find((type) => operands.every((operand) => coercionCost(operand, type)))
}

/** The operands' own types, narrowest number first. */
function candidates(operands: readonly Operand[]): readonly Type[] {
  const rank = ['INT64', 'NUMERIC', 'BIGNUMERIC', 'FLOAT64']
  const types = [...new Map(operands.map(({ type }) => [formatType(type), type])).values()]
  const position = (type: Type) => (type.kind === 'scalar' ? rank.indexOf(type.name) : -1)
  return types.toSorted((left, right) => position(left) - position(right))
}
