/** What is looked at: all of it stands in the address, so that it can be shared. Empty: not chosen, or all. */
export interface View {
  readonly by: Rollup
  readonly channel: string
  readonly version: string
  /** A second version, to be compared. */
  readonly against: string
  readonly metric: string
  /** Of a keyed metric; undefined: all of them. */
  readonly key: string | undefined
  readonly application: string
  readonly architecture: string
  /** A name, or `name,version`. */
  readonly os: string
  readonly child: string
  /** First and last date, `YYYYMMDD`. */
  readonly from: string
  readonly to: string
  /** Of the evolution, by their ids with commas; empty: those that a kind of metric begins with. */
  readonly lines: string
}

export type Rollup = 'build_id' | 'submission_date'

const NAMES = [
  'channel',
  'version',
  'against',
  'metric',
  'application',
  'architecture',
  'os',
  'child',
  'from',
  'to',
  'lines',
] as const

export function readView(search: string): View {
  const parameters = new URLSearchParams(search)
  const texts = Object.fromEntries(NAMES.map((name) => [name, parameters.get(name) ?? '']))
  return {
    ...(texts as Record<(typeof NAMES)[number], string>),
    by: parameters.get('by') === 'submission_date' ? 'submission_date' : 'build_id',
    key: parameters.get('key') ?? undefined,
  }
}

/** The address that shows it again, without what is not chosen. */
export function viewSearch(view: View): string {
  const parameters = new URLSearchParams({ by: view.by })
  for (const name of NAMES) if (view[name] !== '') parameters.set(name, view[name])
  if (view.key !== undefined) parameters.set('key', view.key)
  return `?${parameters}`
}
