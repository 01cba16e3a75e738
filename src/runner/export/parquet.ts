import { rename } from 'node:fs/promises'
import { BqetlError } from '../../errors.ts'
import { quoteName, quoteText } from '../duckdb/duckdb-type.ts'
import { openSession } from '../duckdb/session.ts'
import type { ResultField } from '../warehouse.ts'

/** Types that lines of JSON carry and Parquet knows; BYTES only as a column of their own. */
const TYPES: Readonly<Record<string, string>> = {
  BOOL: 'BOOLEAN',
  INT64: 'BIGINT',
  FLOAT64: 'DOUBLE',
  NUMERIC: 'DECIMAL(38,9)',
  BIGNUMERIC: 'DECIMAL(38,15)',
  STRING: 'VARCHAR',
  DATE: 'DATE',
  DATETIME: 'TIMESTAMP',
  TIME: 'TIME',
  TIMESTAMP: 'TIMESTAMPTZ',
  JSON: 'JSON',
}

/**
 * Replaces a file of NDJSON by the same rows as Parquet.
 *
 * @throws {BqetlError} `unsupported`: a column of a type that has no place there
 */
export async function writeParquet(path: string, fields: readonly ResultField[]): Promise<void> {
  const columns = fields.map((field) => `${quoteName(field.name)}: ${quoteText(columnType(field))}`).join(', ')
  const rows = `read_json(${quoteText(path)}, format = 'newline_delimited', columns = {${columns}}, maximum_object_size = ${MOST_BYTES_OF_A_ROW})`
  const file = `${path}.parquet`
  await using session = await openSession()
  await session.run(
    `COPY (SELECT ${fields.map(columnSql).join(', ')} FROM ${rows}) TO ${quoteText(file)} (FORMAT parquet, COMPRESSION zstd)`,
  )
  await rename(file, path)
}

const MOST_BYTES_OF_A_ROW = 256 * 1024 * 1024

function columnType(field: ResultField): string {
  return isBytes(field) ? 'VARCHAR' : nestedType(field)
}

/** Bytes come as base64. */
function columnSql(field: ResultField): string {
  const name = quoteName(field.name)
  return isBytes(field) ? `from_base64(${name}) AS ${name}` : name
}

function isBytes({ type, mode }: ResultField): boolean {
  return type === 'BYTES' && mode !== 'REPEATED'
}

function nestedType(field: ResultField): string {
  const element =
    field.fields === undefined
      ? TYPES[field.type]
      : `STRUCT(${field.fields.map((member) => `${quoteName(member.name)} ${nestedType(member)}`).join(', ')})`
  if (element !== undefined) return field.mode === 'REPEATED' ? `${element}[]` : element
  throw new BqetlError('unsupported', `${field.name} is ${field.type}, which bqetl cannot write as Parquet here`, {
    hint: 'convert it in the query, for example with CAST(… AS STRING)',
  })
}
