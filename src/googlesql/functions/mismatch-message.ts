import type { Expression } from '../resolved.ts'
import { formatType } from '../types.ts'
import type { CallArgument } from './call-argument.ts'
import type { Signature } from './parse-signature.ts'
import type { BuiltinFunction } from './table.ts'

/** As BigQuery says it. */
export function mismatch(builtin: BuiltinFunction, given: readonly CallArgument[]): string {
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

export function displayName(name: string): string {
  return OPERATORS[name] ?? name
}

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
