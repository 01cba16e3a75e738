import { asOperand, coerce } from '../coercion.ts'
import type { Expression } from '../resolved.ts'
import type { ExpressionSyntax, QuerySyntax, Span } from '../syntax.ts'
import { arrayOf, BOOL, formatType } from '../types.ts'
import { spanOf } from './build.ts'
import { supertype } from './case.ts'
import { coerceRelation } from './coerce-relation.ts'
import type { ExpressionContext, QueryContext } from './context.ts'
import { fail } from './fail.ts'
import { resolveQuery } from './query.ts'
import type { Relation } from './relation.ts'

type SubquerySyntax = Extract<ExpressionSyntax, { kind: 'subquery' }>

/** Columns of the queries around it are found out at the end, when all names have been settled (`correlated`). */
export function resolveSubquery(syntax: SubquerySyntax, context: ExpressionContext): Expression {
  if (syntax.form === 'array') return resolveArraySubquery(syntax.query, syntax, context)
  const { scan, columns } = resolveQuery(syntax.query, inside(context))
  const place = { kind: 'subquery', form: syntax.form, correlated: [], span: spanOf(syntax) } as const
  if (syntax.form === 'exists') return { ...place, scan, type: BOOL }
  if (columns.length !== 1) {
    return fail(
      'type-mismatch',
      'Scalar subquery cannot have more than one column unless using SELECT AS STRUCT to build STRUCT values',
      syntax,
    )
  }
  return { ...place, scan, type: columns[0]!.column.type }
}

export function resolveArraySubquery(query: QuerySyntax, span: Span, context: ExpressionContext): Expression {
  const { scan, columns } = resolveQuery(query, inside(context))
  if (columns.length !== 1) {
    return fail(
      'type-mismatch',
      'ARRAY subquery cannot have more than one column unless using SELECT AS STRUCT to build STRUCT values',
      span,
    )
  }
  const { type } = columns[0]!.column
  if (type.kind === 'array') {
    return fail(
      'type-mismatch',
      `Cannot use array subquery with column of type ${formatType(type)} because nested arrays are not supported`,
      span,
    )
  }
  return { kind: 'subquery', form: 'array', scan, correlated: [], type: arrayOf(type), span: spanOf(span) }
}

export function resolveInSubquery(
  operand: Expression,
  query: QuerySyntax,
  span: Span,
  context: ExpressionContext,
): Expression {
  const relation = resolveQuery(query, inside(context))
  if (relation.columns.length !== 1)
    return fail('type-mismatch', 'Subquery of type IN must have only one output column', query)
  const found = relation.columns[0]!.column.type
  const type = supertype([asOperand(operand), { type: found }])
  if (!type)
    return fail(
      'type-mismatch',
      `Cannot execute IN subquery with uncomparable types ${formatType(operand.type)} and ${formatType(found)}`,
      span,
    )
  const { scan }: Relation = coerceRelation(relation, [type], context.source)
  return {
    kind: 'subquery',
    form: 'in',
    operand: coerce(operand, type),
    scan,
    correlated: [],
    type: BOOL,
    span: spanOf(span),
  }
}

function inside({ source, ctes, scope }: ExpressionContext): QueryContext {
  return { source, ctes, ...(scope && { outer: scope }) }
}
