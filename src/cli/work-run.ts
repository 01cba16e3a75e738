import { createHash } from 'node:crypto'
import type { WorkRun } from '../runner/bigquery/connection.ts'

/** @param parts what names the work: equal for tries of the same, and for nothing else */
export function workRun(parts: readonly string[], isRetry: boolean): WorkRun {
  return { id: createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12), isRetry }
}

/**
 * The run of the task that Airflow tells a command of, so that a try finds the job of one that was killed. The tries before a task was
 * cleared are not of it: who clears a task wants it done anew. Our DAGs tell how many these are; Airflow itself does not.
 *
 * @see https://airflow.apache.org/docs/apache-airflow-providers-standard/stable/operators/bash.html for AIRFLOW_CTX_*
 */
export function airflowRun(environment: NodeJS.ProcessEnv): WorkRun | undefined {
  const { AIRFLOW_CTX_DAG_ID: dag, AIRFLOW_CTX_TASK_ID: task, AIRFLOW_CTX_DAG_RUN_ID: run } = environment
  const number = Number(environment.AIRFLOW_CTX_TRY_NUMBER)
  if (!dag || !task || !run || !Number.isInteger(number)) return undefined
  const before = Math.max(0, Number(environment.BQETL_TRIES_BEFORE) || 0)
  return workRun([dag, task, run, `${before}`], number - before > 1)
}
