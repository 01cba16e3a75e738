import type { Column, Scan } from '../../../googlesql/resolved.ts'
import { fromRelation, type OrderKey, outputSql, parenthesized, printSelect, type Relation } from './relation.ts'
import { emitScan } from './scan.ts'
import { columnName, newAlias, type Scope } from './scope.ts'
import { renameFields } from './type-names.ts'

type SetOperationScan = Extract<Scan, { kind: 'setOperation' }>

export function emitSetOperation(scan: SetOperationScan, scope: Scope): Relation {
  const relations = scan.inputs.map((input) => emitScan(input.scan, scope))
  const positions = scan.operator === 'UNION' && scan.all && scope.positioned ? unitedPositions(relations) : undefined
  const selects = relations.map((relation, index) =>
    selectOf(scan, relation, scan.inputs[index]!.columns, positions?.[index] ?? [], scope),
  )
  const alias = newAlias(scope.statement, 's')
  const columns = new Map(scan.columns.map((column) => [column.id, `${alias}.${columnName(column)}`]))
  const position = positions?.[0]?.map((_, index) => ({ sql: `${alias}.position${index}`, direction: '' }))
  return fromRelation(
    `${parenthesized(selects.join(`\n${scan.operator}${scan.all ? ' ALL' : ''}\n`))} AS ${alias}`,
    columns,
    position,
  )
}

/** One input's SELECT; its columns come in the order of the result's and are called like them. */
function selectOf(
  scan: SetOperationScan,
  relation: Relation,
  columns: readonly Column[],
  position: readonly string[],
  scope: Scope,
): string {
  const items = scan.columns.map((column, index) => {
    const source = columns[index]!
    return {
      sql: renameFields(outputSql(relation, source, scope), source.type, column.type, () =>
        newAlias(scope.statement, 'v'),
      ),
      name: columnName(column),
    }
  })
  const select = printSelect(relation, [...items, ...position.map((sql, index) => ({ sql, name: `position${index}` }))])
  return relation.orderBy.length > 0 || relation.limit !== undefined || relation.with.length > 0
    ? parenthesized(select)
    : select
}

/** Rows of the first input come first; each row's position is padded to one length. Undefined where an input's is unknown. */
function unitedPositions(relations: readonly Relation[]): readonly (readonly string[])[] | undefined {
  const known = relations.map((relation) => relation.position)
  if (!known.every((keys): keys is readonly OrderKey[] => keys?.every((key) => key.direction === '') ?? false))
    return undefined
  const length = Math.max(...known.map((keys) => keys.length))
  return known.map((keys, index) => [
    String(index),
    ...keys.map((key) => key.sql),
    ...Array<string>(length - keys.length).fill('0'),
  ])
}
