import type { CatalogRoutine } from '../catalog.ts'
import { asOperand, coerce, coercionCost } from '../coercion.ts'
import { parseScript } from '../parse/parse.ts'
import type { ComputedColumn, Expression, ScriptFunction } from '../resolved.ts'
import { SqlError } from '../sql-error.ts'
import type { CallSyntax, CreateFunctionSyntax, ExpressionSyntax, FunctionParameter, Path, Span } from '../syntax.ts'
import type { Type } from '../types.ts'
import { formatType } from '../types.ts'
import { coerceTo, spanOf } from './build.ts'
import type { ExpressionContext, Source } from './context.ts'
import { newColumn } from './context.ts'
import { resolveExpression } from './expression.ts'
import { fail, unsupported } from './fail.ts'
import { createItemNames, createVariableNames, within } from './scope.ts'
import { resolveType } from './type-syntax.ts'

/** A routine that was found, and the text that its body is resolved in. */
export interface Routine {
  readonly name: string
  readonly syntax: CreateFunctionSyntax
  readonly source: Source
  readonly path?: string
}

/** A temporary function, or a persistent one from the catalog. */
export function findRoutine(path: Path, source: Source): Routine | undefined {
  const names = path.names.map((part) => part.name)
  const temporary = source.functions.get(pathKey(path))
  const calledAt = source.calledAt ?? spanOf(path)
  if (temporary)
    return { name: names.join('.'), syntax: temporary.syntax, source: { ...source, text: temporary.text, calledAt } }
  const routine = source.catalog.findRoutine(names)
  return routine && persistentRoutine(routine, source, calledAt)
}

/** How functions of the same text are looked up: temporary ones by their name, helpers of a routine as they are written. */
function pathKey(path: Path): string {
  return path.names.map((part) => part.name.toLowerCase()).join('.')
}

/** SQL functions are put in place, their arguments evaluated once; JavaScript ones are called. */
export function callRoutine(routine: Routine, syntax: CallSyntax, context: ExpressionContext): Expression {
  const { body, parameters, table } = routine.syntax
  if (table)
    return fail('invalid-query', `${routine.name} is a table function; it can only be used in FROM`, syntax.name)
  const values = syntax.arguments.map(({ value }) => resolveExpression(scalarArgument(value, routine), context))
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

/** Resolves something of a routine's own text; a mistake there is shown there. */
export function inRoutine<Result>(routine: Routine, resolve: () => Result): Result {
  return inText(routine.source.text, routine.name, routine.path, resolve)
}

export function inText<Result>(text: string, name: string, path: string | undefined, resolve: () => Result): Result {
  try {
    return resolve()
  } catch (error) {
    if (!(error instanceof SqlError) || error.source) throw error
    const options = {
      ...(error.hint !== undefined && { hint: error.hint }),
      source: { text, name, ...(path !== undefined && { path }) },
      cause: error,
    }
    throw new SqlError(error.code, `In ${name}: ${error.message}`, error.span, options)
  }
}

const parsed = new WeakMap<CatalogRoutine, readonly CreateFunctionSyntax[]>()

function persistentRoutine(routine: CatalogRoutine, caller: Source, calledAt: Span): Routine | undefined {
  const name = `${routine.project}.${routine.dataset}.${routine.name}`
  const functions = inText(routine.sql, name, routine.path, () => parseFunctions(routine))
  const syntax =
    functions.findLast((candidate) => candidate.path.names.at(-1)!.name === routine.name) ?? functions.at(-1)
  if (!syntax) return undefined
  const { analysis, expanding } = caller
  const catalog = caller.catalog.withDefaults(routine.project, routine.dataset)
  const helpers = functions.filter((helper) => helper !== syntax)
  const local = new Map(helpers.map((helper) => [pathKey(helper.path), { syntax: helper, text: routine.sql }]))
  return {
    name,
    syntax,
    source: { analysis, text: routine.sql, catalog, functions: local, calledAt, expanding },
    ...(routine.path !== undefined && { path: routine.path }),
  }
}

function parseFunctions(routine: CatalogRoutine): readonly CreateFunctionSyntax[] {
  const known = parsed.get(routine)
  if (known) return known
  const functions = parseScript(routine.sql).statements.filter((statement) => statement.kind === 'createFunction')
  parsed.set(routine, functions)
  return functions
}

function scalarArgument(value: CallSyntax['arguments'][number]['value'], routine: Routine): ExpressionSyntax {
  if (value.kind !== 'star' && value.kind !== 'tableArgument' && value.kind !== 'modelArgument') return value
  return fail('invalid-query', `This is not an argument of ${routine.name}`, value)
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

/** @throws {SqlError} for a routine that calls itself */
export function enter(routine: Routine, span: Span): Source {
  const { source } = routine
  if (source.expanding.includes(routine.name))
    return fail('invalid-query', `${routine.name} calls itself, which a SQL function cannot`, span)
  return { ...source, expanding: [...source.expanding, routine.name] }
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
