import {
  parseBignumeric,
  parseDate,
  parseDatetime,
  parseInteger,
  parseNumeric,
  parseRange,
  parseTime,
  parseTimestamp,
} from '../literals.ts'
import type { Expression } from '../resolved.ts'
import type { ExpressionSyntax } from '../syntax.ts'
import type { ScalarType, Type } from '../types.ts'
import { BIGNUMERIC, BOOL, BYTES, DATE, DATETIME, FLOAT64, INT64, NUMERIC, STRING, TIME, TIMESTAMP } from '../types.ts'
import { callBuiltin, callNamed, literal, spanOf, stringLiteral, untypedNull } from './build.ts'
import type { ExpressionContext } from './context.ts'
import { resolveExpression } from './expression.ts'
import { fail, unsupported } from './fail.ts'
import { resolveType } from './type-syntax.ts'

type Syntax<Kind extends ExpressionSyntax['kind']> = Extract<ExpressionSyntax, { kind: Kind }>

export function resolvePlainLiteral(syntax: Syntax<'null' | 'boolean' | 'float' | 'string' | 'bytes'>): Expression {
  switch (syntax.kind) {
    case 'null':
      return untypedNull(syntax)
    case 'boolean':
      return literal(syntax.value, BOOL, syntax)
    case 'float':
      return { ...literal(Number(syntax.text), FLOAT64, syntax), digits: syntax.text }
    case 'string':
      return stringLiteral(syntax.value, syntax)
    case 'bytes':
      return literal(syntax.value, BYTES, syntax)
  }
}

export function resolveIntegerLiteral(syntax: Syntax<'integer'>): Expression {
  return literal(integerValue(syntax.text, syntax), INT64, syntax)
}

/** @throws {SqlError} beyond 64 bits */
export function integerValue(text: string, syntax: Syntax<'integer' | 'unary'>): bigint {
  return parseInteger(text) ?? fail('invalid-argument', `Invalid integer literal: ${text}`, syntax)
}

interface TextForm {
  readonly type: ScalarType
  readonly parse: (text: string) => string | undefined
}

const TEXT_FORMS: Readonly<Record<string, TextForm>> = {
  DATE: { type: DATE, parse: parseDate },
  DATETIME: { type: DATETIME, parse: parseDatetime },
  TIME: { type: TIME, parse: parseTime },
  TIMESTAMP: { type: TIMESTAMP, parse: parseTimestamp },
  NUMERIC: { type: NUMERIC, parse: parseNumeric },
  BIGNUMERIC: { type: BIGNUMERIC, parse: parseBignumeric },
}

export function resolveTypedLiteral(syntax: Syntax<'typedLiteral'>): Expression {
  if (syntax.type === 'JSON') return resolveJson(syntax)
  if (syntax.type === 'RANGE') return resolveRange(syntax)
  const { type, parse } = TEXT_FORMS[syntax.type]!
  const value = parse(syntax.value)
  if (value === undefined)
    return fail('invalid-argument', `Invalid ${syntax.type} literal: ${JSON.stringify(syntax.value)}`, syntax)
  return literal(value, type, syntax)
}

/** A call, since the value of a JSON text (which numbers it keeps, in which order its keys come) is PARSE_JSON's knowledge. */
function resolveJson(syntax: Syntax<'typedLiteral'>): Expression {
  try {
    JSON.parse(syntax.value)
  } catch (cause) {
    return fail('invalid-argument', `Invalid JSON literal: ${cause instanceof Error ? cause.message : cause}`, syntax)
  }
  return callNamed(
    'PARSE_JSON',
    [stringLiteral(syntax.value, syntax)],
    { wide_number_mode: stringLiteral('round', syntax) },
    syntax,
  )
}

function resolveRange(syntax: Syntax<'typedLiteral'>): Expression {
  const element = syntax.element && resolveType(syntax.element)
  const form = element?.kind === 'scalar' ? TEXT_FORMS[element.name] : undefined
  const value = form && parseRange(syntax.value, form.parse)
  if (!form || value === undefined) {
    return fail(
      'invalid-argument',
      `Invalid RANGE literal: ${JSON.stringify(syntax.value)}; it is written [START, END)`,
      syntax,
    )
  }
  return literal(value, { kind: 'range', element: form.type }, syntax)
}

export function resolveInterval(syntax: Syntax<'interval'>, context: ExpressionContext): Expression {
  const value = resolveExpression(syntax.value, context)
  const parts = [syntax.part, ...(syntax.toPart ? [syntax.toPart] : [])]
  const given = parts.map((part): Expression => ({ kind: 'part', part, type: STRING, span: spanOf(syntax) }))
  return callBuiltin('$interval', [syntax.toPart ? value : intervalCount(value), ...given], syntax)
}

/** `INTERVAL '3' DAY` counts as well as `INTERVAL 3 DAY`. */
export function intervalCount(value: Expression): Expression {
  const text = value.kind === 'literal' && typeof value.value === 'string' ? parseInteger(value.value) : undefined
  return text === undefined ? value : literal(text, INT64, value.span)
}

export function resolveParameter(syntax: Syntax<'parameter'>, { source }: ExpressionContext): Expression {
  const { parameters, positionalParameters } = source.analysis.options
  if (source.calledAt)
    return fail('invalid-query', 'Query parameters cannot be used in the body of a view or routine', syntax)
  if (syntax.name !== undefined) {
    const type = parameters?.get(syntax.name.toLowerCase())
    if (!type) return fail('unknown-parameter', `Query parameter '${syntax.name}' not found`, syntax)
    return parameter(syntax.name.toLowerCase(), type, syntax)
  }
  const position = syntax.position ?? 1
  const type = positionalParameters?.[position - 1]
  if (!type) return fail('unknown-parameter', `Query parameter number ${position} is not defined`, syntax)
  return parameter(String(position), type, syntax)
}

function parameter(name: string, type: Type, syntax: Syntax<'parameter'>): Expression {
  return { kind: 'parameter', name, type, span: spanOf(syntax) }
}

/** Only those that a script gives a value: as its variables `@@error.message` and the like. */
export function resolveSystemVariable(syntax: Syntax<'systemVariable'>, { source }: ExpressionContext): Expression {
  const name = `@@${syntax.names.join('.').toLowerCase()}`
  const type = source.analysis.options.variables?.get(name)
  if (!type) return unsupported(`System variable ${name}`, syntax)
  return { kind: 'variable', name, type, span: spanOf(syntax) }
}
