import type { Expression } from '../resolved.ts'
import type { ExpressionSyntax, IndexMode } from '../syntax.ts'
import { formatType } from '../types.ts'
import { callBuiltin } from './build.ts'
import type { ExpressionContext } from './context.ts'
import { resolveExpression } from './expression.ts'
import { fail } from './fail.ts'
import { accessField, fieldAt } from './names.ts'

type Syntax<Kind extends ExpressionSyntax['kind']> = Extract<ExpressionSyntax, { kind: Kind }>

const ARRAY_SUBSCRIPTS: Readonly<Record<IndexMode, string>> = {
  OFFSET: '$array_offset',
  ORDINAL: '$array_ordinal',
  SAFE_OFFSET: '$safe_array_offset',
  SAFE_ORDINAL: '$safe_array_ordinal',
  plain: '$array_offset',
}

export function resolveField(syntax: Syntax<'field'>, context: ExpressionContext): Expression {
  return accessField(resolveExpression(syntax.base, context), syntax.name)
}

export function resolveIndex(syntax: Syntax<'index'>, context: ExpressionContext): Expression {
  const base = resolveExpression(syntax.base, context)
  const index = resolveExpression(syntax.index, context)
  const { type } = base
  if (type.kind === 'array') return callBuiltin(ARRAY_SUBSCRIPTS[syntax.mode], [base, index], syntax)
  if (type.kind === 'struct') return structSubscript(base, index, syntax)
  if (type.kind !== 'scalar' || type.name !== 'JSON' || syntax.mode !== 'plain') {
    return fail('type-mismatch', `Subscript access is not supported on values of type ${formatType(type)}`, syntax)
  }
  return callBuiltin('$json_subscript', [base, index], syntax)
}

/** `(a, b)[OFFSET(1)]`: the position must be known, for the type depends on it. */
function structSubscript(base: Expression, index: Expression, syntax: Syntax<'index'>): Expression {
  const first = syntax.mode.endsWith('ORDINAL') ? 1 : 0
  const position = index.kind === 'literal' && typeof index.value === 'bigint' ? Number(index.value) - first : -1
  const count = base.type.kind === 'struct' ? base.type.fields.length : 0
  if (position < 0 || position >= count) {
    return fail(
      'invalid-argument',
      `A field of ${formatType(base.type)} is taken by a literal position from ${first} to ${count - 1 + first}`,
      syntax,
    )
  }
  return fieldAt(base, position, syntax)
}
