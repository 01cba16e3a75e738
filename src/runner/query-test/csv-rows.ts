import type { Field } from '../../generator/query-job.ts'
import { parseJson } from '../load/json.ts'
import type { SourceRow } from '../warehouse.ts'
import { type FixtureRow, fixtureError } from './fixture-row.ts'

interface Cell {
  readonly text: string
  readonly quoted: boolean
}

interface Line {
  readonly cells: readonly Cell[]
  readonly line: number
}

/**
 * Rows of a CSV file (RFC 4180). Its first line names the columns, unless the columns are known and it names others: then it is a row
 * like the rest. A cell with nothing in it is NULL, `""` the empty text; an ARRAY or STRUCT is JSON.
 *
 * @see https://cloud.google.com/bigquery/docs/loading-data-cloud-storage-csv
 */
export function csvRows(text: string, path: string, schema?: readonly Field[]): readonly FixtureRow[] {
  const lines = readLines(text, path)
  const known = schema && new Map(schema.map((field) => [field.name.toLowerCase(), field]))
  const first = lines[0]?.cells.map((cell) => cell.text.trim()) ?? []
  const hasHeader = known === undefined || first.every((name) => known.has(name.toLowerCase()))
  const names = hasHeader ? first : schema!.map((field) => field.name)
  const rows = hasHeader ? lines.slice(1) : lines
  const styles = names.map((name, index) =>
    known ? declaredStyle(known.get(name.toLowerCase())!) : guessedStyle(rows, index),
  )
  return rows.map((line) => rowOf(line, names, styles, path))
}

/** `json`: the cell's text is JSON; `text`: it is one text. */
type CellStyle = 'json' | 'text'

function declaredStyle({ mode, type }: Field): CellStyle {
  return mode === 'REPEATED' || type.kind === 'struct' ? 'json' : 'text'
}

const BARE = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?|true|false)$/

/** Where all values of a column are numbers or booleans, they tell its type. */
function guessedStyle(rows: readonly Line[], index: number): CellStyle {
  const texts = rows.map(({ cells }) => cells[index]?.text ?? '')
  return texts.every((text) => text === '' || BARE.test(text)) ? 'json' : 'text'
}

function rowOf(
  { cells, line }: Line,
  names: readonly string[],
  styles: readonly CellStyle[],
  path: string,
): FixtureRow {
  if (cells.length > names.length) {
    const message = `the row has ${cells.length} cells for ${names.length} columns`
    throw fixtureError(path, 'invalid-csv', message, { line })
  }
  const members = cells.flatMap(({ text, quoted }, index) => {
    if (text === '' && (!quoted || styles[index] === 'json')) return []
    const isJson = styles[index] === 'json' && isJsonText(text)
    return [`${JSON.stringify(names[index])}:${isJson ? text : JSON.stringify(text)}`]
  })
  const json = `{${members.join(',')}}`
  return { value: parseJson(json) as SourceRow['value'], path, line, text: json }
}

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

// ---------------------------------------------------------------- cells

const PLAIN = /[^,\r\n]*/y
const QUOTED = /"((?:[^"]|"")*)"(?=,|\r?\n|$)/y
const BREAK = /\r?\n|\r|$/y

function readLines(text: string, path: string): Line[] {
  const lines: Line[] = []
  let cells: Cell[] = []
  let line = 1
  let firstLine = 1
  let at = 0
  while (at < text.length || cells.length > 0) {
    const { cell, length } = readCell(text, at, path, line)
    cells.push(cell)
    line += cell.text.split('\n').length - 1
    at += length
    if (text[at] === ',') {
      at += 1
      continue
    }
    const isBlank = cells.length === 1 && cells[0]!.text === '' && !cells[0]!.quoted
    if (!isBlank) lines.push({ cells, line: firstLine })
    cells = []
    at += matchAt(BREAK, text, at)![0].length
    line += 1
    firstLine = line
  }
  return lines
}

function readCell(
  text: string,
  at: number,
  path: string,
  line: number,
): { readonly cell: Cell; readonly length: number } {
  if (text[at] !== '"') {
    const plain = matchAt(PLAIN, text, at)![0]
    return { cell: { text: plain, quoted: false }, length: plain.length }
  }
  const match = matchAt(QUOTED, text, at)
  if (match === null) throw fixtureError(path, 'invalid-csv', 'a quote is not closed, or text follows it', { line })
  return { cell: { text: match[1]!.replaceAll('""', '"'), quoted: true }, length: match[0].length }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}
