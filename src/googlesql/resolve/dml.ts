import type { DmlSyntax } from '../analyze.ts'
import type { ResolvedDml } from '../resolved.ts'
import type { Source } from './context.ts'
import { unsupported } from './fail.ts'

export function resolveDml(statement: DmlSyntax, _source: Source): ResolvedDml {
  return unsupported(statement.kind.toUpperCase(), statement)
}
