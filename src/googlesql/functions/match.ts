import type { Cost, Operand } from '../coercion.ts'
import { addCosts, asOperand, coerce, coercionCost, commonSupertype, FREE, isCheaper, isUntyped } from '../coercion.ts'
import { fail } from '../resolve/fail.ts'
import type { Expression, LambdaExpression } from '../resolved.ts'
import type { ExpressionSyntax, Span } from '../syntax.ts'
import type { Type } from '../types.ts'
import { arrayOf, formatType, INT64, STRING, structOf } from '../types.ts'
import type { Parameter, Pattern, Signature } from './parse-signature.ts'
import type { FunctionEntry } from './signature.ts'
import type { BuiltinFunction, BuiltinSignature } from './table.ts'

type LambdaSyntax = Extract<ExpressionSyntax, { kind: 'lambda' }>

export type CallArgument = Span & { readonly name?: string } & (
    | { readonly kind: 'value'; readonly expression: Expression }
    | { readonly kind: 'part'; readonly part: string }
    | { readonly kind: 'lambda'; readonly syntax: LambdaSyntax }
  )

export interface MatchedCall {
  readonly entry: FunctionEntry
  readonly arguments: readonly Expression[]
  readonly type: Type
  /** Nothing in the call says what type the result has (ERROR). */
  readonly untyped: boolean
}

export type ResolveLambda = (syntax: LambdaSyntax, parameterTypes: readonly Type[]) => LambdaExpression

/** A parameter with the argument given for it; repeated parameters stand once per argument. */
interface Slot {
  readonly parameter: Parameter
  readonly argument?: CallArgument
}

interface Candidate extends BuiltinSignature {
  readonly slots: readonly Slot[]
  readonly bindings: Map<string, Type>
  readonly cost: Cost
}

/**
 * Chooses the signature that these arguments fit best, and makes them exactly what it asks for.
 *
 * @throws {SqlError} `type-mismatch` where none fits, `invalid-argument` where the function's own check complains
 */
export function matchCall(
  builtin: BuiltinFunction,
  given: readonly CallArgument[],
  span: Span,
  resolveLambda: ResolveLambda,
): MatchedCall {
  const best = chooseSignature(builtin.signatures, given)
  if (!best) return fail('type-mismatch', mismatch(builtin, given), span)
  const lambdas = resolveLambdas(best, resolveLambda)
  const values = best.slots.map((slot) => argumentValue(slot, best.bindings, lambdas, span))
  const last = values.findLastIndex((value) => value !== undefined)
  const present = values
    .slice(0, last + 1)
    .map((value, index) => value ?? missing(best.slots[index]!, best.bindings, span))
  refuse(best.entry, present, span)
  const result = best.entry.returns?.(
    present.map((value) => value.type),
    present,
  )
  const type = result ?? substitute(best.signature.result, best.bindings)
  return { entry: best.entry, arguments: present, type: type ?? INT64, untyped: type === undefined }
}

/** The form that `matchCall` gives a call of a builtin by plain values. */
export function valueArguments(expressions: readonly Expression[]): readonly CallArgument[] {
  return expressions.map((expression) => {
    const { start, end } = expression.span
    return expression.kind === 'part'
      ? { kind: 'part', part: expression.part, start, end }
      : { kind: 'value', expression, start, end }
  })
}

function chooseSignature(
  signatures: readonly BuiltinSignature[],
  given: readonly CallArgument[],
): Candidate | undefined {
  let best: Candidate | undefined
  for (const candidate of signatures) {
    const slots = assign(candidate.signature, given)
    const bindings = slots && bindLetters(slots)
    const cost = bindings && totalCost(slots, bindings)
    if (!cost || (best && !isCheaper(cost, best.cost))) continue
    best = { ...candidate, slots, bindings, cost }
    if (cost === FREE) break
  }
  return best
}

/** Gives every argument its parameter; undefined where there are too few, too many, or unknown names. */
function assign(signature: Signature, given: readonly CallArgument[]): readonly Slot[] | undefined {
  const positional = given.filter((argument) => argument.name === undefined)
  const named = new Map(
    given.flatMap((argument) =>
      argument.name === undefined ? [] : [[argument.name.toLowerCase(), argument] as const],
    ),
  )
  const slots: Slot[] = []
  let next = 0
  for (const parameter of signature.parameters) {
    const byName = parameter.name === undefined ? undefined : named.get(parameter.name)
    if (byName) named.delete(parameter.name!)
    if (parameter.repeated)
      for (; next < positional.length; next++) slots.push({ parameter, argument: positional[next]! })
    else slots.push(slotOf(parameter, byName ?? (parameter.namedOnly ? undefined : positional[next++])))
  }
  const complete = slots.every((slot) => slot.argument || slot.parameter.optional)
  return complete && next >= positional.length && !named.size && slots.every(fitsForm) ? slots : undefined
}

function slotOf(parameter: Parameter, argument: CallArgument | undefined): Slot {
  return argument ? { parameter, argument } : { parameter }
}

function fitsForm({ parameter: { pattern }, argument }: Slot): boolean {
  if (!argument) return true
  if (pattern.kind === 'lambda')
    return argument.kind === 'lambda' && argument.syntax.parameters.length === pattern.parameters.length
  return argument.kind === (pattern.kind === 'part' ? 'part' : 'value')
}

/** Finds what each letter stands for; undefined where its arguments have no common type. */
function bindLetters(slots: readonly Slot[]): Map<string, Type> | undefined {
  const operands = new Map<string, Operand[]>()
  for (const { parameter, argument } of slots) {
    if (argument?.kind === 'value' && !collect(parameter.pattern, asOperand(argument.expression), operands))
      return undefined
  }
  const bindings = new Map<string, Type>()
  for (const [letter, found] of operands) {
    const type = commonSupertype(found)
    if (!type) return undefined
    bindings.set(letter, type)
  }
  return bindings
}

function collect(pattern: Pattern, operand: Operand, into: Map<string, Operand[]>): boolean {
  if (pattern.kind === 'letter') {
    const found = into.get(pattern.letter)
    if (found) found.push(operand)
    else into.set(pattern.letter, [operand])
    return true
  }
  if (pattern.kind !== 'array' && pattern.kind !== 'range') return true
  if (isUntyped(operand.expression)) return collectNothing(pattern.element, into)
  if (operand.type.kind !== pattern.kind) return false
  const elements = operand.expression?.kind === 'array' ? operand.expression.elements.map(asOperand) : []
  const found = elements.length ? elements : [{ type: operand.type.element }]
  return found.every((element) => collect(pattern.element, element, into))
}

/** A letter that only untyped arguments stand for is INT64 in the end. */
function collectNothing(pattern: Pattern, into: Map<string, Operand[]>): boolean {
  if (pattern.kind === 'letter' && !into.has(pattern.letter)) into.set(pattern.letter, [])
  return true
}

function totalCost(slots: readonly Slot[], bindings: ReadonlyMap<string, Type>): Cost | undefined {
  let sum = FREE
  for (const { parameter, argument } of slots) {
    const cost = argument?.kind === 'value' ? patternCost(parameter.pattern, argument.expression, bindings) : FREE
    if (!cost) return undefined
    if (cost !== FREE) sum = addCosts(sum, cost)
  }
  return sum
}

function patternCost(pattern: Pattern, expression: Expression, bindings: ReadonlyMap<string, Type>): Cost | undefined {
  if (pattern.kind === 'any') return FREE
  if (pattern.kind === 'text') return textCost(expression)
  const type = substitute(pattern, bindings)
  return type && coercionCost(asOperand(expression), type)
}

/** Dearer than any coercion: TEXT is what is tried last. */
function textCost({ type, untyped }: Expression): Cost | undefined {
  if (untyped || type === STRING || (type.kind === 'scalar' && type.name === 'STRING')) return FREE
  return type.kind === 'scalar' && !['JSON', 'BYTES', 'GEOGRAPHY'].includes(type.name) ? [1, 100, 0, 0] : undefined
}

/** The type that a pattern stands for; undefined where a letter of it is bound to nothing. */
function substitute(pattern: Pattern, bindings: ReadonlyMap<string, Type>): Type | undefined {
  switch (pattern.kind) {
    case 'scalar':
      return pattern.type
    case 'letter':
      return bindings.get(pattern.letter)
    case 'array':
    case 'range':
      return substituteElement(pattern, bindings)
    case 'struct':
      return substituteFields(pattern, bindings)
    case 'text':
      return STRING
    default:
      return undefined
  }
}

function substituteElement(
  pattern: Extract<Pattern, { kind: 'array' | 'range' }>,
  bindings: ReadonlyMap<string, Type>,
): Type | undefined {
  const element = substitute(pattern.element, bindings)
  if (!element) return undefined
  if (pattern.kind === 'array') return arrayOf(element)
  return element.kind === 'scalar' ? { kind: 'range', element } : undefined
}

function substituteFields(
  pattern: Extract<Pattern, { kind: 'struct' }>,
  bindings: ReadonlyMap<string, Type>,
): Type | undefined {
  const fields = pattern.fields.map((field) => ({ name: field.name, type: substitute(field.pattern, bindings) }))
  return fields.every((field): field is { name: string; type: Type } => field.type !== undefined)
    ? structOf(fields)
    : undefined
}

/** Lambdas come last, when the letters are known that their parameters have; a result can bind one more. */
function resolveLambdas(candidate: Candidate, resolveLambda: ResolveLambda): ReadonlyMap<Slot, LambdaExpression> {
  const resolved = new Map<Slot, LambdaExpression>()
  for (const slot of candidate.slots) {
    const { argument, parameter } = slot
    if (argument?.kind !== 'lambda' || parameter.pattern.kind !== 'lambda') continue
    const types = parameter.pattern.parameters.map((pattern) => substitute(pattern, candidate.bindings) ?? INT64)
    resolved.set(slot, fitLambda(resolveLambda(argument.syntax, types), parameter.pattern.result, candidate.bindings))
  }
  return resolved
}

function fitLambda(lambda: LambdaExpression, result: Pattern, bindings: Map<string, Type>): LambdaExpression {
  if (result.kind === 'letter' && !bindings.has(result.letter)) bindings.set(result.letter, lambda.body.type)
  const type = substitute(result, bindings)!
  if (!coercionCost(asOperand(lambda.body), type)) {
    return fail(
      'type-mismatch',
      `Lambda should return type ${formatType(type)}, but returns ${formatType(lambda.body.type)}`,
      lambda.body.span,
    )
  }
  return { ...lambda, body: coerce(lambda.body, type), type }
}

function argumentValue(
  slot: Slot,
  bindings: ReadonlyMap<string, Type>,
  lambdas: ReadonlyMap<Slot, LambdaExpression>,
  span: Span,
): Expression | undefined {
  const { argument, parameter } = slot
  if (!argument) return undefined
  if (argument.kind === 'lambda') return lambdas.get(slot)
  if (argument.kind === 'part') return { kind: 'part', part: argument.part, type: STRING, span }
  const type = substitute(parameter.pattern, bindings)
  return type ? coerce(argument.expression, type) : coerce(argument.expression, argument.expression.type)
}

/** An optional argument that was left out before one that was given by name. */
function missing(slot: Slot, bindings: ReadonlyMap<string, Type>, span: Span): Expression {
  return { kind: 'literal', value: null, type: substitute(slot.parameter.pattern, bindings) ?? INT64, span }
}

function refuse(entry: FunctionEntry, values: readonly Expression[], span: Span): void {
  const part = values.find((value) => value.kind === 'part')
  if (part?.kind === 'part' && entry.parts && !acceptsPart(entry, part.part)) {
    fail('invalid-argument', `${entry.name} does not support the ${part.part} date part`, span)
  }
  const complaint = entry.check?.(values)
  if (complaint !== undefined) fail('invalid-argument', `${displayName(entry.name)}: ${complaint}`, span)
}

/** Whether a function takes this date part; `WEEK(MONDAY)` where the entry lists `WEEK(*)`. */
export function acceptsPart(entry: FunctionEntry, part: string): boolean {
  return entry.parts?.some((own) => own === part || (own === 'WEEK(*)' && WEEK_OF_DAY.test(part))) ?? false
}

const WEEK_OF_DAY = /^WEEK\((SUN|MON|TUES|WEDNES|THURS|FRI|SATUR)DAY\)$/

const OPERATORS: Readonly<Record<string, string>> = {
  $add: '+',
  $subtract: '-',
  $multiply: '*',
  $divide: '/',
  $concat: '||',
  $unary_minus: '-',
  $not: 'NOT',
  $and: 'AND',
  $or: 'OR',
  $equal: '=',
  $not_equal: '!=',
  $less: '<',
  $less_or_equal: '<=',
  $greater: '>',
  $greater_or_equal: '>=',
  $bitwise_and: '&',
  $bitwise_or: '|',
  $bitwise_xor: '^',
  $bitwise_not: '~',
  $shift_left: '<<',
  $shift_right: '>>',
  $between: 'BETWEEN',
  $like: 'LIKE',
  $like_any: 'LIKE ANY',
  $like_all: 'LIKE ALL',
  $in: 'IN',
  $in_array: 'IN UNNEST',
  $is_null: 'IS NULL',
  $is_true: 'IS TRUE',
  $is_false: 'IS FALSE',
  $is_distinct_from: 'IS DISTINCT FROM',
  $extract: 'EXTRACT',
  $array_offset: '[OFFSET()]',
  $array_ordinal: '[ORDINAL()]',
  $safe_array_offset: '[SAFE_OFFSET()]',
  $safe_array_ordinal: '[SAFE_ORDINAL()]',
  $json_subscript: '[]',
  $interval: 'INTERVAL',
}

function displayName(name: string): string {
  return OPERATORS[name] ?? name
}

/** As BigQuery says it. */
function mismatch(builtin: BuiltinFunction, given: readonly CallArgument[]): string {
  const noun =
    builtin.name in OPERATORS
      ? 'operator'
      : builtin.kind === 'scalar'
        ? 'function'
        : `${builtin.kind === 'window' ? 'analytic' : builtin.kind} function`
  const types = given.map((argument) =>
    argument.kind === 'value'
      ? displayType(argument.expression)
      : argument.kind === 'part'
        ? 'DATE_TIME_PART'
        : 'LAMBDA',
  )
  const signatures = builtin.signatures.map(({ signature }) => displaySignature(builtin.name, signature))
  const forTypes = types.length ? ` for argument types: ${types.join(', ')}` : ' without arguments'
  return `No matching signature for ${noun} ${displayName(builtin.name)}${forTypes}. Supported signature${signatures.length > 1 ? 's' : ''}: ${signatures.join('; ')}`
}

function displayType(expression: Expression): string {
  return expression.untyped
    ? expression.kind === 'literal'
      ? 'NULL'
      : formatType(expression.type)
    : formatType(expression.type)
}

function displaySignature(name: string, signature: Signature): string {
  const inside = signature.text.slice(1, signature.text.lastIndexOf(') ->'))
  const parts = signature.parameters.length === 2 && /^[^A-Z[]+$/.test(displayName(name)) ? inside.split(', ') : []
  return parts.length === 2 ? `${parts[0]} ${displayName(name)} ${parts[1]}` : `${displayName(name)}(${inside})`
}
