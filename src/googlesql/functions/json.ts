import type { Expression } from '../resolved.ts'
import { STRING, sameType } from '../types.ts'
import type { FunctionEntry, FunctionTable } from './signature.ts'

/**
 * JSON: in a STRING or as a value of type JSON.
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/json_functions
 */
export const jsonFunctions: FunctionTable = [
  extractor('JSON_EXTRACT', 'STRING', 'STRING', 'JSON'),
  extractor('JSON_EXTRACT_ARRAY', '[STRING]', 'ARRAY<STRING>', 'ARRAY<JSON>'),
  extractor('JSON_EXTRACT_SCALAR', '[STRING]', 'STRING', 'STRING'),
  extractor('JSON_EXTRACT_STRING_ARRAY', '[STRING]', 'ARRAY<STRING>', 'ARRAY<STRING>'),
  extractor('JSON_QUERY', 'STRING', 'STRING', 'JSON'),
  extractor('JSON_QUERY_ARRAY', '[STRING]', 'ARRAY<STRING>', 'ARRAY<JSON>'),
  extractor('JSON_VALUE', '[STRING]', 'STRING', 'STRING'),
  extractor('JSON_VALUE_ARRAY', '[STRING]', 'ARRAY<STRING>', 'ARRAY<STRING>'),
  scalar('$json_field', '(JSON, STRING) -> JSON'),
  scalar('$json_subscript', '(JSON, STRING) -> JSON', '(JSON, INT64) -> JSON'),
  scalar('PARSE_JSON', '(STRING, [=wide_number_mode: STRING]) -> JSON'),
  scalar('TO_JSON', '(ANY, [=stringify_wide_numbers: BOOL]) -> JSON'),
  scalar('TO_JSON_STRING', '(ANY, [BOOL]) -> STRING'),
  scalar('JSON_TYPE', '(JSON) -> STRING'),
  {
    ...scalar('JSON_KEYS', '(JSON, [INT64], [=mode: STRING]) -> ARRAY<STRING>'),
    check: (call) => constantPaths(call.slice(1)),
  },
  scalar('JSON_CONTAINS', '(JSON, JSON) -> BOOL'),
  scalar('JSON_FLATTEN', '(JSON) -> ARRAY<JSON>'),
  scalar('JSON_ARRAY', '(...ANY) -> JSON'),
  { ...scalar('JSON_OBJECT', '(ARRAY<STRING>, ARRAY<T>) -> JSON', '(...ANY) -> JSON'), check: objectFault },
  { ...scalar('JSON_SET', '(JSON, STRING, ANY, ...ANY, [=create_if_missing: BOOL]) -> JSON'), check: pathPairsFault },
  { ...scalar('JSON_REMOVE', '(JSON, STRING, ...STRING) -> JSON'), check: constantPaths },
  {
    ...scalar('JSON_STRIP_NULLS', '(JSON, [STRING], [=include_arrays: BOOL], [=remove_empty: BOOL]) -> JSON'),
    check: constantPaths,
  },
  {
    ...scalar('JSON_ARRAY_APPEND', '(JSON, STRING, ANY, ...ANY, [=append_each_element: BOOL]) -> JSON'),
    check: pathPairsFault,
  },
  {
    ...scalar('JSON_ARRAY_INSERT', '(JSON, STRING, ANY, ...ANY, [=insert_each_element: BOOL]) -> JSON'),
    check: pathPairsFault,
  },
  scalar('BOOL', '(JSON) -> BOOL'),
  scalar('BOOL_ARRAY', '(JSON) -> ARRAY<BOOL>'),
  scalar('INT64', '(JSON) -> INT64'),
  scalar('INT64_ARRAY', '(JSON) -> ARRAY<INT64>'),
  { ...scalar('FLOAT64', '(JSON, [=wide_number_mode: STRING]) -> FLOAT64'), aliases: ['DOUBLE'] },
  { ...scalar('FLOAT64_ARRAY', '(JSON, [=wide_number_mode: STRING]) -> ARRAY<FLOAT64>'), aliases: ['DOUBLE_ARRAY'] },
  // STRING of dates and times is in dates.ts
  scalar('STRING', '(JSON) -> STRING'),
  scalar('STRING_ARRAY', '(JSON) -> ARRAY<STRING>'),
  scalar('LAX_BOOL', '(JSON) -> BOOL'),
  scalar('LAX_BOOL_ARRAY', '(JSON) -> ARRAY<BOOL>'),
  scalar('LAX_INT64', '(JSON) -> INT64'),
  scalar('LAX_INT64_ARRAY', '(JSON) -> ARRAY<INT64>'),
  { ...scalar('LAX_FLOAT64', '(JSON) -> FLOAT64'), aliases: ['LAX_DOUBLE'] },
  { ...scalar('LAX_FLOAT64_ARRAY', '(JSON) -> ARRAY<FLOAT64>'), aliases: ['LAX_DOUBLE_ARRAY'] },
  scalar('LAX_STRING', '(JSON) -> STRING'),
  scalar('LAX_STRING_ARRAY', '(JSON) -> ARRAY<STRING>'),
]

function scalar(name: string, ...signatures: string[]): FunctionEntry {
  return { name, kind: 'scalar', signatures }
}

function extractor(name: string, path: string, ofText: string, ofJson: string): FunctionEntry {
  return { ...scalar(name, `(STRING, ${path}) -> ${ofText}`, `(JSON, ${path}) -> ${ofJson}`), check: constantPaths }
}

function objectFault(call: readonly Expression[]): string | undefined {
  if (call[0]?.type.kind === 'array') return undefined
  if (call.length % 2 === 1) return 'JSON_OBJECT takes keys and values in pairs'
  const wrong = call.find((argument, index) => index % 2 === 0 && !isText(argument))
  return wrong && 'a key of JSON_OBJECT must be a STRING'
}

function pathPairsFault(call: readonly Expression[]): string | undefined {
  // pairs stand after the document; one argument more is the named flag
  const pairs = call.length % 2 === 0 ? call.slice(1, -1) : call.slice(1)
  const paths = pairs.filter((_, index) => index % 2 === 0)
  if (!paths.every(isText)) return 'paths (STRING) and values must stand in pairs'
  return constantPaths([call[0]!, ...paths])
}

/** Everything behind the document must be known before any row is. */
function constantPaths(call: readonly Expression[]): string | undefined {
  return call.slice(1).every(isConstant) ? undefined : 'a JSONPath must be a constant: a literal or a query parameter'
}

function isConstant(expression: Expression): boolean {
  switch (expression.kind) {
    case 'literal':
    case 'parameter':
    case 'variable':
      return true
    case 'call':
      return expression.arguments.every(isConstant)
    case 'cast':
      return isConstant(expression.operand)
    case 'struct':
      return expression.values.every(isConstant)
    case 'array':
      return expression.elements.every(isConstant)
    case 'field':
      return isConstant(expression.base)
    case 'case':
      return [
        expression.operand,
        expression.otherwise,
        ...expression.whens.flatMap((when) => [when.when, when.then]),
      ].every((part) => part === undefined || isConstant(part))
    default:
      return false
  }
}

function isText(argument: Expression): boolean {
  return sameType(argument.type, STRING) || (argument.kind === 'literal' && argument.value === null)
}
