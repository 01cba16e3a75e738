import type { TableDefinition } from '../../project/artifact.ts'
import type { DagDefinition } from '../../project/dags-file.ts'
import type { Metadata } from '../../project/metadata.ts'
import { parseTimeSpan } from '../../schedule/time-span.ts'
import { dagDocs, docString } from '../dag-docs.ts'
import { headerOf } from '../header.ts'
import type { Dag, Marker, Task, Wait } from '../model.ts'
import { sensorClass } from '../outside-calls.ts'
import {
  call,
  code,
  dict,
  flag,
  formatPython,
  NONE,
  number,
  type PythonValue,
  statement,
  string,
  strings,
  timedelta,
  variableNames,
} from '../python.ts'
import { type Sensor, sensorsOf } from '../sensors.ts'
import { groupVariable, pythonDate, secretName, taskCall } from './task-call.ts'

const ALERTS = 'telemetry-alerts@mozilla.com'

/** The file of a DAG for Mozilla's Airflow, with its helpers (`utils.gcp`, `operators`), as bigquery-etl's generator writes it. */
export function bigqueryEtlFile(dag: Dag, metadata: (table: TableDefinition) => Metadata): string {
  const sensors = sensorsOf(dag, 'bigquery-etl')
  const variable = variableNames()
  const parts = [
    ...sensors.all.map((sensor) => statement(sensorCall(sensor), 4, variable(sensor.id))),
    ...dag.tasks.map((task) => statement(taskCall(task, metadata), 4, variable(task.id)) + markerGroup(task, variable)),
    ...dag.tasks.flatMap(({ id, waits }) =>
      waits.map((wait) => statement(call(`${variable(id)}.set_upstream`, {}, [code(upstream(wait))]), 4)),
    ),
  ]
  function upstream(wait: Wait): string {
    return variable(wait.offset === undefined ? wait.task : sensors.of(wait).id)
  }
  return `${[head(dag), ...groups(dag), ...parts].join('\n')}`
}

// ---------------------------------------------------------------- above the tasks

function head(dag: Dag): string {
  const { definition } = dag
  const tags = tagsOf(definition)
  const origin = `Built from ${definition.repository} repo, [\`dags/${definition.name}.py\`](https://github.com/mozilla/bigquery-etl/blob/generated-sql/dags/${definition.name}.py)`
  return [
    `${headerOf('bigquery-etl')}\n`,
    ...imports(dag),
    `\ndocs = ${docString(dagDocs(definition, origin, tags))}\n`,
    ...secrets(dag),
    `\n${statement(defaultArguments(definition), 0, 'default_args')}`,
    statement(strings(tags), 0, 'tags'),
    `with ${formatPython(dagCall(definition), 0, 5)} as dag:`,
    ...(dag.tasks.some(({ kind }) => kind === 'public-json')
      ? ['    docker_image = "us-docker.pkg.dev/moz-fx-data-artifacts-prod/bigquery-etl/bigquery-etl:latest"']
      : []),
    '',
  ].join('\n')
}

const IMPORTS = [
  'from airflow import DAG',
  'from airflow.sensors.external_task import ExternalTaskMarker',
  'from airflow.sensors.external_task import ExternalTaskSensor',
  'from airflow.utils.task_group import TaskGroup',
  'import datetime',
  'from operators.gcp_container_operator import GKEPodOperator',
  'from utils.constants import ALLOWED_STATES, FAILED_STATES',
  'from utils.gcp import bigquery_etl_query, bigquery_dq_check, bigquery_bigeye_check',
]

function imports({ tasks }: Dag): string[] {
  const sensors = new Set(tasks.flatMap(({ sensor }) => (sensor === undefined ? [] : [sensorClass(sensor)])))
  const has = (test: (task: Task) => boolean, line: string): string[] => (tasks.some(test) ? [line] : [])
  return [
    ...IMPORTS,
    ...[...sensors].sort().map((name) => `from airflow.providers.google.cloud.sensors.bigquery import ${name}`),
    ...has(
      ({ scheduling }) => scheduling.secrets.length > 0,
      'from airflow.providers.cncf.kubernetes.secret import Secret',
    ),
    ...has(
      ({ scheduling }) => scheduling.containerResources !== undefined,
      'from kubernetes.client import models as k8s',
    ),
    ...has(({ kind }) => kind === 'fivetran', 'from fivetran_provider_async.operators import FivetranOperator'),
  ]
}

function secrets({ tasks }: Dag): string[] {
  return tasks
    .filter(({ kind }) => kind === 'python' || kind === 'query')
    .flatMap(({ id, scheduling }) =>
      scheduling.secrets.map(({ deployType, deployTarget, secret, key }) => {
        const named = {
          deploy_type: string(deployType),
          deploy_target: string(deployTarget),
          secret: string(secret),
          key: string(key),
        }
        return statement(call('Secret', named), 0, secretName(id, key)).trimEnd()
      }),
    )
}

function defaultArguments({ defaultArguments: given, tags }: DagDefinition): PythonValue {
  const isTriaged = !tags.includes('triage/no_triage')
  const email = isTriaged && !given.email.includes(ALERTS) ? [...given.email, ALERTS] : given.email
  return dict({
    owner: string(given.owner),
    start_date: pythonDate(given.startDate),
    end_date: given.endDate === undefined ? NONE : pythonDate(given.endDate),
    email: strings(isTriaged ? email : email.filter((address) => address !== ALERTS)),
    depends_on_past: flag(given.dependsOnPast),
    retry_delay: timedelta(parseTimeSpan(given.retryDelay) ?? 0),
    email_on_failure: flag(given.emailOnFailure),
    email_on_retry: flag(given.emailOnRetry),
    retries: number(given.retries),
    max_active_tis_per_dag:
      given.maxActiveTaskInstancesPerDag === undefined ? NONE : number(given.maxActiveTaskInstancesPerDag),
  })
}

function tagsOf({ name, tags, repository }: DagDefinition): readonly string[] {
  const confidential = name.startsWith('private_') ? ['triage/confidential'] : []
  const origin = tags.some((tag) => tag.startsWith('repo/')) ? [] : [`repo/${repository}`]
  return [...new Set([...tags, ...origin, ...confidential])].sort()
}

/** Its exports of public data come from another template, which says nothing of catching up. */
const PUBLIC_DAG = 'bqetl_public_data_json'

function dagCall({ name, scheduleInterval, maxActiveRuns, catchup }: DagDefinition): PythonValue {
  const named = {
    default_args: code('default_args'),
    schedule_interval: scheduleOf(scheduleInterval),
    max_active_runs: maxActiveRuns === undefined ? undefined : number(maxActiveRuns),
    doc_md: code('docs'),
    tags: code('tags'),
    catchup: name === PUBLIC_DAG ? undefined : flag(catchup),
  }
  return call('DAG', named, [string(name)])
}

const PRESETS = new Set(['once', 'hourly', 'daily', 'weekly', 'monthly', 'yearly'])

function scheduleOf(text: string): PythonValue {
  const seconds = parseTimeSpan(text)
  if (seconds !== undefined) return timedelta(seconds)
  return string(PRESETS.has(text) ? `@${text}` : text)
}

function groups({ tasks }: Dag): string[] {
  const names = [...new Set(tasks.flatMap(({ group }) => group ?? []))].sort()
  return names.map((name) => statement(call('TaskGroup', {}, [string(name)]), 4, groupVariable(name)))
}

// ---------------------------------------------------------------- other DAGs

function sensorCall({ id, wait }: Sensor): PythonValue {
  const seconds = wait.offset?.kind === 'constant' ? wait.offset.seconds : 0
  const span = (text: string): PythonValue => timedelta(parseTimeSpan(text) ?? 0)
  return call('ExternalTaskSensor', {
    task_id: string(id),
    external_dag_id: string(wait.dag),
    external_task_id: string(wait.group === undefined ? wait.task : `${wait.group}.${wait.task}`),
    execution_delta: seconds === 0 ? undefined : timedelta(seconds),
    check_existence: flag(true),
    mode: string('reschedule'),
    poke_interval:
      wait.pokeInterval === undefined ? call('datetime.timedelta', { minutes: number(5) }) : span(wait.pokeInterval),
    timeout:
      wait.timeout === undefined
        ? undefined
        : call('int', {}, [code(`${formatPython(span(wait.timeout), 0)}.total_seconds()`)]),
    allowed_states: code('ALLOWED_STATES'),
    failed_states: code('FAILED_STATES'),
    pool: string('DATA_ENG_EXTERNALTASKSENSOR'),
  })
}

function markerGroup({ id, group, markers }: Task, variable: (id: string) => string): string {
  if (markers.length === 0) return ''
  const name = `${id}_external`
  const parent = group === undefined ? {} : { parent_group: code(groupVariable(group)) }
  const opening = formatPython(call('TaskGroup', parent, [string(name)]), 4, 'with  as :'.length + name.length)
  return [
    `\n    with ${opening} as ${variable(name)}:`,
    ...markers.map((marker) => statement(markerCall(marker), 8)),
    `        ${variable(name)}.set_upstream(${variable(id)})\n`,
  ].join('\n')
}

function markerCall({ dag, task, name, seconds = 0 }: Marker): PythonValue {
  // the other run is that much later, which their own files write as going back
  const back = `{{ (execution_date ${seconds < 0 ? '-' : '+'} macros.timedelta(seconds=${Math.abs(seconds)})).isoformat() }}`
  return call('ExternalTaskMarker', {
    task_id: string(`${dag}__${name}`),
    external_dag_id: string(dag),
    external_task_id: string(task),
    execution_date: seconds === 0 ? undefined : string(back),
  })
}
