import type { Column, Expression, ResolvedQuery, ResolvedReference, Scan, TableScan } from '../resolved.ts'
import type { Source } from './context.ts'
import { fail } from './fail.ts'
import { columnLineage } from './lineage.ts'
import { markUsed } from './mark-used.ts'
import type { PartitionUse } from './partition-bounds.ts'
import { partitionUse } from './partition-bounds.ts'
import { collectTableFacts } from './partition-facts.ts'
import type { Rebuilder } from './rebuild.ts'
import { createRebuilder } from './rebuild.ts'
import type { Relation } from './relation.ts'
import { formatReference } from './table.ts'

export interface Finished extends Rebuilder {
  readonly references: readonly ResolvedReference[]
}

/**
 * What can only be said of a whole statement: which columns are used, which partitions can matter, what is correlated.
 *
 * @param outputs columns of `scans` that must stay
 * @throws {SqlError} `partition-filter`
 */
export function finishing(
  scans: readonly Scan[],
  outputs: readonly Column[],
  expressions: readonly Expression[],
  source: Source,
): Finished {
  const uses = new Map<TableScan, PartitionUse>()
  for (const [scan, places] of collectTableFacts(scans, expressions)) uses.set(scan, partitionUse(scan, places))
  if (source.analysis.options.requirePartitionFilters !== false) refuseWholeTables(uses)
  const bounds = new Map([...uses].map(([scan, use]) => [scan, use.bounds]))
  const rebuilder = createRebuilder(markUsed(scans, outputs, expressions), bounds)
  return { ...rebuilder, references: finishedReferences(source, uses) }
}

export function finishQuery(relation: Relation, source: Source): ResolvedQuery {
  const columns = relation.columns.map(({ column }) => column)
  const finished = finishing([relation.scan], columns, [], source)
  const scan = finished.scan(relation.scan)
  const output = relation.columns.map(({ name, column }) => ({ name, column }))
  return {
    kind: 'query',
    scan,
    output,
    valueTable: relation.valueTable,
    references: finished.references,
    lineage: columnLineage(scan, output),
  }
}

export function finishExpression(expression: Expression, source: Source): Expression {
  return finishing([], [], [expression], source).expression(expression)
}

/** A table that asks for a filter on its partition column must have one wherever it is read. */
function refuseWholeTables(uses: ReadonlyMap<TableScan, PartitionUse>): void {
  for (const [{ table, span }, { filtered }] of uses) {
    if (filtered || !table.requirePartitionFilter) continue
    const name = formatReference(table.reference)
    fail(
      'partition-filter',
      `Cannot query over table '${name}' without a filter over column(s) '${table.partitionColumn}' that can be used for partition elimination`,
      span,
      `add a condition on ${table.partitionColumn} to the WHERE clause`,
    )
  }
}

/** A view is filtered where all that it reads is. */
function finishedReferences(source: Source, uses: ReadonlyMap<TableScan, PartitionUse>): readonly ResolvedReference[] {
  const { references } = source.analysis
  return references.map(({ scan, depth: _, ...reference }, index) => {
    const scans = scan ? [scan] : scansBehind(references, index)
    return { ...reference, partitionFiltered: scans.every((read) => uses.get(read)?.filtered ?? true) }
  })
}

/** What a view reads stands behind it in the list, until something that is read by another. */
function scansBehind(references: Source['analysis']['references'], index: number): readonly TableScan[] {
  const depth = references[index]!.depth
  const end = references.findIndex((other, position) => position > index && other.depth <= depth)
  return references.slice(index + 1, end < 0 ? undefined : end).flatMap(({ scan }) => (scan ? [scan] : []))
}
