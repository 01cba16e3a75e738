import { supportsEquality } from '../functions/comparable.ts'
import { matchCall } from '../functions/match.ts'
import type { BuiltinFunction } from '../functions/table.ts'
import { findBuiltin } from '../functions/table.ts'
import type { Expression, Frame, OrderItem, ResolvedFrameBound, WindowExpression } from '../resolved.ts'
import type { CallSyntax, ExpressionSyntax, FrameBound, FrameSyntax, WindowSyntax } from '../syntax.ts'
import { FLOAT64, formatType, INT64, sameType } from '../types.ts'
import { countsRows } from './aggregate-call.ts'
import { callBuiltin, coerceTo, columnReference, spanOf } from './build.ts'
import { resolveArguments, resolveLambda } from './call.ts'
import { refuseModifiers } from './call-modifiers.ts'
import type { ExpressionContext } from './context.ts'
import { resolveExpression } from './expression.ts'
import { fail, unsupported } from './fail.ts'
import { resolveOrderItem, WINDOW_ORDER } from './order-item.ts'

/** The window function goes to the query that it belongs to; what stays is the column of its result. */
export function resolveWindowCall(
  written: BuiltinFunction,
  syntax: CallSyntax,
  over: WindowSyntax,
  context: ExpressionContext,
): Expression {
  const sink =
    context.windows ??
    fail('invalid-query', `Analytic function ${written.name} not allowed in ${context.clause}`, syntax)
  if (written.kind === 'scalar')
    return fail('invalid-query', `Function ${written.name} does not support an OVER clause`, syntax)
  const window = mergeWindow(over, sink.definitions, new Set())
  const { windows: _, ...inner } = context
  const expression = windowExpression(written, syntax, window, { ...inner, clause: 'analytic function' })
  return columnReference(sink.add(expression, written.name.toLowerCase()), syntax)
}

function windowExpression(
  written: BuiltinFunction,
  syntax: CallSyntax,
  window: WindowSyntax,
  context: ExpressionContext,
): WindowExpression {
  const builtin = countsRows(syntax) && written.name === 'COUNT' ? findBuiltin('COUNT_STAR')! : written
  if (syntax.orderBy.length || syntax.limit || syntax.having)
    return unsupported('ORDER BY, LIMIT and HAVING in the argument list of an analytic function', syntax)
  refuseModifiers(builtin.name, syntax)
  const given = builtin === written ? resolveArguments(builtin, syntax, context) : []
  const matched = matchCall(builtin, given, syntax, resolveLambda(context))
  const partitionBy = window.partitionBy.map((item) => resolvePartition(item, context))
  const orderBy = window.orderBy.map((item) => resolveOrderItem(item, context, WINDOW_ORDER))
  refuseMisfit(builtin, syntax, window)
  return {
    kind: 'window',
    name: matched.entry.name,
    arguments: matched.arguments,
    distinct: syntax.distinct,
    ...(syntax.nulls && { nulls: syntax.nulls }),
    partitionBy,
    orderBy,
    ...(window.frame && { frame: resolveFrame(window.frame, orderBy, context) }),
    safe: syntax.safe,
    type: matched.type,
    span: spanOf(syntax),
  }
}

function refuseMisfit(builtin: BuiltinFunction, syntax: CallSyntax, window: WindowSyntax): void {
  const rules = builtin.entries[0]?.window ?? { frame: true, needsOrder: false }
  if (rules.needsOrder && !window.orderBy.length)
    fail('invalid-query', `Window ORDER BY is required for analytic function ${builtin.name}`, syntax)
  if (!rules.frame && window.frame)
    fail('invalid-query', `Window framing clause is not allowed for analytic function ${builtin.name}`, window.frame)
  if (NEVER_ORDERED.has(builtin.name) && window.orderBy.length)
    fail('invalid-query', `Window ORDER BY is not allowed for analytic function ${builtin.name}`, syntax)
  if (syntax.distinct && window.orderBy.length)
    fail('invalid-query', 'Window ORDER BY is not allowed if DISTINCT is specified', syntax)
}

/** They order their rows by their own argument. */
const NEVER_ORDERED = new Set(['PERCENTILE_CONT', 'PERCENTILE_DISC'])

function resolvePartition(syntax: ExpressionSyntax, context: ExpressionContext): Expression {
  const value = resolveExpression(syntax, context)
  const { type } = value
  if (!supportsEquality(type.kind === 'array' ? type.element : type) || sameType(type, FLOAT64)) {
    return fail('type-mismatch', `Partitioning by expressions of type ${formatType(type)} is not allowed`, syntax)
  }
  return value
}

/** `OVER w`, `OVER (w ORDER BY x)`: a named window gives what is not written here. */
function mergeWindow(
  window: WindowSyntax,
  definitions: ReadonlyMap<string, WindowSyntax>,
  seen: ReadonlySet<string>,
): WindowSyntax {
  if (!window.name) return window
  const key = window.name.name.toLowerCase()
  const definition = definitions.get(key)
  if (!definition || seen.has(key))
    return fail('invalid-query', `Unrecognized window alias ${window.name.name}`, window.name)
  const base = mergeWindow(definition, definitions, new Set([...seen, key]))
  if (window.partitionBy.length)
    return fail('invalid-query', 'If a window has a PARTITION BY, it cannot reference a named window', window)
  if (window.orderBy.length && base.orderBy.length) {
    return fail(
      'invalid-query',
      `If a window has an ORDER BY, it cannot reference the named window ${window.name.name}, which has one too`,
      window,
    )
  }
  const frame = window.frame ?? base.frame
  return {
    start: window.start,
    end: window.end,
    partitionBy: base.partitionBy,
    orderBy: window.orderBy.length ? window.orderBy : base.orderBy,
    ...(frame && { frame }),
  }
}

function resolveFrame(frame: FrameSyntax, orderBy: readonly OrderItem[], context: ExpressionContext): Frame {
  const whole = frame.from.kind === 'unboundedPreceding' && frame.to.kind === 'unboundedFollowing'
  if (frame.unit === 'RANGE' && !orderBy.length && !whole) {
    return fail(
      'invalid-query',
      'A RANGE-based window without ORDER BY includes all rows, so only RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING is supported',
      frame,
    )
  }
  refuseOrder(frame)
  return {
    unit: frame.unit,
    from: resolveBound(frame.from, frame, orderBy, context),
    to: resolveBound(frame.to, frame, orderBy, context),
  }
}

const ORDER: readonly FrameBound['kind'][] = [
  'unboundedPreceding',
  'preceding',
  'currentRow',
  'following',
  'unboundedFollowing',
]

function refuseOrder(frame: FrameSyntax): void {
  const backwards = ORDER.indexOf(frame.from.kind) > ORDER.indexOf(frame.to.kind)
  if (backwards || frame.from.kind === 'unboundedFollowing' || frame.to.kind === 'unboundedPreceding') {
    fail('invalid-query', 'The end of a window frame cannot come before its start', frame)
  }
}

function resolveBound(
  bound: FrameBound,
  frame: FrameSyntax,
  orderBy: readonly OrderItem[],
  context: ExpressionContext,
): ResolvedFrameBound {
  if (!('offset' in bound)) return bound
  const offset = resolveExpression(bound.offset, context)
  if (frame.unit === 'ROWS') return { kind: bound.kind, offset: coerceTo(offset, INT64, 'Window frame offset') }
  const ordered = orderBy[0]?.expression
  if (orderBy.length !== 1 || !ordered)
    return fail(
      'invalid-query',
      'A RANGE-based window with OFFSET PRECEDING or FOLLOWING needs exactly one ORDER BY expression',
      frame,
    )
  // the sum says whether such an offset exists, and which type it has
  const sum = callBuiltin('$add', [ordered, offset], bound.offset)
  return { kind: bound.kind, offset: sum.arguments[1]! }
}
