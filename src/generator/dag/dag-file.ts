import { LONGEST_ID } from '../plan/task-id.ts'
import type { DagDefinition } from '../project/dags-file.ts'
import type { Project } from '../project/project.ts'
import { executionDateFunction } from '../schedule/execution-date-function.ts'
import type { Schedule } from '../schedule/schedule.ts'
import { parseTimeSpan } from '../schedule/time-span.ts'
import { dagDocs, docString } from './dag-docs.ts'
import { dagImports, isShown, operatorClass } from './dag-imports.ts'
import { dagCallbacks, sendsEmail, tellFunction } from './email-calls.ts'
import { headerOf } from './header.ts'
import type { Dag, Task, Wait } from './model.ts'
import {
  call,
  code,
  dict,
  flag,
  formatPython,
  number,
  optional,
  type PythonValue,
  statement,
  string,
  strings,
  timedelta,
  variableNames,
} from './python.ts'
import { type Sensor, type Sensors, sensorsOf } from './sensors.ts'
import { groupVariable, markerCall, sensorCall, taskCall, utcDate } from './task-calls.ts'

/** The file of a DAG, for Airflow 2.10 and 3 alike. It reads nothing but one variable of the environment when it is loaded. */
export function dagFile(dag: Dag, project: Project): string {
  const sensors = sensorsOf(dag, 'bqetl')
  const variable = variableNames()
  const functions = dateFunctions(dag, sensors)
  return [
    `${headerOf('bqetl')}\n${dagImports(dag, project.configuration)}`,
    `${projectFolder(project)}DOCS = ${docString(docsOf(dag.definition))}\n`,
    `\n${operatorClass(project.configuration)}${tellFunction(dag, project.configuration)}`,
    ...[...functions.values()].map(({ text }) => `\n${text}`),
    `\nwith ${formatPython(dagCall(dag, project), 0, 'with '.length + ' as dag:'.length)} as dag:`,
    body(dag, project, sensors, variable, functions),
  ].join('\n')
}

/** A pod's image has the project. */
function projectFolder({ configuration }: Project): string {
  return configuration.airflow.way === 'kubernetes' ? '' : 'PROJECT = os.environ.get("BQETL_PROJECT")\n\n'
}

function docsOf(definition: DagDefinition): string {
  return dagDocs(definition, 'Made from `dags.yaml` and the metadata of the tables that it fills.', tagsOf(definition))
}

function tagsOf({ tags }: DagDefinition): readonly string[] {
  return [...new Set(tags)].sort()
}

// ---------------------------------------------------------------- the DAG

function dagCall(dag: Dag, { configuration }: Project): PythonValue {
  const { definition, schedule } = dag
  const { name, description, catchup, maxActiveRuns, defaultArguments: given } = definition
  const named = {
    description: description === '' ? undefined : string(firstLine(description)),
    doc_md: code('DOCS'),
    schedule: timetable(schedule),
    start_date: utcDate(given.startDate),
    end_date: optional(given.endDate, utcDate),
    catchup: flag(catchup),
    max_active_runs: optional(maxActiveRuns, number),
    default_args: dict({
      owner: string(given.owner),
      depends_on_past: flag(given.dependsOnPast),
      retries: number(given.retries),
      retry_delay: timedelta(parseTimeSpan(given.retryDelay) ?? 0),
      max_active_tis_per_dag: optional(given.maxActiveTaskInstancesPerDag, number),
      ...(sendsEmail(dag, configuration) && dagCallbacks(definition)),
    }),
    tags: strings(tagsOf(definition)),
  }
  return call('DAG', named, [string(name)])
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0]!
}

/** A timetable of data intervals, so that a run's logical date is the start of its interval on every Airflow. */
function timetable(schedule: Schedule): PythonValue {
  if (schedule.kind === 'once') return string('@once')
  if (schedule.kind === 'cron')
    return call('CronDataIntervalTimetable', { timezone: string('UTC') }, [string(schedule.text)])
  return call('DeltaDataIntervalTimetable', {}, [timedelta(schedule.lengthMs / 1000)])
}

// ---------------------------------------------------------------- functions

interface DateFunction {
  readonly name: string
  readonly text: string
}

/** By the upstream DAG: how to find its run, where no fixed offset does. */
function dateFunctions(dag: Dag, { all }: Sensors): ReadonlyMap<string, DateFunction> {
  const functions = new Map<string, DateFunction>()
  for (const { wait } of all) {
    if (wait.offset?.kind !== 'varying' || wait.schedule === undefined) continue
    const name = `run_of_${wait.dag.replace(/\W/g, '_')}`
    functions.set(wait.dag, { name, text: executionDateFunction(name, wait.dag, wait.schedule, dag.schedule) })
  }
  return functions
}

function functionOf({ wait }: Sensor, functions: ReadonlyMap<string, DateFunction>): string | undefined {
  return wait.offset?.kind === 'varying' ? functions.get(wait.dag)?.name : undefined
}

// ---------------------------------------------------------------- tasks

function body(
  dag: Dag,
  project: Project,
  sensors: Sensors,
  variable: (id: string) => string,
  functions: ReadonlyMap<string, DateFunction>,
): string {
  const names = [...new Set(dag.tasks.flatMap(({ group }) => group ?? []))].sort()
  const groups = names.map((name) => statement(call('TaskGroup', {}, [string(name)]), 4, groupVariable(name)))
  const waits = sensors.all.map((sensor) =>
    statement(sensorCall(sensor, project.configuration, functionOf(sensor, functions)), 4, variable(sensor.id)),
  )
  const tasks = dag.tasks.map(
    (task) => statement(taskCall(task, dag, project), 4, variable(task.id)) + markers(task, variable),
  )
  const edges = dag.tasks.flatMap((task) => edge(task, sensors, variable))
  return [
    ...(groups.length > 0 ? [groups.join('')] : []),
    ...waits,
    ...tasks,
    ...(edges.length > 0 ? [edges.join('')] : []),
  ].join('\n')
}

/** Leaves room for the names of markers, whose ids begin with it. */
const LONGEST_MARKED = 110

/** A run that is found by a function cannot be named from the other side. */
function markers({ id, group, markers: all }: Task, variable: (id: string) => string): string {
  const shown = all.filter(isShown)
  if (shown.length === 0) return ''
  const name = `${id.slice(-LONGEST_MARKED)}_external`
  const parent = group === undefined ? {} : { parent_group: code(groupVariable(group)) }
  const opening = formatPython(call('TaskGroup', parent, [string(name)]), 4, 'with  as :'.length + name.length)
  const inside = [...(group === undefined ? [] : [group]), name].join('.').length + 1
  const calls = shown.map((marker) => statement(markerCall(marker, LONGEST_ID - inside), 8)).join('')
  return `\n    with ${opening} as ${variable(name)}:\n${calls}\n    ${variable(id)} >> ${variable(name)}\n`
}

function edge({ id, waits }: Task, sensors: Sensors, variable: (id: string) => string): string[] {
  if (waits.length === 0) return []
  const above = (wait: Wait): PythonValue => code(variable(wait.offset === undefined ? wait.task : sensors.of(wait).id))
  const [first] = waits
  const from = waits.length === 1 ? above(first!) : { kind: 'list' as const, items: waits.map(above) }
  return [`    ${formatPython(from, 4, ` >> ${variable(id)}`.length)} >> ${variable(id)}\n`]
}
