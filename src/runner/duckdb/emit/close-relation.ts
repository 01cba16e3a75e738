import type { Column } from '../../../googlesql/resolved.ts'
import { fromRelation, outputSql, parenthesized, type Relation } from './relation.ts'
import { columnName, newAlias, type Scope } from './scope.ts'
import { columnsForOthers, printShared } from './share.ts'

/** Closes the SELECT: its `columns` can be used by name in the next one. The position is handed on, an order becomes one. */
export function closeRelation(relation: Relation, columns: readonly Column[], scope: Scope): Relation {
  const alias = newAlias(scope.statement, 's')
  const outputs = columns.map((column) => ({ sql: outputSql(relation, column, scope), name: columnName(column) }))
  const items = columnsForOthers(relation, outputs, scope)
  const keys = (scope.positioned && (relation.orderBy.length > 0 ? relation.orderBy : relation.position)) || []
  const position = keys.map((key) => ({ ...key, name: newAlias(scope.statement, 'position') }))
  const from = `${parenthesized(printShared(relation, [...items, ...position], scope))} AS ${alias}`
  const names = new Map(columns.map((column) => [column.id, `${alias}.${columnName(column)}`]))
  const isKnown = relation.position !== undefined || relation.orderBy.length > 0
  return fromRelation(
    from,
    names,
    isKnown ? position.map(({ name, direction }) => ({ sql: `${alias}.${name}`, direction })) : undefined,
  )
}
