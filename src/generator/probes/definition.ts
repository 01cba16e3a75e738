/** A histogram or scalar as Firefox's source tree defines it. */
export interface ProbeDefinition {
  /** Of a scalar `category.name`. */
  readonly name: string
  readonly type: 'histogram' | 'scalar'
  readonly kind: string
  readonly low?: number
  readonly high?: number
  readonly bucketCount?: number
  readonly valueCount?: number
  /** Of a categorical histogram, in the order of its buckets. */
  readonly labels: readonly string[]
  readonly keyed: boolean
  readonly description?: string
  /** As the file says it: `main`, `content`, `gpu`, `all`, …; empty where it does not. */
  readonly processes: readonly string[]
  /** The line of the file where it begins. */
  readonly line: number
}

/** What each kind of histogram needs to have its buckets counted. */
export const HISTOGRAM_KINDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['boolean', []],
  ['flag', []],
  ['count', []],
  ['enumerated', ['n_values']],
  ['categorical', ['labels']],
  ['linear', ['high', 'n_buckets']],
  ['exponential', ['high', 'n_buckets']],
])

export const SCALAR_KINDS: ReadonlySet<string> = new Set(['uint', 'boolean', 'string'])
