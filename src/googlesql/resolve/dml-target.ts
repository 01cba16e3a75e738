import type { CatalogColumn, CatalogTable } from '../catalog.ts'
import { asOperand, coerce, coercionCost } from '../coercion.ts'
import type { Column } from '../resolved.ts'
import type { DefaultOr, Identifier, Path, Span } from '../syntax.ts'
import { formatType, type Type } from '../types.ts'
import { literal } from './build.ts'
import { type ExpressionContext, newColumn, type QueryContext } from './context.ts'
import { resolveExpression } from './expression.ts'
import { fail } from './fail.ts'
import { createNames, type Names } from './scope.ts'
import { didYouMean } from './suggest.ts'
import { findCatalogTable, formatReference } from './table.ts'

/** The table that a statement changes. */
export interface DmlTarget {
  readonly table: CatalogTable
  readonly columns: readonly Column[]
  readonly names: Names
}

/** @throws {SqlError} where the name means no table, or a view */
export function openTarget(path: Path, alias: Identifier | undefined, { source }: QueryContext): DmlTarget {
  const table = findCatalogTable(path, source)
  const named = table.columns.map(({ name, type, hidden }) => ({
    name,
    column: newColumn(source, name, type),
    ...(hidden && { hidden }),
  }))
  const written = path.names.map((part) => part.name)
  const range = { name: alias?.name ?? written.at(-1)!, names: createNames(named, []), path: written }
  const shown = named.filter((column) => !column.hidden).map(({ column }) => column)
  return { table, columns: shown, names: createNames(named, [range]) }
}

/** @throws {SqlError} where the table has no such column, or it was named before */
export function targetColumns(table: CatalogTable, names: readonly Identifier[]): readonly CatalogColumn[] {
  const seen = new Set<string>()
  return names.map((name) => {
    const column = findTargetColumn(table, name)
    if (seen.has(column.name)) fail('invalid-query', `Column ${name.name} is listed twice`, name)
    seen.add(column.name)
    return column
  })
}

export function findTargetColumn(table: CatalogTable, name: Identifier): CatalogColumn {
  const shown = table.columns.filter((column) => !column.hidden)
  const found = shown.find((column) => column.name.toLowerCase() === name.name.toLowerCase())
  if (found) return found
  const hint = didYouMean(
    name.name,
    shown.map((column) => column.name),
  )
  return fail(
    'unknown-column',
    `Column ${name.name} is not present in table ${formatReference(table.reference)}${hint}`,
    name,
  )
}

/** A new value of a column; DEFAULT is NULL, for no table here has other defaults. */
export function assignedValue(syntax: DefaultOr, type: Type, column: string, context: ExpressionContext) {
  if (syntax.kind === 'default') return literal(null, type, syntax)
  const value = resolveExpression(syntax, context)
  if (coercionCost(asOperand(value), type)) return coerce(value, type)
  return refuseValue(value.type, type, column, syntax)
}

export function refuseValue(found: Type, wanted: Type, column: string, span: Span): never {
  const message = `Value has type ${formatType(found)} which cannot be inserted into column ${column}, which has type ${formatType(wanted)}`
  return fail('type-mismatch', message, span)
}
