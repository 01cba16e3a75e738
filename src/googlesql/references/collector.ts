import type { Identifier, Path, Span } from '../syntax.ts'
import type { NamedReference } from './named-reference.ts'

/** What has been found, and what is left to visit. */
export interface Collector {
  readonly reads: NamedReference[]
  readonly writes: NamedReference[]
  readonly routines: NamedReference[]
  /** Temporary tables made so far, lower case. */
  readonly temporary: Set<string>
  /** The last one is the next. */
  readonly tasks: (() => void)[]
  /** What is done with one node. */
  readonly visit: (collector: Collector, node: object, scope: Scope) => void
}

/** What the names at one place can mean. */
export interface Scope {
  /** Names of WITH entries, the nearest first. */
  readonly entries: WithName | undefined
  /** Range variables of this query and those around it, lower case. */
  readonly aliases: ReadonlySet<string>
  /** Of a text inside the text. */
  readonly within?: Span
}

interface WithName {
  readonly name: string
  readonly outer: WithName | undefined
}

export const emptyScope: Scope = { entries: undefined, aliases: new Set() }

/** Works until nothing is left. A list of tasks in place of recursion: a chain of 100,000 operators is as deep a tree. */
export function run(collector: Collector): void {
  for (let task = collector.tasks.pop(); task !== undefined; task = collector.tasks.pop()) task()
}

/** Plans visits of everything in `node`, in the order of the text, before whatever has been planned earlier. */
export function schedule(collector: Collector, node: unknown, scope: Scope): void {
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return
  if (!Array.isArray(node)) collector.tasks.push(() => collector.visit(collector, node, scope))
  else for (const item of node.toReversed()) schedule(collector, item, scope)
}

export function withEntry(scope: Scope, name: Identifier): Scope {
  return { ...scope, entries: { name: name.name.toLowerCase(), outer: scope.entries } }
}

export function withAlias(scope: Scope, name: Identifier): Scope {
  return { ...scope, aliases: new Set(scope.aliases).add(name.name.toLowerCase()) }
}

/** Notes a table that is read, unless the name means something that the script itself made. */
export function noteRead(collector: Collector, path: Path, scope: Scope): void {
  if (isOwn(collector, path, scope)) return
  collector.reads.push({ path, span: scope.within ?? path })
}

export function noteWrite(collector: Collector, path: Path, scope: Scope): void {
  if (isTemporary(collector, path)) return
  collector.writes.push({ path, span: scope.within ?? path })
}

export function noteRoutine(collector: Collector, path: Path, scope: Scope): void {
  collector.routines.push({ path, span: scope.within ?? path })
}

function isOwn(collector: Collector, path: Path, scope: Scope): boolean {
  const [first, second] = path.names
  if (second !== undefined) return isTemporary(collector, path) || scope.aliases.has(first?.name.toLowerCase() ?? '')
  return isTemporary(collector, path) || isEntry(scope, first?.name.toLowerCase() ?? '')
}

function isEntry(scope: Scope, name: string): boolean {
  let entry = scope.entries
  while (entry !== undefined && entry.name !== name) entry = entry.outer
  return entry !== undefined
}

function isTemporary(collector: Collector, path: Path): boolean {
  const names = path.names.map(({ name }) => name.toLowerCase())
  if (names[0] === '_session') return true
  return names.length === 1 && collector.temporary.has(names[0] ?? '')
}
