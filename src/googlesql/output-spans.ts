import type { QueryBody, ScriptSyntax, SelectItem, Span } from './syntax.ts'

/**
 * Where the columns that the last query of a text gives are written: the item of its SELECT list that gives a name, or the query's
 * first word where none can be seen to (behind a star, a pipe).
 */
export function outputSpans({ statements }: ScriptSyntax): (column: string) => Span {
  const query = statements.findLast((statement) => statement.kind === 'queryStatement')?.query
  const start = query?.start ?? 0
  const items = query === undefined ? [] : selectItems(query.body)
  return (column) => {
    const found = items.find((item) => itemName(item)?.toLowerCase() === column.toLowerCase())
    return found ?? { start, end: start + 1 }
  }
}

/** Of a set operation, the items of its first query, which name the columns. */
function selectItems(body: QueryBody): readonly SelectItem[] {
  if (body.kind === 'select') return body.items
  if (body.kind === 'query') return selectItems(body.body)
  return body.kind === 'fromQuery' ? [] : selectItems(body.left)
}

function itemName(item: SelectItem): string | undefined {
  if (item.kind === 'star') return undefined
  const { expression, alias } = item
  if (alias) return alias.name
  if (expression.kind === 'field') return expression.name.name
  return expression.kind === 'name' ? expression.path.names.at(-1)?.name : undefined
}
