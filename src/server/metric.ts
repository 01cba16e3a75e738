import {
  exponentialBuckets,
  linearBuckets,
  SCALAR_BUCKETS,
  SIMPLE_MEASURE_BUCKETS,
} from '../generator/probes/buckets.ts'

/** A row of `probe_definitions_v1`, as Histograms.json and Scalars.yaml describe probes. */
export interface ProbeDefinition {
  readonly name: string
  readonly type: 'histogram' | 'scalar'
  readonly kind: string
  readonly low: number | null
  readonly high: number | null
  readonly bucketCount: number | null
  readonly valueCount: number | null
  readonly labels: readonly string[]
  readonly description: string
}

/** How a metric is stored, and how it is told to clients. */
export interface Metric {
  /** In `telemetry_aggregates_v1.metric`. */
  readonly storedName: string
  readonly kind: string
  readonly buckets: readonly (number | string)[]
  readonly description: string
  /** Of a use counter: the stored name of the metric whose sum is the number of documents. */
  readonly documents?: string
}

export const COUNT_PREFIX = '[[COUNT]]_'
const USE_COUNTER = /^USE_COUNTER2?_/

/**
 * What is known of a metric by the name that clients use; undefined where nothing defines it.
 *
 * @see spec/seeds.md §4.4 and §4.6
 */
export function describeMetric(name: string, definitions: Definitions): Metric | undefined {
  if (name.startsWith(COUNT_PREFIX)) return undefined
  if (name.startsWith('SIMPLE_MEASURES_')) return asScalar(name, SIMPLE_MEASURE_BUCKETS, '')
  if (name.startsWith('SCALARS_')) {
    const scalar = definitions.scalar(name.slice('SCALARS_'.length))
    return scalar && asScalar(name, SCALAR_BUCKETS, scalar.description)
  }
  if (USE_COUNTER.test(name)) return useCounter(name, definitions)
  const definition = definitions.histogram(name)
  return definition && asHistogram(name, definition)
}

function asScalar(storedName: string, buckets: readonly number[], description: string): Metric {
  return { storedName, kind: 'exponential', buckets, description }
}

function useCounter(name: string, definitions: Definitions): Metric {
  const metric = { storedName: name, kind: 'boolean', buckets: [0, 1, 2], description: '' }
  if (!name.startsWith('USE_COUNTER2_')) return metric
  const counted = name.endsWith('_DOCUMENT') ? 'CONTENT_DOCUMENTS_DESTROYED' : 'TOP_LEVEL_CONTENT_DOCUMENTS_DESTROYED'
  return { ...metric, documents: describeMetric(counted, definitions)?.storedName ?? COUNT_PREFIX + counted }
}

/** Undefined where the kind is none that can be told. */
function asHistogram(name: string, definition: ProbeDefinition): Metric | undefined {
  const { kind, description } = definition
  const buckets = BUCKETS.get(kind)?.(definition)
  const storedName = kind === 'count' ? COUNT_PREFIX + name : name
  return buckets && { storedName, kind, buckets, description }
}

type Buckets = (definition: ProbeDefinition) => readonly (number | string)[]

const BUCKETS: ReadonlyMap<string, Buckets> = new Map(
  Object.entries<Buckets>({
    boolean: () => [0, 1, 2],
    // three are stored
    flag: () => [0, 1],
    count: () => SCALAR_BUCKETS,
    enumerated: ({ valueCount }) => Array.from({ length: (valueCount ?? 0) + 1 }, (_, value) => value),
    categorical: ({ labels }) => [...labels, 'spill'],
    linear: ({ low, high, bucketCount }) => linearBuckets(low ?? 1, high ?? 1, bucketCount ?? 3),
    exponential: ({ low, high, bucketCount }) => exponentialBuckets(low ?? 1, high ?? 1, bucketCount ?? 3),
  }),
)

/** Definitions by the names that pings and clients use. */
export interface Definitions {
  histogram(name: string): ProbeDefinition | undefined
  /** @param name in upper case, as metrics write it */
  scalar(name: string): ProbeDefinition | undefined
}

/** Firefox's own buckets, whatever the file says. */
const UI_LAG = { name: 'EVENTLOOP_UI_LAG_EXP_MS', low: 50, high: 60_000, bucketCount: 20 } as const

export function readDefinitions(rows: readonly ProbeDefinition[]): Definitions {
  const histograms = new Map(rows.filter(({ type }) => type === 'histogram').map((row) => [row.name, row]))
  const scalars = new Map(rows.filter(({ type }) => type === 'scalar').map((row) => [row.name.toUpperCase(), row]))
  return {
    histogram: (name) => {
      const [plain = ''] = name.split('/')
      if (plain === UI_LAG.name) return uiLag(histograms.get(plain))
      const own = histograms.get(plain)
      return own ?? (plain.startsWith('STARTUP_') ? histograms.get(plain.slice('STARTUP_'.length)) : undefined)
    },
    scalar: (name) => scalars.get(name),
  }
}

function uiLag(known: ProbeDefinition | undefined): ProbeDefinition {
  const { description = '' } = known ?? {}
  return { ...UI_LAG, type: 'histogram', kind: 'exponential', valueCount: null, labels: [], description }
}
