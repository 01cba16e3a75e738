import { parseJson } from '../duckdb/functions/scalar/json/parse.ts'
import { compareText, type Json, printJson, printNumber, quoteJson } from '../duckdb/functions/scalar/json/value.ts'
import { WrittenNumber } from './exact-json.ts'

/** A value for a JSON column that stands in its compact text already. */
export class JsonText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  toJSON(): string {
    return this.text
  }
}

/**
 * The compact text of what `load/json.ts` has read, in one pass: as `jsonColumnText` writes the value's JSON. Half a surrogate
 * pair stays as it is.
 */
export function compactJson(value: unknown): string {
  if (typeof value === 'string') return quoteJson(value)
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : compactNumber(value)
  if (typeof value !== 'object' || value === null) return compactWord(value)
  if (Array.isArray(value)) return `[${value.map(compactJson).join(',')}]`
  const keys = Object.keys(value)
  if (!areSorted(keys)) keys.sort(compareText)
  let text = ''
  for (const key of keys) {
    const item = (value as Record<string, unknown>)[key]
    if (item !== undefined) text += `${text === '' ? '' : ','}${quoteJson(key)}:${compactJson(item)}`
  }
  return `{${text}}`
}

function areSorted(keys: readonly string[]): boolean {
  for (let index = 1; index < keys.length; index += 1) if (compareText(keys[index - 1]!, keys[index]!) > 0) return false
  return true
}

/** JavaScript prints a whole number below 1e21 without a point, and so it is one. */
function compactNumber(value: number): string {
  return Number.isInteger(value) ? printJson(parseJson(JSON.stringify(value))) : printNumber(value)
}

/** Beyond the range of whole numbers JSON has FLOAT64. */
function compactWord(value: unknown): string {
  return typeof value === 'bigint' ? printJson(parseJson(String(value))) : String(value ?? null)
}

/** The compact text of a value for a JSON column. A text is JSON itself, as in BigQuery's answers; undefined where it is not. */
export function jsonColumnText(value: unknown): string | undefined {
  if (value instanceof JsonText) return value.text
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
