import { type Answer, problem } from './answer.ts'

/** A column of telemetry_aggregates_v1 by the parameter that filters on it. */
export const FILTERS = {
  application: 'application',
  architecture: 'architecture',
  os: 'os',
  osVersion: 'os_version',
  label: 'label',
  child: 'process_type',
} as const

export type FilterColumn = (typeof FILTERS)[keyof typeof FILTERS]

export interface MetricRequest {
  readonly channel: string
  readonly version: string
  readonly metric: string
  /** As the client wrote them, each once. */
  readonly dates: readonly string[]
  readonly filters: readonly (readonly [column: FilterColumn, value: string])[]
}

export const PARAMETERS = ['dates', 'metric', 'version', ...Object.keys(FILTERS)] as const
/** What the original's `true` and `false` mean. */
const CHILD: ReadonlyMap<string, string> = new Map([
  ['true', 'content'],
  ['false', 'parent'],
])
const BLOCKED = /^SEARCH_COUNTS|^SCALARS_BROWSER\.SEARCH\../

export function isBlocked(metric: string): boolean {
  return BLOCKED.test(metric)
}

/** Reads the parameters of the metric path, or says what is wrong with them: 405 first, then 404. */
export function readMetricRequest(
  channel: string,
  path: string,
  parameters: ReadonlyMap<string, string>,
): MetricRequest | Answer {
  const names = [...parameters.keys()]
  if (names.some((name) => !isKnown(name))) return notAllowed(path, parameters)
  const [version = '', metric = ''] = [parameters.get('version'), parameters.get('metric')]
  const dates = [...new Set((parameters.get('dates') ?? '').split(','))].filter((date) => date !== '')
  if (version === '' || metric === '' || dates.length === 0) return problem(404, 'dates, version and metric are needed')
  if (isBlocked(metric)) return problem(404, 'this metric is not public')
  return { channel, version, metric, dates, filters: readFilters(parameters) }
}

function isKnown(name: string): boolean {
  return (PARAMETERS as readonly string[]).includes(name)
}

function notAllowed(path: string, parameters: ReadonlyMap<string, string>): Answer {
  const known = [...parameters].filter(([name]) => isKnown(name))
  const query = new URLSearchParams(Object.fromEntries(known))
  return problem(405, 'there is no such parameter', { Allow: `${path}?${query}` })
}

function readFilters(parameters: ReadonlyMap<string, string>): MetricRequest['filters'] {
  return Object.entries(FILTERS).flatMap(([name, column]) => {
    const value = parameters.get(name)
    if (value === undefined) return []
    return [[column, name === 'child' ? (CHILD.get(value) ?? value) : value] as const]
  })
}

/** `YYYYMMDD` of a day that exists. */
export function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(text) ?? []
  const iso = `${year}-${month}-${day}`
  const date = new Date(`${iso}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso)
}
