import type { AnyExpression } from '../../../googlesql/resolve/visit-tree.ts'
import type { Column, Expression, Scan } from '../../../googlesql/resolved.ts'
import { visitExpression, visitScan } from './walk.ts'

/** What a column's values are computed by: one expression, or any of several. A column that rows bring along has none. */
export type ColumnSources = ReadonlyMap<number, readonly AnyExpression[]>

export function columnSources(scans: readonly Scan[], expressions: readonly Expression[]): ColumnSources {
  const sources = new Map<number, readonly AnyExpression[]>()
  const entries = new Map<string, readonly Column[]>()
  const addBindings = (expression: AnyExpression) => {
    if (expression.kind !== 'let') return
    for (const { column, expression: value } of expression.bindings) sources.set(column.id, [value])
  }
  const addScan = (scan: Scan) => {
    for (const [id, values] of sourcesIn(scan, entries)) sources.set(id, values)
  }
  for (const scan of scans) visitScan(scan, addBindings, addScan)
  for (const expression of expressions) visitExpression(expression, addBindings, addScan)
  return sources
}

type Source = readonly [number, readonly AnyExpression[]]

function sourcesIn(scan: Scan, entries: Map<string, readonly Column[]>): readonly Source[] {
  switch (scan.kind) {
    case 'project':
      return scan.computed.map(({ column, expression }) => [column.id, [expression]])
    case 'aggregate':
      return [...scan.keys, ...scan.aggregates].map(({ column, expression }) => [column.id, [expression]])
    case 'setOperation':
      return scan.columns.map(({ id }, index) => [id, scan.inputs.map(({ columns }) => reference(columns[index]!))])
    case 'with':
      for (const { name, columns, recursive } of scan.entries) if (!recursive) entries.set(name, columns)
      return []
    case 'withReference':
      return (entries.get(scan.name) ?? []).map((column, index) => [scan.columns[index]!.id, [reference(column)]])
    default:
      return []
  }
}

function reference(column: Column): Expression {
  return { kind: 'column', column, type: column.type, span: { start: 0, end: 0 } }
}
