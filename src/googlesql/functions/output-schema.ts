import { parseType } from '../parse/parse.ts'
import { fail } from '../resolve/fail.ts'
import { resolveType } from '../resolve/type-syntax.ts'
import type { Expression } from '../resolved.ts'
import type { Type } from '../types.ts'
import { JSON_TYPE, STRING, structOf } from '../types.ts'

/**
 * What AI.GENERATE gives when it is told an `output_schema` (its last argument): the fields of it in place of `result`.
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/bigqueryml-syntax-ai-generate
 * @throws {SqlError} for a text that is no list of fields
 */
export function generatedType(schema: Expression | undefined): Type | undefined {
  if (schema?.kind !== 'literal' || typeof schema.value !== 'string') return undefined
  const type = readFields(schema.value)
  if (type?.kind !== 'struct') {
    return fail('invalid-argument', `output_schema is a list such as "name STRING, tags ARRAY<STRING>"`, schema.span)
  }
  return structOf([...type.fields, { name: 'full_response', type: JSON_TYPE }, { name: 'status', type: STRING }])
}

function readFields(text: string): Type | undefined {
  try {
    return resolveType(parseType(`STRUCT<${text}>`))
  } catch {
    return undefined
  }
}
