import type { TypeParameter, TypeSyntax } from '../syntax.ts'
import type { ScalarTypeName, Type } from '../types.ts'
import { arrayOf, SCALAR_TYPE_NAMES, structOf } from '../types.ts'
import { fail, unsupported } from './fail.ts'
import { didYouMean } from './suggest.ts'

const ALIASES: Readonly<Record<string, ScalarTypeName>> = {
  INT: 'INT64',
  SMALLINT: 'INT64',
  INTEGER: 'INT64',
  BIGINT: 'INT64',
  TINYINT: 'INT64',
  BYTEINT: 'INT64',
  DECIMAL: 'NUMERIC',
  BIGDECIMAL: 'BIGNUMERIC',
  BOOLEAN: 'BOOL',
}

const NAMES = new Set<string>(SCALAR_TYPE_NAMES)

/**
 * The type that was written; parameters such as `(10, 2)` are dropped, see `typeParameters`.
 * @throws {SqlError} for a name that is no type, and for ANY TYPE and TABLE, which only routines' arguments have
 */
export function resolveType(syntax: TypeSyntax): Type {
  switch (syntax.kind) {
    case 'namedType':
      return resolveNamedType(syntax)
    case 'arrayType':
      return resolveArrayType(syntax)
    case 'rangeType':
      return resolveRangeType(syntax)
    case 'structType':
      return structOf(syntax.fields.map((field) => ({ name: field.name?.name ?? '', type: resolveType(field.type) })))
    default:
      return fail('type-mismatch', 'ANY TYPE and TABLE can only stand in the argument list of a routine', syntax)
  }
}

/** The numbers of `NUMERIC(10, 2)`, `STRING(5)`; absent without any. */
export function typeParameters(syntax: TypeSyntax): readonly number[] | undefined {
  if (syntax.kind !== 'namedType' || !syntax.parameters?.length) return undefined
  return syntax.parameters.map((parameter: TypeParameter) =>
    parameter === 'MAX' ? Number.MAX_SAFE_INTEGER : parameter,
  )
}

function resolveNamedType(syntax: Extract<TypeSyntax, { kind: 'namedType' }>): Type {
  const written = syntax.path.names.map((part) => part.name).join('.')
  const upper = written.toUpperCase()
  const name = ALIASES[upper] ?? (NAMES.has(upper) ? (upper as ScalarTypeName) : undefined)
  if (!name) return fail('unknown-type', `Type not found: ${written}${didYouMean(written, NAMES)}`, syntax)
  if (syntax.collate) return unsupported('COLLATE in a type', syntax)
  return { kind: 'scalar', name }
}

function resolveArrayType(syntax: Extract<TypeSyntax, { kind: 'arrayType' }>): Type {
  const element = resolveType(syntax.element)
  if (element.kind === 'array') return fail('type-mismatch', 'Arrays of arrays are not supported', syntax)
  return arrayOf(element)
}

function resolveRangeType(syntax: Extract<TypeSyntax, { kind: 'rangeType' }>): Type {
  const element = resolveType(syntax.element)
  if (element.kind !== 'scalar' || !['DATE', 'DATETIME', 'TIMESTAMP'].includes(element.name)) {
    return fail('type-mismatch', 'RANGE can be of DATE, DATETIME or TIMESTAMP only', syntax)
  }
  return { kind: 'range', element }
}
