import type { QueryResult, ResultField, ResultValue } from '../runner/warehouse.ts'
import { formatTable } from './table.ts'

export type RowFormat = 'table' | 'json' | 'ndjson' | 'csv'

type Row = readonly ResultValue[]

/** A result as text, in pieces, so that a large one never stands in memory whole (a table for people does). */
export function formatRows(result: QueryResult, format: RowFormat): AsyncIterable<string> {
  return FORMATS[format](result)
}

const FORMATS: Readonly<Record<RowFormat, (result: QueryResult) => AsyncIterable<string>>> = {
  json: jsonDocument,
  ndjson: jsonLines,
  csv: csvLines,
  table: tableForPeople,
}

/** `{"schema":[…],"rows":[[…]]}`, a row a line. */
async function* jsonDocument({ schema, batches }: QueryResult): AsyncGenerator<string> {
  yield `{"schema":${JSON.stringify(schema)},"rows":[`
  let separator = '\n'
  for await (const batch of batches) {
    if (batch.length === 0) continue
    yield separator + batch.map((row) => JSON.stringify(row)).join(',\n')
    separator = ',\n'
  }
  yield '\n]}\n'
}

/** An object a line, as `bqetl load` reads them. */
async function* jsonLines({ schema, batches }: QueryResult): AsyncGenerator<string> {
  for await (const batch of batches) yield batch.map((row) => `${JSON.stringify(rowObject(row, schema))}\n`).join('')
}

/** A row by the names of its columns. */
export function rowObject(row: Row, fields: readonly ResultField[]): Record<string, unknown> {
  return Object.fromEntries(
    fields.map((field, index) => [field.name || `_f${index}`, named(row[index] ?? null, field)]),
  )
}

function named(value: ResultValue, field: ResultField): unknown {
  if (field.fields === undefined || value === null) return value
  const fields = field.fields
  const items = value as readonly ResultValue[]
  if (field.mode === 'REPEATED') return items.map((item) => (item === null ? null : rowObject(item as Row, fields)))
  return rowObject(items, fields)
}

/** RFC 4180, a header first; STRUCT and ARRAY as JSON, NULL as nothing. */
async function* csvLines({ schema, batches }: QueryResult): AsyncGenerator<string> {
  yield `${schema.map((field, index) => csvCell(field.name || `_f${index}`)).join(',')}\r\n`
  for await (const batch of batches) {
    yield batch
      .map((row) => `${row.map((value, index) => csvCell(cellText(value, schema[index]!))).join(',')}\r\n`)
      .join('')
  }
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A value, which is not NULL, on one line. */
export function cellText(value: ResultValue, field: ResultField): string {
  if (value === null) return ''
  return typeof value === 'object' ? JSON.stringify(named(value, field)) : String(value)
}

const MOST_ROWS_SHOWN = 200

async function* tableForPeople({ schema, batches }: QueryResult): AsyncGenerator<string> {
  const rows: string[][] = []
  let count = 0
  for await (const batch of batches) {
    for (const row of batch.slice(0, MOST_ROWS_SHOWN - rows.length)) {
      rows.push(row.map((value, index) => (value === null ? 'NULL' : cellText(value, schema[index]!))))
    }
    count += batch.length
  }
  const columns = schema.map(({ name, type, mode }) => ({
    title: name,
    align: mode !== 'REPEATED' && RIGHT_ALIGNED.has(type) ? ('right' as const) : ('left' as const),
  }))
  yield formatTable(columns, rows)
  yield count > rows.length ? `${count} rows, ${rows.length} shown\n` : `${count} ${count === 1 ? 'row' : 'rows'}\n`
}

const RIGHT_ALIGNED = new Set(['INT64', 'FLOAT64', 'NUMERIC', 'BIGNUMERIC'])
