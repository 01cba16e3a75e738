import type { AggregateExpression, Scan, TableScan } from '../resolved.ts'

/**
 * `SELECT MAX(day) FROM t`, where `day` is the partition column, is answered by the last partition that has rows, MIN by the first: the
 * others need not be read. Not under a filter, which may leave out all of a partition.
 */
export function withExtreme(scan: Scan): Scan {
  if (scan.kind !== 'aggregate' || scan.keys.length > 0 || scan.groupingSets || scan.input.kind !== 'table') return scan
  const { input } = scan
  const extremes = new Set(scan.aggregates.map(({ expression }) => extremeOf(expression, input)))
  const [extreme] = extremes
  if (extremes.size !== 1 || extreme === undefined || input.partitions?.length) return scan
  return { ...scan, input: { ...input, extreme } }
}

function extremeOf(
  { name, arguments: [argument], having }: AggregateExpression,
  table: TableScan,
): TableScan['extreme'] {
  if ((name !== 'MAX' && name !== 'MIN') || having || argument?.kind !== 'column') return undefined
  const source = table.sources[table.columns.findIndex(({ id }) => id === argument.column.id)]
  const partition = table.table.partitionColumn
  if (partition === undefined || source?.toLowerCase() !== partition.toLowerCase()) return undefined
  return name === 'MAX' ? 'last' : 'first'
}
