import type { Column, Expression, Scan } from '../resolved.ts'
import type { Names } from './scope.ts'
import { createNames } from './scope.ts'

/** What a query gives: rows, and the names of its columns. */
export interface Relation {
  readonly scan: Scan
  readonly columns: readonly RelationColumn[]
  /** SELECT AS STRUCT or AS VALUE: the only column is the row. */
  readonly valueTable: boolean
}

export interface RelationColumn {
  /** Empty where the query gives none. */
  readonly name: string
  readonly column: Column
  /** The literal that the column is in every row, which still adapts in set operations. */
  readonly literal?: Expression
}

/** What a FROM clause shows of a relation under an alias; of a value table its row, and the row's fields. */
export function relationNames(relation: Pick<Relation, 'columns' | 'valueTable'>, alias: string | undefined): Names {
  if (relation.valueTable) return rowNames(relation.columns[0]!.column, alias)
  const columns = relation.columns.map(({ name, column }) => ({ name, column }))
  if (alias === undefined) return createNames(columns, [])
  return createNames(columns, [{ name: alias, names: createNames(columns, []) }])
}

/** Of a column whose values are the rows: a value table's, or an UNNEST's element. */
export function rowNames(row: Column, alias: string | undefined): Names {
  const isStruct = row.type.kind === 'struct'
  const shown = { name: alias ?? '', column: row, ...(isStruct && { row: true }) }
  if (alias === undefined) return createNames([shown], [])
  const inside = createNames(isStruct ? [shown] : [], [])
  return createNames([shown], [{ name: alias, names: inside, row }])
}

/** The row itself, where names show nothing but the rows of one value table. */
export function soleRow(names: Names): Column | undefined {
  const [column, ...others] = names.columns
  if (!column || others.length) return undefined
  return column.row || names.ranges.some((range) => range.row?.id === column.column.id) ? column.column : undefined
}
