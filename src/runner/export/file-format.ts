import type { ExportFormat } from '../../generator/project/export-declaration.ts'
import type { ResultField, ResultValue } from '../warehouse.ts'
import { exportedScalar, objectWriter, valueWriter } from './json-text.ts'

type Row = readonly ResultValue[]

/** The text of a file: `start`, the rows with `between` them, `end`. */
export interface FileFormat {
  readonly start: string
  readonly between: string
  readonly end: string
  row(row: Row): string
}

/** @param fields the columns that are in the rows */
export function fileFormat(format: ExportFormat, fields: readonly ResultField[]): FileFormat {
  return FORMATS[format](fields)
}

const FORMATS: Readonly<Record<ExportFormat, (fields: readonly ResultField[]) => FileFormat>> = {
  json: (fields) => ({ start: '[', between: ',\n', end: ']\n', row: objectWriter(fields) }),
  document: ([field]) => lines('', ([value]) => documentText(value ?? null, field!)),
  ndjson: (fields) => lines('', objectWriter(fields)),
  csv: csvLines,
  // DuckDB makes it of such lines when the file is complete
  parquet: (fields) => lines('', objectWriter(fields)),
}

function lines(start: string, row: FileFormat['row']): FileFormat {
  return { start, between: '', end: '', row: (values) => `${row(values)}\n` }
}

/** A text as it is. */
function documentText(value: ResultValue, field: ResultField): string {
  if (value === null) return 'null'
  return typeof value === 'string' && field.type === 'STRING' ? value : valueWriter(field)(value)
}

/** A header, then the rows; STRUCT and ARRAY are JSON. NULL is nothing, an empty text is quoted. */
function csvLines(fields: readonly ResultField[]): FileFormat {
  const writers = fields.map(cellWriter)
  const header = `${fields.map(({ name }) => csvCell(name)).join(',')}\n`
  return lines(header, (row) => writers.map((write, index) => write(row[index] ?? null)).join(','))
}

function cellWriter(field: ResultField): (value: ResultValue) => string {
  const isNested = field.mode === 'REPEATED' || field.fields !== undefined
  const write = valueWriter(field)
  return (value) => {
    if (value === null) return ''
    return csvCell(isNested ? write(value) : String(exportedScalar(value, field.type)))
  }
}

function csvCell(text: string): string {
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
