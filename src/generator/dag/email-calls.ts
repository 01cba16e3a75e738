import type { DagDefinition } from '../project/dags-file.ts'
import type { ProjectConfiguration } from '../project/project-configuration.ts'
import type { Dag, Task } from './model.ts'
import { call, code, type NamedValues, NONE, type PythonValue, statement, string, strings } from './python.ts'

/** `email`, `email_on_failure` and `email_on_retry` make Airflow 3 warn for every task; a notifier says the same on both. */
export const EMAIL_IMPORT = 'from airflow.providers.smtp.notifications.smtp import SmtpNotifier'

/** Whether anybody is written to of a DAG's tasks. */
export function sendsEmail({ definition, tasks }: Dag, { airflow }: ProjectConfiguration): boolean {
  const { email, emailOnFailure, emailOnRetry } = definition.defaultArguments
  const isAsked = emailOnFailure || emailOnRetry || tasks.some(({ scheduling }) => scheduling.emailOnRetry === true)
  return airflow.emailFrom !== undefined && isAsked && (email.length > 0 || tasks.some((task) => task.email.length > 0))
}

/**
 * The file's function that makes a notifier. It says all that could stand in the connection, for the provider of Airflow 2.10.5 (2.0.1)
 * fails where it looks there.
 */
export function tellFunction(dag: Dag, configuration: ProjectConfiguration): string {
  if (!sendsEmail(dag, configuration)) return ''
  const notifier = call('SmtpNotifier', {
    from_email: string(configuration.airflow.emailFrom!),
    to: code('addresses'),
    subject: string('Airflow: {{ ti.dag_id }}.{{ ti.task_id }} {{ ti.state }}'),
    html_content: string('<p>{{ run_id }}, try {{ ti.try_number }}: {{ exception }}</p>'),
  })
  return `\n\ndef tell(addresses):\n    """Write to these addresses what has become of a task."""\n${statement(notifier, 4, 'notifier')}    return notifier\n`
}

/** For `default_args`, sensors included: who is told of a DAG. */
export function dagCallbacks({ defaultArguments }: DagDefinition): NamedValues {
  const { email, emailOnFailure, emailOnRetry } = defaultArguments
  return {
    on_failure_callback: emailOnFailure ? tell(email) : undefined,
    on_retry_callback: emailOnRetry ? tell(email) : undefined,
  }
}

/** What a task has otherwise than its DAG: other addresses, and whether a retry is told. */
export function taskCallbacks({ email, scheduling }: Task, { defaultArguments: given }: DagDefinition): NamedValues {
  const isSame = JSON.stringify(email) === JSON.stringify([...new Set(given.email)].sort())
  const tellsRetry = scheduling.emailOnRetry ?? given.emailOnRetry
  const retry = tellsRetry ? tell(email) : NONE
  return {
    on_failure_callback: isSame || !given.emailOnFailure ? undefined : tell(email),
    on_retry_callback: tellsRetry === given.emailOnRetry && (isSame || !tellsRetry) ? undefined : retry,
  }
}

function tell(addresses: readonly string[]): PythonValue | undefined {
  return addresses.length === 0 ? undefined : call('tell', {}, [strings(addresses)])
}
