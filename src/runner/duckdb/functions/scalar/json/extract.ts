import { arrayOf, INT64, JSON_TYPE, STRING } from '../../../../../googlesql/types.ts'
import type { ScalarArgument, ScalarFunction } from '../../../emit-context.ts'
import { findJson, findLax } from './find.ts'
import { type LenientReader, readLeniently } from './lenient.ts'
import { readJson } from './parse.ts'
import { type PathStep, type PathSyntax, parsePath, rememberingLast } from './path.ts'
import { printJson } from './value.ts'

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
  const read = CANONICAL_READERS[extraction]
  return {
    name: `json_${extraction}_${syntax}`,
    parameters: [JSON_TYPE, STRING],
    returns: { value: STRING, query: JSON_TYPE, values: arrayOf(STRING), queries: arrayOf(JSON_TYPE) }[extraction],
    evaluate: (text, pathText) => {
      const wanted = path(pathText as string)
      if (wanted.lax) return printJson(findLax(readJson(text as string), wanted))
      if (wanted.steps.every(isReadAlike)) {
        return readLeniently(text as string, (reader) => (reader.find(wanted.steps) ? read(reader) : null))
      }
      const found = findJson(readJson(text as string), wanted.steps)
      return found === undefined ? null : readLeniently(printJson(found), read)
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

/** The text of a JSON value is canonical, so what stands there is what it prints. */
const CANONICAL_READERS: Readonly<Record<Extraction, (reader: LenientReader) => ScalarArgument>> = {
  ...TEXT_READERS,
  query: (reader) => reader.raw(),
  queries: (reader) => reader.elements((element) => element.raw()) ?? null,
}

/** Whether a step finds the same in a STRING as in JSON: not where it is or looks like a number, but for plain indexes. */
function isReadAlike({ name, index }: PathStep): boolean {
  return index ? /^(?:0|[1-9]\d{0,8})$/.test(name) : !/^\s*[+-]?\d/.test(name)
}

/** `json.name` and `json['name']`: of objects only. */
export const jsonMember: ScalarFunction = {
  name: 'json_member',
  parameters: [JSON_TYPE, STRING],
  returns: JSON_TYPE,
  evaluate: (text, name) => child(text as string, '{', name as string),
}

/** `json[index]`: of arrays only. */
export const jsonElement: ScalarFunction = {
  name: 'json_element',
  parameters: [JSON_TYPE, INT64],
  returns: JSON_TYPE,
  evaluate: (text, index) => ((index as bigint) < 2n ** 31n ? child(text as string, '[', String(index)) : null),
}

function child(text: string, container: string, name: string): string | null {
  if (!text.startsWith(container)) return null
  return readLeniently(text, (reader) => (reader.find([{ name, index: false }]) ? reader.raw() : null))
}
