import type { Type } from '../../googlesql/types.ts'
import type { Value } from '../../googlesql/value.ts'
import type { ResultColumn } from '../duckdb/fields.ts'
import { stringifyJson } from '../load/json.ts'
import { type CellDifference, columnOf, type Row, type RowDifferences } from './compare-rows.ts'
import type { ExpectedRow } from './expected-rows.ts'
import { plainRow, plainValue } from './plain-value.ts'

const MOST_SHOWN = 10
const LONGEST_VALUE = 300

/** What differs, for people: which row, which column, what was expected and what came. */
export function describeDifferences(
  differences: RowDifferences,
  expected: readonly ExpectedRow[],
  actual: readonly Row[],
  columns: readonly ResultColumn[],
): string {
  const place = (index: number) => `row ${index + 1} (line ${expected[index]!.fixture.line})`
  const show = (row: Row) => shorten(stringifyJson(plainRow(row, columns)))
  const changed = differences.pairs.filter(({ cells }) => cells.length > 0)
  return [
    summary(differences, expected.length, actual.length),
    ...limited(changed, (pair) => `${place(pair.expected)}${describePair(pair, actual[pair.actual]!, columns)}`),
    ...limited(differences.missing, (index) => `${place(index)} is missing: ${show(expected[index]!.values)}`),
    ...limited(differences.unexpected, (index) => `unexpected row: ${show(actual[index]!)}`),
  ].join('\n')
}

/** The columns that are equal, which tell the row; then each that is not, on a line. */
function describePair({ cells }: RowDifferences['pairs'][number], row: Row, columns: readonly ResultColumn[]): string {
  const isEqual = columns.map(({ name }) => !cells.some(({ path }) => columnOf(path) === name))
  const same = plainRow(
    row.filter((_, index) => isEqual[index]),
    columns.filter((_, index) => isEqual[index]),
  )
  const head = Object.keys(same).length === 0 ? '' : `, ${shorten(stringifyJson(same), 100)}`
  return [`${head}:`, ...limited(cells, describeCell)].join('\n')
}

function describeCell({ path, type, expected, actual, isReordered }: CellDifference): string {
  const reason = isReordered ? 'the same elements in another order: ' : ''
  return `  ${path}: ${reason}expected ${shorten(showCell(expected, type))}, actual ${shorten(showCell(actual, type))}`
}

function summary({ pairs, missing, unexpected }: RowDifferences, expected: number, actual: number): string {
  const changed = pairs.filter(({ cells }) => cells.length > 0).length
  const parts = [
    changed && `${changed} different`,
    missing.length && `${missing.length} missing`,
    unexpected.length && `${unexpected.length} unexpected`,
  ]
  return `${expected} ${expected === 1 ? 'row' : 'rows'} expected, ${actual} came: ${parts.filter(Boolean).join(', ')}`
}

function limited<T>(items: readonly T[], show: (item: T) => string): readonly string[] {
  const more = items.length - MOST_SHOWN
  return [...items.slice(0, MOST_SHOWN).map(show), ...(more > 0 ? [`… and ${more} more`] : [])]
}

function showCell(value: Value, type: Type): string {
  return value === null && type.kind !== 'array' ? 'NULL' : stringifyJson(plainValue(value, type))
}

function shorten(text: string, longest = LONGEST_VALUE): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}
