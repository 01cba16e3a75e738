import type { WithScanEntry } from '../resolved.ts'
import type { WithEntry, WithSyntax } from '../syntax.ts'
import type { QueryContext, Source } from './context.ts'
import type { Cte, CteShape } from './cte.ts'
import { fail } from './fail.ts'
import { resolveQuery } from './query.ts'
import { openRecursion } from './recursive.ts'
import type { Relation } from './relation.ts'

export interface OpenedWith {
  readonly context: QueryContext
  /** The query's relation, with the entries in front of it. */
  close(relation: Relation): Relation
}

/** An entry sees those before it, and never itself: `WITH t AS (SELECT * FROM t)` reads the table. RECURSIVE lets all see all. */
export function openWith(syntax: WithSyntax, context: QueryContext): OpenedWith {
  refuseDuplicates(syntax.entries)
  const entries: WithScanEntry[] = []
  const inner = syntax.recursive
    ? openRecursion(syntax.entries, entries, context)
    : openInOrder(syntax.entries, entries, context)
  return {
    context: inner,
    close: (relation) => ({
      ...relation,
      scan: { kind: 'with', entries, body: relation.scan, columns: relation.scan.columns },
    }),
  }
}

/** What the query of an entry can name: no columns of the queries around it. */
export function entryContext({ source, ctes }: QueryContext): QueryContext {
  return { source, ctes, ...(source.argumentScope && { outer: source.argumentScope }) }
}

export function uniqueWithName(name: string, source: Source): string {
  const { withNames } = source.analysis
  const count = (withNames.get(name.toLowerCase()) ?? 0) + 1
  withNames.set(name.toLowerCase(), count)
  return count === 1 ? name : `${name}_${count}`
}

function openInOrder(syntax: readonly WithEntry[], entries: WithScanEntry[], context: QueryContext): QueryContext {
  const ctes = new Map(context.ctes)
  const inner: QueryContext = { ...context, ctes }
  for (const entry of syntax) {
    const relation = resolveQuery(entry.query, entryContext(inner))
    const name = uniqueWithName(entry.name.name, context.source)
    entries.push({ name, scan: relation.scan, columns: relation.columns.map(({ column }) => column) })
    ctes.set(entry.name.name.toLowerCase(), knownCte(name, relation))
  }
  return inner
}

function knownCte(name: string, shape: CteShape): Cte {
  return { name, shape: () => shape }
}

function refuseDuplicates(entries: readonly WithEntry[]): void {
  const seen = new Set<string>()
  for (const { name } of entries) {
    if (seen.has(name.name.toLowerCase())) fail('invalid-query', `Duplicate alias ${name.name} for WITH subquery`, name)
    seen.add(name.name.toLowerCase())
  }
}
