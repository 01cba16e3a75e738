import { arrayOf, JSON_TYPE, STRING } from '../../../../../googlesql/types.ts'
import type { ScalarArgument, ScalarFunction } from '../../../emit-context.ts'
import { findJson, findLax } from './find.ts'
import { type LenientReader, readLeniently } from './lenient.ts'
import { readJson } from './parse.ts'
import { type PathSyntax, parsePath, rememberingLast } from './path.ts'
import { type Json, printJson, printNumber } from './value.ts'

/** What an extraction makes of the value that the path names. */
export type Extraction = 'value' | 'query' | 'values' | 'queries'

/** JSON_VALUE, JSON_QUERY, JSON_VALUE_ARRAY, JSON_QUERY_ARRAY of JSON in a STRING, and their JSON_EXTRACT… twins. */
export function extractFromText(extraction: Extraction, syntax: PathSyntax): ScalarFunction {
  const path = rememberingLast((text) => parsePath(text, syntax).steps)
  const read = TEXT_READERS[extraction]
  return {
    name: `json_text_${extraction}_${syntax}`,
    parameters: [STRING, STRING],
    returns: extraction === 'value' || extraction === 'query' ? STRING : arrayOf(STRING),
    evaluate: (text, pathText) => {
      const steps = path(pathText as string)
      return readLeniently(text as string, (reader) => (reader.find(steps) ? read(reader) : null))
    },
  }
}

/** The same of a value of type JSON. */
export function extractFromJson(extraction: Extraction, syntax: PathSyntax): ScalarFunction {
  const path = rememberingLast((text) => parsePath(text, syntax, extraction === 'query' && syntax === 'standard'))
  const read = JSON_READERS[extraction]
  return {
    name: `json_${extraction}_${syntax}`,
    parameters: [JSON_TYPE, STRING],
    returns: { value: STRING, query: JSON_TYPE, values: arrayOf(STRING), queries: arrayOf(JSON_TYPE) }[extraction],
    evaluate: (text, pathText) => {
      const wanted = path(pathText as string)
      const value = readJson(text as string)
      if (wanted.lax) return printJson(findLax(value, wanted))
      const found = findJson(value, wanted.steps)
      return found === undefined ? null : read(found)
    },
  }
}

const TEXT_READERS: Readonly<Record<Extraction, (reader: LenientReader) => ScalarArgument>> = {
  value: (reader) => reader.scalar(),
  query: (reader) => (reader.isNull() ? null : reader.json()),
  values: (reader) => {
    const items = reader.elements((element) => (element.nested() ? skipped(element) : scalarOf(element)))
    return items === undefined || items.includes(undefined) ? null : (items as (string | null)[])
  },
  queries: (reader) => reader.elements((element) => element.json()) ?? null,
}

function skipped(reader: LenientReader): undefined {
  reader.skip()
  return undefined
}

function scalarOf(reader: LenientReader): string | null {
  if (!reader.isNull()) return reader.scalar()
  reader.skip()
  return null
}

const JSON_READERS: Readonly<Record<Extraction, (value: Json) => ScalarArgument>> = {
  value: (value) => scalarText(value) ?? null,
  query: printJson,
  values: (value) => {
    const items = Array.isArray(value) ? value.map(scalarText) : [undefined]
    return items.includes(undefined) ? null : (items as (string | null)[])
  },
  queries: (value) => (Array.isArray(value) ? value.map(printJson) : null),
}

/** A scalar as text, NULL for null, undefined for an object or an array. */
function scalarText(value: Json): string | null | undefined {
  if (value === null || typeof value === 'string') return value
  if (typeof value === 'object') return undefined
  return typeof value === 'number' ? printNumber(value) : String(value)
}

/** `json.name` and `json['name']`: of objects only. */
export const jsonMember: ScalarFunction = {
  name: 'json_member',
  parameters: [JSON_TYPE, STRING],
  returns: JSON_TYPE,
  evaluate: (text, name) => {
    const value = readJson(text as string)
    const member = value instanceof Map ? value.get(name as string) : undefined
    return member === undefined ? null : printJson(member)
  },
}
