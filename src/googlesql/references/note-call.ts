import type { Path } from '../syntax.ts'
import { isBuiltinNamespace } from './builtin-namespaces.ts'
import { type Collector, noteRoutine, type Scope } from './collector.ts'

/** A function of one part is BigQuery's own or temporary; one of more is somebody's, but for `NET.HOST` and the like. */
export function noteCall(collector: Collector, name: Path, scope: Scope): void {
  const [first, second] = name.names
  if (first === undefined || second === undefined) return
  if (name.names.length === 2 && !first.quoted && isBuiltinNamespace(first.name)) return
  noteRoutine(collector, name, scope)
}
