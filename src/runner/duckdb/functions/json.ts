import type { CallExpression, Expression } from '../../../googlesql/resolved.ts'
import { type ScalarTypeName, STRING, type Type } from '../../../googlesql/types.ts'
import type { EmitCall, EmitContext, ScalarFunction } from '../emit-context.ts'
import { fastJsonValue } from './json-value.ts'
import { jsonArrayAppend, jsonArrayInsert, jsonRemove, jsonSet } from './scalar/json/change.ts'
import { laxConversion, strictConversion } from './scalar/json/convert.ts'
import { type Extraction, extractFromJson, extractFromText, jsonElement, jsonMember } from './scalar/json/extract.ts'
import { jsonContains, jsonFlatten, jsonTypeName } from './scalar/json/inspect.ts'
import { jsonKeys } from './scalar/json/keys.ts'
import {
  jsonArrayFunction,
  jsonObjectFunction,
  jsonObjectOfArrays,
  parseJsonText,
  toJsonFunction,
  toJsonStringFunction,
} from './scalar/json/make.ts'
import { type PathStep, type PathSyntax, parsePath } from './scalar/json/path.ts'
import { jsonStripNulls } from './scalar/json/strip-nulls.ts'
import { isGiven, literalOf, scalarCall } from './shape.ts'

/** JSON in a STRING or as JSON. DuckDB's own functions spell numbers anew and forgive other faults, so these are ours. */
export const jsonEmit: Readonly<Record<string, EmitCall>> = {
  JSON_EXTRACT: extraction('query', 'legacy'),
  JSON_EXTRACT_ARRAY: extraction('queries', 'legacy'),
  JSON_EXTRACT_SCALAR: extraction('value', 'legacy'),
  JSON_EXTRACT_STRING_ARRAY: extraction('values', 'legacy'),
  JSON_QUERY: extraction('query', 'standard'),
  JSON_QUERY_ARRAY: extraction('queries', 'standard'),
  JSON_VALUE: extraction('value', 'standard'),
  JSON_VALUE_ARRAY: extraction('values', 'standard'),
  $json_field: scalarCall(jsonMember),
  $json_subscript: (sql, call, context) =>
    scalarCall(isType(call.arguments[1]!.type, 'INT64') ? jsonElement : jsonMember)(sql, call, context),
  PARSE_JSON: ([text, mode], _call, context) => `${context.use(parseJsonText)}(${text}, ${mode ?? "'exact'"})`,
  TO_JSON: ([value, stringify], call, context) =>
    `${context.use(toJsonFunction(call.arguments[0]!.type))}(${value}, ${stringify ?? 'false'})`,
  TO_JSON_STRING: toJsonString,
  JSON_TYPE: scalarCall(jsonTypeName),
  JSON_KEYS: ([json, depth, mode], _call, context) =>
    `${context.use(jsonKeys)}(${json}, ${depth ?? 'NULL'}, ${mode ?? "'strict'"})`,
  JSON_CONTAINS: scalarCall(jsonContains),
  JSON_FLATTEN: scalarCall(jsonFlatten),
  JSON_ARRAY: (sql, call, context) => `${context.use(jsonArrayFunction(typesOf(call)))}(${sql.join(', ')})`,
  JSON_OBJECT: jsonObject,
  JSON_SET: changing(jsonSet),
  JSON_ARRAY_APPEND: changing(jsonArrayAppend),
  JSON_ARRAY_INSERT: changing(jsonArrayInsert),
  JSON_REMOVE: scalarCall(jsonRemove),
  JSON_STRIP_NULLS: stripNulls,
  BOOL: scalarCall(strictConversion('BOOL', false)),
  BOOL_ARRAY: scalarCall(strictConversion('BOOL', true)),
  INT64: scalarCall(strictConversion('INT64', false)),
  INT64_ARRAY: scalarCall(strictConversion('INT64', true)),
  FLOAT64: toFloat(false),
  FLOAT64_ARRAY: toFloat(true),
  STRING_ARRAY: scalarCall(strictConversion('STRING', true)),
  LAX_BOOL: scalarCall(laxConversion('BOOL', false)),
  LAX_BOOL_ARRAY: scalarCall(laxConversion('BOOL', true)),
  LAX_INT64: scalarCall(laxConversion('INT64', false)),
  LAX_INT64_ARRAY: scalarCall(laxConversion('INT64', true)),
  LAX_FLOAT64: scalarCall(laxConversion('FLOAT64', false)),
  LAX_FLOAT64_ARRAY: scalarCall(laxConversion('FLOAT64', true)),
  LAX_STRING: scalarCall(laxConversion('STRING', false)),
  LAX_STRING_ARRAY: scalarCall(laxConversion('STRING', true)),
}

/** STRING(json); of dates and times it stands with these. */
export const stringOfJson: EmitCall = scalarCall(strictConversion('STRING', false))

function isType(type: Type, name: ScalarTypeName): boolean {
  return type.kind === 'scalar' && type.name === name
}

function typesOf(call: CallExpression): readonly Type[] {
  return call.arguments.map((argument) => argument.type)
}

function extraction(what: Extraction, syntax: PathSyntax): EmitCall {
  const [ofText, ofJson] = [extractFromText(what, syntax), extractFromJson(what, syntax)]
  return ([document, path = "'$'"], call, context) => {
    const kind = isType(call.arguments[0]!.type, 'JSON') ? 'json' : 'text'
    const slow = (sql: string) => `${context.use(kind === 'json' ? ofJson : ofText)}(${sql}, ${path})`
    const steps = literalSteps(call, syntax)
    if (!steps) return slow(document!)
    const fast = what === 'value' ? fastJsonValue(document!, steps, kind, slow, context) : undefined
    return context.costly(fast ?? slow(document!), document!)
  }
}

/** Undefined where the path is no literal, or none at all: then the call fails when it runs. */
export function literalSteps(call: CallExpression, syntax: PathSyntax): readonly PathStep[] | undefined {
  const path = call.arguments.length === 1 ? '$' : literalOf(call.arguments[1])
  try {
    return typeof path === 'string' ? parsePath(path, syntax).steps : undefined
  } catch {
    return undefined
  }
}

function toFloat(array: boolean): EmitCall {
  const scalar = strictConversion('FLOAT64', array)
  return ([json, mode], _call, context) => `${context.use(scalar)}(${json}, ${mode ?? "'round'"})`
}

function toJsonString([value, pretty]: readonly string[], call: CallExpression, context: EmitContext): string {
  return `${context.use(toJsonStringFunction(call.arguments[0]!.type))}(${value}, ${pretty ?? 'false'})`
}

function jsonObject(sql: readonly string[], call: CallExpression, context: EmitContext): string {
  const [first, second] = typesOf(call)
  if (first?.kind === 'array' && second?.kind === 'array')
    return `${context.use(jsonObjectOfArrays(second.element))}(${sql.join(', ')})`
  const types = typesOf(call).filter((_, index) => index % 2 === 1)
  const keyed = sql.map((text, index) => (index % 2 === 0 ? asText(text, call.arguments[index]!, context) : text))
  return `${context.use(jsonObjectFunction(types))}(${keyed.join(', ')})`
}

/** Where any type may stand, a NULL that must be a text has become an INT64. */
function asText(sql: string, argument: Expression, context: EmitContext): string {
  return isType(argument.type, 'STRING') ? sql : `CAST(${sql} AS ${context.typeName(STRING)})`
}

function stripNulls(
  [json, path, arrays, empty]: readonly string[],
  call: CallExpression,
  context: EmitContext,
): string {
  const [, givenPath, givenArrays] = call.arguments.map((argument) => isGiven(argument, call))
  return `${context.use(jsonStripNulls())}(${json}, ${givenPath ? path : "'$'"}, ${givenArrays ? arrays : 'true'}, ${empty ?? 'false'})`
}

/** (json, path, value, …) and perhaps a flag at the end, which comes second in our functions; it is true where absent. */
function changing(scalar: (types: readonly Type[]) => ScalarFunction): EmitCall {
  return (sql, call, context) => {
    const pairs = Math.floor((sql.length - 1) / 2)
    const types = typesOf(call).filter((_, index) => index > 0 && index % 2 === 0 && index <= 2 * pairs)
    const flag = sql.length > 1 + 2 * pairs ? sql.at(-1) : 'true'
    const rest = sql
      .slice(1, 1 + 2 * pairs)
      .map((text, index) => (index % 2 === 0 ? asText(text, call.arguments[index + 1]!, context) : text))
    return `${context.use(scalar(types))}(${[sql[0], flag, ...rest].join(', ')})`
  }
}
