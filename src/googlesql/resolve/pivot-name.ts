import type { Expression } from '../resolved.ts'
import { formatType } from '../types.ts'
import { fail } from './fail.ts'

/**
 * The column name that PIVOT makes of a value without an alias.
 * @see https://cloud.google.com/bigquery/docs/reference/standard-sql/query-syntax#rules_for_pivot_column
 */
export function pivotColumnName(alias: string, value: Expression): string {
  const name = valueName(value)
  if (alias) return `${alias}_${name}`
  return /^\d/.test(name) && formatType(value.type) !== 'STRING' ? `_${name}` : name
}

function valueName(value: Expression): string {
  if (value.kind === 'struct') return value.values.map(valueName).join('_')
  if (value.kind !== 'literal')
    return fail(
      'invalid-query',
      'Generating an implicit alias for this PIVOT value is not supported; please provide an explicit alias',
      value.span,
    )
  if (value.value === null) return 'NULL'
  switch (formatType(value.type)) {
    case 'STRING':
      return String(value.value) || 'empty_string_value'
    case 'BOOL':
      return String(value.value)
    case 'INT64':
    case 'NUMERIC':
    case 'BIGNUMERIC':
      return numberName(String(value.value))
    case 'DATE':
      return String(value.value).replaceAll('-', '_')
    default:
      return fail('invalid-query', `PIVOT values of type ${formatType(value.type)} must specify an alias`, value.span)
  }
}

function numberName(text: string): string {
  const digits = text.replace('-', '').replace('.', '_point_')
  return text.startsWith('-') ? `minus_${digits}` : digits
}
