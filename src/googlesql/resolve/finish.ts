import type { Expression, ResolvedQuery } from '../resolved.ts'
import type { Source } from './context.ts'
import type { Relation } from './relation.ts'

export function finishQuery(relation: Relation, source: Source): ResolvedQuery {
  return {
    kind: 'query',
    scan: relation.scan,
    output: relation.columns.map(({ name, column }) => ({ name, column })),
    valueTable: relation.valueTable,
    references: source.analysis.references.map(({ scan: _, ...reference }) => ({
      ...reference,
      partitionFiltered: true,
    })),
    lineage: relation.columns.map(({ name }) => ({ name, sources: [] })),
  }
}

export function finishExpression(expression: Expression, _source: Source): Expression {
  return expression
}
