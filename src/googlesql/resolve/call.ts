import type { CallArgument } from '../functions/call-argument.ts'
import { acceptsPart, matchCall } from '../functions/match.ts'
import type { BuiltinFunction } from '../functions/table.ts'
import { builtinNames, findBuiltin } from '../functions/table.ts'
import type { Expression, LambdaExpression } from '../resolved.ts'
import type { ArgumentSyntax, CallSyntax, ExpressionSyntax } from '../syntax.ts'
import type { Type } from '../types.ts'
import { resolveAggregateCall, resolveGrouping } from './aggregate-call.ts'
import { callExpression, spanOf } from './build.ts'
import { refuseAllModifiers } from './call-modifiers.ts'
import type { ExpressionContext } from './context.ts'
import { newColumn } from './context.ts'
import { resolveExpression } from './expression.ts'
import { fail, unsupported } from './fail.ts'
import { findRoutine } from './find-routine.ts'
import { intervalCount } from './literal.ts'
import { callRoutine } from './routine.ts'
import { createVariableNames, within } from './scope.ts'
import { didYouMean } from './suggest.ts'
import { resolveWindowCall } from './window-call.ts'

/** A builtin function, an aggregate, a window function, or a routine. */
export function resolveCall(syntax: CallSyntax, context: ExpressionContext): Expression {
  const name = syntax.name.names.map((part) => part.name).join('.')
  const temporary = syntax.name.names.length === 1 && context.source.functions.has(name.toLowerCase())
  const builtin = temporary ? undefined : findBuiltin(name)
  if (builtin) return resolveBuiltinCall(builtin, syntax, context)
  if (name.toUpperCase() === 'GROUPING') return resolveGrouping(syntax, context)
  const routine = findRoutine(syntax.name, context.source)
  if (routine) return callRoutine(routine, syntax, context)
  return fail('unknown-function', `Function not found: ${name}${didYouMean(name, knownNames(context))}`, syntax.name)
}

/**
 * The arguments of a builtin's call: date parts are known by where they stand, and `INTERVAL n PART` is two arguments
 * where the signature has `INT64, PART`.
 */
export function resolveArguments(
  builtin: BuiltinFunction,
  syntax: CallSyntax,
  context: ExpressionContext,
): readonly CallArgument[] {
  const given: CallArgument[] = []
  for (const argument of syntax.arguments) given.push(...resolveArgument(argument, given.length, builtin, context))
  return given
}

export function resolveLambda(context: ExpressionContext) {
  return (syntax: Extract<ExpressionSyntax, { kind: 'lambda' }>, types: readonly Type[]): LambdaExpression => {
    const parameters = syntax.parameters.map(({ name }, index) => ({
      name,
      column: newColumn(context.source, name, types[index]!),
    }))
    const body = resolveExpression(syntax.body, {
      ...context,
      scope: within(createVariableNames(parameters), context.scope),
    })
    return {
      kind: 'lambda',
      parameters: parameters.map(({ column }) => column),
      body,
      type: body.type,
      span: spanOf(syntax),
    }
  }
}

function resolveBuiltinCall(builtin: BuiltinFunction, syntax: CallSyntax, context: ExpressionContext): Expression {
  if (syntax.over) return resolveWindowCall(builtin, syntax, syntax.over, context)
  if (builtin.kind === 'aggregate') return resolveAggregateCall(builtin, syntax, context)
  if (builtin.kind === 'window')
    return fail('invalid-query', `Analytic function ${builtin.name} cannot be called without an OVER clause`, syntax)
  refuseAllModifiers(builtin.name, syntax)
  const matched = matchCall(builtin, resolveArguments(builtin, syntax, context), syntax, resolveLambda(context))
  return callExpression(matched, syntax, syntax.safe)
}

function resolveArgument(
  { name, value }: ArgumentSyntax,
  position: number,
  builtin: BuiltinFunction,
  context: ExpressionContext,
): readonly CallArgument[] {
  const place = { ...spanOf(value), ...(name && { name: name.name }) }
  if (value.kind === 'lambda') return [{ kind: 'lambda', syntax: value, ...place }]
  if (value.kind === 'star') return fail('invalid-query', `* is not an argument of ${builtin.name}`, value)
  if (value.kind === 'tableArgument' || value.kind === 'modelArgument')
    return unsupported(`A table or model as argument of ${builtin.name}`, value)
  const part = partAt(value, position, builtin)
  if (part) return [{ kind: 'part', part, ...place }]
  if (value.kind === 'interval' && !value.toPart && takesPart(builtin, position + 1)) {
    const count = intervalCount(resolveExpression(value.value, context))
    return [
      { kind: 'value', expression: count, ...place },
      { kind: 'part', part: value.part, ...place },
    ]
  }
  return [{ kind: 'value', expression: resolveExpression(value, context), ...place }]
}

/** The date part that an argument is, where the signature can have one there. */
function partAt(value: ExpressionSyntax, position: number, builtin: BuiltinFunction): string | undefined {
  if (!takesPart(builtin, position)) return undefined
  const part = writtenPart(value)
  if (part === undefined) return undefined
  const known = builtin.entries.some((entry) => acceptsPart(entry, part))
  return known || takesOnlyPart(builtin, position) ? part : undefined
}

function takesPart(builtin: BuiltinFunction, position: number): boolean {
  return builtin.signatures.some(({ signature }) => signature.parameters[position]?.pattern.kind === 'part')
}

function takesOnlyPart(builtin: BuiltinFunction, position: number): boolean {
  return builtin.signatures.every(({ signature }) =>
    ['part', undefined].includes(signature.parameters[position]?.pattern.kind),
  )
}

/** `DAY` or `WEEK(MONDAY)`, upper case. */
function writtenPart(value: ExpressionSyntax): string | undefined {
  if (value.kind === 'name') return value.path.names.length === 1 ? value.path.names[0]!.name.toUpperCase() : undefined
  if (value.kind !== 'call' || value.name.names.length !== 1 || value.arguments.length !== 1) return undefined
  const inner = value.arguments[0]!.value
  if (inner.kind !== 'name' || inner.path.names.length !== 1) return undefined
  return `${value.name.names[0]!.name.toUpperCase()}(${inner.path.names[0]!.name.toUpperCase()})`
}

function* knownNames({ source }: ExpressionContext): Iterable<string> {
  yield* source.functions.keys()
  yield* builtinNames()
}
