import type { Expression, Scan } from '../resolved.ts'
import { fail } from './fail.ts'
import type { SelectBlock } from './select-block.ts'
import { containsWindow, provideItems } from './select-block.ts'
import { visitColumns } from './visit-tree.ts'

export function windowScan(scan: Scan, block: SelectBlock): Scan {
  const parts = block.windows.flatMap(({ expression }) => [
    ...expression.arguments,
    ...expression.partitionBy,
    ...expression.orderBy.map((item) => item.expression),
  ])
  for (const part of parts) refuseNestedWindow(part, block)
  const input = provideItems(scan, parts, block)
  return {
    kind: 'window',
    input,
    calls: block.windows,
    columns: [...input.columns, ...block.windows.map(({ column }) => column)],
  }
}

/** An alias of an item that holds a window function cannot stand inside another. */
function refuseNestedWindow(part: Expression, block: SelectBlock): void {
  visitColumns(part, (column, reference) => {
    const item = block.items.find((candidate) => candidate.column.id === column.id)
    if (item && containsWindow(item.expression, block)) {
      fail(
        'invalid-query',
        `Column ${item.name} contains an analytic function, which is not allowed in another`,
        reference.span,
      )
    }
  })
}
