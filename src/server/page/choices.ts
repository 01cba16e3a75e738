import { ask, askIfAny } from './ask.ts'
import { channelsPath, datesPath, filtersPath } from './requests.ts'
import type { View } from './view.ts'

export interface VersionDate {
  readonly date: string
  readonly version: string
}

export interface Filters {
  readonly metric: readonly string[]
  readonly application: readonly string[]
  readonly architecture: readonly string[]
  readonly os: readonly string[]
  readonly child: readonly string[]
}

/** What can be chosen, and a view in which all that must be chosen is. */
export interface Choices {
  readonly view: View
  readonly channels: readonly string[]
  /** Whether the channel's data may be seen. */
  readonly isPublic: boolean
  /** Of the channel, newest first. */
  readonly dates: readonly VersionDate[]
  /** Undefined where the version has none. */
  readonly filters: Filters | undefined
}

/** From the least stable on, as people name them. */
const KNOWN_CHANNELS = ['nightly', 'aurora', 'beta', 'release']
/** What the dashboards of old began with. */
const FIRST_METRIC = 'GC_MS'

/** Asks what there is, and fills in what the view leaves open. Undefined where the warehouse holds nothing. */
export async function readChoices(wanted: View, signal: AbortSignal): Promise<Choices | undefined> {
  const channels = sorted(await ask<string[]>(channelsPath(wanted), signal))
  const channel = wanted.channel || channels[0]
  if (channel === undefined) return undefined
  const found = await askIfAny<VersionDate[]>(datesPath({ ...wanted, channel }), signal, 403)
  if (found === undefined) return { ...NOTHING, view: { ...wanted, channel }, channels }
  return { ...(await ofDates({ ...wanted, channel }, found, signal)), channels }
}

const NOTHING = { isPublic: false, dates: [], filters: undefined }

async function ofDates(wanted: View, dates: readonly VersionDate[], signal: AbortSignal) {
  const version = wanted.version || dates[0]?.version || ''
  const filters = version === '' ? undefined : await askIfAny<Filters>(filtersPath(wanted, version), signal)
  const metric = wanted.metric || firstMetric(filters?.metric ?? [])
  return { view: { ...wanted, version, metric }, isPublic: true, dates, filters }
}

function sorted(channels: readonly string[]): readonly string[] {
  const rank = (channel: string) => [...KNOWN_CHANNELS, channel].indexOf(channel)
  return [...channels].sort((left, right) => rank(left) - rank(right) || (left < right ? -1 : 1))
}

function firstMetric(metrics: readonly string[]): string {
  return metrics.includes(FIRST_METRIC) ? FIRST_METRIC : ([...metrics].sort()[0] ?? '')
}

export function versionsOf(dates: readonly VersionDate[]): readonly string[] {
  return [...new Set(dates.map(({ version }) => version))]
}

/** Dates of one version that lie in the view's range, the oldest first. */
export function chosenDates({ from, to }: View, version: string, dates: readonly VersionDate[]): readonly string[] {
  return dates
    .filter((one) => one.version === version && (from === '' || one.date >= from) && (to === '' || one.date <= to))
    .map(({ date }) => date)
    .sort()
}
