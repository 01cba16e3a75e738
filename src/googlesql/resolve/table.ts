import type { CatalogTable, CatalogWithoutSchema, TableReference } from '../catalog.ts'
import type { ResolvedReference, TableScan } from '../resolved.ts'
import type { Path, Span } from '../syntax.ts'
import { TIMESTAMP } from '../types.ts'
import { coerceTo, spanOf } from './build.ts'
import type { QueryContext, Source } from './context.ts'
import { newColumn } from './context.ts'
import type { Cte } from './cte.ts'
import { resolveExpression } from './expression.ts'
import { fail, unsupported } from './fail.ts'
import type { FromResult } from './from.ts'
import { relationNames } from './relation.ts'
import { sampled } from './sample.ts'
import type { NamedColumn } from './scope.ts'
import { createNames } from './scope.ts'
import { nearest } from './suggest.ts'
import type { TableSyntax } from './unnest.ts'
import { inlineView } from './view.ts'

/** A WITH entry, a table or a view. */
export function resolveTable(syntax: TableSyntax, context: QueryContext): FromResult {
  const path = syntax.path.names.map((part) => part.name)
  if (syntax.offset) return fail('invalid-query', 'WITH OFFSET can only be used with arrays', syntax.offset)
  const cte = path.length === 1 ? context.ctes.get(path[0]!.toLowerCase()) : undefined
  const alias = syntax.alias?.name ?? path.at(-1)!
  const from = cte ? referToCte(cte, alias, context) : resolveCatalogTable(syntax, path, alias, context)
  return { ...from, scan: sampled(from.scan, syntax.sample, context) }
}

function referToCte(cte: Cte, alias: string, { source }: QueryContext): FromResult {
  const { columns, valueTable } = cte.shape()
  const own = columns.map(({ name, column }) => ({ name, column: newColumn(source, name, column.type) }))
  const scan = { kind: 'withReference', name: cte.name, columns: own.map(({ column }) => column) } as const
  return { scan, names: relationNames({ columns: own, valueTable }, alias) }
}

function resolveCatalogTable(
  syntax: TableSyntax,
  path: readonly string[],
  alias: string,
  context: QueryContext,
): FromResult {
  const { source } = context
  const found = source.catalog.findTable(path)
  if (!found) return refuseTable(path, syntax.path, context)
  if (found.kind === 'no-schema') return refuseWithoutSchema(found, syntax.path)
  if (found.kind === 'view') {
    if (syntax.systemTime) return unsupported('FOR SYSTEM_TIME AS OF on a view', syntax.systemTime)
    return { ...inlineView(found, syntax.path, alias, source) }
  }
  return scanTable(found, syntax, path, alias, context)
}

/** A scan of all columns; those that nothing uses go at the end. */
function scanTable(
  table: CatalogTable,
  syntax: TableSyntax,
  path: readonly string[],
  alias: string,
  context: QueryContext,
): FromResult {
  const { source } = context
  const named = table.columns.map(
    ({ name, type, hidden }): NamedColumn => ({
      name,
      column: newColumn(source, name, type),
      ...(hidden && { hidden }),
    }),
  )
  const scan: TableScan = {
    kind: 'table',
    table,
    columns: named.map(({ column }) => column),
    sources: table.columns.map(({ name }) => name),
    ...(syntax.systemTime && { systemTime: systemTime(syntax, context) }),
    span: source.calledAt ?? spanOf(syntax.path),
  }
  remember(source, { reference: table.reference, kind: 'table', span: scan.span }, scan)
  return { scan, names: createNames(named, [{ name: alias, names: createNames(named, []), path }]) }
}

function systemTime(syntax: TableSyntax, { source, ctes }: QueryContext) {
  const value = resolveExpression(syntax.systemTime!, {
    source,
    ctes,
    scope: undefined,
    clause: 'FOR SYSTEM_TIME AS OF clause',
  })
  return coerceTo(value, TIMESTAMP, 'FOR SYSTEM_TIME AS OF')
}

export function remember(
  source: Source,
  reference: Omit<ResolvedReference, 'partitionFiltered'>,
  scan?: TableScan,
): void {
  source.analysis.references.push({
    ...reference,
    ...(source.through && { through: source.through }),
    ...(scan && { scan }),
    depth: source.expanding.length,
  })
}

/** The table that a statement changes. @throws {SqlError} where the name means no table, or a view */
export function findCatalogTable(path: Path, source: Source): CatalogTable {
  const names = path.names.map((part) => part.name)
  const found = source.catalog.findTable(names)
  if (!found) return refuseTable(names, path, { source, ctes: new Map() })
  if (found.kind === 'table') return found
  const name = formatReference(found.reference)
  if (found.kind === 'view') return fail('invalid-query', `${name} is a view; only tables can be changed`, path)
  return refuseWithoutSchema(found, path)
}

function refuseWithoutSchema({ reference, broken }: CatalogWithoutSchema, span: Span): never {
  const name = formatReference(reference)
  if (broken === undefined) return fail('no-schema', `Table ${name} has no schema, so its columns are not known`, span)
  return fail('broken-schema', `${broken} has mistakes, so the columns of ${name} are not known`, span)
}

export function formatReference({ project, dataset, table }: TableReference): string {
  return `${project}.${dataset}.${table}`
}

function refuseTable(path: readonly string[], span: Span, { source, ctes, outer }: QueryContext): never {
  const written = path.join('.')
  const similar = path.length === 1 ? nearest(written, ctes.keys()) : undefined
  const [suggestion] = similar === undefined ? source.catalog.similarTables(path) : [similar]
  const inScope =
    path.length === 1 && outer?.names.find(written)
      ? ' (a name alone in a FROM clause is always a table; write UNNEST for an array)'
      : ''
  return fail(
    'unknown-table',
    `Table not found: ${written}${suggestion === undefined ? inScope : `; Did you mean ${suggestion}?`}`,
    span,
  )
}
