import type { CastExpression } from '../../../googlesql/resolved.ts'
import { unsupported } from './context.ts'
import type { Scope } from './scope.ts'

export function emitFormatCast(cast: CastExpression, _scope: Scope): string {
  return unsupported('CAST with FORMAT is not supported by the embedded warehouse yet', cast.span)
}
