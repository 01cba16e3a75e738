import { arrayOf, NUMERIC } from '../../../../googlesql/types.ts'
import type { ScalarFunction } from '../../emit-context.ts'
import { readDecimal, writeNumeric } from './numeric-text.ts'

/** GENERATE_ARRAY of NUMERIC. */
export const numericSequence: ScalarFunction = {
  name: 'numeric_sequence',
  parameters: [NUMERIC, NUMERIC, NUMERIC],
  returns: arrayOf(NUMERIC),
  evaluate: (start, end, step) => {
    const [first, last, by] = [start, end, step].map((value) => readDecimal(value as string, 9)) as [
      bigint,
      bigint,
      bigint,
    ]
    if (by === 0n) throw new Error('the step of a sequence cannot be 0')
    const elements: string[] = []
    for (let value = first; by > 0n ? value <= last : value >= last; value += by) elements.push(writeNumeric(value))
    return elements
  },
}
