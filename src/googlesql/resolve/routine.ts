import { asOperand, coerce, coercionCost } from '../coercion.ts'
import type { ComputedColumn, Expression, ScriptFunction } from '../resolved.ts'
import type { CallSyntax, ExpressionSyntax, FunctionParameter, Identifier, Span } from '../syntax.ts'
import type { Type } from '../types.ts'
import { formatType } from '../types.ts'
import { coerceTo, spanOf } from './build.ts'
import type { ExpressionContext, Source } from './context.ts'
import { newColumn } from './context.ts'
import { resolveExpression } from './expression.ts'
import { fail, unsupported } from './fail.ts'
import type { Routine } from './find-routine.ts'
import { enter, inRoutine } from './find-routine.ts'
import { createItemNames, createVariableNames, within } from './scope.ts'
import { didYouMean } from './suggest.ts'
import { resolveType } from './type-syntax.ts'

/** SQL functions are put in place, their arguments evaluated once; JavaScript ones are called. */
export function callRoutine(routine: Routine, syntax: CallSyntax, context: ExpressionContext): Expression {
  const { body, parameters, table } = routine.syntax
  if (table)
    return fail('invalid-query', `${routine.name} is a table function; it can only be used in FROM`, syntax.name)
  const values = positionalArguments(syntax, routine).map((value) => resolveExpression(value, context))
  const given = parameters.map((parameter, index) => routineArgument(parameter, values[index], routine, syntax))
  if (values.length > parameters.length) return refuseCount(routine, values.length, syntax)
  if (body.kind === 'code') return callScript(routine, body.code, given, syntax)
  if (body.kind !== 'sql') return unsupported(`Calling the remote function ${routine.name}`, syntax.name)
  if (syntax.safe) return unsupported('SAFE. before a SQL function', syntax)
  if (routine.syntax.aggregate) return inlineAggregate(routine, body.expression, given, context)
  return inlineFunction(routine, body.expression, given, syntax, context)
}

/** Each argument as its parameter's type; of ANY TYPE as it is. */
export function routineArgument(
  parameter: FunctionParameter,
  value: Expression | undefined,
  routine: Routine,
  syntax: Span,
): Expression {
  if (!value) return refuseCount(routine, undefined, syntax)
  if (parameter.type.kind === 'tableType') return unsupported('A table as argument', syntax)
  const type = parameter.type.kind === 'anyType' ? value.type : inRoutine(routine, () => resolveType(parameter.type))
  if (!coercionCost(asOperand(value), type)) {
    return fail(
      'type-mismatch',
      `Argument ${parameter.name.name} of ${routine.name} should be ${formatType(type)}, but is ${formatType(value.type)}`,
      value.span,
    )
  }
  return coerce(value, type)
}

/** The arguments in the order of the routine's parameters; `name => value` goes where its name is, behind those by position. */
export function positionalArguments(
  { arguments: given }: Pick<CallSyntax, 'arguments'>,
  routine: Routine,
): readonly ExpressionSyntax[] {
  const placed: ExpressionSyntax[] = []
  let named = false
  for (const [index, { name, value }] of given.entries()) {
    if (value.kind === 'tableArgument') return unsupported('A table as argument', value)
    if (value.kind === 'star' || value.kind === 'modelArgument')
      return fail('invalid-query', `This is not an argument of ${routine.name}`, value)
    if (named && !name) return fail('invalid-query', 'An argument by position cannot follow a named one', value)
    named = name !== undefined
    const position = name ? positionOf(name, routine) : index
    if (name && placed[position]) return fail('invalid-query', `The argument ${name.name} is given twice`, name)
    placed[position] = value
  }
  return placed
}

function positionOf(name: Identifier, { name: routine, syntax: { parameters } }: Routine): number {
  const position = parameters.findIndex((parameter) => parameter.name.name.toLowerCase() === name.name.toLowerCase())
  if (position >= 0) return position
  const names = parameters.map((parameter) => parameter.name.name)
  return fail('invalid-argument', `${routine} has no argument ${name.name}${didYouMean(name.name, names)}`, name)
}

function callScript(routine: Routine, code: string, values: readonly Expression[], syntax: CallSyntax): Expression {
  const { parameters, returns, options } = routine.syntax
  if (!returns)
    return inRoutine(routine, () => fail('invalid-query', 'A JavaScript function needs RETURNS', routine.syntax))
  const type = inRoutine(routine, () => resolveType(returns))
  const script: ScriptFunction = {
    name: routine.name,
    parameters: parameters.map(({ name }, index) => ({ name: name.name, type: values[index]!.type })),
    returns: type,
    code,
    libraries: options
      .filter((option) => option.name.name.toLowerCase() === 'library')
      .flatMap((option) => libraryNames(option.value)),
  }
  return { kind: 'call', name: routine.name, arguments: values, safe: syntax.safe, script, type, span: spanOf(syntax) }
}

function libraryNames(value: ExpressionSyntax): readonly string[] {
  if (value.kind === 'string') return [value.value]
  return value.kind === 'array' ? value.elements.flatMap(libraryNames) : []
}

function inlineFunction(
  routine: Routine,
  body: ExpressionSyntax,
  values: readonly Expression[],
  syntax: Span,
  context: ExpressionContext,
): Expression {
  const bindings: ComputedColumn[] = routine.syntax.parameters.map(({ name }, index) => {
    const expression = values[index]!
    return { column: newColumn(context.source, name.name, expression.type), expression }
  })
  const names = createVariableNames(bindings.map(({ column }) => ({ name: column.name, column })))
  const scope = within(names, undefined)
  const source: Source = { ...enter(routine, syntax), argumentScope: scope }
  const inner: ExpressionContext = { source, ctes: new Map(), outer: scope, scope, clause: 'function body' }
  const value = inRoutine(routine, () => returned(routine, resolveExpression(body, inner)))
  return { kind: 'let', bindings, body: value, type: value.type, span: spanOf(syntax) }
}

/** The arguments of an aggregate stand in the aggregates of the body, once per row. */
function inlineAggregate(
  routine: Routine,
  body: ExpressionSyntax,
  values: readonly Expression[],
  context: ExpressionContext,
): Expression {
  const names = createItemNames(
    routine.syntax.parameters.map(({ name }, index) => ({ name: name.name, use: () => values[index]! })),
  )
  const scope = within(names, undefined)
  const { aggregates } = context
  if (!aggregates)
    return fail('invalid-query', `Aggregate function ${routine.name} not allowed in ${context.clause}`, body)
  const source: Source = { ...enter(routine, body), argumentScope: scope }
  const inner: ExpressionContext = {
    source,
    ctes: new Map(),
    outer: scope,
    scope,
    clause: 'function body',
    aggregates: { ...aggregates, scope },
  }
  return inRoutine(routine, () => returned(routine, resolveExpression(body, inner)))
}

function returned(routine: Routine, value: Expression): Expression {
  const { returns } = routine.syntax
  const type: Type = returns ? resolveType(returns) : value.type
  return coerceTo(value, type, `Function ${routine.name}`)
}

function refuseCount(routine: Routine, count: number | undefined, span: Span): never {
  const wanted = routine.syntax.parameters.length
  const found = count === undefined ? 'fewer were given' : `${count} were given`
  return fail(
    'type-mismatch',
    `Number of arguments does not match for function ${routine.name}: it takes ${wanted}, ${found}`,
    span,
  )
}
