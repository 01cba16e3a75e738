import { BqetlError } from '../../errors.ts'
import type { ResultField, ResultValue } from '../warehouse.ts'

/** How the rows of a result are told apart by file. */
export interface FileNaming {
  /** The columns whose values make the name, by position. */
  readonly columns: readonly number[]
  /**
   * The path of the file for a row, relative, with `/`. Values are data: whatever they are, the path stays in its folder.
   *
   * @throws {BqetlError} `export-name`: a value is NULL, or leaves a part of the path empty
   */
  nameOf(row: readonly ResultValue[]): string
}

/** @throws {BqetlError} `unknown-column`: the name mentions a column that the result has not */
export function fileNaming(template: string, schema: readonly ResultField[]): FileNaming {
  const pieces = template.split(/\{(\w+)\}/)
  const columns = pieces.flatMap((name, index) => (index % 2 === 1 ? [columnNamed(name, schema, template)] : []))
  return {
    columns: [...new Set(columns)],
    nameOf: (row) => {
      const value = (index: number) =>
        encodeValue(row[columns[index]!] ?? null, schema[columns[index]!]!.name, template)
      return requireParts(pieces.map((piece, index) => (index % 2 === 1 ? value((index - 1) / 2) : piece)).join(''))
    },
  }
}

function columnNamed(name: string, schema: readonly ResultField[], template: string): number {
  const index = schema.findIndex((field) => field.name.toLowerCase() === name.toLowerCase())
  const field = schema[index]
  if (field !== undefined && field.mode !== 'REPEATED' && field.fields === undefined) return index
  const what = field === undefined ? 'no such column' : 'a column of several values'
  throw new BqetlError('unknown-column', `the file name "${template}" needs {${name}}, but the query has ${what}`, {
    hint: `columns of the query: ${schema.map((column) => column.name).join(', ')}`,
  })
}

/** Characters that mean something in a path become %XX, and so does % itself: two values never make one name. */
function encodeValue(value: ResultValue, column: string, template: string): string {
  if (value === null) {
    throw new BqetlError('export-name', `${column} is NULL in a row, so "${template}" names no file for it`, {
      hint: 'leave such rows out in the query, or give them a name there',
    })
  }
  const text = String(value)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/^\.+$|[%/\\\u0000-\u001f\u007f]/g, (match) => [...match].map(percentCode).join(''))
}

function percentCode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}

/** Longest name of a file that usual file systems take, in bytes. */
const LONGEST_PART = 255

function requireParts(name: string): string {
  const parts = name.split('/')
  if (parts.some((part) => part === '' || part === '.' || part === '..')) {
    throw new BqetlError('export-name', `"${name}" is no name of a file: a part of it is empty`)
  }
  if (parts.some((part) => Buffer.byteLength(part) > LONGEST_PART)) {
    throw new BqetlError('export-name', `"${name.slice(0, 80)}…" is too long for the name of a file`)
  }
  return name
}
