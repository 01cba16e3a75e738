import type { AggregateStore, StoredAggregate } from './aggregate-store.ts'
import { type Answer, jsonAnswer, problem } from './answer.ts'
import { COUNT_PREFIX, describeMetric, type Metric } from './metric.ts'
import { isBlocked, isDay, readMetricRequest } from './metric-request.ts'
import { isPrefix, type Prefix } from './queries.ts'
import { isPrivateChannel, isPrivateMetric } from './release-gate.ts'
import { withDocuments } from './use-counter.ts'

/** A request to one of the data paths. */
export interface DataRequest {
  readonly path: string
  readonly parameters: ReadonlyMap<string, string>
  /** May see what the release gate hides. */
  readonly isAuthorized: boolean
  /** Of the data, as `AggregateStore.version` gives it. */
  readonly version: string
}

const FORBIDDEN = problem(403, 'this data is not public')
const NOTHING = problem(404, 'nothing was found')

/** Unknown roll-ups have no channels: an empty list, not an error. */
export async function channelsAnswer(store: AggregateStore, prefix: string, request: DataRequest): Promise<Answer> {
  const channels = isPrefix(prefix) ? await store.channels() : []
  return jsonAnswer(JSON.stringify(channels.filter((channel) => request.isAuthorized || !isPrivateChannel(channel))))
}

export async function datesAnswer(
  store: AggregateStore,
  prefix: string,
  channel: string,
  request: DataRequest,
): Promise<Answer> {
  if (!request.isAuthorized && isPrivateChannel(channel)) return FORBIDDEN
  return jsonAnswer(JSON.stringify(isPrefix(prefix) ? await store.dates(prefix, channel) : []))
}

export async function filtersAnswer(store: AggregateStore, { parameters, isAuthorized }: DataRequest): Promise<Answer> {
  const [channel = '', version = ''] = [parameters.get('channel'), parameters.get('version')]
  if (channel === '' || version === '') return problem(404, 'channel and version are needed')
  if (!isAuthorized && isPrivateChannel(channel)) return FORBIDDEN
  const values = await store.filters(channel, version)
  if (values === undefined) return NOTHING
  const metrics = new Set(
    values.metric.map((name) => (name.startsWith(COUNT_PREFIX) ? name.slice(COUNT_PREFIX.length) : name)),
  )
  const metric = [...metrics].filter((name) => !isBlocked(name) && (isAuthorized || !isPrivateMetric(name)))
  return jsonAnswer(JSON.stringify({ ...values, metric }))
}

/** The constant that stands for all answers by submission date; changed by hand after a backfill. */
export const ETAG = 'submission_date_v1'
export const ETAG_HEADERS = { 'Cache-Control': 'max-age=86400', ETag: `"${ETAG}"` }

export async function metricAnswer(
  store: AggregateStore,
  prefix: string,
  channel: string,
  request: DataRequest,
): Promise<Answer> {
  const wanted = readMetricRequest(channel, request.path, request.parameters)
  if ('status' in wanted) return wanted
  if (!request.isAuthorized && isPrivateMetric(wanted.metric, channel)) return FORBIDDEN
  if (!isPrefix(prefix)) return NOTHING
  const dates = datesOf(prefix, wanted.dates)
  if (dates.length === 0) return NOTHING
  const metric = describeMetric(wanted.metric, await store.definitions(request.version))
  if (metric === undefined) return problem(404, `nothing defines ${wanted.metric}`)
  const rows = await store.metric(prefix, { ...wanted, dates }, storedMetrics(metric))
  const aggregates = metric.documents ? withDocuments(rows, metric.storedName, metric.documents) : rows
  if (aggregates.length === 0) return NOTHING
  return jsonAnswer(metricBody(metric, aggregates), prefix === 'submission_date' ? ETAG_HEADERS : {})
}

/** Builds are named by any eight characters that are a number; pings come in on days. */
function datesOf(prefix: Prefix, dates: readonly string[]): readonly string[] {
  return prefix === 'submission_date' ? dates.filter(isDay) : dates
}

function storedMetrics({ storedName, documents }: Metric): readonly string[] {
  return documents === undefined ? [storedName] : [storedName, documents]
}

/** Digits of INT64 go into the text as they are: a JavaScript number would round them. */
function metricBody({ buckets, kind, description }: Metric, aggregates: readonly StoredAggregate[]): string {
  const data = aggregates.map(({ date, label, count, sum, histogram }) => {
    const counts = kind === 'flag' ? histogram.slice(0, buckets.length) : histogram
    return `{"date":${JSON.stringify(date)},"label":${JSON.stringify(label)},"histogram":[${counts.join(',')}],"count":${count},"sum":${sum}}`
  })
  return `{"buckets":${JSON.stringify(buckets)},"kind":${JSON.stringify(kind)},"description":${JSON.stringify(description)},"data":[${data.join(',')}]}`
}
