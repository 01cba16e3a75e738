import { asInteger, asText, builtin } from '../jinja/arguments.ts'
import { fail, unsupported } from '../jinja/error.ts'
import { renderTemplate, type TemplateSource } from '../jinja/render.ts'
import type { JinjaObject, JinjaValue } from '../jinja/value.ts'
import { addDays } from '../time/calendar-date.ts'
import type { DataInterval } from '../time/data-interval.ts'
import { dateOf, timeMs } from '../time/utc-time.ts'
import { datetime, isoFormat, momentOf, relativedelta, timedelta } from './airflow-time.ts'
import { formatPythonTime, parsePythonTime } from './python-time.ts'

/** The run that Airflow's templates ask about. */
export interface AirflowRun {
  readonly interval: DataInterval
  readonly runId: string
  readonly dagId: string
  readonly taskId: string
}

/**
 * Evaluates Airflow's Jinja in a text of `metadata.yaml` for one run, as Airflow would: `{{ ds }}`, `{{ data_interval_end }}`,
 * `{{ macros.ds_add(ds, -7) }}`, `{{ (execution_date - macros.timedelta(hours=1)).strftime("%Y%m%d") }}` … . What only a running
 * Airflow knows (`var`, `conn`, `dag_run.conf`) is refused. The logical date is the interval's start.
 *
 * @throws {JinjaError} with its place in the text
 * @see https://airflow.apache.org/docs/apache-airflow/stable/templates-ref.html
 */
export function evaluateAirflow(source: TemplateSource, run: AirflowRun): string {
  if (!/\{[{%#]/.test(source.text)) return source.text
  // Jinja would drop the last line end of a text; Airflow, which passes texts and not files, drops it too.
  return renderTemplate(source, { variables: variablesOf(run), load: () => undefined, filters: FILTERS }).text
}

function variablesOf({ interval, runId, dagId, taskId }: AirflowRun): Map<string, JinjaValue> {
  const logicalDate = datetime(timeMs(interval.start))
  const start = timeMs(interval.start)
  const day = dateOf(interval.start)
  const compact = (date: string): string => date.replaceAll('-', '')
  const dates = { ds: day, yesterday_ds: addDays(day, -1), tomorrow_ds: addDays(day, 1) }
  return new Map<string, JinjaValue>([
    ...Object.entries(dates).flatMap(
      ([name, date]) =>
        [
          [name, date],
          [`${name}_nodash`, compact(date)],
        ] as const,
    ),
    ['ts', isoFormat(start)],
    ['ts_nodash', formatPythonTime(start, '%Y%m%dT%H%M%S')],
    ['ts_nodash_with_tz', formatPythonTime(start, '%Y%m%dT%H%M%S+0000')],
    ['logical_date', logicalDate],
    ['execution_date', logicalDate],
    ['data_interval_start', logicalDate],
    ['data_interval_end', datetime(timeMs(interval.end))],
    ['next_ds', dateOf(interval.end)],
    ['next_ds_nodash', compact(dateOf(interval.end))],
    ['dag_run', dagRun(interval, runId)],
    ['run_id', runId],
    ['task_instance_key_str', `${dagId}__${taskId}__${compact(day)}`],
    ['macros', MACROS],
    ...['var', 'conn', 'params', 'ti', 'task_instance', 'task', 'dag', 'conf', 'prev_ds'].map(
      (name) => [name, onlyAirflow(name)] as const,
    ),
  ])
}

function dagRun(interval: DataInterval, runId: string): JinjaObject {
  const attributes: Readonly<Record<string, JinjaValue>> = {
    logical_date: datetime(timeMs(interval.start)),
    execution_date: datetime(timeMs(interval.start)),
    data_interval_start: datetime(timeMs(interval.start)),
    data_interval_end: datetime(timeMs(interval.end)),
    run_id: runId,
    conf: onlyAirflow('dag_run.conf'),
  }
  return object('DagRun', (name) => (Object.hasOwn(attributes, name) ? attributes[name] : unknown(`dag_run.${name}`)))
}

function object(type: string, attribute: (name: string) => JinjaValue | undefined): JinjaObject {
  return { kind: 'object', type, attribute }
}

function onlyAirflow(name: string): JinjaObject {
  return { ...object(name, (attribute) => unknown(`${name}.${attribute}`)), text: () => unknown(name) }
}

function unknown(name: string): never {
  return unsupported(
    `"${name}" is known only inside Airflow`,
    'write the value, or bind a parameter that the data interval gives',
  )
}

const MACRO_FUNCTIONS: Readonly<Record<string, JinjaValue>> = {
  ds_add: builtin('ds_add', 'ds days', (ds, days) =>
    formatPythonTime(parseDay(ds) + asInteger(days, 'the days') * 86_400_000, '%Y-%m-%d'),
  ),
  ds_format: builtin('ds_format', 'ds input_format output_format', (ds, from, to) =>
    formatPythonTime(parsePythonTime(asText(ds, 'the date'), asText(from, 'the format')), asText(to, 'the format')),
  ),
  timedelta: { kind: 'function', name: 'timedelta', call: timedelta },
  dateutil: object('dateutil', (name) =>
    name === 'relativedelta' ? RELATIVEDELTA : unknown(`macros.dateutil.${name}`),
  ),
}

const RELATIVEDELTA = object('relativedelta', (name) =>
  name === 'relativedelta'
    ? { kind: 'function', name, call: relativedelta }
    : unknown(`macros.dateutil.relativedelta.${name}`),
)

const MACROS = object('macros', (name) =>
  Object.hasOwn(MACRO_FUNCTIONS, name) ? MACRO_FUNCTIONS[name] : unknown(`macros.${name}`),
)

function parseDay(value: JinjaValue | undefined): number {
  return parsePythonTime(asText(value, 'the date'), '%Y-%m-%d')
}

/** Airflow's own filters write a datetime as its macros do. */
const FILTERS: ReadonlyMap<string, (value: JinjaValue) => JinjaValue> = new Map(
  Object.entries({
    ds: '%Y-%m-%d',
    ds_nodash: '%Y%m%d',
    ts_nodash: '%Y%m%dT%H%M%S',
    ts_nodash_with_tz: '%Y%m%dT%H%M%S+0000',
    ts: '%Y-%m-%dT%H:%M:%S+00:00',
  }).map(([name, format]) => [
    name,
    (value: JinjaValue) => formatPythonTime(momentOf(value) ?? fail(`the filter ${name} takes a datetime`), format),
  ]),
)
