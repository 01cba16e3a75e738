import type { ExpressionSyntax } from '../../../googlesql/syntax.ts'
import { BOOL } from '../../../googlesql/types.ts'
import type { Frame } from './frame.ts'

/** NULL counts as FALSE. */
export async function isTrue(frame: Frame, condition: ExpressionSyntax): Promise<boolean> {
  const { value } = await frame.job.engine.evaluate(condition, frame, BOOL)
  return value === true
}
