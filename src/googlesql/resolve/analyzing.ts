import type { Span } from '../syntax.ts'
import { unsupported } from './fail.ts'

/** Runs an analysis; nesting that is deeper than the stack is refused like anything else that cannot be translated. */
export function analyzing<Result>(span: Span, run: () => Result): Result {
  try {
    return run()
  } catch (error) {
    if (error instanceof RangeError && /call stack/i.test(error.message))
      return unsupported('A query nested this deep', span)
    throw error
  }
}
