import type { ResolvedDml } from '../../../googlesql/resolved.ts'
import type { ScalarFunction } from '../emit-context.ts'
import type { EmitOptions } from './scope.ts'

export interface EmittedDml {
  /** To be run in order; the last one changes the table. */
  readonly statements: readonly string[]
  readonly scalars: readonly ScalarFunction[]
}

export function emitDml(dml: ResolvedDml, target: string, _options: EmitOptions): EmittedDml {
  throw new Error(`${dml.kind} ${target}`)
}
