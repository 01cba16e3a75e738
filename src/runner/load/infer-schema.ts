import { DiagnosticsError } from '../../errors.ts'
import type { Field } from '../../generator/query-job.ts'
import { parseDate, parseTimestamp } from '../../googlesql/literals.ts'
import {
  arrayOf,
  BOOL,
  DATE,
  FLOAT64,
  INT64,
  type ScalarType,
  STRING,
  structOf,
  TIMESTAMP,
  type Type,
} from '../../googlesql/types.ts'
import { fieldOfType } from '../duckdb/fields.ts'
import type { RowSource, SourceRow } from '../warehouse.ts'
import { holdsInexactNumbers, parseExactly, WrittenNumber } from './exact-json.ts'

/** BigQuery looks at 500; more of them only find more. */
const SAMPLE_ROWS = 10_000

export interface InferOptions {
  /** Numbers and booleans between quotes tell the type as those without do, as in BigQuery. */
  readonly readQuoted?: boolean
}

/**
 * The schema of a table for rows that nobody has declared one for, from the first 10,000 of them: INT64, FLOAT64, BOOL, TIMESTAMP, DATE,
 * STRING, STRUCT, REPEATED; what is always null or empty is STRING. No rows, no columns.
 *
 * @returns also the rows, all of them, since the source can be read but once
 * @throws {DiagnosticsError} `no-common-type`: a column holds an object here and a number there
 * @see https://cloud.google.com/bigquery/docs/schema-detect
 */
export async function inferSchema(
  source: RowSource,
  options: InferOptions = {},
): Promise<{ readonly schema: readonly Field[]; readonly rows: RowSource }> {
  const sample: (readonly SourceRow[])[] = []
  const batches = source[Symbol.asyncIterator]()
  let rows = 0
  let seen: Seen = NOTHING
  for (let next = await batches.next(); !next.done; next = await batches.next()) {
    sample.push(next.value)
    rows += next.value.length
    seen = next.value.reduce((all, row) => addRow(all, row, options), seen)
    if (rows >= SAMPLE_ROWS) break
  }
  const type = typeOf(seen)
  const schema = type.kind === 'struct' ? type.fields.map((field) => fieldOfType(field.name, field.type)) : []
  return { schema, rows: replay(sample, batches) }
}

async function* replay(
  sample: readonly (readonly SourceRow[])[],
  rest: AsyncIterator<readonly SourceRow[]>,
): RowSource {
  yield* sample
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

/** What the values of one column have been so far. */
type Seen =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'scalar'; readonly type: ScalarType }
  | { readonly kind: 'array'; readonly element: Seen }
  | { readonly kind: 'record'; readonly fields: ReadonlyMap<string, Seen> }

const NOTHING: Seen = { kind: 'nothing' }

class NoCommonType extends Error {}

function addRow(seen: Seen, row: SourceRow, options: InferOptions): Seen {
  const { value, text, path, line } = row
  try {
    const exact = text !== undefined && holdsInexactNumbers(text) ? parseExactly(text) : value
    return merge(seen, see(exact, options), '')
  } catch (error) {
    if (!(error instanceof NoCommonType)) throw error
    const hint = 'declare the columns in a schema.yaml'
    throw new DiagnosticsError([
      { severity: 'error', code: 'no-common-type', path, line, message: error.message, hint },
    ])
  }
}

function see(value: unknown, options: InferOptions): Seen {
  if (value === null || value === undefined) return NOTHING
  if (Array.isArray(value)) {
    const elements = value.map((item) => see(item, options))
    return { kind: 'array', element: elements.reduce((all, one) => merge(all, one, '[]'), NOTHING) }
  }
  if (typeof value !== 'object' || value instanceof WrittenNumber)
    return { kind: 'scalar', type: scalarOf(value, options) }
  return { kind: 'record', fields: new Map(Object.entries(value).map(([name, item]) => [name, see(item, options)])) }
}

function scalarOf(value: unknown, { readQuoted = false }: InferOptions): ScalarType {
  if (typeof value === 'boolean') return BOOL
  if (typeof value === 'bigint') return INT64
  if (typeof value === 'number') return Number.isInteger(value) ? INT64 : FLOAT64
  if (value instanceof WrittenNumber) return /^-?\d+$/.test(value.text) ? INT64 : FLOAT64
  const text = String(value)
  if (readQuoted && /^[+-]?\d{1,18}$/.test(text)) return INT64
  if (readQuoted && /^[+-]?\d+\.\d*$/.test(text)) return FLOAT64
  if (readQuoted && /^(?:true|false)$/i.test(text)) return BOOL
  if (!/^\d{4}-\d{1,2}-\d{1,2}/.test(text)) return STRING
  return parseDate(text) !== undefined ? DATE : parseTimestamp(text) !== undefined ? TIMESTAMP : STRING
}

function merge(left: Seen, right: Seen, path: string): Seen {
  if (left.kind === 'nothing') return right
  if (right.kind === 'nothing') return left
  if (left.kind === 'scalar' && right.kind === 'scalar')
    return { kind: 'scalar', type: commonType(left.type, right.type) }
  if (left.kind === 'array' && right.kind === 'array')
    return { kind: 'array', element: merge(left.element, right.element, path) }
  if (left.kind === 'record' && right.kind === 'record') return mergeRecords(left.fields, right.fields, path)
  throw new NoCommonType(`${path || 'a row'} is ${describe(right)} here, but ${describe(left)} in an earlier row`)
}

function mergeRecords(left: ReadonlyMap<string, Seen>, right: ReadonlyMap<string, Seen>, path: string): Seen {
  const fields = new Map(left)
  for (const [name, seen] of right) {
    fields.set(name, merge(fields.get(name) ?? NOTHING, seen, path === '' ? name : `${path}.${name}`))
  }
  return { kind: 'record', fields }
}

function commonType(left: ScalarType, right: ScalarType): ScalarType {
  if (left.name === right.name) return left
  const names = new Set([left.name, right.name])
  if (names.has('INT64') && names.has('FLOAT64')) return FLOAT64
  return names.has('DATE') && names.has('TIMESTAMP') ? TIMESTAMP : STRING
}

function describe(seen: Seen): string {
  if (seen.kind === 'scalar') return seen.type.name
  return seen.kind === 'array' ? 'an array' : 'an object'
}

function typeOf(seen: Seen): Type {
  if (seen.kind === 'nothing') return STRING
  if (seen.kind === 'scalar') return seen.type
  if (seen.kind === 'array') return arrayOf(typeOf(seen.element))
  return structOf([...seen.fields].map(([name, field]) => ({ name, type: typeOf(field) })))
}
