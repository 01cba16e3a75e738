import { filledLengthMs } from './awaited-run.ts'
import type { Schedule } from './schedule.ts'

const DAY_SECONDS = 86_400

/**
 * A Python function for `execution_date_fn` of an ExternalTaskSensor: the logical date of the run that `awaitedRun`
 * names, for pairs whose offset varies. It needs `datetime` imported by the file and croniter, which every Airflow
 * brings; Airflow reads the file again where a task runs, so that the function is never serialised.
 *
 * @param name of the function
 * @param upstreamName the DAG whose run it finds, for the docstring
 */
export function executionDateFunction(
  name: string,
  upstreamName: string,
  upstream: Schedule,
  downstream: Schedule,
): string {
  const body = upstream.kind === 'once' ? [`return ${moment(upstream.atMs)}`] : bodyOf(upstream, downstream)
  const lines = [`"""Return the logical date of the ${upstreamName} run to wait for."""`, ...body]
  return [`def ${name}(logical_date):`, ...lines.map((line) => (line === '' ? '' : `    ${line}`)), ''].join('\n')
}

type Recurring = Exclude<Schedule, { kind: 'once' }>

function bodyOf(upstream: Recurring, downstream: Schedule): string[] {
  // Airflow hands in pendulum's own kind of time, whose intervals cannot be divided by Python's
  const plain = 'logical_date = datetime.datetime.fromtimestamp(logical_date.timestamp(), datetime.timezone.utc)'
  const usesCron = upstream.kind === 'cron' || downstream.kind === 'cron'
  return [
    ...(usesCron ? ['from croniter import croniter', ''] : []),
    plain,
    ...startOf(downstream),
    ...newestOf(upstream),
    ...returned(upstream, downstream),
  ]
}

/** When the task starts: the end of its own interval. */
function startOf(downstream: Schedule): string[] {
  if (downstream.kind === 'once') return ['start = logical_date']
  if (downstream.kind === 'interval') return [`start = logical_date + ${seconds(downstream.lengthMs / 1000)}`]
  return [`start = croniter("${downstream.text}", logical_date).get_next(datetime.datetime)`]
}

function newestOf(upstream: Recurring): string[] {
  if (upstream.kind === 'interval') {
    const length = seconds(upstream.lengthMs / 1000)
    return [`first = ${moment(upstream.anchorMs)}`, `newest = first + ((start - first) // ${length} - 1) * ${length}`]
  }
  return [
    `runs = croniter("${upstream.text}", start + ${seconds(1)})`,
    'runs.get_prev()  # begins at or before that moment, so it is not over',
    'newest = runs.get_prev(datetime.datetime)',
  ]
}

/** The newer one of that and the last upstream run of the time that the task fills, as `awaitedRun` has it. */
function returned(upstream: Recurring, downstream: Schedule): string[] {
  const lengthMs = filledLengthMs(downstream)
  if (lengthMs === undefined) return ['return newest']
  const length = seconds(lengthMs / 1000)
  return [
    `epoch = ${moment(0)}`,
    `filled = epoch + (logical_date - epoch) // ${length} * ${length}`,
    ...lastBefore(upstream, `filled + ${length}`),
    `if last >= filled and following - last <= ${length}:`,
    '    return max(newest, last)',
    'return newest',
  ]
}

function lastBefore(upstream: Recurring, moment: string): string[] {
  if (upstream.kind === 'cron') {
    return [
      `runs = croniter("${upstream.text}", ${moment})`,
      'last = runs.get_prev(datetime.datetime)',
      'following = runs.get_next(datetime.datetime)',
    ]
  }
  const length = seconds(upstream.lengthMs / 1000)
  return [`last = first + (${moment} - ${seconds(1)} - first) // ${length} * ${length}`, `following = last + ${length}`]
}

function seconds(count: number): string {
  return count % DAY_SECONDS === 0
    ? `datetime.timedelta(days=${count / DAY_SECONDS})`
    : `datetime.timedelta(seconds=${count})`
}

function moment(ms: number): string {
  const date = new Date(ms)
  const parts = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]
  const time = date.getUTCHours() || date.getUTCMinutes() ? [date.getUTCHours(), date.getUTCMinutes()] : []
  return `datetime.datetime(${[...parts, ...time].join(', ')}, tzinfo=datetime.timezone.utc)`
}
