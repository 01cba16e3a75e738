import { asOperand, coerce, coercionCost } from '../coercion.ts'
import { valueArguments } from '../functions/call-argument.ts'
import type { MatchedCall } from '../functions/match.ts'
import { matchCall } from '../functions/match.ts'
import { findBuiltin } from '../functions/table.ts'
import type { CallExpression, Column, ComputedColumn, Expression, LiteralExpression, Scan } from '../resolved.ts'
import type { Span } from '../syntax.ts'
import type { Type } from '../types.ts'
import { BOOL, formatType, INT64, STRING } from '../types.ts'
import type { Value } from '../value.ts'
import { fail } from './fail.ts'

/** Small pieces of the resolved tree, made right. */

export function spanOf(syntax: Span): Span {
  return { start: syntax.start, end: syntax.end }
}

export function columnReference(column: Column, span: Span): Expression {
  return { kind: 'column', column, type: column.type, span: spanOf(span) }
}

export function literal(value: Value, type: Type, span: Span): LiteralExpression {
  return { kind: 'literal', value, type, span: spanOf(span) }
}

export function stringLiteral(value: string, span: Span): LiteralExpression {
  return literal(value, STRING, span)
}

export function untypedNull(span: Span): LiteralExpression {
  return { ...literal(null, INT64, span), untyped: true }
}

/** A call of a builtin or an operator (`$add`), its arguments coerced as its signature asks. */
export function callBuiltin(name: string, values: readonly Expression[], span: Span): CallExpression {
  return callNamed(name, values, {}, span)
}

/** The same with some arguments given by name. */
export function callNamed(
  name: string,
  values: readonly Expression[],
  named: Readonly<Record<string, Expression>>,
  span: Span,
): CallExpression {
  const builtin = findBuiltin(name)
  if (!builtin) throw new Error(`no function table has ${name}`)
  const byName = Object.entries(named).map(([key, value]) => ({ ...valueArguments([value])[0]!, name: key }))
  return callExpression(matchCall(builtin, [...valueArguments(values), ...byName], span, refuseLambda), span, false)
}

export function callExpression(matched: MatchedCall, span: Span, safe: boolean): CallExpression {
  const { entry, arguments: values, type, untyped } = matched
  return {
    kind: 'call',
    name: entry.name,
    arguments: values,
    safe,
    type,
    span: spanOf(span),
    ...(untyped && { untyped: true }),
  }
}

/** `value` as `type`, or an error that says what should have been there: `WHERE clause should return type BOOL …`. */
export function coerceTo(value: Expression, type: Type, what: string): Expression {
  if (coercionCost(asOperand(value), type)) return coerce(value, type)
  return fail(
    'type-mismatch',
    `${what} should return type ${formatType(type)}, but returns ${formatType(value.type)}`,
    value.span,
  )
}

export function condition(value: Expression, clause: string): Expression {
  return coerceTo(value, BOOL, clause)
}

export function conjunction(conditions: readonly Expression[], span: Span): Expression | undefined {
  return conditions.length > 1 ? callBuiltin('$and', conditions, span) : conditions[0]
}

/** A scan that also gives computed columns, behind all that its input has. */
export function extend(input: Scan, computed: readonly ComputedColumn[]): Scan {
  if (!computed.length) return input
  return { kind: 'project', input, computed, columns: [...input.columns, ...computed.map(({ column }) => column)] }
}

/** The same rows with just these columns. */
export function narrow(input: Scan, columns: readonly Column[]): Scan {
  const same =
    input.columns.length === columns.length && columns.every((column, index) => column === input.columns[index])
  if (same) return input
  return input.kind === 'project' ? { ...input, columns } : { kind: 'project', input, computed: [], columns }
}

export function filter(input: Scan, condition: Expression): Scan {
  return { kind: 'filter', input, condition, columns: input.columns }
}

function refuseLambda(syntax: Span): never {
  return fail('invalid-query', 'Lambda is not allowed here', syntax)
}
