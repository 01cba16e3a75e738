import type { Column, ColumnLineage, Expression, Scan, TableScan, WithScanEntry } from '../resolved.ts'
import { aggregateParts, expressionParts, scanChain, scanExpressions, scanInputs } from './visit-tree.ts'

type Source = ColumnLineage['sources'][number]

/** What a column is made of. */
type Origin =
  | { readonly kind: 'table'; readonly scan: TableScan; readonly source: string }
  | { readonly kind: 'columns'; readonly columns: readonly Column[] }
  | { readonly kind: 'expressions'; readonly expressions: readonly Expression[] }

/** For each output column the table columns that its values come from. What only decides which rows there are does not count. */
export function columnLineage(
  scan: Scan,
  output: readonly { readonly name: string; readonly column: Column }[],
): readonly ColumnLineage[] {
  const origins = new Map<number, Origin>()
  collectOrigins(scan, origins, new Map())
  const known = new Map<number, ReadonlyMap<string, Source>>()
  return output.map(({ name, column }) => ({ name, sources: [...sourcesOf(column, origins, known).values()] }))
}

function collectOrigins(scan: Scan, origins: Map<number, Origin>, entries: Map<string, WithScanEntry>): void {
  const chain = scanChain(scan)
  const last = chain.at(-1)!
  if (last.kind === 'with') for (const entry of last.entries) entries.set(entry.name, entry)
  for (const input of scanInputs(last)) collectOrigins(input, origins, entries)
  for (const link of chain) {
    for (const expression of scanExpressions(link)) collectInside(expression, origins, entries)
    for (const [column, origin] of ownOrigins(link, entries)) origins.set(column.id, origin)
  }
}

/** Columns of subqueries and of `let`. */
function collectInside(
  expression: Expression,
  origins: Map<number, Origin>,
  entries: Map<string, WithScanEntry>,
): void {
  if (expression.kind === 'subquery') collectOrigins(expression.scan, origins, entries)
  if (expression.kind === 'let') {
    for (const binding of expression.bindings) origins.set(binding.column.id, made([binding.expression]))
  }
  for (const part of expressionParts(expression)) collectInside(part, origins, entries)
}

function made(expressions: readonly Expression[]): Origin {
  return { kind: 'expressions', expressions }
}

function ownOrigins(scan: Scan, entries: ReadonlyMap<string, WithScanEntry>): readonly (readonly [Column, Origin])[] {
  switch (scan.kind) {
    case 'table':
      return scan.columns.map((column, index) => [column, { kind: 'table', scan, source: scan.sources[index]! }])
    case 'project':
      return scan.computed.map(({ column, expression }) => [column, made([expression])])
    case 'aggregate':
      return [
        ...scan.keys.map(({ column, expression }) => [column, made([expression])] as const),
        ...scan.aggregates.map(({ column, expression }) => [column, made(aggregateParts(expression))] as const),
      ]
    case 'window':
      return scan.calls.map(({ column, expression }) => [column, made(expression.arguments)])
    case 'unnest':
      return [[scan.element, made([scan.array])]]
    case 'setOperation':
      return scan.columns.map((column, index) => [
        column,
        { kind: 'columns', columns: scan.inputs.map((input) => input.columns[index]!) },
      ])
    case 'withReference':
      return scan.columns.map((column, index) => [column, entryOrigin(entries.get(scan.name), index)])
    default:
      return []
  }
}

function entryOrigin(entry: WithScanEntry | undefined, index: number): Origin {
  const columns = [entry?.columns[index], entry?.recursive?.columns[index]].filter((column) => column !== undefined)
  return { kind: 'columns', columns }
}

function sourcesOf(
  column: Column,
  origins: ReadonlyMap<number, Origin>,
  known: Map<number, ReadonlyMap<string, Source>>,
): ReadonlyMap<string, Source> {
  const found = known.get(column.id)
  if (found) return found
  const sources = new Map<string, Source>()
  // set before it is complete: a recursive query leads back to its own columns
  known.set(column.id, sources)
  const origin = origins.get(column.id)
  if (origin?.kind === 'table') {
    const { reference } = origin.scan.table
    sources.set(JSON.stringify([reference, origin.source]), { reference, column: origin.source })
  }
  const parts =
    origin?.kind === 'columns' ? origin.columns : origin?.kind === 'expressions' ? valueColumns(origin.expressions) : []
  for (const part of parts) for (const [key, source] of sourcesOf(part, origins, known)) sources.set(key, source)
  return sources
}

/** Columns that values of these expressions are made of; of a subquery those that it gives. */
function valueColumns(expressions: readonly Expression[]): readonly Column[] {
  const columns: Column[] = []
  const visit = (expression: Expression): void => {
    if (expression.kind === 'column') columns.push(expression.column)
    if (expression.kind === 'subquery' && expression.form !== 'exists') columns.push(...expression.scan.columns)
    expressionParts(expression).forEach(visit)
  }
  expressions.forEach(visit)
  return columns
}
