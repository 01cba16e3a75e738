import { printSelect, type Relation, type SelectItem } from './relation.ts'
import { isPlain, newAlias, type Scope, type Statement } from './scope.ts'

/**
 * Says of an expression over one column that computing it twice is a waste, and that it never raises an error.
 *
 * @param operand SQL of the column
 */
export function markCostly(statement: Statement, sql: string, operand: string): string {
  if (isPlain(operand)) statement.costly.set(sql, operand)
  return sql
}

/**
 * The SELECT statement with these items. What WHERE asks about and the SELECT reads again is a column of a SELECT below, where it is
 * costly: DuckDB 1.5.6 shares nothing between the two.
 */
export function printShared(relation: Relation, items: readonly SelectItem[], { statement, outer }: Scope): string {
  const alias = outer === undefined && relation.where.length > 0 ? soleAlias(relation) : undefined
  if (alias === undefined) return printSelect(relation, items)
  const [where, rest] = [relation.where.join(), textsBesideWhere(relation, items).join()]
  const shared = [...statement.costly].filter(
    ([sql, operand]) => operand.startsWith(`${alias}.`) && where.includes(sql) && rest.includes(sql),
  )
  if (shared.length === 0) return printSelect(relation, items)
  const columns = shared
    .map(([sql]) => ({ sql, name: `"$${newAlias(statement, 'shared')}"` }))
    .sort((left, right) => right.sql.length - left.sql.length)
  const replace = (text: string) =>
    columns.reduce((done, { sql, name }) => done.replaceAll(sql, () => `${alias}.${name}`), text)
  const computed = columns.map(({ sql, name }) => `${once(sql)} AS ${name}`)
  const from = `(SELECT ${alias}.*, ${computed.join(', ')} FROM ${relation.from}) AS ${alias}`
  const { items: replaced, ...changed } = mapTexts(relation, items, replace)
  return printSelect({ ...changed, from }, replaced)
}

/**
 * Columns for other SELECTs. Where one of them is costly, it is computed once, whatever is asked of it above. Where there are more,
 * those that a filter above does not read had better wait for the filter.
 */
export function columnsForOthers<Item extends SelectItem>(
  { groupBy, windowed }: Relation,
  items: readonly Item[],
  { statement, outer }: Scope,
): readonly Item[] {
  if (outer !== undefined || groupBy !== undefined || windowed) return items
  const costly = items.filter((item) => [...statement.costly.keys()].some((sql) => item.sql.includes(sql)))
  return costly.length === 1
    ? items.map((item) => (item === costly[0] ? { ...item, sql: once(item.sql) } : item))
    : items
}

/** DuckDB would put the expression back into WHERE and compute it there too, if it were always the same. */
function once(sql: string): string {
  return `CASE WHEN random() < 2 THEN ${sql} END`
}

/** The name of what FROM has, where that is one table or SELECT. */
function soleAlias({ from, joined }: Relation): string | undefined {
  return joined ? undefined : /^(?:[\w.]|"(?:[^"]|"")*")* AS (\w+)$/.exec(withoutParentheses(from))?.[1]
}

function withoutParentheses(sql: string): string {
  let depth = 0
  let outside = ''
  for (const [piece] of sql.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]|[^'"()]+/g)) {
    if (piece === ')') depth -= 1
    if (depth === 0 && piece !== '(' && piece !== ')') outside += piece
    if (piece === '(') depth += 1
  }
  return outside
}

function textsBesideWhere(relation: Relation, items: readonly SelectItem[]): readonly string[] {
  const keys = [...relation.orderBy].map(({ sql }) => sql)
  return [...items.map(({ sql }) => sql), relation.groupBy ?? '', ...relation.having, ...keys]
}

function mapTexts(relation: Relation, items: readonly SelectItem[], change: (text: string) => string) {
  return {
    ...relation,
    items: items.map(({ sql, name }) => ({ sql: change(sql), name })),
    where: relation.where.map(change),
    having: relation.having.map(change),
    aggregates: relation.aggregates.map(change),
    orderBy: relation.orderBy.map(({ sql, direction }) => ({ sql: change(sql), direction })),
    ...(relation.groupBy === undefined ? {} : { groupBy: change(relation.groupBy) }),
  }
}
