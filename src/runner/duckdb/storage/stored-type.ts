import type { Type } from '../../../googlesql/types.ts'
import { duckDbType, fieldNames, quoteName, quoteText } from '../duckdb-type.ts'
import { type Reshaping, reshape } from './reshape.ts'

/**
 * How values stand in Parquet files, so that any reader of Parquet can take them: as `duckdb-type.ts` says, but JSON as plain text,
 * and an INTERVAL as a struct of months, days and microseconds (Parquet's own keeps milliseconds only).
 */
const STORED_INTERVAL = 'STRUCT("months" INTEGER, "days" INTEGER, "micros" BIGINT)'

export function storedType(type: Type): string {
  return typeText(type, (scalar) =>
    isInterval(scalar) ? STORED_INTERVAL : isJson(scalar) ? 'VARCHAR' : duckDbType(scalar),
  )
}

function typeText(type: Type, simple: (type: Type) => string): string {
  if (type.kind === 'array') return `${typeText(type.element, simple)}[]`
  if (type.kind !== 'struct') return simple(type)
  const names = fieldNames(type)
  return `STRUCT(${type.fields.map((field, index) => `${quoteName(names[index]!)} ${typeText(field.type, simple)}`).join(', ')})`
}

/** SQL of a stored value of type `written` in the form that queries use, as `type`, which may have got fields since. */
export function fromStored(sql: string, written: Type, type: Type): string {
  return reshape(sql, written, type, READING)
}

const READING: Reshaping = {
  typeName: duckDbType,
  changes: isTransformed,
  convert: (sql, type) => (isInterval(type) ? intervalOfStored(sql) : `CAST(${sql} AS JSON)`),
}

/**
 * SQL of a query's value of type `from` as it is stored in a column of type `to`, with BigQuery's rules for stored arrays: NULL
 * becomes the empty array, and an element that is NULL fails the job.
 *
 * @param path the column, for the message
 */
export function toStored(sql: string, from: Type, to: Type, path: string): string {
  return reshape(sql, from, to, WRITING, path)
}

const WRITING: Reshaping = {
  typeName: storedType,
  changes: isTransformed,
  convert: (sql, type) => (isInterval(type) ? storedOfInterval(sql) : `CAST(${sql} AS VARCHAR)`),
  array: (sql, path) =>
    `CASE WHEN ${sql} IS NULL THEN [] WHEN list_count(${sql}) <> len(${sql}) THEN ${failSql('null-element', path)} ELSE ${sql} END`,
}

/** The type that loads read a value as: stored values, but BYTES as base64, which DuckDB's JSON reader does not decode (1.5.6). */
export function loadedType(type: Type): string {
  return typeText(type, (scalar) => (isBytes(scalar) ? 'VARCHAR' : storedType(scalar)))
}

/** SQL of a loaded value as it is stored. */
export function ofLoaded(sql: string, type: Type): string {
  return reshape(sql, type, type, { typeName: storedType, changes: isBytes, convert: (text) => `from_base64(${text})` })
}

const MARK = 'bqetl-check:'

export interface FailedCheck {
  readonly check: string
  readonly path: string
  readonly value?: string
}

/** SQL that fails the statement; `failedCheck` recognises it in DuckDB's message. `value` is SQL of a text. */
export function failSql(check: string, path: string, value?: string): string {
  const head = JSON.stringify([check, path])
  const text = quoteText(`${MARK}${head}`)
  return `error(${value === undefined ? text : `concat(${text}, ${value})`})`
}

export function failedCheck(message: string): FailedCheck | undefined {
  const found = new RegExp(`${MARK}(\\["(?:[^"\\\\]|\\\\.)*","(?:[^"\\\\]|\\\\.)*"\\])(.*)`, 's').exec(message)
  if (found === null) return undefined
  const [check, path] = JSON.parse(found[1]!) as [string, string]
  return { check, path, ...(found[2] && { value: found[2].split('\n')[0]! }) }
}

function isTransformed(type: Type): boolean {
  return isInterval(type) || isJson(type)
}

function isInterval(type: Type): boolean {
  return type.kind === 'scalar' && type.name === 'INTERVAL'
}

function isBytes(type: Type): boolean {
  return type.kind === 'scalar' && type.name === 'BYTES'
}

function isJson(type: Type): boolean {
  return type.kind === 'scalar' && type.name === 'JSON'
}

function intervalOfStored(sql: string): string {
  const piece = (name: string): string => `struct_extract(${sql}, '${name}')`
  return `(to_months(${piece('months')}) + to_days(${piece('days')}) + to_microseconds(${piece('micros')}))`
}

function storedOfInterval(sql: string): string {
  const months = `CAST(date_part('year', ${sql}) * 12 + date_part('month', ${sql}) AS INTEGER)`
  const days = `CAST(date_part('day', ${sql}) AS INTEGER)`
  const micros = `CAST(date_part('hour', ${sql}) * 3600000000 + date_part('minute', ${sql}) * 60000000 + date_part('microsecond', ${sql}) AS BIGINT)`
  return `CASE WHEN ${sql} IS NULL THEN NULL ELSE struct_pack(months := ${months}, days := ${days}, micros := ${micros}) END`
}
