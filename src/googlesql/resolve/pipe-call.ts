import type { PipeSyntax } from '../syntax.ts'
import type { QueryContext } from './context.ts'
import { unsupported } from './fail.ts'
import type { FromResult } from './from.ts'

/** CALL hands the table to a table function as its first argument, which must be a table; no such function is known here. */
export function callPipe(
  _table: FromResult,
  pipe: Extract<PipeSyntax, { kind: 'call' }>,
  _context: QueryContext,
): FromResult {
  return unsupported('CALL of a table function with a table as argument', pipe.name)
}
