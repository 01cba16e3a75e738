import { coerce } from '../coercion.ts'
import type { Column, Expression, UnnestScan } from '../resolved.ts'
import type { FromSyntax } from '../syntax.ts'
import { formatType, INT64 } from '../types.ts'
import type { ExpressionContext, QueryContext } from './context.ts'
import { newColumn } from './context.ts'
import { resolveExpression } from './expression.ts'
import { fail } from './fail.ts'
import type { FromResult } from './from.ts'
import { impliedName } from './implied-name.ts'
import { resolvePath } from './names.ts'
import { rowNames } from './relation.ts'
import type { Names, Scope } from './scope.ts'
import { createNames, findName, within } from './scope.ts'

export type TableSyntax = Extract<FromSyntax, { kind: 'table' }>
export type ArraySyntax = TableSyntax | Extract<FromSyntax, { kind: 'unnest' }>

/**
 * `t.arr` in a FROM clause is an array, if its first name is known there or around it; a name alone is always a table.
 */
export function isArrayPath(syntax: TableSyntax, context: QueryContext, lateral: Names | undefined): boolean {
  const [first, ...rest] = syntax.path.names
  return rest.length > 0 && findName(lateralScope(lateral, context), first!.name) !== undefined
}

/** A row per element, without what stands to the left; `resolveJoin` puts that in. */
export function resolveArraySource(
  syntax: ArraySyntax,
  context: QueryContext,
  lateral: Names | undefined,
): FromResult & { scan: UnnestScan } {
  const inner: ExpressionContext = { ...context, scope: lateralScope(lateral, context), clause: 'FROM clause' }
  const written = syntax.kind === 'unnest' ? resolveExpression(syntax.array, inner) : resolvePath(syntax.path, inner)
  const array = coerce(written, written.type)
  if (array.type.kind !== 'array') return refuseScalar(syntax, array)
  const alias = arrayAlias(syntax)
  const element = newColumn(context.source, alias ?? '', array.type.element)
  const offset = syntax.offset && newColumn(context.source, syntax.offset.alias?.name ?? 'offset', INT64)
  const columns = offset ? [element, offset] : [element]
  const scan: UnnestScan = { kind: 'unnest', array, element, ...(offset && { offset }), outer: false, columns }
  return { scan, names: elementNames(element, alias, offset, syntax) }
}

function refuseScalar(syntax: ArraySyntax, value: Expression): never {
  return fail(
    'type-mismatch',
    `Values referenced in UNNEST must be arrays. ${syntax.kind === 'unnest' ? 'The expression' : `${syntax.path.names.map((part) => part.name).join('.')}`} has type ${formatType(value.type)}`,
    syntax,
  )
}

/** An array's path names its elements, also as the argument of UNNEST. */
function arrayAlias(syntax: ArraySyntax): string | undefined {
  if (syntax.alias) return syntax.alias.name
  return syntax.kind === 'table' ? syntax.path.names.at(-1)!.name : impliedName(syntax.array)
}

function elementNames(
  element: Column,
  alias: string | undefined,
  offset: Column | undefined,
  syntax: ArraySyntax,
): Names {
  const names = rowNames(element, alias)
  if (!offset) return names
  if (alias?.toLowerCase() === offset.name.toLowerCase())
    return fail('invalid-query', `Duplicate alias ${offset.name} found`, syntax)
  return createNames([...names.columns, { name: offset.name, column: offset }], names.ranges)
}

function lateralScope(lateral: Names | undefined, context: QueryContext): Scope | undefined {
  return lateral ? within(lateral, context.outer) : context.outer
}
