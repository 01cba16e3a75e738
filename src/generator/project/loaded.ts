import type { Diagnostic } from '../../errors.ts'

/** What a file says as far as it can be read, and everything that is wrong with it. */
export interface Loaded<T> {
  readonly value: T
  readonly diagnostics: readonly Diagnostic[]
}
