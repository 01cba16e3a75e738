import { WarehouseError } from '../../../errors.ts'
import { analyzeType } from '../../../googlesql/analyze.ts'
import { SqlError } from '../../../googlesql/sql-error.ts'
import type {
  ExpressionSyntax,
  Identifier,
  SetTarget,
  Span,
  StatementSyntax,
  TypeSyntax,
} from '../../../googlesql/syntax.ts'
import { formatType, sameType, structOf, type Type } from '../../../googlesql/types.ts'
import type { Value } from '../../../googlesql/value.ts'
import type { TypedValue } from '../statement.ts'
import type { Frame } from './frame.ts'

type Statement<Kind extends StatementSyntax['kind']> = Extract<StatementSyntax, { kind: Kind }>

export async function declare(frame: Frame, statement: Statement<'declare'>): Promise<void> {
  const type = statement.type && plainType(statement.type)
  const value = await initialValue(frame, statement, type)
  for (const name of statement.names) declareVariable(frame, name, value)
}

async function initialValue(
  frame: Frame,
  statement: Statement<'declare'>,
  type: Type | undefined,
): Promise<TypedValue> {
  if (statement.default !== undefined) return frame.job.engine.evaluate(statement.default, frame, type)
  if (type !== undefined) return { type, value: null }
  throw new SqlError('invalid-query', 'DECLARE needs a type or a default value', statement)
}

function declareVariable(frame: Frame, { name, start, end }: Identifier, value: TypedValue): void {
  const key = name.toLowerCase()
  if (frame.variables.has(key))
    throw new SqlError('invalid-query', `variable ${name} is declared already`, { start, end })
  frame.variables.set(key, value)
}

/** @throws {SqlError} `unsupported` for NUMERIC(10, 2), STRING COLLATE … and the like, whose rules nothing here would hold */
export function plainType(type: TypeSyntax): Type {
  if (hasRules(type))
    throw new SqlError('unsupported', 'types with parameters or a collation cannot be kept here', type)
  return analyzeType(type)
}

function hasRules(type: TypeSyntax): boolean {
  if (type.kind === 'namedType') return type.parameters !== undefined || type.collate !== undefined
  if (type.kind === 'arrayType') return hasRules(type.element)
  return type.kind === 'structType' && type.fields.some((field) => hasRules(field.type))
}

// ---------------------------------------------------------------- SET

/** All values are found before the first one is assigned. */
export async function set(frame: Frame, statement: Statement<'set'>): Promise<void> {
  const { targets, value } = statement
  const [only] = targets
  const types = targets.map((target) => targetType(frame, target))
  const values =
    targets.length === 1 && only !== undefined
      ? [await evaluate(frame, value, types[0])]
      : await several(frame, statement, types)
  for (const [index, target] of targets.entries()) assignTarget(frame, target, values[index] ?? null)
}

async function evaluate(frame: Frame, expression: ExpressionSyntax, type: Type | undefined): Promise<Value> {
  const { value } = await frame.job.engine.evaluate(expression, frame, type)
  return value
}

/** `SET (a, b) = (1, 2)`, or a struct of as many fields. */
async function several(
  frame: Frame,
  { targets, value }: Statement<'set'>,
  types: readonly Type[],
): Promise<readonly Value[]> {
  if (value.kind === 'struct' && value.type === undefined) {
    if (value.fields.length !== targets.length) throw wrongCount(value.fields.length, targets.length, value)
    const values: Value[] = []
    for (const [index, field] of value.fields.entries()) values.push(await evaluate(frame, field.value, types[index]))
    return values
  }
  const whole = await evaluate(frame, value, structOf(types.map((type) => ({ name: '', type }))))
  if (Array.isArray(whole)) return whole
  throw new WarehouseError('query-failed', 'a NULL struct cannot be assigned to several variables', {
    retryable: false,
  })
}

export function wrongCount(values: number, variables: number, span: Span): SqlError {
  return new SqlError('invalid-query', `${values} values cannot be assigned to ${variables} variables`, span)
}

function targetType(frame: Frame, target: SetTarget): Type {
  if (target.kind === 'systemVariable')
    throw new SqlError('unsupported', `@@${target.names.join('.')} cannot be set here`, target)
  const [first, ...fields] = target.path.names
  let type = variableOf(frame, first as Identifier).type
  for (const field of fields) type = fieldOf(type, field).type
  return type
}

export function variableOf(frame: Frame, { name, start, end }: Identifier): TypedValue {
  const variable = frame.variables.get(name.toLowerCase())
  if (variable !== undefined) return variable
  throw new SqlError(
    'unknown-variable',
    `there is no variable ${name}`,
    { start, end },
    { hint: `DECLARE ${name} first` },
  )
}

function fieldOf(type: Type, { name, start, end }: Identifier): { readonly type: Type; readonly index: number } {
  const fields = type.kind === 'struct' ? type.fields : []
  const index = fields.findIndex((field) => field.name.toLowerCase() === name.toLowerCase())
  const field = fields[index]
  if (field !== undefined) return { type: field.type, index }
  throw new SqlError('unknown-field', `${formatType(type)} has no field ${name}`, { start, end })
}

function assignTarget(frame: Frame, target: SetTarget, value: Value): void {
  if (target.kind === 'systemVariable') return
  const [first, ...fields] = target.path.names
  const variable = variableOf(frame, first as Identifier)
  const whole = replaceField(variable, fields, value)
  frame.variables.set((first as Identifier).name.toLowerCase(), { type: variable.type, value: whole })
}

function replaceField({ type, value: whole }: TypedValue, fields: readonly Identifier[], value: Value): Value {
  const [name, ...rest] = fields
  if (name === undefined) return value
  if (!Array.isArray(whole)) {
    throw new WarehouseError('query-failed', `field ${name.name} of a NULL struct cannot be set`, { retryable: false })
  }
  const { index, type: fieldType } = fieldOf(type, name)
  return whole.with(index, replaceField({ type: fieldType, value: whole[index] }, rest, value))
}

// ---------------------------------------------------------------- values that are there already

/** A name that no text can spell. */
const BOUND = '@value'

/** Runs `use` with an expression that gives `value`, beside `other`. */
export async function bindForOne<Result>(
  frame: Frame,
  value: TypedValue,
  other: ExpressionSyntax,
  use: (frame: Frame, bound: ExpressionSyntax, other: ExpressionSyntax) => Promise<Result>,
): Promise<Result> {
  const { start, end } = other
  const name = { name: BOUND, quoted: true, start, end }
  const variables = new Map(frame.variables).set(BOUND, value)
  return use({ ...frame, variables }, { kind: 'name', path: { names: [name], start, end }, start, end }, other)
}

/** Gives a variable a value that has been computed, coerced to the variable's type. */
export async function assign(frame: Frame, target: Identifier, value: TypedValue): Promise<void> {
  const { type } = variableOf(frame, target)
  const coerced = sameType(type, value.type) ? value.value : await coerce(frame, value, type, target)
  frame.variables.set(target.name.toLowerCase(), { type, value: coerced })
}

/** @throws {SqlError} `type-mismatch` at `span` */
export async function coerce(frame: Frame, value: TypedValue, type: Type, { start, end }: Span): Promise<Value> {
  const nothing: ExpressionSyntax = { kind: 'null', start, end }
  return bindForOne(frame, value, nothing, (inner, bound) => evaluate(inner, bound, type))
}
