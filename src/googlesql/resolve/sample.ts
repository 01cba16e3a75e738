import type { Scan } from '../resolved.ts'
import type { ExpressionSyntax } from '../syntax.ts'
import { FLOAT64 } from '../types.ts'
import { coerceTo } from './build.ts'
import type { QueryContext } from './context.ts'
import { resolveExpression } from './expression.ts'

/** `TABLESAMPLE SYSTEM (10 PERCENT)`. */
export function sampled(scan: Scan, percent: ExpressionSyntax | undefined, { source, ctes }: QueryContext): Scan {
  if (!percent) return scan
  const value = resolveExpression(percent, { source, ctes, scope: undefined, clause: 'TABLESAMPLE clause' })
  return { kind: 'sample', input: scan, percent: coerceTo(value, FLOAT64, 'TABLESAMPLE'), columns: scan.columns }
}
