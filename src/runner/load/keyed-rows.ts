import { type Diagnostic, DiagnosticsError, UsageError } from '../../errors.ts'
import type { Field } from '../../generator/query-job.ts'
import type { RowSource, SourceRow } from '../warehouse.ts'

/**
 * Rows of JSON objects whose keys are data, such as `{"20170208": {"release": 5}}`: the keys, outermost first, and the innermost
 * value become one row, here of three columns. A day may be written YYYYMMDD.
 *
 * @param columns names for the keys, then for the value
 * @throws {DiagnosticsError} `invalid-value`: something that is no object where keys are wanted
 */
export async function* keyedRows(source: RowSource, columns: readonly string[], schema: readonly Field[]): RowSource {
  const fields = columns.map((name) => requireColumn(name, schema))
  for await (const batch of source) {
    yield batch.flatMap((row) =>
      [...valuesOf(row.value, fields, row, [])].map((value) => ({ value, path: row.path, line: row.line })),
    )
  }
}

function requireColumn(name: string, schema: readonly Field[]): Field {
  const field = schema.find((other) => other.name.toLowerCase() === name.toLowerCase())
  if (field) return field
  throw new UsageError('unknown-column', `--keys names ${name}, which is no column of the table`, {
    hint: `its columns: ${schema.map((other) => other.name).join(', ')}`,
  })
}

function* valuesOf(
  value: unknown,
  [field, ...rest]: readonly Field[],
  row: SourceRow,
  keys: readonly string[],
): Generator<Readonly<Record<string, unknown>>> {
  if (field === undefined) return
  if (rest.length === 0) return yield { [field.name]: value }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw noObject(value, row, keys)
  for (const [key, inner] of Object.entries(value)) {
    for (const columns of valuesOf(inner, rest, row, [...keys, key]))
      yield { [field.name]: keyValue(key, field), ...columns }
  }
}

function keyValue(key: string, { type }: Field): string {
  const isDay = type.kind === 'scalar' && type.name === 'DATE' && /^\d{8}$/.test(key)
  return isDay ? `${key.slice(0, 4)}-${key.slice(4, 6)}-${key.slice(6)}` : key
}

function noObject(value: unknown, { path, line }: SourceRow, keys: readonly string[]): DiagnosticsError {
  const where = keys.length === 0 ? 'the document' : keys.join(' → ')
  const problem: Diagnostic = {
    severity: 'error',
    code: 'invalid-value',
    path,
    line,
    message: `${where} is ${JSON.stringify(value)}, not an object whose keys could be a column`,
  }
  return new DiagnosticsError([problem])
}
