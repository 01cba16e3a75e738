import type { Operand } from '../coercion.ts'
import { asOperand, isUntyped } from '../coercion.ts'
import { commonSupertype } from '../supertype.ts'
import type { Type } from '../types.ts'
import { arrayOf, STRING, structOf } from '../types.ts'
import type { Slot } from './assign-arguments.ts'
import type { Pattern } from './parse-signature.ts'

/** Finds what each letter stands for; undefined where its arguments have no common type. */
export function bindLetters(slots: readonly Slot[]): Map<string, Type> | undefined {
  const operands = new Map<string, Operand[]>()
  for (const { parameter, argument } of slots) {
    if (argument?.kind === 'value' && !collect(parameter.pattern, asOperand(argument.expression), operands))
      return undefined
  }
  const bindings = new Map<string, Type>()
  for (const [letter, found] of operands) {
    const type = commonSupertype(found)
    if (!type) return undefined
    bindings.set(letter, type)
  }
  return bindings
}

function collect(pattern: Pattern, operand: Operand, into: Map<string, Operand[]>): boolean {
  if (pattern.kind === 'letter') {
    const found = into.get(pattern.letter)
    if (found) found.push(operand)
    else into.set(pattern.letter, [operand])
    return true
  }
  if (pattern.kind !== 'array' && pattern.kind !== 'range') return true
  if (isUntyped(operand.expression)) return collectNothing(pattern.element, into)
  if (operand.type.kind !== pattern.kind) return false
  const elements = operand.expression?.kind === 'array' ? operand.expression.elements.map(asOperand) : []
  const found = elements.length ? elements : [{ type: operand.type.element }]
  return found.every((element) => collect(pattern.element, element, into))
}

/** A letter that only untyped arguments stand for is INT64 in the end. */
function collectNothing(pattern: Pattern, into: Map<string, Operand[]>): boolean {
  if (pattern.kind === 'letter' && !into.has(pattern.letter)) into.set(pattern.letter, [])
  return true
}

/** The type that a pattern stands for; undefined where a letter of it is bound to nothing. */
export function substitute(pattern: Pattern, bindings: ReadonlyMap<string, Type>): Type | undefined {
  switch (pattern.kind) {
    case 'scalar':
      return pattern.type
    case 'letter':
      return bindings.get(pattern.letter)
    case 'array':
    case 'range':
      return substituteElement(pattern, bindings)
    case 'struct':
      return substituteFields(pattern, bindings)
    case 'text':
      return STRING
    default:
      return undefined
  }
}

function substituteElement(
  pattern: Extract<Pattern, { kind: 'array' | 'range' }>,
  bindings: ReadonlyMap<string, Type>,
): Type | undefined {
  const element = substitute(pattern.element, bindings)
  if (!element) return undefined
  if (pattern.kind === 'array') return arrayOf(element)
  return element.kind === 'scalar' ? { kind: 'range', element } : undefined
}

function substituteFields(
  pattern: Extract<Pattern, { kind: 'struct' }>,
  bindings: ReadonlyMap<string, Type>,
): Type | undefined {
  const fields = pattern.fields.map((field) => ({ name: field.name, type: substitute(field.pattern, bindings) }))
  return fields.every((field): field is { name: string; type: Type } => field.type !== undefined)
    ? structOf(fields)
    : undefined
}
