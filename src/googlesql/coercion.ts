import { parseDate, parseDatetime, parseTime, parseTimestamp, roundBignumeric, roundNumeric } from './literals.ts'
import { fail } from './resolve/fail.ts'
import type { Expression, LiteralExpression } from './resolved.ts'
import type { ScalarTypeName, StructField, Type } from './types.ts'
import { arrayOf, formatType, INT64, sameType, structOf } from './types.ts'

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

const EXPLICIT_CASTS: Readonly<Record<ScalarTypeName, readonly ScalarTypeName[]>> = {
  INT64: ['BOOL', 'INT64', 'FLOAT64', 'NUMERIC', 'BIGNUMERIC', 'STRING'],
  FLOAT64: ['INT64', 'FLOAT64', 'NUMERIC', 'BIGNUMERIC', 'STRING'],
  NUMERIC: ['INT64', 'FLOAT64', 'NUMERIC', 'BIGNUMERIC', 'STRING'],
  BIGNUMERIC: ['INT64', 'FLOAT64', 'NUMERIC', 'BIGNUMERIC', 'STRING'],
  BOOL: ['BOOL', 'INT64', 'STRING'],
  STRING: [
    'BOOL',
    'INT64',
    'FLOAT64',
    'NUMERIC',
    'BIGNUMERIC',
    'STRING',
    'BYTES',
    'DATE',
    'DATETIME',
    'TIME',
    'TIMESTAMP',
    'INTERVAL',
  ],
  BYTES: ['STRING', 'BYTES'],
  DATE: ['STRING', 'DATE', 'DATETIME', 'TIMESTAMP'],
  DATETIME: ['STRING', 'DATE', 'DATETIME', 'TIME', 'TIMESTAMP'],
  TIME: ['STRING', 'TIME'],
  TIMESTAMP: ['STRING', 'DATE', 'DATETIME', 'TIME', 'TIMESTAMP'],
  INTERVAL: ['STRING', 'INTERVAL'],
  JSON: ['JSON'],
  GEOGRAPHY: ['GEOGRAPHY'],
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

/** Whether `CAST` goes from one type to the other. */
export function canCast(from: Operand, to: Type): boolean {
  const { type } = from
  if (isUntyped(from.expression)) return true
  if (type.kind === 'scalar' && to.kind === 'scalar') return EXPLICIT_CASTS[type.name].includes(to.name)
  if (type.kind === 'struct' && to.kind === 'struct') {
    return (
      type.fields.length === to.fields.length &&
      type.fields.every((field, index) => canCast(field, to.fields[index]!.type))
    )
  }
  if (type.kind === 'array' && to.kind === 'array') return canCast({ type: type.element }, to.element)
  if (type.kind === 'range') return isString(to) || sameType(type, to)
  return to.kind === 'range' && isString(type)
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

function isString(type: Type): boolean {
  return type.kind === 'scalar' && type.name === 'STRING'
}

/** A literal as written (not `DATE '…'`, which has its type), or a query parameter, which coerces alike. */
function isLiteral(expression: Expression | undefined): boolean {
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

function fieldOperand(operand: Operand, fields: readonly StructField[], index: number): Operand {
  const { expression } = operand
  return expression?.kind === 'struct' ? asOperand(expression.values[index]!) : { type: fields[index]!.type }
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

function structSupertype(operands: readonly Operand[], fields: readonly StructField[]): Type | undefined {
  const all = operands.map((operand) => operand.type)
  if (!all.every((type) => type.kind === 'struct' && type.fields.length === fields.length)) return undefined
  const result: StructField[] = []
  for (const [index, field] of fields.entries()) {
    const type = commonSupertype(operands.map((operand) => fieldOperand(operand, structFields(operand.type), index)))
    if (!type) return undefined
    result.push({ name: field.name, type })
  }
  return structOf(result)
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

/** An untyped expression that keeps the type it has for want of another. */
function typed(expression: Expression): Expression {
  return isUntyped(expression) ? retype(expression, expression.type) : expression
}

function retype(expression: Expression, type: Type): Expression {
  const { untyped: _, ...rest } = expression as Expression & { untyped?: true }
  return { ...rest, type } as Expression
}

function implicitCast(operand: Expression, type: Type): Expression {
  return { kind: 'cast', operand, type, safe: false, implicit: true, span: operand.span }
}

function coerceLiteral(literal: LiteralExpression, target: Type): Expression {
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
