/** How deep parentheses may stand in each other before DuckDB's search for common subexpressions, cubic in it, takes seconds. */
const MOST = 150

/** Whether DuckDB should plan a query without looking for common subexpressions. */
export function isDeep(sql: string): boolean {
  let depth = 0
  for (let index = 0; index < sql.length; index++) {
    const code = sql.charCodeAt(index)
    if (code === 40 && ++depth > MOST) return true
    if (code === 41) depth--
  }
  return false
}
