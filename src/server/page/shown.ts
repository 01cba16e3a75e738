import type { DatedDistribution, Distribution } from './distribution.ts'

/** A version as it is drawn: in one colour everywhere, the first or the second. */
export interface Shown {
  readonly version: string
  readonly all: Distribution
  /** The same by date. */
  readonly days: readonly DatedDistribution[]
}
