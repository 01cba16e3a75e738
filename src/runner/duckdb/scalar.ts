import { createHash } from 'node:crypto'
import type { Type } from '../../googlesql/types.ts'
import type { Value } from '../../googlesql/value.ts'
import { type ColumnVector, valueReader } from './decode.ts'
import type { ScalarFunction } from './emit-context.ts'
import { BUG_MARK } from './failure.ts'
import { encoder } from './values.ts'

/** A chunk of arguments and where the results go (the shapes of @duckdb/node-api). */
export interface ScalarBatch {
  readonly rowCount: number
  readonly arguments: readonly ColumnVector[]
  setResult(index: number, item: unknown): void
}

/** Evaluates a function of ours over a chunk. */
export type BatchFunction = (batch: ScalarBatch) => void

export function batchFunction(scalar: ScalarFunction): BatchFunction {
  const encode = encoder(scalar.returns)
  const readers = scalar.parameters.map(argumentReader)
  const variadicReader = scalar.variadic && argumentReader(scalar.variadic)
  const answer = remembering(scalar, (values) => encode(evaluate(scalar, values)))
  return ({ rowCount, arguments: columns, setResult }) => {
    const read = columns.map((column, position) => (readers[position] ?? variadicReader!)(column))
    for (let row = 0; row < rowCount; row++) {
      const values = read.map((readRow) => readRow(row))
      const missing = !scalar.acceptsNull && values.includes(null)
      setResult(row, missing ? null : answer(values))
    }
  }
}

type RowReader = (row: number) => Value

function argumentReader(type: Type): (column: ColumnVector) => RowReader {
  const read = valueReader(type)
  const isText = type.kind === 'scalar' && (type.name === 'STRING' || type.name === 'JSON')
  return isText ? textReader : (column) => (row) => read(column, row)
}

/** Fetching a text costs more than all else, and a constant is handed over in every row: equal neighbours are fetched once. */
function textReader(column: ColumnVector): RowReader {
  const { buffer, byteOffset, byteLength } = column.dataView!
  const words = new Uint32Array(buffer, byteOffset, byteLength / 4)
  let last = -1
  return (row) => {
    if (!column.validity.itemValid(row)) return null
    if (last < 0 || !isRepeated(words, last * 4, row * 4)) last = row
    return column.getItem(last) as string
  }
}

/** Whether the four words of two texts are the same. */
function isRepeated(words: Uint32Array, one: number, other: number): boolean {
  return (
    words[one] === words[other] &&
    words[one + 1] === words[other + 1] &&
    words[one + 2] === words[other + 2] &&
    words[one + 3] === words[other + 3]
  )
}

type Answer = (values: readonly Value[]) => unknown

const REMEMBERED = 10_000

/** Columns of texts repeat themselves (channels, countries, versions): their answers are kept as long as that pays. */
function remembering(scalar: ScalarFunction, answer: Answer): Answer {
  const isText = (type: Type) => type.kind === 'scalar' && type.name === 'STRING'
  if (scalar.parameters.length === 0 || scalar.variadic || !scalar.parameters.every(isText) || scalar.volatile)
    return answer
  const known = new Map<string, unknown>()
  let [asked, found] = [0, 0]
  return (values) => {
    if (asked > REMEMBERED && found * 2 < asked) return answer(values)
    const key = values.length === 1 ? String(values[0]) : JSON.stringify(values)
    asked += 1
    if (known.has(key)) {
      found += 1
      return known.get(key)
    }
    const result = answer(values)
    if (known.size < REMEMBERED) known.set(key, result)
    return result
  }
}

function evaluate(scalar: ScalarFunction, values: readonly Value[]): Value {
  try {
    return scalar.evaluate(...values)
  } catch (error) {
    // the data's faults are thrown as plain errors; these are thrown by JavaScript itself
    const bug = error instanceof TypeError || error instanceof ReferenceError || error instanceof SyntaxError
    throw bug ? new Error(`${BUG_MARK}${scalar.name}: ${error.message}`, { cause: error }) : error
  }
}

/**
 * What a function of ours is called in SQL, quoted. The prefix keeps it apart from DuckDB's own; a mark, from others whose names differ
 * by case, which DuckDB ignores.
 */
export function scalarName({ name }: ScalarFunction): string {
  const isMixed = name !== name.toLowerCase()
  const mark = isMixed ? ` ${createHash('sha256').update(name).digest('hex').slice(0, 8)}` : ''
  return `"bq_${name.replaceAll('"', '')}${mark}"`
}

/** A text that tells whether two functions of one name are called alike. */
export function signatureOf(scalar: ScalarFunction, typeName: (type: Type) => string): string {
  const variadic = scalar.variadic ? `, ...${typeName(scalar.variadic)}` : ''
  return `${scalar.parameters.map(typeName).join(', ')}${variadic} -> ${typeName(scalar.returns)}`
}
