import type { EmitCall } from '../emit-context.ts'
import { arithmeticEmit } from './arithmetic.ts'
import { arrayAccessEmit } from './array-access.ts'
import { bitwiseEmit } from './bitwise.ts'
import { comparisonEmit } from './comparison.ts'
import { extract } from './extraction.ts'
import { intervalOf } from './intervals.ts'
import { logicEmit } from './logic.ts'

/** Operators, by the names of `CallExpression`; those on text and JSON stand elsewhere. */
export const operatorsEmit: Readonly<Record<string, EmitCall>> = {
  ...arithmeticEmit,
  ...comparisonEmit,
  ...logicEmit,
  ...bitwiseEmit,
  ...arrayAccessEmit,
  $extract: extract,
  $interval: intervalOf,
}
