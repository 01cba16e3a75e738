import { parseJson } from '../duckdb/functions/scalar/json/parse.ts'
import { type Json, printJson } from '../duckdb/functions/scalar/json/value.ts'
import { WrittenNumber } from './exact-json.ts'

/** The compact text of a value for a JSON column. A text is JSON itself, as in BigQuery's answers; undefined where it is not. */
export function jsonColumnText(value: unknown): string | undefined {
  if (typeof value !== 'string') return printJson(toJson(value))
  try {
    return printJson(parseJson(value))
  } catch {
    return undefined
  }
}

function toJson(value: unknown): Json {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value
  if (value instanceof WrittenNumber) return /[.eE]/.test(value.text) ? Number(value.text) : parseJson(value.text)
  if (Array.isArray(value)) return value.map(toJson)
  if (typeof value !== 'object' || value === null) return value as Json
  return new Map(Object.entries(value).map(([key, item]) => [key, toJson(item)]))
}
