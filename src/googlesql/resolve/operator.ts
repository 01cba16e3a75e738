import { asOperand, coerce } from '../coercion.ts'
import type { Expression, LiteralExpression } from '../resolved.ts'
import { commonSupertype } from '../supertype.ts'
import type { BinaryOperator, ExpressionSyntax, InSet, Span } from '../syntax.ts'
import { callBuiltin, literal, spanOf } from './build.ts'
import type { ExpressionContext } from './context.ts'
import { resolveExpression } from './expression.ts'
import { fail } from './fail.ts'
import { integerValue } from './literal.ts'
import { resolveArraySubquery, resolveInSubquery } from './subquery.ts'

type Syntax<Kind extends ExpressionSyntax['kind']> = Extract<ExpressionSyntax, { kind: Kind }>

const BINARY: Readonly<Record<BinaryOperator, string>> = {
  '+': '$add',
  '-': '$subtract',
  '*': '$multiply',
  '/': '$divide',
  '||': '$concat',
  '=': '$equal',
  '!=': '$not_equal',
  '<': '$less',
  '<=': '$less_or_equal',
  '>': '$greater',
  '>=': '$greater_or_equal',
  '&': '$bitwise_and',
  '|': '$bitwise_or',
  '^': '$bitwise_xor',
  '<<': '$shift_left',
  '>>': '$shift_right',
  AND: '$and',
  OR: '$or',
}

/** A sign belongs to the number behind it: the least INT64 has no positive counterpart. */
export function resolveUnary(syntax: Syntax<'unary'>, context: ExpressionContext): Expression {
  const { operator, operand } = syntax
  if (operator === '-' && operand.kind === 'integer')
    return literal(integerValue(`-${operand.text}`, syntax), { kind: 'scalar', name: 'INT64' }, syntax)
  const value = resolveExpression(operand, context)
  if (operator === '+') return signed(value)
  if (operator === '-' && value.kind === 'literal' && typeof value.value === 'number') return negated(value, syntax)
  return callBuiltin(operator === '-' ? '$unary_minus' : operator === '~' ? '$bitwise_not' : '$not', [value], syntax)
}

function negated(literal: LiteralExpression, syntax: Span): Expression {
  const { digits } = literal
  const text = digits && { digits: digits.startsWith('-') ? digits.slice(1) : `-${digits}` }
  return { ...literal, ...text, value: -Number(literal.value), span: spanOf(syntax) }
}

/** `+x` is `x`, for numbers. */
function signed(value: Expression): Expression {
  callBuiltin('$unary_minus', [value], value.span)
  return value
}

/** Long chains lean to the left, so they are walked down without recursion. */
export function resolveBinary(syntax: Syntax<'binary'>, context: ExpressionContext): Expression {
  if (syntax.operator === 'AND' || syntax.operator === 'OR') return resolveLogical(syntax, context)
  const chain: Syntax<'binary'>[] = []
  let current: ExpressionSyntax = syntax
  for (; current.kind === 'binary' && current.operator !== 'AND' && current.operator !== 'OR'; current = current.left)
    chain.push(current)
  let value = resolveExpression(current, context)
  for (const link of chain.reverse())
    value = callBuiltin(BINARY[link.operator], [value, resolveExpression(link.right, context)], link)
  return value
}

/** One call for the whole chain of the same operator. */
function resolveLogical(syntax: Syntax<'binary'>, context: ExpressionContext): Expression {
  const operands: ExpressionSyntax[] = []
  let current: ExpressionSyntax = syntax
  for (; current.kind === 'binary' && current.operator === syntax.operator; current = current.left)
    operands.push(current.right)
  operands.push(current)
  return callBuiltin(
    BINARY[syntax.operator],
    operands.reverse().map((operand) => resolveExpression(operand, context)),
    syntax,
  )
}

export function resolveBetween(syntax: Syntax<'between'>, context: ExpressionContext): Expression {
  const values = [syntax.operand, syntax.low, syntax.high].map((operand) => resolveExpression(operand, context))
  return negateIf(syntax.negated, callBuiltin('$between', values, syntax))
}

export function resolveIn(syntax: Syntax<'in'>, context: ExpressionContext): Expression {
  const operand = resolveExpression(syntax.operand, context)
  return negateIf(syntax.negated, inSet(operand, syntax.set, syntax, context))
}

function inSet(operand: Expression, set: InSet, syntax: Syntax<'in'>, context: ExpressionContext): Expression {
  if (set.kind === 'query') return resolveInSubquery(operand, set.query, syntax, context)
  if (set.kind === 'unnest') return callBuiltin('$in_array', [operand, resolveExpression(set.array, context)], syntax)
  return callBuiltin('$in', [operand, ...set.items.map((item) => resolveExpression(item, context))], syntax)
}

/** NOT LIKE ANY means that no pattern fits all the time: it negates LIKE ALL, and the other way round (Google's evaluator). */
export function resolveLike(syntax: Syntax<'like'>, context: ExpressionContext): Expression {
  const operand = resolveExpression(syntax.operand, context)
  const all = (syntax.quantifier === 'ALL') !== syntax.negated
  const name = syntax.quantifier === undefined ? '$like' : all ? '$like_all' : '$like_any'
  return negateIf(syntax.negated, callBuiltin(name, [operand, ...patterns(syntax.patterns, syntax, context)], syntax))
}

function patterns(set: InSet, syntax: Syntax<'like'>, context: ExpressionContext): readonly Expression[] {
  if (set.kind === 'list') return set.items.map((item) => resolveExpression(item, context))
  if (set.kind === 'unnest') return [resolveExpression(set.array, context)]
  return [resolveArraySubquery(set.query, syntax, context)]
}

export function resolveIs(syntax: Syntax<'is'>, context: ExpressionContext): Expression {
  const operand = resolveExpression(syntax.operand, context)
  if (syntax.what === 'UNKNOWN') return negateIf(syntax.negated, callBuiltin('$is_null', [boolean(operand)], syntax))
  const name = { NULL: '$is_null', TRUE: '$is_true', FALSE: '$is_false' }[syntax.what]
  return negateIf(syntax.negated, callBuiltin(name, [operand], syntax))
}

function boolean(operand: Expression): Expression {
  const type = commonSupertype([asOperand(operand), { type: { kind: 'scalar', name: 'BOOL' } }])
  return type ? coerce(operand, type) : fail('type-mismatch', 'IS UNKNOWN needs a BOOL', operand.span)
}

export function resolveIsDistinctFrom(syntax: Syntax<'isDistinctFrom'>, context: ExpressionContext): Expression {
  const values = [syntax.left, syntax.right].map((operand) => resolveExpression(operand, context))
  return negateIf(syntax.negated, callBuiltin('$is_distinct_from', values, syntax))
}

function negateIf(negated: boolean, value: Expression): Expression {
  return negated ? callBuiltin('$not', [value], value.span) : value
}
