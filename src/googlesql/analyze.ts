import type { AnalyzeOptions, DmlSyntax } from './analyze-options.ts'
import { analyzing } from './resolve/analyzing.ts'
import { startSource } from './resolve/context.ts'
import { resolveDml } from './resolve/dml.ts'
import { resolveExpression } from './resolve/expression.ts'
import { finishExpression, finishQuery } from './resolve/finish.ts'
import { resolveQuery } from './resolve/query.ts'
import { resolveType } from './resolve/type-syntax.ts'
import type { Expression, ResolvedDml, ResolvedQuery } from './resolved.ts'
import type { ExpressionSyntax, QuerySyntax, TypeSyntax } from './syntax.ts'
import type { Type } from './types.ts'

/**
 * Gives every name of a query its meaning and every expression its type. Pure.
 *
 * @param text the whole text that the syntax was parsed from
 * @throws {SqlError} with a span of `text`; where a view or routine is wrong, of its text (`SqlError.source`)
 */
export function analyzeQuery(query: QuerySyntax, text: string, options: AnalyzeOptions): ResolvedQuery {
  return analyzing(query, () => {
    const source = startSource(text, options)
    return finishQuery(resolveQuery(query, { source, ctes: new Map() }), source)
  })
}

/**
 * An expression that stands alone, as in DECLARE, SET and IF: it can use variables, parameters and subqueries.
 * @throws {SqlError}
 */
export function analyzeExpression(expression: ExpressionSyntax, text: string, options: AnalyzeOptions): Expression {
  return analyzing(expression, () => {
    const source = startSource(text, options)
    return finishExpression(
      resolveExpression(expression, { source, ctes: new Map(), scope: undefined, clause: 'expression' }),
      source,
    )
  })
}

/** @throws {SqlError} */
export function analyzeDml(statement: DmlSyntax, text: string, options: AnalyzeOptions): ResolvedDml {
  return analyzing(statement, () => resolveDml(statement, startSource(text, options)))
}

/** @throws {SqlError} for a name that is no type */
export function analyzeType(type: TypeSyntax): Type {
  return resolveType(type)
}
