import type { FromSyntax, Identifier, Path } from '../syntax.ts'
import { type Collector, noteRead, type Scope, schedule } from './collector.ts'
import { noteCall } from './note-call.ts'

/**
 * Visits a FROM clause: each item sees the range variables of those before it, a subquery only those around the clause.
 *
 * @returns the scope of everything behind it
 */
export function visitFrom(collector: Collector, from: FromSyntax, outer: Scope): Scope {
  const aliases = new Set(outer.aliases)
  const scope: Scope = { ...outer, aliases }
  // a loop: joins nest to the left as often as tables are joined
  const pending: FromSyntax[] = [from]
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    if (item.kind === 'join') pending.push(item.right, item.left)
    else if (item.kind === 'pivot' || item.kind === 'unpivot') pending.push(item.input)
    else visitItem(collector, item, scope, outer)
    const alias = aliasOf(item)
    if (alias !== undefined) aliases.add(alias.name.toLowerCase())
    schedule(collector, expressionsOf(item), scope)
  }
  return scope
}

type Item = Exclude<FromSyntax, { kind: 'join' | 'pivot' | 'unpivot' }>

function visitItem(collector: Collector, item: Item, scope: Scope, outer: Scope): void {
  if (item.kind === 'table') noteRead(collector, item.path, scope)
  if (item.kind === 'tableFunction') noteCall(collector, item.name, scope)
  if (item.kind === 'subquery') schedule(collector, item.query, outer)
}

/** What the item can be called in the expressions that follow: its alias, or the last part of a table's name. */
function aliasOf(item: FromSyntax): Identifier | undefined {
  if (item.kind === 'join') return undefined
  return item.alias ?? (item.kind === 'table' ? lastName(item.path) : undefined)
}

function lastName(path: Path): Identifier | undefined {
  return path.names.at(-1)
}

function expressionsOf(item: FromSyntax): readonly unknown[] {
  if (item.kind === 'join') return [item.on]
  if (item.kind === 'table') return [item.systemTime, item.sample]
  if (item.kind === 'unnest') return [item.array]
  if (item.kind === 'tableFunction') return [item.arguments]
  if (item.kind === 'pivot') return [item.pivot]
  return []
}
