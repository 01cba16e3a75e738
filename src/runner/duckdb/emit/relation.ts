import type { Column } from '../../../googlesql/resolved.ts'
import { columnSql, innerScope, isPlain, type Scope } from './scope.ts'

/** One key of an order, `direction` being ` DESC NULLS LAST` or the like. */
export interface OrderKey {
  readonly sql: string
  readonly direction: string
}

/**
 * A SELECT under construction. As long as a further step of the query means the same there, it is laid into the same SELECT;
 * otherwise the SELECT is closed and becomes a relation in the next one's FROM.
 */
export interface Relation {
  /** After FROM; empty for a query without FROM. */
  readonly from: string
  readonly where: readonly string[]
  /** What each column is called, or the expression that computes it, inside this SELECT. */
  readonly columns: ReadonlyMap<number, string>
  /** Columns whose SQL may stand nowhere but in the SELECT list: repeated, it would cost or mean something else. */
  readonly pending: ReadonlySet<number>
  /** After GROUP BY; the columns are then keys and aggregates. `()` makes one row of all. */
  readonly groupBy?: string
  readonly having: readonly string[]
  readonly windowed: boolean
  readonly orderBy: readonly OrderKey[]
  readonly limit?: string
  /** WITH entries in front of SELECT. */
  readonly with: readonly string[]
  readonly recursive: boolean
  /** What the rows are ordered by in the arrays that they come from, kept where the scope is `positioned`; undefined: nothing is known. */
  readonly position?: readonly OrderKey[]
  /** Of a grouping without keys: the aggregates, one of which must stand in the SELECT to make it one. */
  readonly aggregates: readonly string[]
  /** Of several grouping sets: an order among rows that are equal in the query's own, totals first. */
  readonly ties: readonly OrderKey[]
  /** FROM is a join, to be put in parentheses on the right of another. */
  readonly joined: boolean
}

export const EMPTY: Relation = {
  from: '',
  where: [],
  columns: new Map(),
  pending: new Set(),
  having: [],
  windowed: false,
  orderBy: [],
  with: [],
  recursive: false,
  aggregates: [],
  ties: [],
  joined: false,
}

/** A relation that stands in FROM as it is, with its columns by name. */
export function fromRelation(
  from: string,
  columns: ReadonlyMap<number, string>,
  position?: readonly OrderKey[],
): Relation {
  return { ...EMPTY, from, columns, ...(position ? { position } : {}) }
}

/** Whether nothing but FROM and WHERE is set and all columns have names, so that the relation can be joined as it is. */
export function isJoinable(relation: Relation): boolean {
  return (
    isOpen(relation) &&
    relation.from !== '' &&
    relation.orderBy.length === 0 &&
    relation.with.length === 0 &&
    [...relation.columns.values()].every(isPlain)
  )
}

/** Whether WHERE, GROUP BY and windows can still be added. */
export function isOpen(relation: Relation): boolean {
  return relation.groupBy === undefined && !relation.windowed && relation.limit === undefined
}

export interface SelectItem {
  readonly sql: string
  readonly name: string
}

/** The SELECT statement with these items. */
export function printSelect(relation: Relation, items: readonly SelectItem[]): string {
  const list =
    items.length === 0
      ? '1'
      : items.map(({ sql, name }) => (sql.endsWith(`.${name}`) ? sql : `${sql} AS ${name}`)).join(', ')
  const clauses = [
    relation.with.length > 0 ? `WITH ${relation.recursive ? 'RECURSIVE ' : ''}${relation.with.join(',\n')}` : '',
    `SELECT ${list}`,
    relation.from && `FROM ${relation.from}`,
    relation.where.length > 0 ? `WHERE ${relation.where.join(' AND ')}` : '',
    printGroupBy(relation, items),
    relation.having.length > 0 ? `HAVING ${relation.having.join(' AND ')}` : '',
    relation.orderBy.length > 0 ? `ORDER BY ${printOrder(relation.orderBy)}` : '',
    relation.limit ?? '',
  ]
  return clauses.filter((clause) => clause !== '').join('\n')
}

/** Without keys, an aggregate in the list or in HAVING already makes one row of all; GROUP BY () would only be slower. */
function printGroupBy({ groupBy, aggregates, having }: Relation, items: readonly SelectItem[]): string {
  if (groupBy === undefined) return ''
  const texts = [...items.map((item) => item.sql), ...having]
  return groupBy === '()' && aggregates.some((aggregate) => texts.some((text) => text.includes(aggregate)))
    ? ''
    : `GROUP BY ${groupBy}`
}

export function printOrder(keys: readonly OrderKey[]): string {
  return keys.map((key) => key.sql + key.direction).join(', ')
}

/** SQL in parentheses on lines of its own. */
export function parenthesized(sql: string): string {
  return sql.includes('\n') ? `(\n${indented(sql)}\n)` : `(${sql})`
}

/** No literal spans lines (see `quoteText`), so every line may be moved. */
export function indented(sql: string): string {
  // not /^/gm, for which U+2028 ends a line too
  return `  ${sql.replaceAll('\n', '\n  ')}`
}

/** What a column of the SELECT list is; a correlated subquery may hand on a column from outside as it is. */
export function outputSql(relation: Relation, column: Column, scope: Scope): string {
  return columnSql(column, innerScope(scope, relation.columns))
}
