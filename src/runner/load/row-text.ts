import type { Diagnostic } from '../../errors.ts'
import type { Field } from '../../generator/query-job.ts'
import { nearest } from '../../googlesql/resolve/suggest.ts'
import { formatType, type ScalarTypeName, type StructType, type Type } from '../../googlesql/types.ts'
import { fieldOfType } from '../duckdb/fields.ts'
import type { SourceRow } from '../warehouse.ts'
import { ColumnText } from './column-text.ts'
import { holdsInexactNumbers, parseExactly, WrittenNumber } from './exact-json.ts'
import { stringifyJson } from './json.ts'
import { plainRowCheck } from './plain-row.ts'
import { INEXACT, SCALAR_TEXTS, type ScalarText } from './scalar-text.ts'

export interface RowTextOptions {
  readonly ignoreUnknownColumns: boolean
  /** A record, where an array of records is wanted, is an array of one: BigQuery's loads take it so. */
  readonly takeSingles?: boolean
  /** What scalars become, where the rows are not for the embedded warehouse's files. */
  readonly texts?: Readonly<Record<ScalarTypeName, ScalarText>>
}

/** A row as one line of JSON that holds every column it has a value for, in the forms of `scalar-text.ts` or forms that DuckDB reads alike; or what is wrong with it. */
export type WriteRow = (row: SourceRow) => string | Diagnostic

export function rowWriter(
  schema: readonly Field[],
  { ignoreUnknownColumns, takeSingles = false, texts = SCALAR_TEXTS }: RowTextOptions,
): WriteRow {
  const state: WriterState = { asWritten: false, ignoreUnknownColumns, takeSingles, texts }
  const write = structWriter(schema, state)
  const holdsJson = schema.some((field) => contains(field.type, 'JSON'))
  const isPlain = plainRowCheck(schema)
  return (row) => {
    const { value, text } = row
    if (isPlain(row)) return text!
    try {
      state.asWritten = holdsJson && text !== undefined && holdsInexactNumbers(text)
      return write(state.asWritten ? parseExactly(text!) : value)
    } catch (error) {
      if (error instanceof Misfit && error.inexact && text !== undefined) return writeAsWritten(row, state, write)
      return problemOf(error, row)
    }
  }
}

interface WriterState {
  asWritten: boolean
  readonly ignoreUnknownColumns: boolean
  readonly takeSingles: boolean
  readonly texts: NonNullable<RowTextOptions['texts']>
}

type Write = (value: unknown) => string

function writeAsWritten(row: SourceRow, state: WriterState, write: Write): string | Diagnostic {
  try {
    state.asWritten = true
    return write(parseExactly(row.text!))
  } catch (error) {
    return problemOf(error, row)
  }
}

/** A value that does not fit; the path grows from the inside out. */
class Misfit {
  readonly code: string
  readonly message: string
  /** A number that may have been written with more digits; the row's text knows. */
  readonly inexact: boolean
  path = ''

  constructor(code: string, message: string, inexact = false) {
    this.code = code
    this.message = message
    this.inexact = inexact
  }

  within(name: string): this {
    this.path = this.path === '' || this.path.startsWith('[') ? name + this.path : `${name}.${this.path}`
    return this
  }
}

function problemOf(error: unknown, { path, line }: SourceRow): Diagnostic {
  if (!(error instanceof Misfit)) throw error
  const message = error.path === '' ? error.message : `${error.path}: ${error.message}`
  const hint = error.inexact ? { hint: 'write it between quotes' } : {}
  return { severity: 'error', code: error.code, path, line, message, ...hint }
}

function structWriter(fields: readonly Field[], state: WriterState): Write {
  const writers = fields.map((field) => ({
    name: field.name,
    key: `${JSON.stringify(field.name)}:`,
    required: field.mode === 'REQUIRED',
    write: fieldWriter(field, state),
  }))
  const names = new Map(fields.map(({ name }) => [name.toLowerCase(), name]))
  const writeStruct: Write = (value) => {
    const row = asRow(value)
    let text = ''
    let found = 0
    let missing: string | undefined
    for (const { name, key, required, write } of writers) {
      const item = row[name]
      if (item !== undefined) found += 1
      else if (required) {
        missing = name
        continue
      }
      const written = writeField(name, write, item)
      if (written !== undefined) text += text === '' ? key + written : `,${key}${written}`
    }
    const renamed = countKeys(row) === found ? undefined : renameColumns(row, names, state.ignoreUnknownColumns)
    if (renamed !== undefined) return writeStruct(renamed)
    if (missing !== undefined) throw missingValue().within(missing)
    return `{${text}}`
  }
  return writeStruct
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof WrittenNumber)
}

function asRow(value: unknown): Record<string, unknown> {
  if (isRecord(value)) return value
  throw new Misfit('invalid-value', `${show(value)} is not an object`)
}

function writeField(name: string, write: (value: unknown) => string | undefined, value: unknown): string | undefined {
  try {
    return write(value)
  } catch (error) {
    throw error instanceof Misfit ? error.within(name) : error
  }
}

function countKeys(row: Record<string, unknown>): number {
  let count = 0
  for (const _ in row) count += 1
  return count
}

/**
 * The row with its columns in the case of the schema, and without those that may be ignored; undefined where it is so already. Names do
 * not depend on case, but hardly ever is one written in another.
 */
function renameColumns(
  row: Record<string, unknown>,
  names: ReadonlyMap<string, string>,
  ignoreUnknown: boolean,
): Record<string, unknown> | undefined {
  const renamed: Record<string, unknown> = {}
  let changed = false
  for (const key in row) {
    const name = names.get(key.toLowerCase())
    if (name === undefined && !ignoreUnknown) throw unknownColumn(key, names.values())
    if (name === undefined) continue
    if (name in renamed) throw new Misfit('invalid-value', `the row names the column "${name}" twice`)
    if (name !== key) changed = true
    renamed[name] = row[key]
  }
  return changed ? renamed : undefined
}

function unknownColumn(key: string, names: Iterable<string>): Misfit {
  const near = nearest(key, names)
  const meant = near === undefined ? '' : `; did you mean "${near}"?`
  return new Misfit('unknown-column', `the table has no column "${key}"${meant}`)
}

/** The text of a column; undefined where it stays NULL. */
function fieldWriter(field: Field, state: WriterState): (value: unknown) => string | undefined {
  if (field.mode === 'REPEATED') return arrayWriter(field.type, state)
  const write = valueWriter(field.type, state)
  const required = field.mode === 'REQUIRED'
  return (value) => {
    if (value instanceof ColumnText) return value.text
    if (value !== null && value !== undefined) return write(value)
    if (required) throw missingValue()
    return undefined
  }
}

function missingValue(): Misfit {
  return new Misfit('invalid-value', 'the column is REQUIRED, but the row has no value for it')
}

function arrayWriter(element: Type, state: WriterState): Write {
  const write = valueWriter(element, state)
  return (value) => {
    if (value instanceof ColumnText) return value.text
    if (value === null || value === undefined) return '[]'
    if (state.takeSingles && isRecord(value)) return `[${write(value)}]`
    if (!Array.isArray(value))
      throw new Misfit('invalid-value', `${show(value)} is not an array (of ${formatType(element)})`)
    return `[${value.map((item, index) => writeElement(write, item, index)).join(',')}]`
  }
}

function writeElement(write: Write, item: unknown, index: number): string {
  try {
    if (item === null || item === undefined) throw new Misfit('invalid-value', 'null cannot be an element of an array')
    return write(item)
  } catch (error) {
    throw error instanceof Misfit ? error.within(`[${index}]`) : error
  }
}

function valueWriter(type: Type, state: WriterState): Write {
  if (type.kind === 'struct') return structWriter(structFields(type), state)
  if (type.kind === 'range') return rangeWriter(type.element.name, state)
  if (type.kind === 'array') throw new Error('an array of arrays cannot be stored')
  const scalarText = state.texts[type.name]
  return (value) => {
    const text = scalarText(value, state.asWritten)
    if (typeof text === 'string') return text
    if (text === INEXACT) throw inexactNumber(value, type.name)
    throw new Misfit('invalid-value', `${show(value)} is not ${article(type.name)}${LIMITS[type.name] ?? ''}`)
  }
}

/** What is narrower here than in BigQuery. */
const LIMITS: Readonly<Record<string, string>> = {
  BIGNUMERIC: ' of at most 23 digits before the point and 15 behind it',
}

function structFields({ fields }: StructType): readonly Field[] {
  return fields.map((field) => fieldOfType(field.name, field.type))
}

/** `[START, END)` as text, or an object of `start` and `end`. */
function rangeWriter(element: 'DATE' | 'DATETIME' | 'TIMESTAMP' | string, state: WriterState): Write {
  const bound = fieldOfType('', { kind: 'scalar', name: element as 'DATE' })
  const write = structWriter(
    [
      { ...bound, name: 'start' },
      { ...bound, name: 'end' },
    ],
    state,
  )
  return (value) => {
    if (typeof value !== 'string') return write(value)
    const parts = /^\[(.*), (.*)\)$/s.exec(value)
    if (parts === null) throw new Misfit('invalid-value', `${show(value)} is not a RANGE<${element}>`)
    const [start, end] = [parts[1]!, parts[2]!].map((text) => (/^(UNBOUNDED|NULL)$/i.test(text) ? null : text))
    return write({ start, end })
  }
}

function inexactNumber(value: unknown, type: string): Misfit {
  const message = `${show(value)} is a number for ${article(type)}, and may have been written with more digits`
  return new Misfit('invalid-value', message, true)
}

function article(type: string): string {
  return `${/^[AEIOU]/.test(type) ? 'an' : 'a'} ${type}`
}

const LONGEST_SHOWN = 60

function show(value: unknown): string {
  const text = value instanceof WrittenNumber ? value.text : value === undefined ? 'nothing' : stringifyJson(value)
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text
}

function contains(type: Type, name: string): boolean {
  if (type.kind === 'scalar') return type.name === name
  if (type.kind === 'array') return contains(type.element, name)
  return type.kind === 'struct' && type.fields.some((field) => contains(field.type, name))
}
