import { structOf, type Type } from '../../googlesql/types.ts'
import type { Value } from '../../googlesql/value.ts'
import { nameFields, type ResultColumn } from '../duckdb/fields.ts'
import { isSameValue, keyOf } from './same-value.ts'

export type Row = readonly Value[]

/** Where two rows of one pair differ: `stats[2].value`. */
export interface CellDifference {
  readonly path: string
  readonly type: Type
  readonly expected: Value
  readonly actual: Value
  /** An array that would be right in another order, which only an ORDER BY gives. */
  readonly isReordered?: boolean
}

/** The column that a path begins with. */
export function columnOf(path: string): string {
  return path.split(/[.[]/)[0]!
}

/** Numbers are positions in the lists that were compared. */
export interface RowDifferences {
  /** Rows that are equal, and those that are meant to be, it seems: most of their columns are equal. */
  readonly pairs: readonly {
    readonly expected: number
    readonly actual: number
    readonly cells: readonly CellDifference[]
  }[]
  readonly missing: readonly number[]
  readonly unexpected: readonly number[]
}

export function isEqual({ pairs, missing, unexpected }: RowDifferences): boolean {
  return missing.length === 0 && unexpected.length === 0 && pairs.every(({ cells }) => cells.length === 0)
}

/** Compares rows as a multiset: their order says nothing, how often one comes does. Arrays inside are in order. */
export function compareRows(
  expected: readonly Row[],
  actual: readonly Row[],
  columns: readonly ResultColumn[],
): RowDifferences {
  const type = structOf(columns.map(({ name, type: own }) => ({ name, type: nameFields(own) })))
  const left: Left = { expected: new Set(expected.keys()), actual: new Set(actual.keys()), pairs: [] }
  const bothBy = (key: (row: Row) => string, fits: (one: Row, other: Row) => boolean) =>
    pairUp(left, groupBy(expected, left.expected, key), groupBy(actual, left.actual, key), (one, other) =>
      fits(expected[one]!, actual[other]!),
    )
  bothBy(
    (row) => keyOf(row, type),
    () => true,
  )
  bothBy(
    (row) => keyOf(row, type, { withoutFloats: true }),
    (one, other) => isSameValue(one, other, type),
  )
  const alike = pairAlike(left, expected, actual, columns)
  const pairs = [...left.pairs.map((pair) => ({ ...pair, cells: [] })), ...alike].sort(
    (one, other) => one.expected - other.expected,
  )
  return { pairs, missing: [...left.expected], unexpected: [...left.actual] }
}

/** Rows that have no partner yet, and the pairs that were found. */
interface Left {
  readonly expected: Set<number>
  readonly actual: Set<number>
  readonly pairs: { expected: number; actual: number }[]
}

function groupBy(
  rows: readonly Row[],
  positions: ReadonlySet<number>,
  key: (row: Row) => string,
): ReadonlyMap<string, number[]> {
  const groups = new Map<string, number[]>()
  for (const position of positions) {
    const text = key(rows[position]!)
    const group = groups.get(text)
    if (group) group.push(position)
    else groups.set(text, [position])
  }
  return groups
}

function pairUp(
  left: Left,
  expected: ReadonlyMap<string, number[]>,
  actual: ReadonlyMap<string, number[]>,
  fits: (expected: number, actual: number) => boolean,
): void {
  for (const [key, group] of expected) {
    const others = actual.get(key)
    if (others === undefined) continue
    for (const one of group) {
      const index = others.findIndex((other) => fits(one, other))
      if (index < 0) continue
      const [other] = others.splice(index, 1)
      left.pairs.push({ expected: one, actual: other! })
      left.expected.delete(one)
      left.actual.delete(other!)
    }
  }
}

/** Beyond this, rows are only told to be missing or unexpected. */
const MOST_COMPARISONS = 250_000

/** Pairs what is left, most alike first; rows of which less than half the columns are equal are no pair, unless they are the only ones. */
function pairAlike(left: Left, expected: readonly Row[], actual: readonly Row[], columns: readonly ResultColumn[]) {
  if (left.expected.size * left.actual.size > MOST_COMPARISONS) return []
  const isOnlyPair = expected.length === 1 && actual.length === 1
  const candidates = [...left.expected].flatMap((one) =>
    [...left.actual].flatMap((other) => {
      const cells = columns.flatMap(({ name, type }, index) =>
        differences(expected[one]![index]!, actual[other]![index]!, type, name),
      )
      const different = new Set(cells.map(({ path }) => columnOf(path))).size
      return isOnlyPair || different * 2 <= columns.length ? [{ expected: one, actual: other, cells, different }] : []
    }),
  )
  candidates.sort((one, other) => one.different - other.different || one.cells.length - other.cells.length)
  return candidates.filter(({ expected: one, actual: other }) => {
    if (!left.expected.has(one) || !left.actual.has(other)) return false
    left.expected.delete(one)
    left.actual.delete(other)
    return true
  })
}

function differences(expected: Value, actual: Value, type: Type, path: string): CellDifference[] {
  if (isSameValue(expected, actual, type)) return []
  const [one, other] = [expected, actual] as readonly [readonly Value[], readonly Value[]]
  if (type.kind === 'struct' && expected !== null && actual !== null) {
    return type.fields.flatMap((field, index) =>
      differences(one[index]!, other[index]!, field.type, `${path}.${field.name}`),
    )
  }
  if (type.kind === 'array' && expected !== null && actual !== null && one.length === other.length) {
    if (sortedKey(one, type.element) === sortedKey(other, type.element))
      return [{ path, type, expected, actual, isReordered: true }]
    return one.flatMap((item, index) => differences(item, other[index]!, type.element, `${path}[${index}]`))
  }
  return [{ path, type, expected, actual }]
}

function sortedKey(items: readonly Value[], type: Type): string {
  return items
    .map((item) => keyOf(item, type))
    .sort()
    .join()
}
