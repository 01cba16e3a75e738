import type { CallExpression, Expression } from '../../../googlesql/resolved.ts'
import type { RangeType, StructType, Type } from '../../../googlesql/types.ts'
import { fieldNames, quoteName } from '../duckdb-type.ts'
import type { EmitCall, EmitContext } from '../emit-context.ts'
import { reuse } from './reuse.ts'

type Operator = '=' | '<>' | '<' | '<=' | '>' | '>='

/**
 * Comparisons. DuckDB takes NaN for equal to itself and above all numbers, and NULLs within structs for equal; GoogleSQL has
 * nothing compare with NaN, and NULL wherever a NULL decides.
 */
export const comparisonEmit: Readonly<Record<string, EmitCall>> = {
  $equal: comparison('='),
  $not_equal: comparison('<>'),
  $less: comparison('<'),
  $less_or_equal: comparison('<='),
  $greater: comparison('>'),
  $greater_or_equal: comparison('>='),
  $between: between,
  $in: isIn,
  $in_array: isInArray,
  // NaN is not distinct from NaN, and structs are compared as a whole, NULLs included: as DuckDB does
  $is_distinct_from: ([a, b]) => `(${a} IS DISTINCT FROM ${b})`,
}

function comparison(operator: Operator): EmitCall {
  return ([a, b], call, context) => {
    const [left, right] = call.arguments as [Expression, Expression]
    if (!holdsFloat(left.type)) return compare(left.type, operator, a!, b!, context)
    if (isNumber(right)) return withNumber(operator, a!, b!, context)
    if (isNumber(left)) return withNumber(MIRRORED[operator], b!, a!, context)
    return compare(left.type, operator, a!, b!, context)
  }
}

const MIRRORED: Readonly<Record<Operator, Operator>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
}

/** `a operator b` for two values of one type, by GoogleSQL's rules. */
export function compare(type: Type, operator: Operator, a: string, b: string, context: EmitContext): string {
  if (type.kind === 'struct') return compareStructs(type, operator, a, b, context)
  if (type.kind === 'range') return compareRanges(type, operator, a, b, context)
  return holdsFloat(type) ? compareFloats(operator, a, b, context) : `(${a} ${operator} ${b})`
}

function isNumber(expression: Expression): boolean {
  return expression.kind === 'literal' && typeof expression.value === 'number' && !Number.isNaN(expression.value)
}

/** With a number that is not NaN, DuckDB errs only where NaN would be above it. */
function withNumber(operator: Operator, a: string, number: string, context: EmitContext): string {
  if (operator !== '>' && operator !== '>=') return `(${a} ${operator} ${number})`
  return reuse(context, [a], (x) => `(${x} ${operator} ${number} AND NOT isnan(${x}))`)
}

/** Where the operand that DuckDB would favour is NaN, the answer is fixed: NULL if the other is NULL. */
function compareFloats(operator: Operator, a: string, b: string, context: EmitContext): string {
  return reuse(context, [a, b], (x, y) => {
    if (operator === '<' || operator === '<=')
      return `CASE WHEN isnan(${y}) THEN ${x} <> ${x} ELSE ${x} ${operator} ${y} END`
    return `CASE WHEN isnan(${x}) THEN ${y} ${operator === '<>' ? '=' : '<>'} ${y} ELSE ${x} ${operator} ${y} END`
  })
}

function compareStructs(type: StructType, operator: Operator, a: string, b: string, context: EmitContext): string {
  const names = fieldNames(type).map(quoteName)
  return reuse(context, [a, b], (x, y) => {
    const equal = type.fields.map((field, index) =>
      compare(field.type, '=', `(${x}).${names[index]}`, `(${y}).${names[index]}`, context),
    )
    const all = equal.length === 0 ? `(${x} IS NOT NULL AND ${y} IS NOT NULL)` : `(${equal.join(' AND ')})`
    return operator === '<>' ? `(NOT ${all})` : all
  })
}

/** An unbounded start is before everything, an unbounded end after everything; a range itself may be NULL. */
function compareRanges(_type: RangeType, operator: Operator, a: string, b: string, context: EmitContext): string {
  return reuse(context, [a, b], (x, y) => {
    const [start, end] = ['start', 'end'].map((name) => [`(${x})."${name}"`, `(${y})."${name}"`] as const)
    const same = (pair: readonly [string, string]) => `${pair[0]} IS NOT DISTINCT FROM ${pair[1]}`
    const startsBefore = ([p, q]: readonly [string, string]) => `(${q} IS NOT NULL AND (${p} IS NULL OR ${p} < ${q}))`
    const endsBefore = ([p, q]: readonly [string, string]) => `(${p} IS NOT NULL AND (${q} IS NULL OR ${p} < ${q}))`
    const equal = `(${same(start!)} AND ${same(end!)})`
    const less = `(${startsBefore(start!)} OR (${same(start!)} AND ${endsBefore(end!)}))`
    const answers: Readonly<Record<Operator, string>> = {
      '=': equal,
      '<>': `NOT ${equal}`,
      '<': less,
      '<=': `(${less} OR ${equal})`,
      '>': `NOT (${less} OR ${equal})`,
      '>=': `NOT ${less}`,
    }
    return `CASE WHEN ${x} IS NOT NULL AND ${y} IS NOT NULL THEN ${answers[operator]} END`
  })
}

function between([value, low, high]: readonly string[], call: CallExpression, context: EmitContext): string {
  const { type } = call.arguments[0]!
  // NaN is not below a number for DuckDB either
  if (type.kind === 'scalar' && (!holdsFloat(type) || isNumber(call.arguments[2]!)))
    return `(${value} BETWEEN ${low} AND ${high})`
  return reuse(
    context,
    [value!, low!, high!],
    (v, l, h) => `(${compare(type, '>=', v, l, context)} AND ${compare(type, '<=', v, h, context)})`,
  )
}

function isIn([value, ...items]: readonly string[], call: CallExpression, context: EmitContext): string {
  const [operand, ...others] = call.arguments as [Expression, ...Expression[]]
  if (operand.type.kind === 'scalar' && (!holdsFloat(operand.type) || others.every(isNumber)))
    return `(${value} IN (${items.join(', ')}))`
  return reuse(
    context,
    [value!],
    (v) => `(${items.map((item) => compare(operand.type, '=', v, item, context)).join(' OR ')})`,
  )
}

function isInArray([value, array]: readonly string[], call: CallExpression, context: EmitContext): string {
  const type = call.arguments[0]!.type
  return reuse(context, [value!, array!], (v, a) => {
    if (type.kind === 'scalar' && !holdsFloat(type)) {
      return `CASE WHEN coalesce(len(${a}), 0) = 0 THEN FALSE WHEN ${v} IS NULL THEN NULL WHEN list_contains(${a}, ${v}) THEN TRUE WHEN len(${a}) > list_count(${a}) THEN NULL ELSE FALSE END`
    }
    return includes(type, v, a, context)
  })
}

/** Whether some element equals the value: FALSE for no elements, NULL where only a NULL leaves it open. */
export function includes(type: Type, value: string, array: string, context: EmitContext): string {
  const answers = `list_transform(coalesce(${array}, []), lambda element: ${compare(type, '=', 'element', value, context)})`
  return context.once(
    answers,
    (a) => `CASE WHEN list_contains(${a}, TRUE) THEN TRUE WHEN len(${a}) > list_count(${a}) THEN NULL ELSE FALSE END`,
  )
}

export function holdsFloat(type: Type): boolean {
  if (type.kind === 'scalar') return type.name === 'FLOAT64'
  return type.kind === 'struct' && type.fields.some((field) => holdsFloat(field.type))
}
