import type { Path, QuerySyntax, SelectSyntax, StatementSyntax } from '../syntax.ts'
import { type Collector, noteRead, type Scope, schedule } from './collector.ts'
import { noteCall } from './note-call.ts'
import { visitQuery, visitSelect } from './query.ts'
import { visitStatement } from './statement.ts'

/**
 * Visits one node. Kinds are unique only within their union (`select` is a query's body and a pipe operator), so a field that only
 * one of them has decides; everything without a rule is looked through.
 */
export function visit(collector: Collector, node: object, scope: Scope): void {
  const kind = 'kind' in node ? node.kind : undefined
  if (kind === 'query' && 'body' in node) visitQuery(collector, node as QuerySyntax, scope)
  else if (kind === 'select' && 'windows' in node) visitSelect(collector, node as SelectSyntax, scope)
  else if (!visitStatement(collector, node as StatementSyntax, scope)) visitOther(collector, node, scope)
}

function visitOther(collector: Collector, node: object, scope: Scope): void {
  const { kind, name, path } = node as { readonly kind?: string; readonly name?: Path; readonly path?: Path }
  if (kind === 'call' && name !== undefined) noteCall(collector, name, scope)
  if (kind === 'tableArgument' && path !== undefined) noteRead(collector, path, scope)
  schedule(collector, Object.values(node), scope)
}
