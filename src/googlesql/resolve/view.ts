import type { CatalogView } from '../catalog.ts'
import { parseScript } from '../parse/parse.ts'
import type { Identifier, QuerySyntax, Span } from '../syntax.ts'
import { spanOf } from './build.ts'
import type { Source } from './context.ts'
import { fail } from './fail.ts'
import { inText } from './find-routine.ts'
import type { FromResult } from './from.ts'
import { resolveQuery } from './query.ts'
import type { Relation } from './relation.ts'
import { relationNames } from './relation.ts'
import { formatReference, remember } from './table.ts'

/** A view's text is resolved where it is read, with the defaults of its own dataset and nothing of what surrounds it. */
export function inlineView(view: CatalogView, span: Span, alias: string, caller: Source): FromResult {
  const name = formatReference(view.reference)
  if (caller.expanding.includes(name)) return fail('invalid-query', `View ${name} reads itself`, span)
  const calledAt = caller.calledAt ?? spanOf(span)
  remember(caller, { reference: view.reference, kind: 'view', span: calledAt })
  const catalog = caller.catalog.withDefaults(view.reference.project, view.reference.dataset)
  const source: Source = {
    analysis: caller.analysis,
    text: view.sql,
    catalog,
    functions: new Map(),
    through: view.reference,
    calledAt,
    expanding: [...caller.expanding, name],
  }
  const relation = inText(view.sql, name, view.path, () => resolveView(parseView(view), source))
  return { scan: relation.scan, names: relationNames(relation, alias) }
}

function resolveView({ query, columns }: ViewSyntax, source: Source): Relation {
  const relation = resolveQuery(query, { source, ctes: new Map() })
  if (!columns.length) return relation
  if (columns.length !== relation.columns.length)
    fail(
      'invalid-query',
      `The view names ${columns.length} columns, its query has ${relation.columns.length}`,
      columns[0]!,
    )
  return { ...relation, columns: relation.columns.map(({ column }, index) => ({ name: columns[index]!.name, column })) }
}

interface ViewSyntax {
  readonly query: QuerySyntax
  readonly columns: readonly Identifier[]
}

const parsed = new WeakMap<CatalogView, ViewSyntax>()

function parseView(view: CatalogView): ViewSyntax {
  const known = parsed.get(view)
  if (known) return known
  const [statement] = parseScript(view.sql).statements
  const syntax =
    statement?.kind === 'createView'
      ? statement
      : statement?.kind === 'queryStatement'
        ? { query: statement.query, columns: [] }
        : undefined
  if (!syntax) return fail('invalid-query', 'This is not the text of a view', { start: 0, end: 0 })
  parsed.set(view, syntax)
  return syntax
}
