import type { View } from './view.ts'

/** The longest address that the service's other clients send. */
const LONGEST_PATH = 4094

export function channelsPath({ by }: View): string {
  return `/aggregates_by/${by}/channels/`
}

export function datesPath({ by, channel }: View): string {
  return `/aggregates_by/${by}/channels/${encodeURIComponent(channel)}/dates/`
}

export function filtersPath({ channel }: View, version: string): string {
  return `/filters/?${new URLSearchParams({ channel, version })}`
}

/** Requests that together ask for all the dates, each not longer than clients' addresses are. */
export function metricPaths(view: View, version: string, dates: readonly string[]): readonly string[] {
  const head = metricPath(view, version)
  const most = Math.max(1, Math.floor((LONGEST_PATH - head.length) / '20180617,'.length))
  const parts = Array.from({ length: Math.ceil(dates.length / most) }, (_, part) =>
    dates.slice(part * most, (part + 1) * most),
  )
  return parts.map((part) => head + part.map(encodeURIComponent).join(','))
}

function metricPath(view: View, version: string): string {
  const [os, ...osVersion] = view.os.split(',')
  const filters = {
    application: view.application,
    architecture: view.architecture,
    os: os ?? '',
    osVersion: osVersion.join(','),
    child: view.child,
  }
  const chosen = Object.entries(filters).filter(([, value]) => value !== '')
  const parameters = new URLSearchParams({ version, metric: view.metric, ...Object.fromEntries(chosen) })
  return `/aggregates_by/${view.by}/channels/${encodeURIComponent(view.channel)}/?${parameters}&dates=`
}
