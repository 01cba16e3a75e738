import type { Cost } from '../coercion.ts'
import { addCosts, asOperand, coerce, coercionCost, FREE, isCheaper } from '../coercion.ts'
import { fail } from '../resolve/fail.ts'
import type { Expression, LambdaExpression } from '../resolved.ts'
import type { Span } from '../syntax.ts'
import type { Type } from '../types.ts'
import { formatType, INT64, STRING } from '../types.ts'
import type { Slot } from './assign-arguments.ts'
import { assign } from './assign-arguments.ts'
import { bindLetters, substitute } from './bind-letters.ts'
import type { CallArgument, LambdaSyntax } from './call-argument.ts'
import { displayName, mismatch } from './mismatch-message.ts'
import type { Pattern } from './parse-signature.ts'
import type { FunctionEntry } from './signature.ts'
import type { BuiltinFunction, BuiltinSignature } from './table.ts'

export interface MatchedCall {
  readonly entry: FunctionEntry
  readonly arguments: readonly Expression[]
  readonly type: Type
  /** Nothing in the call says what type the result has (ERROR). */
  readonly untyped: boolean
}

export type ResolveLambda = (syntax: LambdaSyntax, parameterTypes: readonly Type[]) => LambdaExpression

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

function chooseSignature(
  signatures: readonly BuiltinSignature[],
  given: readonly CallArgument[],
): Candidate | undefined {
  let best: Candidate | undefined
  for (const candidate of signatures) {
    const slots = needsDecimal(candidate, given) ? undefined : assign(candidate.signature, given)
    const bindings = slots && bindLetters(slots)
    const cost = bindings && totalCost(slots, bindings)
    if (!cost || (best && !isCheaper(cost, best.cost))) continue
    best = { ...candidate, slots, bindings, cost }
    if (cost === FREE) break
  }
  return best
}

/** `(NUMERIC, NUMERIC)` is for calls with a NUMERIC in them: `MOD(5, 1.5)` has no signature. */
function needsDecimal({ signature: { parameters } }: BuiltinSignature, given: readonly CallArgument[]): boolean {
  const decimal =
    parameters.length > 1 && parameters.every(({ pattern }) => pattern.kind === 'scalar' && isDecimal(pattern.type))
  return decimal && !given.some((argument) => argument.kind === 'value' && isDecimal(argument.expression.type))
}

function isDecimal(type: Type): boolean {
  return type.kind === 'scalar' && (type.name === 'NUMERIC' || type.name === 'BIGNUMERIC')
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
