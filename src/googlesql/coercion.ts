import { coerceLiteral } from './coerce-literal.ts'
import { implicitCast } from './implicit-cast.ts'
import type { Expression } from './resolved.ts'
import type { ScalarTypeName, StructField, Type } from './types.ts'
import { sameType } from './types.ts'

/**
 * Which types become which by themselves, and what that costs. A cost counts first the coercions of what is no literal.
 * Asked of Google's evaluator where the page is silent (DATE to TIMESTAMP does not exist).
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/conversion_rules
 */
const COERCIONS: Readonly<Partial<Record<ScalarTypeName, Readonly<Partial<Record<ScalarTypeName, number>>>>>> = {
  INT64: { FLOAT64: 1, NUMERIC: 2, BIGNUMERIC: 3 },
  NUMERIC: { BIGNUMERIC: 1, FLOAT64: 2 },
  BIGNUMERIC: { FLOAT64: 1 },
  DATE: { DATETIME: 1 },
}

/** What a literal or a query parameter may become besides. */
const LITERAL_COERCIONS: typeof COERCIONS = {
  STRING: { DATE: 1, DATETIME: 1, TIME: 1, TIMESTAMP: 1 },
  FLOAT64: { NUMERIC: 1, BIGNUMERIC: 2 },
}

/** `[not literals, their distance, literals, their distance]`; compared from left to right. */
export type Cost = readonly [number, number, number, number]

export const FREE: Cost = [0, 0, 0, 0]

/** What is being coerced: an expression, or only its type, as of a field of a column. */
export interface Operand {
  readonly type: Type
  readonly expression?: Expression
}

export function addCosts(left: Cost, right: Cost): Cost {
  return [left[0] + right[0], left[1] + right[1], left[2] + right[2], left[3] + right[3]]
}

export function isCheaper(left: Cost, right: Cost): boolean {
  const position = left.findIndex((value, index) => value !== right[index])
  return position >= 0 && left[position]! < right[position]!
}

/** What it costs to make `operand` a value of `target` without being asked to; undefined where that is not done. */
export function coercionCost(operand: Operand, target: Type): Cost | undefined {
  const { type, expression } = operand
  if (isUntyped(expression) && (expression!.kind !== 'array' || target.kind === 'array')) return FREE
  if (type.kind === 'scalar' && target.kind === 'scalar')
    return scalarCost(type.name, target.name, isLiteral(expression))
  if (type.kind === 'struct' && target.kind === 'struct') return structCost(operand, type.fields, target.fields)
  if (type.kind === 'array' && target.kind === 'array') return arrayCost(operand, type.element, target.element)
  return sameType(type, target) ? FREE : undefined
}

/**
 * `expression` as a value of exactly `target`, names of struct fields included: unchanged, a literal read anew, or inside an
 * implicit cast. The coercion must be allowed.
 *
 * @throws {SqlError} when a literal's text is no such value
 */
export function coerce(expression: Expression, target: Type): Expression {
  if (identicalType(expression.type, target)) return typed(expression)
  if (isUntyped(expression)) return retype(expression, target)
  if (expression.kind === 'literal') return coerceLiteral(expression, target)
  if (expression.kind === 'struct' && target.kind === 'struct') {
    const values = expression.values.map((value, index) => coerce(value, target.fields[index]!.type))
    return { ...expression, values, type: target }
  }
  if (expression.kind === 'array' && target.kind === 'array') {
    return {
      ...expression,
      elements: expression.elements.map((element) => coerce(element, target.element)),
      type: target,
    }
  }
  return implicitCast(expression, target)
}

/** NULL and `[]` as written, before they have been given a type. */
export function isUntyped(expression: Expression | undefined): boolean {
  return expression !== undefined && 'untyped' in expression && expression.untyped === true
}

/** Equal down to the names of fields. */
export function identicalType(left: Type, right: Type): boolean {
  if (left === right) return true
  if (left.kind === 'struct' && right.kind === 'struct') {
    return (
      left.fields.length === right.fields.length &&
      left.fields.every((field, index) => identicalField(field, right.fields[index]!))
    )
  }
  if (left.kind === 'array' && right.kind === 'array') return identicalType(left.element, right.element)
  return sameType(left, right)
}

function identicalField(left: StructField, right: StructField): boolean {
  return left.name === right.name && identicalType(left.type, right.type)
}

export function isString(type: Type): boolean {
  return type.kind === 'scalar' && type.name === 'STRING'
}

/** A literal as written (not `DATE '…'`, which has its type), or a query parameter, which coerces alike. */
export function isLiteral(expression: Expression | undefined): boolean {
  if (!expression || (expression.kind !== 'literal' && expression.kind !== 'parameter')) return false
  return (
    expression.type.kind === 'scalar' && ['INT64', 'FLOAT64', 'STRING', 'BOOL', 'BYTES'].includes(expression.type.name)
  )
}

function scalarCost(from: ScalarTypeName, to: ScalarTypeName, literal: boolean): Cost | undefined {
  if (from === to) return FREE
  const distance = COERCIONS[from]?.[to] ?? (literal ? LITERAL_COERCIONS[from]?.[to] : undefined)
  if (distance === undefined) return undefined
  return literal ? [0, 0, 1, distance] : [1, distance, 0, 0]
}

function structCost(operand: Operand, from: readonly StructField[], to: readonly StructField[]): Cost | undefined {
  if (from.length !== to.length) return undefined
  let sum = FREE
  for (const [index, field] of to.entries()) {
    const cost = coercionCost(fieldOperand(operand, from, index), field.type)
    if (!cost) return undefined
    sum = addCosts(sum, cost)
  }
  return sum
}

/** Of what has no type, only NULL still adapts inside of a struct: there `[]` is an array of INT64. */
export function fieldOperand(operand: Operand, fields: readonly StructField[], index: number): Operand {
  const value = operand.expression?.kind === 'struct' ? operand.expression.values[index] : undefined
  if (!value || (isUntyped(value) && value.kind !== 'literal')) return { type: fields[index]!.type }
  return asOperand(value)
}

export function asOperand(expression: Expression): Operand {
  return { type: expression.type, expression }
}

/** Arrays keep their elements' type, unless they are written out as literals. */
function arrayCost(operand: Operand, from: Type, to: Type): Cost | undefined {
  if (sameType(from, to)) return FREE
  const { expression } = operand
  if (expression?.kind !== 'array') return undefined
  let sum = FREE
  for (const element of expression.elements) {
    const cost = coercionCost(asOperand(element), to)
    if (!cost || cost[0] > 0) return undefined
    sum = addCosts(sum, cost)
  }
  return sum
}

/** An untyped expression that keeps the type it has for want of another. */
function typed(expression: Expression): Expression {
  return isUntyped(expression) ? retype(expression, expression.type) : expression
}

function retype(expression: Expression, type: Type): Expression {
  const { untyped: _, ...rest } = expression as Expression & { untyped?: true }
  return { ...rest, type } as Expression
}
