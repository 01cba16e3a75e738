import type {
  Column,
  ComputedColumn,
  Expression,
  PartitionBounds,
  Scan,
  TableScan,
  WithScanEntry,
} from '../resolved.ts'
import type { TreeMapper } from './map-tree.ts'
import { mapComputed, mapExpressionParts, mapScanParts } from './map-tree.ts'
import type { Usage } from './mark-used.ts'
import { withExtreme } from './partition-extreme.ts'
import { boundColumns, definedColumns, scanChain } from './visit-tree.ts'

/** Columns of one subquery: made in it, and mentioned in it. */
interface Frame {
  readonly defined: Set<number>
  readonly mentioned: Map<number, Column>
}

export interface Rebuilder {
  scan(scan: Scan): Scan
  expression(expression: Expression): Expression
}

/** Makes the final tree: without what nothing uses, with `correlated` and the partitions of tables filled in. */
export function createRebuilder(usage: Usage, partitions: ReadonlyMap<TableScan, PartitionBounds>): Rebuilder {
  const known = new Map<string, WithScanEntry>()
  let frame = openFrame()
  const used = (column: Column) => usage.columns.has(column.id)
  const mapper: TreeMapper = { expression: rebuildExpression, scan: rebuildScan }
  return mapper

  function rebuildExpression(expression: Expression): Expression {
    if (expression.kind === 'column') {
      frame.mentioned.set(expression.column.id, expression.column)
      return expression
    }
    if (expression.kind === 'subquery') return rebuildSubquery(expression)
    define(boundColumns(expression))
    if (expression.kind === 'let') return rebuildLet(expression)
    return mapExpressionParts(expression, mapper)
  }

  function define(columns: readonly Column[]): void {
    for (const column of columns) frame.defined.add(column.id)
  }

  function rebuildSubquery(expression: Extract<Expression, { kind: 'subquery' }>): Expression {
    const operand = expression.operand && rebuildExpression(expression.operand)
    const outer = frame
    frame = openFrame()
    const scan = rebuildScan(expression.scan)
    const correlated = [...frame.mentioned.values()].filter((column) => !frame.defined.has(column.id))
    frame = outer
    for (const column of correlated) frame.mentioned.set(column.id, column)
    return { ...expression, ...(operand && { operand }), scan, correlated }
  }

  function rebuildLet(expression: Extract<Expression, { kind: 'let' }>): Expression {
    const bindings = expression.bindings
      .filter((binding) => used(binding.column))
      .map((binding) => mapComputed(binding, mapper))
    const body = rebuildExpression(expression.body)
    return bindings.length ? { ...expression, bindings, body } : body
  }

  /** From the bottom up, since a scan shows columns of those below it. */
  function rebuildScan(scan: Scan): Scan {
    const chain = scanChain(scan)
    for (const link of chain) define(definedColumns(link))
    let input: Scan | undefined
    // loops, not callbacks, where queries nest: each frame counts a thousand times
    for (let index = chain.length - 1; index >= 0; index--) {
      const link = chain[index]!
      input = link.kind === 'project' ? rebuildProject(link, input!) : rebuildLink(link, input)
    }
    return input!
  }

  /** @param input what stands below, already rebuilt, where that is one scan */
  function rebuildLink(scan: Scan, input: Scan | undefined): Scan {
    switch (scan.kind) {
      case 'table':
        return rebuildTable(scan)
      case 'setOperation':
        return rebuildSetOperation(scan)
      case 'with':
        return rebuildWith(scan)
      case 'withReference':
        return { ...scan, columns: keptPositions(scan.columns, known.get(scan.name)!.columns) }
      default: {
        const parts: TreeMapper = { expression: rebuildExpression, scan: (below) => input ?? rebuildScan(below) }
        return withExtreme(withColumns(mapScanParts(withoutUnused(scan), parts)))
      }
    }
  }

  function rebuildTable(scan: TableScan): TableScan {
    const mapped = mapScanParts(scan, mapper) as TableScan
    const bounds = partitions.get(scan)
    const sources = scan.sources.filter((_, index) => used(scan.columns[index]!))
    return { ...mapped, columns: scan.columns.filter(used), sources, ...(bounds?.length && { partitions: bounds }) }
  }

  function rebuildProject(scan: Extract<Scan, { kind: 'project' }>, input: Scan): Scan {
    const computed: ComputedColumn[] = []
    for (const { column, expression } of scan.computed) {
      if (used(column)) computed.push({ column, expression: rebuildExpression(expression) })
    }
    const columns = scan.columns.filter(used)
    const same =
      !computed.length &&
      columns.length === input.columns.length &&
      columns.every((column, index) => column.id === input.columns[index]!.id)
    return same ? input : { ...scan, input, computed, columns }
  }

  function rebuildSetOperation(scan: Extract<Scan, { kind: 'setOperation' }>): Scan {
    const inputs = scan.inputs.map((input) => ({
      scan: rebuildScan(input.scan),
      columns: keptPositions(input.columns, scan.columns),
    }))
    for (const { columns } of inputs) for (const column of columns) frame.mentioned.set(column.id, column)
    return { ...scan, inputs, columns: keptPositions(scan.columns, scan.columns) }
  }

  /** Those of `columns` that stand where `reference` has a column that is used. */
  function keptPositions(columns: readonly Column[], reference: readonly Column[]): readonly Column[] {
    return columns.filter((_, index) => used(reference[index]!))
  }

  function rebuildWith(scan: Extract<Scan, { kind: 'with' }>): Scan {
    const kept = scan.entries.filter((entry) => usage.entries.has(entry.name))
    for (const entry of kept) known.set(entry.name, entry)
    const entries = kept.map(rebuildEntry)
    const body = rebuildScan(scan.body)
    return entries.length ? { ...scan, entries, body, columns: body.columns } : body
  }

  function rebuildEntry(entry: WithScanEntry): WithScanEntry {
    const { recursive } = entry
    const scan = rebuildScan(entry.scan)
    const columns = keptPositions(entry.columns, entry.columns)
    if (!recursive) return { ...entry, scan, columns }
    return { ...entry, scan, columns, recursive: { ...recursive, scan: rebuildScan(recursive.scan) } }
  }

  function withoutUnused(scan: Scan): Scan {
    if (scan.kind === 'aggregate') {
      return { ...scan, aggregates: scan.aggregates.filter(({ column }) => used(column)) }
    }
    if (scan.kind === 'window') return { ...scan, calls: scan.calls.filter(({ column }) => used(column)) }
    if (scan.kind === 'unnest' && scan.offset && !used(scan.offset)) {
      const { offset: _, ...rest } = scan
      return rest
    }
    return scan
  }
}

/** The columns that a scan has when its inputs have fewer than before. */
function withColumns(scan: Scan): Scan {
  switch (scan.kind) {
    case 'join':
      return { ...scan, columns: [...scan.left.columns, ...scan.right.columns] }
    case 'unnest':
      return { ...scan, columns: [...(scan.input?.columns ?? []), ...definedColumns(scan)] }
    case 'window':
      return scan.calls.length ? { ...scan, columns: [...scan.input.columns, ...definedColumns(scan)] } : scan.input
    case 'aggregate':
      return { ...scan, columns: definedColumns(scan) }
    case 'filter':
    case 'order':
    case 'limit':
    case 'sample':
      return { ...scan, columns: scan.input.columns }
    default:
      return scan
  }
}

function openFrame(): Frame {
  return { defined: new Set(), mentioned: new Map() }
}
