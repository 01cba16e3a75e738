import type { PipeSyntax, QuerySyntax, SelectSyntax, WithSyntax } from '../syntax.ts'
import { type Collector, type Scope, schedule, withAlias, withEntry } from './collector.ts'
import { visitFrom } from './from.ts'

export function visitQuery(collector: Collector, query: QuerySyntax, outer: Scope): void {
  const { body, orderBy, limit, offset } = query
  const scope = query.with === undefined ? outer : visitWith(collector, query.with, outer)
  if (body.kind !== 'fromQuery') schedule(collector, body, scope)
  schedule(collector, [orderBy, limit, offset], scope)
  const start = body.kind === 'fromQuery' ? visitFrom(collector, body.from, scope) : scope
  query.pipes.reduce((inner, pipe) => visitPipe(collector, pipe, inner), start)
}

/** The scope that the entries make. Each sees those before it; of WITH RECURSIVE, all of them. */
function visitWith(collector: Collector, clause: WithSyntax, outer: Scope): Scope {
  const all = clause.entries.reduce((scope, entry) => withEntry(scope, entry.name), outer)
  let before = outer
  for (const entry of clause.entries) {
    schedule(collector, [entry.query, entry.depth], clause.recursive ? all : before)
    before = withEntry(before, entry.name)
  }
  return all
}

export function visitSelect(collector: Collector, select: SelectSyntax, outer: Scope): void {
  const { from, as, ...clauses } = select
  schedule(collector, Object.values(clauses), from === undefined ? outer : visitFrom(collector, from, outer))
}

/** The scope behind the operator; range variables of FROM and of joins stay visible in those that follow. */
function visitPipe(collector: Collector, pipe: PipeSyntax, scope: Scope): Scope {
  if (pipe.kind === 'with') return visitWith(collector, pipe.with, scope)
  if (pipe.kind === 'as') return withAlias(scope, pipe.alias)
  if (pipe.kind !== 'join') {
    schedule(collector, pipe, scope)
    return scope
  }
  const joined = visitFrom(collector, pipe.right, scope)
  schedule(collector, pipe.on, joined)
  return joined
}
