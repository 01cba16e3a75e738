import type { Scan } from '../resolved.ts'
import type { FromSyntax, JoinSyntax } from '../syntax.ts'
import type { QueryContext } from './context.ts'
import { resolveJoin } from './join.ts'
import { resolvePivot } from './pivot.ts'
import { resolveSubqueryOfFrom } from './query.ts'
import { relationNames } from './relation.ts'
import { sampled } from './sample.ts'
import type { Names } from './scope.ts'
import { resolveTable } from './table.ts'
import { resolveTableFunction } from './table-function.ts'
import { isArrayPath, resolveArraySource } from './unnest.ts'
import { resolveUnpivot } from './unpivot.ts'

/** What a FROM clause gives: rows, and what can be named of them. */
export interface FromResult {
  readonly scan: Scan
  readonly names: Names
}

/**
 * @param lateral what stands to the left in the same FROM clause; only arrays may be made of it
 * @throws {SqlError}
 */
export function resolveFrom(syntax: FromSyntax, context: QueryContext, lateral?: Names): FromResult {
  switch (syntax.kind) {
    case 'table':
      if (isArrayPath(syntax, context, lateral)) return resolveArraySource(syntax, context, lateral)
      return resolveTable(syntax, context)
    case 'unnest':
      return resolveArraySource(syntax, context, lateral)
    case 'subquery': {
      const relation = resolveSubqueryOfFrom(syntax.query, context)
      const scan = sampled(relation.scan, syntax.sample, context)
      return { scan, names: relationNames(relation, syntax.alias?.name) }
    }
    case 'join':
      return resolveJoinChain(syntax, context, lateral)
    case 'tableFunction':
      return resolveTableFunction(syntax, context)
    case 'pivot':
      return resolvePivot(resolveFrom(syntax.input, context, lateral), syntax.pivot, syntax.alias, context)
    case 'unpivot':
      return resolveUnpivot(resolveFrom(syntax.input, context, lateral), syntax.unpivot, syntax.alias, context)
  }
}

/** Joins lean to the left, so a long FROM clause is walked without recursion. */
function resolveJoinChain(syntax: JoinSyntax, context: QueryContext, lateral: Names | undefined): FromResult {
  const chain: JoinSyntax[] = []
  let current: FromSyntax = syntax
  for (; current.kind === 'join'; current = current.left) chain.push(current)
  let result = resolveFrom(current, context, lateral)
  for (const join of chain.reverse()) {
    result = resolveJoin(result, join, context, lateral)
  }
  return result
}
