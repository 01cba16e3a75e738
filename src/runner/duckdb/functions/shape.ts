import type { CallExpression, Expression } from '../../../googlesql/resolved.ts'
import type { Value } from '../../../googlesql/value.ts'
import type { EmitCall, EmitContext, ScalarFunction } from '../emit-context.ts'

/** A call of a function of ours with the arguments as they are. */
export function scalarCall(scalar: ScalarFunction): EmitCall {
  return (sql, _call, context) => `${context.use(scalar)}(${sql.join(', ')})`
}

/** One translation for STRING (and JSON …), one for BYTES, by the first argument. */
export function textOrBytes(text: EmitCall, bytes: EmitCall): EmitCall {
  return (sql, call, context) => (isBytes(call.arguments[0]!) ? bytes : text)(sql, call, context)
}

export function isBytes(expression: Expression): boolean {
  return expression.type.kind === 'scalar' && expression.type.name === 'BYTES'
}

/** The value of a literal, also behind casts that the resolver put there; undefined where it is none. */
export function literalOf(expression: Expression | undefined): Value | undefined {
  return expression?.kind === 'literal' ? expression.value : undefined
}

/** Whether an optional argument was written: before a named one, those left out are NULL literals that span the whole call. */
export function isGiven(argument: Expression | undefined, call: CallExpression): boolean {
  const filled =
    argument?.kind === 'literal' && argument.span.start === call.span.start && argument.span.end === call.span.end
  return argument !== undefined && !filled
}

/** `value`, or an error where `condition` holds and every argument is there: a NULL comes before any fault. */
export function unlessFault(
  context: EmitContext,
  fault: { readonly when: string; readonly message: string; readonly given: readonly string[] },
  value: string,
  type: Expression['type'],
): string {
  const given = fault.given.map((sql) => ` AND ${sql} IS NOT NULL`).join('')
  return `CASE WHEN ${fault.when}${given} THEN ${context.fail(context.text(fault.message), type)} ELSE ${value} END`
}
