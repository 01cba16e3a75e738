import type { Expression } from '../resolved.ts'
import type { Type } from '../types.ts'
import { formatType } from '../types.ts'

/** A literal NULL without a type of its own, also after it was given one. */
export function isUntypedNull(expression: Expression): boolean {
  if (expression.kind === 'cast') return expression.implicit && isUntypedNull(expression.operand)
  return expression.kind === 'literal' && expression.value === null
}

/** GoogleSQL refuses `NULL + 1` and the like: an operator whose operand is a bare NULL. */
export function refuseUntypedNull(call: readonly Expression[]): string | undefined {
  return call.some(isUntypedNull) ? 'an operand cannot be a literal NULL; write CAST(NULL AS …)' : undefined
}

/** Whether `=` is defined: not for ARRAY, JSON, GEOGRAPHY, nor for a STRUCT that holds one. */
export function supportsEquality(type: Type): boolean {
  if (type.kind === 'scalar') return type.name !== 'JSON' && type.name !== 'GEOGRAPHY'
  if (type.kind === 'struct') return type.fields.every((field) => supportsEquality(field.type))
  return type.kind === 'range'
}

/** Whether `<`, MIN and ORDER BY are defined: what has equality, without STRUCT. */
export function supportsOrder(type: Type): boolean {
  return type.kind !== 'struct' && supportsEquality(type)
}

/** A check that every argument can be compared for equality. */
export function refuseWithoutEquality(call: readonly Expression[]): string | undefined {
  const wrong = call.find((argument) => !supportsEquality(argument.type))
  return wrong && `equality is not defined for ${formatType(wrong.type)}`
}

/** A check that every argument can be ordered. */
export function refuseWithoutOrder(call: readonly Expression[]): string | undefined {
  const wrong = call.find((argument) => !supportsOrder(argument.type))
  return wrong && `an order is not defined for ${formatType(wrong.type)}`
}

/** The first complaint of several checks. */
export function firstOf(...checks: readonly ((call: readonly Expression[]) => string | undefined)[]) {
  return (call: readonly Expression[]): string | undefined => {
    for (const check of checks) {
      const complaint = check(call)
      if (complaint !== undefined) return complaint
    }
    return undefined
  }
}
