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
  const readers = scalar.parameters.map(valueReader)
  const variadicReader = scalar.variadic && valueReader(scalar.variadic)
  return ({ rowCount, arguments: columns, setResult }) => {
    for (let row = 0; row < rowCount; row++) {
      const values = columns.map((column, position) => (readers[position] ?? variadicReader!)(column, row))
      const missing = !scalar.acceptsNull && values.includes(null)
      setResult(row, missing ? null : encode(evaluate(scalar, values)))
    }
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

/** What a function of ours is called in SQL, quoted; the prefix keeps it apart from DuckDB's own. */
export function scalarName(scalar: ScalarFunction): string {
  return `"bq_${scalar.name.replaceAll('"', '')}"`
}

/** A text that tells whether two functions of one name are called alike. */
export function signatureOf(scalar: ScalarFunction, typeName: (type: Type) => string): string {
  const variadic = scalar.variadic ? `, ...${typeName(scalar.variadic)}` : ''
  return `${scalar.parameters.map(typeName).join(', ')}${variadic} -> ${typeName(scalar.returns)}`
}
