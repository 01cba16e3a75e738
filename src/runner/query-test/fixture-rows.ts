import type { DiagnosticsError } from '../../errors.ts'
import type { Field } from '../../generator/query-job.ts'
import type { RowFormat } from '../../generator/query-test/query-test.ts'
import { textPlace } from '../../generator/text-place.ts'
import { JsonSyntaxError, parseJson } from '../load/json.ts'
import type { SourceRow } from '../warehouse.ts'
import { csvRows } from './csv-rows.ts'
import { type FixtureRow, fixtureError } from './fixture-row.ts'
import { yamlRows } from './yaml-rows.ts'

/**
 * The rows of a fixture: a list in YAML 1.1 (as PyYAML reads it) or JSON, one JSON object a line, or CSV with a header.
 *
 * @param schema the table's columns where they are known; a CSV without a header is told by them
 * @throws {DiagnosticsError} `invalid-json`, `yaml-…`, `invalid-csv`, `invalid-fixture`: what is there is no list of rows
 */
export function readFixtureRows(
  text: string,
  path: string,
  format: RowFormat,
  schema?: readonly Field[],
): readonly FixtureRow[] {
  const rows = READERS[format](text.replace(/^\ufeff/, ''), path, schema)
  for (const [index, { value, line }] of rows.entries()) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw notARow(path, line, index)
  }
  return rows
}

const READERS: Readonly<
  Record<RowFormat, (text: string, path: string, schema?: readonly Field[]) => readonly FixtureRow[]>
> = {
  yaml: yamlRows,
  json: jsonRows,
  ndjson: jsonLines,
  csv: csvRows,
}

function notARow(path: string, line: number, index: number): DiagnosticsError {
  const message = `row ${index + 1} is no mapping of columns to values`
  return fixtureError(path, 'invalid-fixture', message, { line, hint: 'write a list of rows, each with its columns' })
}

function jsonLines(text: string, path: string): readonly FixtureRow[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    const own = isJson(line) ? line : withDoubleQuotes(line)
    try {
      return { value: parseJson(own) as SourceRow['value'], path, line: index + 1, text: own }
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error
      const place = { line: index + 1, column: error.offset + 1, hint: 'write one JSON object a line' }
      throw fixtureError(path, 'invalid-json', `not JSON: ${error.message}`, place)
    }
  })
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** BigQuery's loads take texts between single quotes, and a test of mozilla/bigquery-etl (error_aggregates_v1) has them. */
function withDoubleQuotes(line: string): string {
  return line.replace(/"(?:[^"\\]|\\.)*"|'((?:[^'\\]|\\.)*)'/g, (token, single?: string) =>
    single === undefined ? token : `"${single.replace(/\\'|"/g, (piece) => (piece === '"' ? '\\"' : "'"))}"`,
  )
}

/** A list of rows, or one row alone. */
function jsonRows(text: string, path: string): readonly FixtureRow[] {
  if (text.trim() === '') return []
  try {
    const document = parseJson(text)
    const items = Array.isArray(document) ? elementsOf(text) : [{ start: text.search(/\S/), end: text.length }]
    return items.map(({ start, end }) => {
      const own = text.slice(start, end)
      return { value: parseJson(own) as SourceRow['value'], path, line: textPlace(text, start).line, text: own }
    })
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    throw fixtureError(path, 'invalid-json', `not JSON: ${error.message}`, textPlace(text, error.offset))
  }
}

/** Where the elements of a text that is a JSON array stand in it. */
function elementsOf(text: string): { readonly start: number; readonly end: number }[] {
  const elements: { start: number; end: number }[] = []
  let depth = 0
  let start = -1
  const close = (end: number) => {
    if (start >= 0 && text.slice(start, end).trim() !== '') elements.push({ start, end })
    start = -1
  }
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{},]|[^\s"[\]{},]+/g)) {
    if (depth === 1 && token === ',') close(index)
    else if (depth === 1 && token === ']') close(index)
    else if (depth === 1 && start < 0) start = index
    if (token === '[' || token === '{') depth += 1
    if (token === ']' || token === '}') depth -= 1
  }
  return elements
}
