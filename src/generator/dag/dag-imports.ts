import type { ProjectConfiguration } from '../project/project-configuration.ts'
import { EMAIL_IMPORT, sendsEmail } from './email-calls.ts'
import type { Dag, Task } from './model.ts'
import { sensorClass } from './outside-calls.ts'
import { call, code, dict, flag, list, type NamedValues, number, optional, statement, string } from './python.ts'

/** The imports that a DAG's file needs, by the paths that Airflow 2.10 and 3 both have without a warning. */
export function dagImports(dag: Dag, configuration: ProjectConfiguration): string {
  const { airflow } = configuration
  const { tasks, schedule } = dag
  const sensors = new Set(tasks.flatMap(({ sensor }) => (sensor === undefined ? [] : [sensorClass(sensor)])))
  const waits = tasks.some((task) => task.waits.some(({ offset }) => offset !== undefined))
  const marks = tasks.some(({ markers }) => markers.some(isShown))
  const external = [...(marks ? ['ExternalTaskMarker'] : []), ...(waits ? ['ExternalTaskSensor'] : [])]
  const isPod = airflow.way === 'kubernetes'
  const has = (test: (task: Task) => boolean, line: string): string[] => (tasks.some(test) ? [line] : [])
  const lines = [
    ...(isPod
      ? ['from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator']
      : ['from airflow.providers.standard.operators.bash import BashOperator']),
    ...(isPod
      ? has(
          ({ scheduling }) => scheduling.secrets.length > 0,
          'from airflow.providers.cncf.kubernetes.secret import Secret',
        )
      : []),
    ...(sendsEmail(dag, configuration) ? [EMAIL_IMPORT] : []),
    ...(sensors.size > 0 ? [fromImport('airflow.providers.google.cloud.sensors.bigquery', [...sensors].sort())] : []),
    ...(external.length > 0 ? [fromImport('airflow.providers.standard.sensors.external_task', external)] : []),
    ...(schedule.kind === 'cron' ? ['from airflow.timetables.interval import CronDataIntervalTimetable'] : []),
    ...(schedule.kind === 'interval' ? ['from airflow.timetables.interval import DeltaDataIntervalTimetable'] : []),
    ...has(({ kind }) => kind === 'fivetran', 'from fivetran_provider_async.operators import FivetranOperator'),
    ...(isPod
      ? has(
          ({ scheduling }) => scheduling.containerResources !== undefined || airflow.volumeClaim !== undefined,
          'from kubernetes.client import models as k8s',
        )
      : []),
  ]
  return `\nimport datetime\n${isPod ? '' : 'import os\n'}\n${lines.sort().join('\n')}\n\n${CORE}`
}

function fromImport(module: string, names: readonly string[]): string {
  const line = `from ${module} import ${names.join(', ')}`
  return line.length <= 88 ? line : `from ${module} import (\n${names.map((name) => `    ${name},\n`).join('')})`
}

export function isShown({ seconds }: Task['markers'][number]): boolean {
  return seconds !== undefined
}

const CORE = `try:
    from airflow.sdk import DAG, TaskGroup
    from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException
except ImportError:  # Airflow 2
    from airflow import DAG
    from airflow.exceptions import AirflowFailException, AirflowSkipException
    from airflow.utils.task_group import TaskGroup
`

/**
 * The operator of a file: its way of running, and that Airflow doesn't retry what a retry can't mend. Both of Airflow's operators
 * raise AirflowSkipException for exit codes that they are told to skip; the pod's does so in `cleanup`, also where it was deferred.
 */
export function operatorClass({ airflow }: ProjectConfiguration): string {
  const isPod = airflow.way === 'kubernetes'
  const [method, given, passed] = isPod
    ? ['cleanup', '*args, **kwargs', '*args, **kwargs']
    : ['execute', 'context', 'context']
  const named = { skip_on_exit_code: list([number(1), number(2)]), ...(isPod ? podDefaults(airflow) : BASH_DEFAULTS) }
  return `class BqetlOperator(${isPod ? 'KubernetesPodOperator' : 'BashOperator'}):
    """Runs a command of bqetl; exit codes 1 and 2 say that a retry would fail too."""

    def __init__(self, **kwargs):
${statement(call('super().__init__', named, [code('**kwargs')]), 8)}
    def ${method}(self, ${given}):
        try:
            return super().${method}(${passed})
        except AirflowSkipException as error:
            raise AirflowFailException("not retried: see the log above") from error
`
}

/** Tries before the task was last cleared: whoever clears it wants it done anew, and no job of theirs taken over. */
const TRIES_BEFORE = { BQETL_TRIES_BEFORE: string('{{ ti.max_tries - task.retries }}') }

const BASH_DEFAULTS: NamedValues = { cwd: code('PROJECT'), append_env: flag(true), env: dict(TRIES_BEFORE) }

/** The run and the try, as Airflow tells them to commands of its BashOperator, and to pods it does not. */
const POD_RUN = dict({
  AIRFLOW_CTX_DAG_ID: string('{{ dag.dag_id }}'),
  AIRFLOW_CTX_TASK_ID: string('{{ task.task_id }}'),
  AIRFLOW_CTX_DAG_RUN_ID: string('{{ run_id }}'),
  AIRFLOW_CTX_TRY_NUMBER: string('{{ ti.try_number }}'),
  ...TRIES_BEFORE,
})

function podDefaults({ image, namespace, serviceAccount, volumeClaim }: ProjectConfiguration['airflow']): NamedValues {
  return {
    image: string(image),
    namespace: string(namespace),
    service_account_name: optional(serviceAccount, string),
    env_vars: POD_RUN,
    ...(volumeClaim !== undefined && volumeOf(volumeClaim)),
  }
}

/** Where the image (`Dockerfile`) has what the project keeps: the embedded warehouse, exports. */
const KEPT_FOLDER = '/bqetl/.bqetl'

function volumeOf(claim: string): NamedValues {
  const name = string('bqetl')
  const source = call('k8s.V1PersistentVolumeClaimVolumeSource', { claim_name: string(claim) })
  return {
    volumes: list([call('k8s.V1Volume', { name, persistent_volume_claim: source })]),
    volume_mounts: list([call('k8s.V1VolumeMount', { name, mount_path: string(KEPT_FOLDER) })]),
  }
}
